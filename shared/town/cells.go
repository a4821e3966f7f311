package town

import (
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
)

const maxCell = 200 // characters

// cells is one record, read column by column; what is wrong goes to the table.
type cells struct {
	*table
	line int
	rec  []string
}

func (c *cells) bad(column, format string, args ...any) { c.fail(c.line, column, format, args...) }

// text is a cell without the spaces around it.
func (c *cells) text(column string) string {
	s := strings.TrimSpace(c.rec[c.at[column]])
	switch {
	case strings.Contains(s, unreadable):
		c.bad(column, "読めない文字（外字など）があります。JIS第1〜第4水準の文字に置き換え、UTF-8で保存してください")
	case strings.ContainsFunc(s, unicode.IsControl):
		c.bad(column, "セルの中に改行や制御文字があります。取り除いてください")
	case utf8.RuneCountInString(s) > maxCell:
		c.bad(column, "%d文字までです。短くしてください", maxCell)
	default:
		return s
	}
	return ""
}

// must is a cell that may not be empty.
func (c *cells) must(column string) string {
	before := len(c.errs)
	s := c.text(column)
	if s == "" && len(c.errs) == before {
		c.bad(column, "空にできません。値を入れてください")
	}
	return s
}

// id is what other rows name this one by; it becomes part of keys.
func (c *cells) id(column string) string {
	s := squeeze(c.must(column))
	if s != "" && !isID(s) {
		c.bad(column, "半角の英数字と . _ - で40文字までにしてください")
	}
	return s
}

func (c *cells) optionalID(column string) string {
	if c.text(column) == "" {
		return ""
	}
	return c.id(column)
}

func isID(s string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	return len(s) <= 40 && only(s, letters+digits+"._-")
}

// numberOf is a code of shared/number; its error already says what to do.
func numberOf[N ~string](c *cells, column string, parse func(string) (N, error)) string {
	s := c.must(column)
	if s == "" {
		return ""
	}
	n, err := parse(s)
	if err != nil {
		c.bad(column, "%v", err)
	}
	return string(n)
}

func (c *cells) town() string { return numberOf(c, "town", number.ParseMunicipality) }

func (c *cells) office(column string) string { return numberOf(c, column, number.ParseOffice) }

// date is a date that must be there; optionalDate may be empty.
func (c *cells) date(column string) day.Date {
	if c.must(column) == "" {
		return day.Date{}
	}
	return c.optionalDate(column)
}

func (c *cells) optionalDate(column string) day.Date {
	s := c.text(column)
	if s == "" {
		return day.Date{}
	}
	d, err := day.ParseAny(s)
	if err != nil {
		c.bad(column, "%v", err)
	}
	return d
}

// base reads town, from and to.
func (c *cells) base() Base {
	b := Base{Town: c.town(), From: c.date("from"), Line: c.line}
	b.To = c.optionalDate("to")
	c.order(b.From, b.To, "to")
	return b
}

func (c *cells) order(from, to day.Date, column string) {
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		c.bad(column, "終わりの日 %s が始まりの日 %s より前です。日付を直してください", to, from)
	}
}

func (c *cells) yes(column string) bool {
	switch s := strings.ToLower(squeeze(c.text(column))); s {
	case "yes":
		return true
	case "no":
		return false
	}
	c.bad(column, "yes か no を入れてください")
	return false
}

func (c *cells) postcode(column string) string {
	s := c.text(column)
	if s == "" {
		return ""
	}
	p := postcode(s)
	if p == "" {
		c.bad(column, "郵便番号は数字7桁です（860-0001）。先頭の0が落ちていないか確かめてください")
	}
	return p
}

// block is one end of a 番地 range: a number, 番地 may follow it.
func (c *cells) block(column string) int {
	s := c.text(column)
	if s == "" {
		return 0
	}
	s = blockText(s)
	n := firstNumber(s)
	if rest := s[len(leadingDigits(s)):]; n == 0 || rest != "" && rest != "番地" && rest != "番" {
		c.bad(column, "番地は1以上の数だけを入れてください（枝番・号は入れません）")
		return 0
	}
	return n
}

func (c *cells) week(column string) Week {
	s := c.must(column)
	w, err := ParseWeek(s)
	if err != nil {
		c.bad(column, "開所曜日は 月火水木金 のように、曜日を1回ずつ並べてください")
	}
	return w
}

// hours is 08:30-17:15 or empty.
func (c *cells) hours(column string) string {
	s := squeeze(c.text(column))
	if s == "" {
		return ""
	}
	from, to, _ := strings.Cut(strings.ReplaceAll(strings.ReplaceAll(s, "~", "-"), "〜", "-"), "-")
	a, err1 := time.Parse("15:04", from)
	b, err2 := time.Parse("15:04", to)
	if err1 != nil || err2 != nil || !a.Before(b) {
		c.bad(column, "時間は 08:30-17:15 のように、始まりと終わりを入れてください")
		return ""
	}
	return a.Format("15:04") + "-" + b.Format("15:04")
}

// mailAddress is the form that HTML calls a valid e-mail address, with a dot
// in the domain. Source: HTML Living Standard, input type=email.
var mailAddress = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[a-zA-Z0-9.!#$%&'*+/=?^_{|}~` + "`" + `-]{1,64}@[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)+$`)
})

func (c *cells) email(column string) string {
	s := c.text(column)
	if s == "" {
		return ""
	}
	if !mailAddress().MatchString(s) {
		c.bad(column, "メールアドレスの形（name@example.jp、半角）ではありません。直してください")
		return ""
	}
	return s
}

// phone is a Japanese number as digits; +81 becomes the leading 0.
func (c *cells) phone(column string) string {
	s := c.text(column)
	if s == "" {
		return ""
	}
	p := strings.NewReplacer("-", "", "(", "", ")", "", "ー", "").Replace(squeeze(s))
	if rest, ok := strings.CutPrefix(p, "+81"); ok {
		p = "0" + strings.TrimPrefix(rest, "0")
	}
	if len(p) < 10 || len(p) > 11 || p[0] != '0' || p[1] == '0' || !only(p, digits) {
		c.bad(column, "電話番号は0から始まる10桁か11桁です（096-328-2111）。先頭の0が落ちていないか確かめてください")
		return ""
	}
	return p
}

// mobile tells whether an SMS can reach the number.
func mobile(phone string) bool {
	return len(phone) == 11 && only(phone[1:2], "6789") && phone[2] == '0'
}
