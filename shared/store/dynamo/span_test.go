package dynamo

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/store"
)

const last = "\U0010ffff"

func TestABoundOfAnyBytesIsTheLeastKeyThatIsNotBelowIt(t *testing.T) {
	long := strings.Repeat("a", store.MaxSort)
	for _, c := range []struct {
		name, bound, want string
		none              bool
	}{
		{name: "nothing is open", bound: "", want: ""},
		{name: "a key is its own bound", bound: "A#あ𠮷", want: "A#あ𠮷"},
		{name: "the end of a prefix is the next character", bound: "A#\xff", want: "A$"},
		{name: "after the longest of two bytes comes the shortest of three", bound: "A\u07ff\xff", want: "A\u0800"},
		{name: "after the last character the one before it grows", bound: "A" + last + last + "\xff", want: "B"},
		{name: "after nothing but last characters there is nothing", bound: last + last + "\xff", none: true},
		{name: "nothing is above a byte that no key begins with", bound: "\xff", none: true},
		{name: "a character cut off is the first that begins so", bound: "A\xe3\x81", want: "A\u3040"},
		{name: "a byte that only continues is below none that begin with more", bound: "A\x80", want: "A\u0080"},
		{name: "surrogates are stepped over", bound: "\ud7ff\xff", want: "\ue000"},
		{name: "the bytes of a surrogate are stepped over", bound: "\xed\xa0\x80", want: "\ue000"},
		{name: "the sign for broken text is a character", bound: "\ufffd\xff", want: "\ufffe"},
		{name: "the longest key is its own bound", bound: long, want: long},
		{name: "what is longer is the next of those as long", bound: long + "\x00", want: long[1:] + "b"},
		{name: "a last character that would not fit any more carries", bound: long[:store.MaxSort-2] + "b\x7f\xff", want: long[:store.MaxSort-2] + "c"},
	} {
		got, ok := least(c.bound)
		if ok == c.none || ok && got != c.want {
			t.Errorf("%s: %.40q gives %.40q, %v", c.name, c.bound, got, ok)
		}
	}
}

func TestABoundPartsTheKeysJustWhereItsBytesDo(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		edge := rapid.SampledFrom([]rune{1, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffd, 0xffff, 0x10000, utf8.MaxRune})
		key := rapid.StringOfN(rapid.OneOf(edge, rapid.Rune()), 1, 4, -1).Draw(r, "key")
		bytes := rapid.SliceOfN(rapid.OneOf(rapid.Byte(), rapid.SampledFrom([]byte{0, 0x7f, 0x80, 0xbf, 0xed, 0xff})), 0, 3)
		bound := key[:rapid.IntRange(0, len(key)).Draw(r, "cut")] + string(bytes.Draw(r, "bytes"))
		other := rapid.StringOfN(rapid.OneOf(edge, rapid.Rune()), 1, 4, -1).Draw(r, "other")
		got, ok := least(bound)
		if ok && (!utf8.ValidString(got) || len(got) > store.MaxSort) {
			r.Fatalf("%+q gives %+q, which is no key", bound, got)
		}
		for _, s := range []string{key, other} {
			if below := s < bound; below != (!ok || s < got) {
				r.Fatalf("%+q is below %+q: %v; the bound is %+q, %v", s, bound, below, got, ok)
			}
		}
	})
}

// DynamoDB refuses a key to start behind that its condition does not include,
// or behind which nothing can be, and bounds the wrong way round. Stand-ins do
// not.
func TestAKeyToStartBehindIsWithinTheBounds(t *testing.T) {
	for _, c := range []struct {
		from, to, after string
		want            span
		none            bool
	}{
		{"b", "d", "c", span{"b", "d", "c"}, false},
		{"b", "d", "d", span{"b", "d", "d"}, false}, // BETWEEN has it
		{"", "d", "d", span{"", "d", ""}, false},    // s < d has not
		{"", "d", "c", span{"", "d", "c"}, false},
		{"b", "d", "e", span{"b", "d", ""}, false},
		{"b", "", "e", span{"b", "", "e"}, false},
		{"b", "d", "\xff", span{"b", "d", ""}, false},
		{"b", "d", "b", span{}, true},
		{"b", "", "b", span{}, true},
		{"b", "d", "a", span{}, true},
		{"d", "b", "", span{}, true},
		{"d", "d", "", span{}, true},
		{"\xff", "", "", span{}, true},
	} {
		got, ok := leftOf(store.Query{P: "p", From: c.from, To: c.to, After: c.after, Backward: true})
		if ok == c.none || ok && got != c.want {
			t.Errorf("down from %q to %q behind %q asks for %q, %v", c.to, c.from, c.after, got, ok)
		}
	}
}
