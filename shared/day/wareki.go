package day

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// era is one 元号. Its first day belongs to it and to no other, as 平成31年
// 4月30日 is followed by 令和元年5月1日 (JIS X 0301; 元号法).
type era struct {
	name   string
	letter string
	first  Date
	base   int // the Gregorian year before its year 1
}

// eras run from the newest to the oldest. 明治 is read from 1873-01-01 (明治6年)
// on: before that day Japan counted by the lunar calendar.
var eras = []era{
	{"令和", "R", Of(2019, time.May, 1), 2018},
	{"平成", "H", Of(1989, time.January, 8), 1988},
	{"昭和", "S", Of(1926, time.December, 25), 1925},
	{"大正", "T", Of(1912, time.July, 30), 1911},
	{"明治", "M", Of(1873, time.January, 1), 1867},
}

var weekdays = []string{"日", "月", "火", "水", "木", "金", "土"}

func eraOn(d Date) (era, bool) {
	for _, e := range eras {
		if !d.Before(e.first) {
			return e, true
		}
	}
	return era{}, false
}

// year is 令和8年, 令和元年, or 1872年 where no era is used.
func (d Date) year() string {
	y, _, _ := d.Civil()
	e, ok := eraOn(d)
	switch {
	case !ok:
		return fmt.Sprintf("%d年", y)
	case y == e.base+1:
		return e.name + "元年"
	}
	return fmt.Sprintf("%s%d年", e.name, y-e.base)
}

// Wareki is 令和8年4月20日, or "" for no date. A date before 明治6年 (1873) has no
// 和暦 that could be counted and is written 1872年12月31日.
func (d Date) Wareki() string {
	if d.IsZero() {
		return ""
	}
	_, m, dd := d.Civil()
	return fmt.Sprintf("%s%d月%d日", d.year(), int(m), dd)
}

// WarekiWeekday is 令和8年4月20日(月), the form in which pages show a date.
func (d Date) WarekiWeekday() string {
	if d.IsZero() {
		return ""
	}
	return d.Wareki() + "(" + weekdays[d.Weekday()] + ")"
}

// Wareki is 令和8年5月. The month in which an era began carries the new name only
// if the era began on its first day: 平成元年1月 is 昭和64年1月.
func (m Month) Wareki() string {
	if m.IsZero() {
		return ""
	}
	_, mo := m.Civil()
	return fmt.Sprintf("%s%d月", m.First().year(), int(mo))
}

var (
	dated = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:(令和|平成|昭和|大正|明治|[RHSTM])(元|\d{1,2})|(\d{4}))[年./-](\d{1,2})[月./-](\d{1,2})日?(?:\(([日月火水木金土])\))?$`)
	})
	compact = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:([RHSTM])(\d{2})|(\d{4}))(\d{2})(\d{2})$`) })
)

// ParseAny reads a date as people and files write it: R8.4.1, 令和8年4月1日(水),
// 令和元年5月1日, R080401, 20260401, 2026-04-01, 2026/4/1, in half or full width.
// It refuses a day that does not exist, also within its era (昭和64年1月8日), and a
// weekday that does not fit. Its error is a Japanese sentence for the
// form; it quotes what was typed, perhaps a birthday: show it, never log it.
func ParseAny(s string) (Date, error) {
	t := plainWidth(s)
	m := dated().FindStringSubmatch(t)
	if m == nil {
		m = compact().FindStringSubmatch(t)
	}
	if m == nil {
		return Date{}, fmt.Errorf("日付「%s」を読み取れません。令和8年4月1日、R8.4.1、2026-04-01 のように入力してください", s)
	}
	d, err := inEra(m[1], m[2], m[3], m[4], m[5])
	if err != nil {
		return Date{}, fmt.Errorf("日付「%s」: %w", s, err)
	}
	if len(m) > 6 && m[6] != "" && m[6] != weekdays[d.Weekday()] {
		return Date{}, fmt.Errorf("日付「%s」: %sは%s曜日です", s, d.Wareki(), weekdays[d.Weekday()])
	}
	return d, nil
}

// inEra makes the date from its parts; name is "" for a Gregorian year.
func inEra(name, eraYear, year, month, dd string) (Date, error) {
	if name == "" {
		return exact(number(year), number(month), number(dd))
	}
	e := eraNamed(name)
	n := 1
	if eraYear != "元" {
		n = number(eraYear)
	}
	if n < 1 {
		return Date{}, errors.New("元号の年は1年(元年)からです")
	}
	d, err := exact(e.base+n, number(month), number(dd))
	if err != nil {
		return Date{}, err
	}
	in, ok := eraOn(d)
	if !ok {
		return Date{}, errors.New("明治5年以前(旧暦)は扱えません")
	}
	if in.name != e.name {
		return Date{}, fmt.Errorf("%sにその日はありません。%sのことですか", e.name, d.Wareki())
	}
	return d, nil
}

func eraNamed(s string) era {
	for _, e := range eras {
		if s == e.name || s == e.letter {
			return e
		}
	}
	return era{}
}

// exact is Of for a date that must exist.
func exact(y, m, dd int) (Date, error) {
	d := Of(y, time.Month(m), dd)
	if gy, gm, gd := d.Civil(); y < 1 || gy != y || int(gm) != m || gd != dd {
		return Date{}, fmt.Errorf("%d年%d月%d日は存在しません", y, m, dd)
	}
	return d, nil
}

// number reads digits that the patterns have already checked.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

var squareEras = strings.NewReplacer("㋿", "令和", "㍻", "平成", "㍼", "昭和", "㍽", "大正", "㍾", "明治", "−", "-", "‐", "-")

// plainWidth folds full width to half width, spells out ㋿ and drops spaces.
func plainWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '\t' || r == '\u3000':
			return -1
		case '！' <= r && r <= '～':
			r -= '！' - '!'
		}
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}, squareEras.Replace(s))
}
