package dynamo

import (
	"bytes"
	"sort"
	"unicode/utf8"

	"github.com/sasae-care/sasae/shared/store"
)

// span is the sort keys from low up to, and without, high; "" is open. behind is
// where a reading downwards goes on. All are UTF-8 and no longer than a sort
// key, which DynamoDB asks of bounds too.
type span struct{ low, high, behind string }

// leftOf is what q still asks for; false when that is nothing. The bounds of a
// query are any bytes: store.Prefix ends with 0xff.
//
// Upwards After is a bound like another. Downwards it cannot be, for a condition
// has no operator from low up to, and without, After; there it is the key that
// DynamoDB starts behind, which must be within the bounds.
func leftOf(q store.Query) (span, bool) {
	low, ok := least(q.From)
	high, _ := least(q.To) // none: no key is above To, which is as good as open
	left := span{low: low, high: high}
	switch {
	case q.After == "":
	case q.Backward:
		if after, some := least(q.After); some && left.includes(after) {
			left.behind = after
		}
	default:
		after, some := least(q.After + "\x00") // the first that can follow After
		left.low, ok = max(low, after), ok && some
	}
	return left, ok && below(left.low, left.high) && below(left.low, left.behind)
}

// includes tells whether the condition that query makes of the bounds includes
// s, if it is not below them: BETWEEN has its upper end.
func (l span) includes(s string) bool {
	return below(s, l.high) || s == l.high && l.low != ""
}

// below compares with an upper end that may be open.
func below(s, high string) bool { return high == "" || s < high }

// least is the first sort key, in the order of bytes, that is not below bound;
// false when all are. So what is (not) below bound is just what is (not) below
// it.
func least(bound string) (string, bool) {
	valid := validPrefix(bound, store.MaxSort)
	if len(valid) == len(bound) {
		return bound, true
	}
	if r, ok := firstRune(bound[len(valid):]); ok && len(valid)+utf8.RuneLen(r) <= store.MaxSort {
		return valid + string(r), true
	}
	return above(valid)
}

// validPrefix is the longest prefix of s that is UTF-8 and at most limit bytes.
func validPrefix(s string, limit int) string {
	n := 0
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		if r == utf8.RuneError && size == 1 || n+size > limit {
			break
		}
		n += size
	}
	return s[:n]
}

// firstRune is the least character whose bytes are not below rest.
func firstRune(rest string) (rune, bool) {
	n := sort.Search(runes, func(i int) bool { return string(nth(i)) >= rest })
	return nth(n), n < runes
}

// above is the first sort key that is above all that begin with s; false when
// there is none.
func above(s string) (string, bool) {
	b := []byte(s)
	for len(b) > 0 {
		r, size := utf8.DecodeLastRune(b)
		b = b[:len(b)-size]
		if r == utf8.MaxRune {
			continue
		}
		if r++; r == firstSurrogate {
			r = afterSurrogates
		}
		if len(b)+utf8.RuneLen(r) <= store.MaxSort {
			return string(utf8.AppendRune(bytes.Clone(b), r)), true
		}
	}
	return "", false
}

// The characters are all code points but the surrogates.
const (
	firstSurrogate  = 0xd800
	afterSurrogates = 0xe000
	runes           = utf8.MaxRune + 1 - (afterSurrogates - firstSurrogate)
)

// nth is the character number i, in the order of code points, which is that of
// their bytes in UTF-8.
func nth(i int) rune {
	if i >= firstSurrogate {
		i += afterSurrogates - firstSurrogate
	}
	return rune(i)
}
