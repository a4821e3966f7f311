package dynamo_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/sasae-care/sasae/shared/standin"
	"github.com/sasae-care/sasae/shared/standin/trouble"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/dynamo"
	"github.com/sasae-care/sasae/shared/store/storetest"
)

// stand is the one stand-in of these tests, started by the first that needs it.
var stand = sync.OnceValues(func() (*standin.Dynamo, error) { return standin.Dynoxide(context.Background()) })

func TestMain(m *testing.M) {
	code := m.Run()
	if d, err := stand(); err == nil {
		d.Stop()
	}
	os.Exit(code)
}

func config(t *testing.T) aws.Config {
	t.Helper()
	d, err := stand()
	standin.Need(t, err)
	return d.Config()
}

var tables atomic.Int64

// table makes a new table.
func table(t *testing.T) (name string, client *dynamodb.Client) {
	t.Helper()
	client = dynamodb.NewFromConfig(config(t))
	name = fmt.Sprintf("table-%d", tables.Add(1))
	if err := dynamo.Create(t.Context(), client, name); err != nil {
		t.Fatal(err)
	}
	return name, client
}

func open(t *testing.T) store.Store {
	t.Helper()
	name, client := table(t)
	return dynamo.New(client, name, dynamo.Options{})
}

// through is the same table behind a network with trouble, and the count of
// what was sent.
func through(t *testing.T, name string, p trouble.Plan, o dynamo.Options) (*dynamo.DB, *trouble.Transport) {
	t.Helper()
	at := trouble.New(p, nil)
	cfg := config(t)
	cfg.HTTPClient = at.Client()
	return dynamo.New(dynamodb.NewFromConfig(cfg), name, o), at
}

func TestTheContract(t *testing.T) { storetest.Run(t, open) }

func TestAKeyThatNoDriverHoldsIsRefused(t *testing.T) {
	db := open(t)
	for _, k := range []store.Key{{P: "A\x00", S: "1"}, {P: "A", S: "\x001"}, {P: "A\xff", S: "1"}, {P: "A", S: "\xc3"}, {P: "", S: "1"}, {P: "A", S: ""}} {
		if err := db.Commit(t.Context(), store.Create(k, []byte("a"))); !errors.Is(err, store.ErrRefused) {
			t.Errorf("commit %q: %v", k, err)
		}
		if _, err := db.Get(t.Context(), k); !errors.Is(err, store.ErrRefused) {
			t.Errorf("get %q: %v", k, err)
		}
	}
	if _, err := db.Range(t.Context(), store.Query{P: "A\x00"}); !errors.Is(err, store.ErrRefused) {
		t.Errorf("range: %v", err)
	}
}

// What store.Check lets pass can still be too large: an item's attribute names,
// its version and its expiry count too.
func TestAnItemThatOnlyTheTableFindsTooLargeIsRefused(t *testing.T) {
	db := open(t)
	k, beside := store.Key{P: "A", S: "1"}, store.Key{P: "A", S: "2"}
	body := make([]byte, store.MaxItemBytes-len(k.P)-len(k.S))
	if err := store.Check(t.Context(), []store.Write{store.Create(k, body)}); err != nil {
		t.Fatal(err)
	}
	for _, ws := range [][]store.Write{{store.Create(k, body)}, {store.Create(beside, []byte("x")), store.Create(k, body)}} {
		if err := db.Commit(t.Context(), ws...); !errors.Is(err, store.ErrRefused) {
			t.Errorf("a commit of %d says %v", len(ws), err)
		}
	}
	for _, k := range []store.Key{k, beside} {
		if _, err := db.Get(t.Context(), k); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("get %s: %v", k, err)
		}
	}
}

func TestAReplaceSetsKeepsOrDropsTheExpiryAsItIsWritten(t *testing.T) {
	name, client := table(t)
	db := dynamo.New(client, name, dynamo.Options{})
	k := store.Key{P: "A", S: "1"}
	for n, expires := range []int64{0, 4102444800, 4102444801, 0} {
		w := store.Write{Key: k, Body: []byte("a"), If: int64(n), Expires: expires}
		if err := db.Commit(t.Context(), w); err != nil {
			t.Fatal(err)
		}
		want := ""
		if expires != 0 {
			want = fmt.Sprint(expires)
		}
		if got := expiry(t, client, name, k); got != want {
			t.Errorf("version %d expires %q, want %q", n+1, got, want)
		}
	}
}

