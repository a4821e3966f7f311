package inspection

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

func TestPlainEndsAtTheFirstBracketOrBackslash(t *testing.T) {
	some := rapid.SliceOf(rapid.OneOf(rapid.Byte(), rapid.SampledFrom([]byte(`'()*+[\]`+"\x00\x01\x7f\x80\xa8\xa9\xdc\xff"))))
	long := rapid.Map(rapid.IntRange(0, 40), func(n int) []byte { return bytes.Repeat([]byte("a"), n) })
	rapid.Check(t, func(r *rapid.T) {
		data := append(long.Draw(r, "before"), some.Draw(r, "data")...)
		want := bytes.IndexAny(data, `()\`)
		if want < 0 {
			want = len(data)
		}
		if got := plain(data); got != want {
			r.Errorf("%q: %d, want %d", data, got, want)
		}
	})
}
