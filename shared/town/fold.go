package town

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Folding makes two spellings of one place equal. It is for comparison only:
// what was typed is what is kept.

const (
	digits   = "0123456789"
	numerals = "〇一二三四五六七八九十百千"
	maxBlock = 999_999
)

// folder folds 町丁目 of one town, whose names it strips.
type folder struct{ names []string }

func newFolder(towns []Town) folder {
	var f folder
	for _, t := range towns {
		if n := squeeze(t.Name); n != "" {
			f.names = append(f.names, n)
		}
	}
	return f
}

// area folds a 町丁目: width, spaces, ヶ, 一丁目 = 1丁目, no town name in front,
// no 大字 or 字 in front.
func (f folder) area(s string) string {
	s = f.strip(squeeze(s))
	for _, p := range [...]string{"大字", "字"} {
		if rest := strings.TrimPrefix(s, p); rest != "" {
			s = rest
		}
	}
	return arabic(s, false)
}

// strip takes 熊本県熊本市 or 熊本市 off the front.
func (f folder) strip(s string) string {
	for _, n := range f.names {
		before, rest, found := strings.Cut(s, n)
		if found && rest != "" && (before == "" || endsAsPrefecture(before)) {
			return rest
		}
	}
	return s
}

func endsAsPrefecture(s string) bool {
	for _, p := range [...]string{"県", "都", "府", "道", "郡"} {
		if strings.HasSuffix(s, p) {
			return true
		}
	}
	return false
}

// squeeze is NFKC without spaces, with one kind of hyphen and of ケ.
func squeeze(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	last := ' '
	for _, r := range norm.NFKC.String(s) {
		if unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' {
			continue
		}
		last = oneRune(r, last)
		b.WriteRune(last)
	}
	return b.String()
}

// plain tells whether squeeze has nothing to do: ASCII without spaces.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

func oneRune(r, last rune) rune {
	switch r {
	case 'ヶ':
		return 'ケ'
	case 'ヵ':
		return 'カ'
	case '‐', '‑', '‒', '–', '—', '―', '−', '─':
		return '-'
	case 'ー': // 12ー3 is a hyphen, センター is not
		if '0' <= last && last <= '9' {
			return '-'
		}
	}
	return r
}

// arabic writes kanji numerals as digits where a unit of an address follows
// (一丁目, 十二番地, 北三条), or everywhere.
func arabic(s string, everywhere bool) string {
	if !strings.ContainsAny(s, numerals) {
		return s
	}
	var b strings.Builder
	for s != "" {
		i := strings.IndexAny(s, numerals)
		if i < 0 {
			break
		}
		b.WriteString(s[:i])
		run := s[i : len(s)-len(strings.TrimLeft(s[i:], numerals))]
		s = s[i+len(run):]
		if everywhere || unitFollows(s) {
			run = strconv.Itoa(value(run))
		}
		b.WriteString(run)
	}
	return b.String() + s
}

func unitFollows(s string) bool {
	for _, u := range [...]string{"丁", "番", "号", "条", "線", "地割"} {
		if strings.HasPrefix(s, u) {
			return true
		}
	}
	return false
}

// value of 二十三, 二三 or 二〇; past maxBlock it stops growing.
func value(run string) int {
	total, digit := 0, -1
	for _, r := range run {
		switch r {
		case '十', '百', '千':
			total, digit = min(total+bare(digit)*unit(r), maxBlock), -1
		default:
			digit = min(max(digit, 0)*10+kanjiDigit(r), maxBlock)
		}
	}
	return min(total+max(digit, 0), maxBlock)
}

// bare is the factor before 十, 百 or 千: 1 where none is written.
func bare(digit int) int {
	if digit < 0 {
		return 1
	}
	return digit
}

func unit(r rune) int {
	switch r {
	case '十':
		return 10
	case '百':
		return 100
	}
	return 1000
}

func kanjiDigit(r rune) int {
	return strings.Index("〇一二三四五六七八九", string(r)) / len("〇")
}

// blockText folds what follows a 町丁目: every numeral is written as digits.
func blockText(s string) string { return arabic(squeeze(s), true) }

// firstNumber is the 番地 in a folded text, 0 for none: of 12番地3, 12-3 and
// 12番3号 it is 12.
func firstNumber(s string) int {
	i := digitAt(s, 0)
	if i < 0 {
		return 0
	}
	n, err := strconv.Atoi(leadingDigits(s[i:]))
	if err != nil || n > maxBlock {
		return 0
	}
	return n
}

func leadingDigits(s string) string {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return s[:n]
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// postcode is the seven digits of 〒860-0001, or "" for anything else.
func postcode(s string) string {
	s = strings.TrimPrefix(squeeze(s), "〒")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "-", ""), "ー", "")
	if len(s) != 7 || !only(s, digits) {
		return ""
	}
	return s
}

// only tells whether s is made of these characters.
func only(s, chars string) bool { return strings.Trim(s, chars) == "" }
