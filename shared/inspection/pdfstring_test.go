package inspection

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

func TestAStringEndsWithTheBracketThatClosesIt(t *testing.T) {
	few := rapid.SliceOf(rapid.SampledFrom([]byte(`'()*+[\]` + "\x00\x80\xa8\xa9\xdc")))
	long := rapid.Map(rapid.IntRange(0, 2*literalRun), func(n int) []byte { return bytes.Repeat([]byte("a"), n) })
	deep := rapid.Map(rapid.IntRange(0, 2*literalRun), func(n int) []byte { return bytes.Repeat([]byte("("), n) })
	part := rapid.OneOf(few, long, deep)
	rapid.Check(t, func(r *rapid.T) {
		data := bytes.Join(append([][]byte{[]byte("(")}, rapid.SliceOf(part).Draw(r, "parts")...), nil)
		l := &lexer{data: data}
		got := l.literal()
		want, end := byEach(data)
		if !bytes.Equal(got.raw, want) || got.hex || l.at != end {
			r.Errorf("%q: %q to %d, want %q to %d", data, got.raw, l.at, want, end)
		}
	})
}

// byEach reads the string that data begins with one byte after the other
// (ISO 32000-1 7.3.4.2).
func byEach(data []byte) (raw []byte, end int) {
	depth := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			return data[1:i], i + 1
		}
	}
	return data[1:], len(data)
}
