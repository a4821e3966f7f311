package day

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"sync"
	"time"
)

// CalendarSpec says on which days an authority or a centre is open. The zero
// spec is that of a municipal office: Monday to Friday, closed on national
// holidays and from 12/29 to 1/3. Source: 地方自治法4条の2第2項.
type CalendarSpec struct {
	Weekly       []time.Weekday // open days of the week; none means Monday to Friday
	HolidaysOpen bool           // open on national holidays too
	YearEndOpen  bool           // open around the New Year too
	YearEnd      YearEnd        // the days closed around the New Year; none means 12/29 to 1/3
	Proclaimed   Proclaimed     // holidays as the Cabinet Office publishes them; for its years it is the truth
	Closed       []SpecialDay   // closed although the rule above says open
	Opened       []SpecialDay   // open whatever else is said; wins over Closed
}

// YearEnd is a closure around the New Year: from a day of December to one of January.
type YearEnd struct{ December, January int }

// usual is the closure of municipal offices. Source: 地方自治法4条の2第2項3号.
var usual = YearEnd{29, 3}

func (y YearEnd) holds(d Date) bool {
	_, m, dd := d.Civil()
	return m == time.December && dd >= y.December || m == time.January && dd <= y.January
}

// SpecialDay is a day with its occasion, for example 創立記念日.
type SpecialDay struct {
	Date Date
	Name string
}

// Calendar answers which days are open, from 2000 to 2099. It is a plain value,
// safe to copy and to share; the zero Calendar is that of the zero spec.
type Calendar struct{ t *table }

// table holds one bit a day and the count of open days before each word.
type table struct {
	open    []uint64
	before  []int32
	special map[Date]string
	spec    CalendarSpec
}

// ErrRange is the error for a date outside the years a Calendar knows.
var ErrRange = errors.New("暦の範囲(2000年から2099年)の外です")

// NewCalendar computes the calendar of a spec (about 0.2 ms); keep it.
func NewCalendar(spec CalendarSpec) Calendar {
	if len(spec.Weekly) == 0 {
		spec.Weekly = weekdaysOpen
	}
	if spec.YearEnd == (YearEnd{}) {
		spec.YearEnd = usual
	}
	t := &table{special: map[Date]string{}, spec: spec}
	if spec.likeTheTown() {
		t.open = slices.Clone(ofTheTown())
	} else {
		t.fill()
	}
	for _, s := range spec.Closed {
		t.set(s, false)
	}
	for _, s := range spec.Opened {
		t.set(s, true)
	}
	t.count()
	return Calendar{t}
}

// likeTheTown tells whether the days open are those of the zero spec, but for
// single days.
func (s CalendarSpec) likeTheTown() bool {
	return slices.Equal(s.Weekly, weekdaysOpen) && !s.HolidaysOpen && !s.YearEndOpen && s.YearEnd == usual && s.Proclaimed.days == nil
}

var weekdaysOpen = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}

// ofTheTown is a bit a day of the zero spec.
var ofTheTown = sync.OnceValue(func() []uint64 {
	t := table{spec: CalendarSpec{Weekly: weekdaysOpen, YearEnd: usual}}
	t.fill()
	return t.open
})

var municipal = sync.OnceValue(func() Calendar { return NewCalendar(CalendarSpec{}) })

func (c Calendar) table() *table {
	if c.t == nil {
		return municipal().t
	}
	return c.t
}

func (t *table) fill() {
	n := firstDay.DaysUntil(lastDay) + 1
	t.open = make([]uint64, n/64+1)
	var weekly [7]bool
	for _, w := range t.spec.Weekly {
		weekly[w%7] = true
	}
	w := int(firstDay.Weekday())
	for i := range n {
		if weekly[(w+i)%7] {
			t.open[i/64] |= 1 << (i % 64)
		}
	}
	if !t.spec.HolidaysOpen {
		for d := range nationalHolidays() {
			if !t.spec.Proclaimed.covers(d) {
				t.clear(d)
			}
		}
		for d := range t.spec.Proclaimed.days {
			t.clear(d)
		}
	}
	for y := FirstYear; !t.spec.YearEndOpen && y <= LastYear; y++ {
		for dd := 1; dd <= t.spec.YearEnd.January; dd++ {
			t.clear(Of(y, time.January, dd))
		}
		for dd := t.spec.YearEnd.December; dd <= 31; dd++ {
			t.clear(Of(y, time.December, dd))
		}
	}
}

func (t *table) clear(d Date) {
	if Known(d) {
		i := firstDay.DaysUntil(d)
		t.open[i/64] &^= 1 << (i % 64)
	}
}

