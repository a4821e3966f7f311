// Package number reads the numbers of the trade, which are texts: leading
// zeros count, some hold letters, and most end in a check digit.
//
//	text as typed or exported → Parse… → Insurer, Office, Insured, Municipality, Manager, Level, Receipt
//
// Full-width digits and letters and white space around are accepted and
// brought into the plain form. Nothing is padded: a number that lost its
// leading zeros in a spreadsheet is refused and the message says so, because a
// padded guess could be another person's number. No message repeats the
// number, so it may be logged.
package number

import (
	"strings"
	"unicode/utf8"
)

// Rule names what a number broke.
type Rule string

// The rules a number can break.
const (
	Length     Rule = "length"
	Characters Rule = "characters"
	CheckDigit Rule = "check-digit"
	Unknown    Rule = "unknown"
)

// Error says in plain Japanese which rule a number broke and what to do. It
// never holds the number itself.
type Error struct {
	Name string // the number's Japanese name
	Rule Rule
	Text string // the rule, and what to do
}

func (e *Error) Error() string { return e.Name + "：" + e.Text }

// longest is far more than any number here needs, in bytes.
const longest = 128

// Plain brings full-width ASCII (U+FF01–FF5E) and the ideographic space into
// their half-width form and trims white space. It is narrower than NFKC on
// purpose: ① or ² must not become digits.
func Plain(s string) string {
	if isASCII(s) {
		return strings.TrimSpace(s)
	}
	return strings.TrimSpace(strings.Map(half, s))
}

func half(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '　':
		return ' '
	}
	return r
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// shaped brings s into plain upper case and checks its length and characters.
func shaped(name, s string, want int, allowed func(i int, c byte) bool, chars string) (string, error) {
	if len(s) > longest {
		return "", wrongLength(name, want, 0)
	}
	s = upper(Plain(s))
	if n := utf8.RuneCountInString(s); n != want {
		return "", wrongLength(name, want, n)
	}
	for i := range len(s) {
		if !allowed(i, s[i]) {
			return "", &Error{name, Characters, "使えるのは" + chars + "だけです。ほかの文字や記号を除いてください"}
		}
	}
	return s, nil
}

// upper knows ASCII only: strings.ToUpper would make an S of ſ. Any other text
// is refused by its characters anyway.
func upper(s string) string {
	if isASCII(s) {
		return strings.ToUpper(s)
	}
	return s
}

func digit(_ int, c byte) bool { return c >= '0' && c <= '9' }

func wrongLength(name string, want, got int) error {
	text := itoa(want) + "桁で書いてください"
	if got > 0 && got < want {
		text += "（いま" + itoa(got) + "桁です。表計算ソフトで先頭の0が落ちていないか、元の書類と見比べてください）"
	}
	return &Error{name, Length, text}
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

// luhn is the check digit of 保険者番号 and 事業所番号: modulus 10, weights 2,
// 1, 2, … from the right, the digits of each product added. Source:
// billing.md 6 (it holds for 9 published insurers and 2 published offices).
func luhn(digits string) byte {
	sum := 0
	for i := range len(digits) {
		n := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			n *= 2
		}
		sum += n/10 + n%10
	}
	return '0' + byte((10-sum%10)%10)
}
