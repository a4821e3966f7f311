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