func (t *table) set(s SpecialDay, open bool) {
	if !Known(s.Date) {
		return
	}
	t.clear(s.Date)
	if open {
		i := firstDay.DaysUntil(s.Date)
		t.open[i/64] |= 1 << (i % 64)
	}
	t.special[s.Date] = s.Name
}

func (t *table) count() {
	t.before = make([]int32, len(t.open))
	for i := 1; i < len(t.open); i++ {
		t.before[i] = t.before[i-1] + int32(bits.OnesCount64(t.open[i-1]))
	}
}

// rank counts the open days from 2000-01-01 to d, d included.
func (t *table) rank(d Date) int {
	i := firstDay.DaysUntil(d)
	if i < 0 {
		return 0
	}
	upTo := t.open[i/64] << (63 - i%64)
	return int(t.before[i/64]) + bits.OnesCount64(upTo)
}

// nth is the k-th open day from 2000-01-01 on, or no date.
func (t *table) nth(k int) Date {
	if k < 1 {
		return Date{}
	}
	word, _ := slices.BinarySearch(t.before, int32(k)) // the first that k days come before
	word--
	bitsLeft, left := t.open[word], k-int(t.before[word])
	if left > bits.OnesCount64(bitsLeft) {
		return Date{} // past the last word
	}
	for ; left > 1; left-- {
		bitsLeft &= bitsLeft - 1
	}
	return firstDay.AddDays(64*word + bits.TrailingZeros64(bitsLeft))
}

// Known tells whether a Calendar can answer for d.
func Known(d Date) bool { return !d.Before(firstDay) && !d.After(lastDay) }

// Check refuses dates outside 2000 to 2099; it wraps ErrRange.
func (c Calendar) Check(dates ...Date) error {
	for _, d := range dates {
		if !Known(d) {
			return fmt.Errorf("%q: %w", d, ErrRange)
		}
	}
	return nil
}

// Certain tells whether all closed days of the year are settled: the equinox
// days of later years are not proclaimed yet.
func (c Calendar) Certain(year int) bool {
	return FirstYear <= year && year <= proclaimedUntil || c.table().spec.Proclaimed.years[year]
}

// YearEnd tells whether d lies in the closure around the New Year.
func (c Calendar) YearEnd(d Date) bool {
	s := c.table().spec
	return !s.YearEndOpen && s.YearEnd.holds(d)
}

// Open tells whether d is an open day. Outside the known years it is false.
func (c Calendar) Open(d Date) bool {
	if !Known(d) {
		return false
	}
	i := firstDay.DaysUntil(d)
	return c.table().open[i/64]>>(i%64)&1 == 1
}

// Why names what makes d the day it is: the town's own name for the day, the
// national holiday, 年末年始, or the weekday (土曜日).
func (c Calendar) Why(d Date) string {
	t := c.table()
	if !Known(d) {
		return ErrRange.Error()
	}
	if name := t.special[d]; name != "" {
		return name
	}
	if name := t.spec.Proclaimed.holiday(d); name != "" {
		return name
	}
	if c.YearEnd(d) {
		return "年末年始"
	}
	return weekdays[d.Weekday()] + "曜日"
}

// Next is the first open day on or after d; no date if there is none before
// 2100 or d is unknown.
func (c Calendar) Next(d Date) Date {
	if !Known(d) {
		return Date{}
	}
	t := c.table()
	return t.nth(t.rank(d.AddDays(-1)) + 1)
}

// Previous is the last open day on or before d, or no date.
func (c Calendar) Previous(d Date) Date {
	if !Known(d) {
		return Date{}
	}
	t := c.table()
	return t.nth(t.rank(d))
}

// AddOpen is the n-th open day after d, or before d for a negative n; d itself
// is never counted. AddOpen(d, 0) is d. Outside the known years it is no date.
func (c Calendar) AddOpen(d Date, n int) Date {
	t := c.table()
	switch {
	case !Known(d):
		return Date{}
	case n > 0:
		return t.nth(t.rank(d) + n)
	case n < 0:
		return t.nth(t.rank(d.AddDays(-1)) + n + 1)
	}
	return d
}

// OpenDaysBetween counts as AddOpen does: the open days after from up to to, or,
// negative, those before from down to to. OpenDaysBetween(d, AddOpen(d, n)) is n.
func (c Calendar) OpenDaysBetween(from, to Date) (int, error) {
	if err := c.Check(from, to); err != nil {
		return 0, fmt.Errorf("count the open days: %w", err)
	}
	t := c.table()
	if to.Before(from) {
		return t.rank(to.AddDays(-1)) - t.rank(from.AddDays(-1)), nil
	}
	return t.rank(to) - t.rank(from), nil
}
