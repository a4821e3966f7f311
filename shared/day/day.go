// Package day is the civil calendar of Asia/Tokyo: instants and texts come in,
// dates and months without a clock go out.
//
//	instant, "2026-04-20", 令和8年4月20日 → day → Date, Month, open days
package day

import (
	"fmt"
	"time"
)

// Tokyo is the only zone in which a date is decided. Japan has had no summer
// time since 1952, so a fixed offset is exact and needs no zone database.
var Tokyo = time.FixedZone("Asia/Tokyo", 9*60*60)

// Date is a civil date. The zero Date is "no date"; it is before every other.
type Date struct{ n int32 } // 1 is 0001-01-01

// Of makes the date y-m-d; a day past the end of the month runs on into the
// next one, as time.Date does. Parse refuses such a date.
func Of(y int, m time.Month, d int) Date {
	return fromUTC(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

// On is the date in Asia/Tokyo at the instant t.
func On(t time.Time) Date {
	y, m, d := t.In(Tokyo).Date()
	return Of(y, m, d)
}

func fromUTC(t time.Time) Date { return Date{int32(t.Unix()/86400) + 719163} }

func (d Date) utc() time.Time {
	return time.Unix(int64(d.n-719163)*86400, 0).UTC()
}

// Parse reads the ISO form 2026-04-20 and refuses a day that does not exist.
func Parse(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return Date{}, fmt.Errorf("read the date %q: want YYYY-MM-DD", s)
	}
	return fromUTC(t), nil
}

// MustParse is Parse for constants in tests and tables; it panics.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero tells whether there is no date.
func (d Date) IsZero() bool { return d.n == 0 }

// String is the ISO form, or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(time.DateOnly)
}

// Civil gives year, month and day.
func (d Date) Civil() (int, time.Month, int) { return d.utc().Date() }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Month is the month the date lies in.
func (d Date) Month() Month {
	y, m, _ := d.Civil()
	return MonthOf(y, m)
}

// At is the instant h:m on that day in Asia/Tokyo; 24:00 is the end of the day.
func (d Date) At(h, m int) time.Time {
	y, mo, da := d.Civil()
	return time.Date(y, mo, da, h, m, 0, 0, Tokyo)
}

// AddDays counts n days on (or back).
func (d Date) AddDays(n int) Date { return Date{d.n + int32(n)} }

// AddMonths goes n months on (or back) to the corresponding day, or to the end
// of the month where there is none. Source: 民法143条2項.
func (d Date) AddMonths(n int) Date {
	y, m, dd := d.Civil()
	to := MonthOf(y, m).Add(n)
	if last := to.Last(); dd > last.day() {
		return last
	}
	return to.First().AddDays(dd - 1)
}

func (d Date) day() int { _, _, dd := d.Civil(); return dd }

// DaysUntil counts the days from d to e; negative when e is earlier.
func (d Date) DaysUntil(e Date) int { return int(e.n - d.n) }

// Before and After compare dates; Compare is for sorting.
func (d Date) Before(e Date) bool { return d.n < e.n }

// After tells whether d is later than e.
func (d Date) After(e Date) bool { return d.n > e.n }

// Compare is -1, 0 or 1.
func (d Date) Compare(e Date) int {
	switch {
	case d.n < e.n:
		return -1
	case d.n > e.n:
		return 1
	}
	return 0
}

// MarshalText writes the ISO form.
func (d Date) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// AppendText appends the ISO form.
func (d Date) AppendText(b []byte) ([]byte, error) {
	if d.IsZero() {
		return b, nil
	}
	return d.utc().AppendFormat(b, time.DateOnly), nil
}

// UnmarshalText reads the ISO form; empty is no date.
func (d *Date) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	*d, err = Parse(string(b))
	return err
}

// Month is a civil month (提供年月, 審査月). The zero Month is none.
type Month struct{ n int32 } // months since year 0

// MonthOf makes a month.
func MonthOf(y int, m time.Month) Month { return Month{int32(y*12 + int(m) - 1)} }

// ParseMonth reads 2026-05.
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse("2006-01", s)
	if err != nil {
		return Month{}, fmt.Errorf("read the month %q: want YYYY-MM", s)
	}
	return MonthOf(t.Year(), t.Month()), nil
}

// MustMonth is ParseMonth for constants; it panics.
func MustMonth(s string) Month {
	m, err := ParseMonth(s)
	if err != nil {
		panic(err)
	}
	return m
}

// IsZero tells whether there is no month.
func (m Month) IsZero() bool { return m.n == 0 }

// Civil gives year and month.
func (m Month) Civil() (int, time.Month) { return int(m.n / 12), time.Month(m.n%12 + 1) }

// String is 2026-05, or "" for none.
func (m Month) String() string {
	if m.IsZero() {
		return ""
	}
	y, mo := m.Civil()
	return fmt.Sprintf("%04d-%02d", y, mo)
}

// Compact is 202605, as files of 国保連 write a month.
func (m Month) Compact() string {
	y, mo := m.Civil()
	return fmt.Sprintf("%04d%02d", y, mo)
}

// First and Last are the month's first and last day.
func (m Month) First() Date { y, mo := m.Civil(); return Of(y, mo, 1) }

// Last is the month's last day.
func (m Month) Last() Date { return m.Add(1).First().AddDays(-1) }

// Add goes n months on (or back).
func (m Month) Add(n int) Month { return Month{m.n + int32(n)} }

// QuarterEnd is the last month of the quarter that m lies in; quarters of the
// fiscal and of the calendar year are the same.
func (m Month) QuarterEnd() Month { return m.Add(2 - int(m.n%3)) }

// HalfYearEnd is September or March, the end of the half of the fiscal year (上半期,
// 下半期) that m lies in.
func (m Month) HalfYearEnd() Month {
	q := m.QuarterEnd()
	if _, mo := q.Civil(); mo == time.June || mo == time.December {
		return q.Add(3)
	}
	return q
}

// FiscalYearEnd is March of the fiscal year (年度, April to March) that m lies in.
func (m Month) FiscalYearEnd() Month {
	y, mo := m.Civil()
	if mo > time.March {
		y++
	}
	return MonthOf(y, time.March)
}

// Until counts the months from m to e.
func (m Month) Until(e Month) int { return int(e.n - m.n) }

// Compare is -1, 0 or 1.
func (m Month) Compare(e Month) int { return Date(m).Compare(Date(e)) }

// Before tells whether m is earlier than e.
func (m Month) Before(e Month) bool { return m.n < e.n }

// After tells whether m is later than e.
func (m Month) After(e Month) bool { return m.n > e.n }

// MarshalText writes 2026-05.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads 2026-05; empty is none.
func (m *Month) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*m = Month{}
		return nil
	}
	*m, err = ParseMonth(string(b))
	return err
}