func expiry(t *testing.T, client *dynamodb.Client, table string, k store.Key) string {
	t.Helper()
	out, err := client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String(table), Key: map[string]types.AttributeValue{
		"p": &types.AttributeValueMemberS{Value: k.P}, "s": &types.AttributeValueMemberS{Value: k.S}}})
	if err != nil {
		t.Fatal(err)
	}
	e, ok := out.Item["e"].(*types.AttributeValueMemberN)
	if !ok {
		return ""
	}
	return e.Value
}

func TestTheTableExpiresItemsByTheirExpiry(t *testing.T) {
	name, client := table(t)
	out, err := client.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: aws.String(name)})
	if err != nil {
		t.Fatal(err)
	}
	if d := out.TimeToLiveDescription; aws.ToString(d.AttributeName) != "e" || d.TimeToLiveStatus != types.TimeToLiveStatusEnabled {
		t.Errorf("it expires by %q, %s", aws.ToString(d.AttributeName), d.TimeToLiveStatus)
	}
	if err := dynamo.Create(t.Context(), client, name); err == nil {
		t.Error("the same table is made twice")
	}
}

func TestAnItemThatAnotherHandDamagedIsAnErrorNotAnItem(t *testing.T) {
	name, client := table(t)
	db := dynamo.New(client, name, dynamo.Options{})
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	for n, item := range []map[string]types.AttributeValue{
		{"b": text("not bytes"), "v": &types.AttributeValueMemberN{Value: "1"}},
		{"b": &types.AttributeValueMemberB{Value: []byte("a")}},
		{"b": &types.AttributeValueMemberB{Value: []byte("a")}, "v": &types.AttributeValueMemberN{Value: "1.5"}},
		{"z": &types.AttributeValueMemberB{Value: []byte("no deflate")}, "v": &types.AttributeValueMemberN{Value: "1"}},
	} {
		p := fmt.Sprint("P", n)
		item["p"], item["s"] = text(p), text("1")
		if _, err := client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String(name), Item: item}); err != nil {
			t.Fatal(err)
		}
		if it, err := db.Get(t.Context(), store.Key{P: p, S: "1"}); err == nil || errors.Is(err, store.ErrNotFound) {
			t.Errorf("get %s: %v, %v", p, it, err)
		}
		if page, err := db.Range(t.Context(), store.Query{P: p}); err == nil {
			t.Errorf("range %s: %v", p, page)
		}
	}
}

func TestACaseTakesOneUnitAndComesBackAsItWas(t *testing.T) {
	name, client := table(t)
	db := dynamo.New(client, name, dynamo.Options{})
	body := []byte("{" + strings.Repeat(`"document":"d1",`, 400) + `"seq":1}`)
	if err := db.Commit(t.Context(), store.Create(k("1"), body)); err != nil {
		t.Fatal(err)
	}
	raw, err := client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String(name), Key: map[string]types.AttributeValue{
		"p": &types.AttributeValueMemberS{Value: k("1").P}, "s": &types.AttributeValueMemberS{Value: k("1").S},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if z, ok := raw.Item["z"].(*types.AttributeValueMemberB); !ok || len(z.Value) > 1000 || raw.Item["b"] != nil {
		t.Errorf("%d bytes lie there as %v", len(body), raw.Item)
	}
	if it, err := db.Get(t.Context(), k("1")); err != nil || !bytes.Equal(it.Body, body) {
		t.Errorf("%d bytes come back, %v", len(it.Body), err)
	}
}

func TestATableThatIsNotThereIsNoAnswerAboutItems(t *testing.T) {
	db := dynamo.New(dynamodb.NewFromConfig(config(t)), "no-such-table", dynamo.Options{})
	k := store.Key{P: "A", S: "1"}
	_, got := db.Get(t.Context(), k)
	_, ranged := db.Range(t.Context(), store.Query{P: "A"})
	for what, err := range map[string]error{
		"get": got, "range": ranged, "a write": db.Commit(t.Context(), store.Create(k, []byte("a"))),
		"a transaction": db.Commit(t.Context(), store.Create(k, []byte("a")), store.Create(store.Key{P: "A", S: "2"}, []byte("a"))),
	} {
		if err == nil || isOneOf(err, store.ErrNotFound, store.ErrConflict, store.ErrThrottled, store.ErrUnknown, store.ErrRefused) {
			t.Errorf("%s says %v", what, err)
		}
		if err != nil && !strings.Contains(err.Error(), "ResourceNotFound") {
			t.Errorf("%s does not say what lacks: %v", what, err)
		}
	}
}

func isOneOf(err error, list ...error) bool {
	for _, e := range list {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
