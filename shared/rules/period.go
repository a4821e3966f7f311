package rules

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Period is a length of time, or a place in a month. In a file it may be short:
// 2 weeks, 10 openDays, 2週間, P3M.
//
//	days, openDays, weeks, months, years   N of them, by 民法140条 to 143条
//	monthEnd                               the end of the N-th month after (0: the same)
//	dayOfMonth, openDayOfMonth             the Day-th (open) day of the N-th month after
//	weekdayOfMonth                         the Day-th such Weekday of that month (5: the last)
//	lastOpenDay                            its last open day, Minus open days earlier
//	quarterEnd, halfYearEnd, fiscalYearEnd the end of the N-th quarter, half or whole fiscal year after
//	blocks                                 the end of each block of N months from the next month on
//	none                                   no day is set; Words says how soon (遅滞なく)
//
// Backward counts towards the past: a length from an end (有効期間満了の30日前), a
// place from its month (前月20日). Clear leaves N full days, or open days, between
// (中30日, 中3開庁日). After goes to another place first and counts from there
// (四半期末の翌月20日, 月末の3開庁日前, 第3水曜日の10日前).
// Source: AMB-18, KAW-33-3-コ-a.
type Period struct {
	N        int     `yaml:"n" json:"n,omitempty"`
	Unit     Unit    `yaml:"unit" json:"unit,omitempty"`
	Day      int     `yaml:"day" json:"day,omitempty"`
	Weekday  Weekday `yaml:"weekday" json:"weekday,omitempty"`
	Minus    int     `yaml:"minus" json:"minus,omitempty"`
	Backward bool    `yaml:"backward" json:"backward,omitempty"`
	Clear    bool    `yaml:"clear" json:"clear,omitempty"`
	After    *Period `yaml:"after" json:"after,omitempty"` // one of Places
	Words    string  `yaml:"words" json:"words,omitempty"`
	Basis    `yaml:",inline"`
}

// UnmarshalYAML implements the decoder's interface.
func (p *Period) UnmarshalYAML(decode func(any) error) error {
	var word string
	if decode(&word) == nil {
		short, err := ParsePeriod(word)
		if err != nil && strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
			short, err = Period{Unit: Unit(word)}, nil // the check names the units
		}
		*p = short
		return err
	}
	type whole Period
	return decode((*whole)(p))
}

// UnmarshalJSON also reads a place by its unit alone, as sets were kept before a
// place could say more.
func (p *Period) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &p.Unit)
	}
	type whole Period
	return json.Unmarshal(b, (*whole)(p))
}

// Unit is what a period is counted in.
type Unit string

// The units. Weeks, months and years run by the calendar (民法143条).
const (
	Days           Unit = "days"
	OpenDays       Unit = "openDays"
	Weeks          Unit = "weeks"
	Months         Unit = "months"
	Years          Unit = "years"
	MonthEnd       Unit = "monthEnd"
	DayOfMonth     Unit = "dayOfMonth"
	OpenDayOfMonth Unit = "openDayOfMonth"
	WeekdayOfMonth Unit = "weekdayOfMonth"
	LastOpenDay    Unit = "lastOpenDay"
	QuarterEnd     Unit = "quarterEnd"
	HalfYearEnd    Unit = "halfYearEnd"
	FiscalYearEnd  Unit = "fiscalYearEnd"
	Blocks         Unit = "blocks"
	NoPeriod       Unit = "none"
)

// Units lists them, as an error message names them.
func Units() []Unit {
	return []Unit{Days, OpenDays, Weeks, Months, Years, MonthEnd, DayOfMonth, OpenDayOfMonth, WeekdayOfMonth, LastOpenDay, QuarterEnd, HalfYearEnd, FiscalYearEnd, Blocks, NoPeriod}
}

// Spans tells whether the unit is a length that is counted day by day, and not a
// place in a month.
func (u Unit) Spans() bool { return slices.Contains([]Unit{Days, OpenDays, Weeks, Months, Years}, u) }

// Places are the units that a period may be counted after.
func Places() []Unit {
	return []Unit{MonthEnd, DayOfMonth, OpenDayOfMonth, WeekdayOfMonth, LastOpenDay, QuarterEnd, HalfYearEnd, FiscalYearEnd}
}

// Turn is in how many months the unit's place comes again; 0 for a length.
func (u Unit) Turn() int {
	switch u {
	case QuarterEnd:
		return 3
	case HalfYearEnd:
		return 6
	case FiscalYearEnd:
		return 12
	}
	if u.Spans() {
		return 0
	}
	return 1
}

// Turns is how many times the unit's place has come in so many months.
func (u Unit) Turns(months int) int {
	return months / max(u.Turn(), 1)
}

