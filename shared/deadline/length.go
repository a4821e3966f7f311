package deadline

import (
	"fmt"
	"slices"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// lengthen goes from the anchor to the end of the period, before any roll.
func (r *Result) lengthen(p *rules.Period, f rules.Choice[rules.FirstDay], months int, cal day.Calendar) error {
	if p.After != nil {
		if err := r.place(p.After, f, months, p.Basis, cal); err != nil {
			return err
		}
		months = 0
	}
	if !p.Unit.Spans() {
		return r.place(p, f, months, p.Basis, cal)
	}
	step := Step{Kind: Length, What: string(p.Unit), N: int32(p.N), Backward: p.Backward}
	if p.N == 0 { // the same day
		step.Date = r.last()
		r.add(step, p.Basis)
		return nil
	}
	if err := r.first(p, f, cal); err != nil {
		return err
	}
	step.Date = step.onFrom(r.last(), cal)
	r.add(step, p.Basis)
	return r.reached(p)
}

// place goes to a place in a month, quarter or year, so many months on.
func (r *Result) place(p *rules.Period, f rules.Choice[rules.FirstDay], months int, b rules.Basis, cal day.Calendar) error {
	step := Step{Kind: Length, What: string(p.Unit), N: int32(p.N), Day: int32(p.Day), Minus: int32(p.Minus), Why: string(p.Weekday)}
	if p.Backward {
		step.N = -step.N
	}
	step.N += int32(p.Unit.Turns(months))
	if p.Unit == rules.Blocks {
		step.Day = int32(p.N)
		if f.Is == rules.Included { // the first month is the first of the block
			step.Minus = 1
		}
	}
	step.Date = step.onFrom(r.last(), cal)
	r.add(step, b)
	return r.reached(p)
}

func (r *Result) reached(p *rules.Period) error {
	if !day.Known(r.last()) {
		return fmt.Errorf("%s: %w", p.Text(), day.ErrRange)
	}
	return nil
}

// first is the day that counts as number one. Source: 民法140条; backward by analogy.
func (r *Result) first(p *rules.Period, f rules.Choice[rules.FirstDay], cal day.Calendar) error {
	step := Step{Kind: First, What: string(f.Is), Backward: p.Backward}
	switch {
	case p.Clear && p.Unit == rules.OpenDays:
		step.What = clearOpenDays
	case p.Clear:
		step.What = clearDays
	}
	if f.Is != rules.Excluded && f.Is != rules.Included {
		return fmt.Errorf("%w: 初日「%s」はありません", ErrRule, f.Is)
	}
	if p.Clear && p.Unit != rules.Days && p.Unit != rules.OpenDays || p.N < 0 {
		return fmt.Errorf("%w: %s", ErrRule, p.Text())
	}
	step.Date = step.onFrom(r.last(), cal)
	r.add(step, f.Basis)
	return nil
}

// onFrom is where a step of the derivation leads from a day.
func (s *Step) onFrom(from day.Date, cal day.Calendar) day.Date {
	switch s.Kind {
	case First:
		switch s.What {
		case string(rules.Excluded):
			return from.AddDays(s.way())
		case clearDays:
			return from.AddDays(2 * s.way())
		case clearOpenDays: // the first open day is not counted
			return cal.AddOpen(from, s.way()).AddDays(s.way())
		}
		return from
	case Length:
		return s.reach(from, cal)
	case Stopped:
		if s.What == string(rules.OpenDays) {
			return cal.AddOpen(from, int(s.N))
		}
		return from.AddDays(int(s.N))
	case Rolled:
		return toward(rules.Way(s.What), from, cal)
	case Late:
		switch s.What {
		case string(rules.NextDay):
			return from.AddDays(1)
		case string(rules.NextOpenDay):
			return cal.Next(from.AddDays(1))
		case afterClosing:
			return from.Month().Add(1).First()
		}
		return cal.Next(from)
	}
	return s.Date // Start, Set, Extended: a day that was given
}

func (s *Step) way() int {
	if s.Backward {
		return -1
	}
	return 1
}

// reach is the end of a length whose first day is from, or of a place in a month
// that is sought from there; no date outside the known years.
func (s *Step) reach(from day.Date, cal day.Calendar) day.Date {
	way, n := s.way(), int(s.N)
	switch rules.Unit(s.What) {
	case rules.Days:
		return from.AddDays(way * max(n-1, 0))
	case rules.Weeks:
		return from.AddDays(way * (7*n - 1))
	case rules.OpenDays:
		return cal.AddOpen(from.AddDays(-way), way*n)
	case rules.Months:
		return byTheCalendar(from.AddDays(-way), way*n)
	case rules.Years:
		return byTheCalendar(from.AddDays(-way), way*12*n)
	case rules.MonthEnd:
		return from.Month().Add(n).Last()
	case rules.Blocks:
		return from.Month().Add(n - int(s.Minus)).Last()
	case rules.DayOfMonth:
		return dayIn(from.Month().Add(n), int(s.Day))
	case rules.OpenDayOfMonth:
		m := from.Month().Add(n)
		return earlier(cal.AddOpen(m.First().AddDays(-1), int(s.Day)), cal.Previous(m.Last()))
	case rules.WeekdayOfMonth:
		m := from.Month().Add(n)
		ahead := (rules.Weekday(s.Why).Day() - m.First().Weekday() + 7) % 7
		d := m.First().AddDays(int(ahead) + 7*(int(s.Day)-1))
		for d.After(m.Last()) {
			d = d.AddDays(-7)
		}
		return d
	case rules.LastOpenDay:
		last := cal.Previous(from.Month().Add(n).Last())
		return cal.AddOpen(last, -int(s.Minus))
	case rules.QuarterEnd:
		return from.Month().QuarterEnd().Add(3 * n).Last()
	case rules.HalfYearEnd:
		return from.Month().HalfYearEnd().Add(6 * n).Last()
	case rules.FiscalYearEnd:
		return from.Month().FiscalYearEnd().Add(12 * n).Last()
	}
	return day.Date{}
}

// dayIn is a day of the month, or its last where there is none.
func dayIn(m day.Month, d int) day.Date { return earlier(m.First().AddDays(d-1), m.Last()) }

func earlier(a, b day.Date) day.Date {
	if b.Before(a) {
		return b
	}
	return a
}

// byTheCalendar goes n months on, or back, from the day before the first one:
// from a month's end to a month's end, else to the day of the same number, or to
// the month's end where there is none. So a month from 2月28日 ends with 3月31日,
// for its first day is 3月1日. Source: 民法143条; backward by analogy.
func byTheCalendar(before day.Date, n int) day.Date {
	m := before.Month()
	if before == m.Last() {
		return m.Add(n).Last()
	}
	return before.AddMonths(n)
}

func sortedSpans(spans []Span) []Span {
	return slices.SortedFunc(slices.Values(spans), func(a, b Span) int { return a.From.Compare(b.From) })
}

// Replay walks a derivation again and gives the day it leads to: that of the last
// step. It returns false when a step does not lead where it says.
func Replay(steps []Step, cal day.Calendar) (day.Date, bool) {
	var at day.Date
	for i, s := range steps {
		if i > 0 {
			if to := s.onFrom(at, cal); to != s.Date {
				return to, false
			}
		}
		at = s.Date
	}
	return at, !at.IsZero()
}
