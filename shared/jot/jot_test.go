package jot_test

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/jot"
)

func TestATextIsWrittenAsEncodingJSONWritesIt(t *testing.T) {
	texts := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
	rapid.Check(t, func(t *rapid.T) {
		s := texts.Draw(t, "text")
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := jot.Text([]byte("before"), s); string(got) != "before"+string(want) {
			t.Errorf("%q is written as %s, want %s", s, got[6:], want)
		}
	})
}

// digested is a value with a field for its own digest.
type digested struct{ Facts, Hash string }

func (d *digested) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Text("facts", d.Facts)
	o.Text("hash", d.Hash)
	return o.Close()
}

func TestAMarkIsOfTheJSONWithoutIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts := rapid.OneOf(rapid.String(), rapid.Just(`"hash":""`)).Draw(t, "facts")
		got := jot.Marked(&digested{Facts: facts}, "hash", func(without []byte) string {
			if want := jot.Bytes(&digested{Facts: facts}); string(without) != string(want) {
				t.Errorf("the mark is of %s, want %s", without, want)
			}
			return "m<1>"
		})
		if want := jot.Bytes(&digested{facts, "m<1>"}); string(got) != string(want) {
			t.Errorf("it is written as %s, want %s", got, want)
		}
	})
}