// Rewinds tells whether the period is a length counted towards the past. The law
// that moves an end on to the next open day does not reach it.
func (p Period) Rewinds() bool { return p.Backward && p.Unit.Spans() }

var shortPeriod = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:P(\d{1,4})([DWMY])|(\d{1,4}) ?(日間?|days?|開庁日|営業日|openDays?|週間?|weeks?|[かヶヵカケ箇]?月間?|months?|年間?|years?)(?:以内)?)$`)
})

var shortUnits = map[string]Unit{
	"D": Days, "日": Days, "day": Days, "days": Days, "開庁日": OpenDays, "営業日": OpenDays, "openDay": OpenDays, "openDays": OpenDays,
	"W": Weeks, "週": Weeks, "week": Weeks, "weeks": Weeks,
	"M": Months, "月": Months, "month": Months, "months": Months,
	"Y": Years, "年": Years, "year": Years, "years": Years,
}

// ParsePeriod reads a length as people write it: 2 weeks, 2週間, 10開庁日, P3M.
func ParsePeriod(s string) (Period, error) {
	if u := Unit(s); u == NoPeriod || slices.Contains([]Unit{MonthEnd, LastOpenDay, QuarterEnd, HalfYearEnd, FiscalYearEnd}, u) {
		return Period{Unit: u}, nil
	}
	m := shortPeriod().FindStringSubmatch(strings.Map(func(r rune) rune {
		if '０' <= r && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, strings.TrimSpace(s)))
	if m == nil {
		return Period{}, fmt.Errorf("期間「%s」を読めません。2週間、10開庁日、3か月、P14D のように書いてください", s)
	}
	n, _ := strconv.Atoi(m[1] + m[3]) // the pattern lets digits through only
	unit := strings.TrimLeft(strings.TrimSuffix(m[4], "間"), "かヶヵカケ箇")
	return Period{N: n, Unit: shortUnits[m[2]+unit]}, nil
}

// Text is the period in Japanese: 2週間, 翌月の5日, 有効期間満了などの30日前.
func (p Period) Text() string {
	if p.After != nil {
		from := p
		from.After = nil
		return p.After.Text() + "から" + from.Text()
	}
	n := p.N
	if p.Backward {
		n = -n
	}
	month := MonthWords(n)
	switch p.Unit {
	case NoPeriod:
		if p.Words != "" {
			return "「" + p.Words + "」（日の定めなし）"
		}
		return "日の定めなし"
	case MonthEnd:
		return month + "の末日"
	case DayOfMonth:
		return fmt.Sprintf("%sの%d日", month, p.Day)
	case OpenDayOfMonth:
		return fmt.Sprintf("%sの第%d開庁日", month, p.Day)
	case WeekdayOfMonth:
		return month + "の" + WeekdayWords(p.Day, p.Weekday)
	case LastOpenDay:
		if p.Minus > 0 {
			return fmt.Sprintf("%sの最後の開庁日の%d開庁日前", month, p.Minus)
		}
		return month + "の最後の開庁日"
	case QuarterEnd:
		return map[bool]string{true: "その四半期の末日", false: fmt.Sprintf("%d四半期後の末日", p.N)}[p.N == 0]
	case HalfYearEnd:
		return map[bool]string{true: "その半期の末日", false: fmt.Sprintf("%d半期後の末日", p.N)}[p.N == 0]
	case FiscalYearEnd:
		return map[bool]string{true: "その年度の末日", false: fmt.Sprintf("%d年度後の末日", p.N)}[p.N == 0]
	case Blocks:
		return fmt.Sprintf("翌月から%dか月ごとの区切り", p.N)
	}
	if p.N == 0 {
		return "その日"
	}
	clear, before := "", ""
	if p.Clear {
		clear = "中"
	}
	if p.Backward {
		before = "前"
	}
	return fmt.Sprintf("%s%d%s%s", clear, p.N, spanWords[p.Unit], before)
}

// MonthWords names the n-th month after: その月, 翌月, 前月, 3か月前.
func MonthWords(n int) string {
	switch {
	case n == 0:
		return "その月"
	case n == 1:
		return "翌月"
	case n == -1:
		return "前月"
	case n < 0:
		return fmt.Sprintf("%dか月前の月", -n)
	}
	return fmt.Sprintf("%dか月後の月", n)
}

// WeekdayWords is 第3水曜日; the fifth is the last (最後の水曜日).
func WeekdayWords(n int, w Weekday) string {
	if n >= 5 {
		return fmt.Sprintf("最後の%s曜日", w)
	}
	return fmt.Sprintf("第%d%s曜日", n, w)
}

var spanWords = map[Unit]string{Days: "日", OpenDays: "開庁日", Weeks: "週間", Months: "か月", Years: "年"}
