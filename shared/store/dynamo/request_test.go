package dynamo_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"testing"

	"github.com/sasae-care/sasae/shared/standin/trouble"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/dynamo"
)

// asked is what of a request decides its price, and how fresh its answer is: a
// stand-in shows neither.
type asked struct {
	operation, token string
	strong           bool
}

// listen notes every request and has the trouble, or none, become of it.
func listen(t *testing.T, heard *[]asked, then trouble.Trouble) trouble.Plan {
	return trouble.Always(func(r *http.Request, send http.RoundTripper) (*http.Response, error) {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		var in struct {
			ConsistentRead     bool
			ClientRequestToken string
		}
		if err := json.Unmarshal(text, &in); err != nil {
			t.Error(err)
		}
		*heard = append(*heard, asked{trouble.Operation(r), in.ClientRequestToken, in.ConsistentRead})
		r.Body = io.NopCloser(bytes.NewReader(text))
		if then != nil {
			return then(r, send)
		}
		return send.RoundTrip(r)
	})
}

func TestEveryReadIsStrongAndOneWriteIsNoTransaction(t *testing.T) {
	name, _ := table(t)
	var heard []asked
	db, _ := through(t, name, listen(t, &heard, nil), dynamo.Options{})
	for _, ws := range [][]store.Write{{store.Create(k("1"), []byte("a"))}, {store.Delete(k("1"), 1)}} {
		if err := db.Commit(t.Context(), ws...); err != nil {
			t.Fatal(err)
		}
	}
	_, _ = db.Get(t.Context(), k("1")) // there is none
	if _, err := db.Range(t.Context(), store.Query{P: "CASE#1"}); err != nil {
		t.Fatal(err)
	}
	want := []asked{{operation: "PutItem"}, {operation: "DeleteItem"}, {operation: "GetItem", strong: true}, {operation: "Query", strong: true}}
	if !slices.Equal(heard, want) {
		t.Errorf("it asks for %+v", heard)
	}
}

func TestATransactionHasOneTokenOverItsTriesAndNoOther(t *testing.T) {
	name, _ := table(t)
	var heard []asked
	db, _ := through(t, name, listen(t, &heard, trouble.Reset), dynamo.Options{Tries: 2})
	for range 2 {
		_ = db.Commit(t.Context(), store.Create(k("1"), []byte("a")), store.Create(k("2"), []byte("a"))) // unknown
	}
	if len(heard) != 4 || heard[0].token == "" || heard[0] != heard[1] || heard[2] != heard[3] || heard[0] == heard[2] {
		t.Errorf("it asks for %+v", heard)
	}
}
