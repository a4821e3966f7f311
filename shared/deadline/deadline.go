// Package deadline counts periods and says why they end when they end.
//
//	rules.Clock, first day, calendar → deadline → due day, its derivation, alarms
//
// It is pure: the same clock, day and calendar always give the same result.
// Source: KUM-10, 民法138–143条.
package deadline

import (
	"errors"
	"fmt"
	"time"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// Result is a counted period. Due is the last day on which the act is in time,
// until Cutoff (24:00 is the end of that day). Because is never empty and its
// last step falls on Due.
type Result struct {
	From        day.Date  `json:"from"`
	Due         day.Date  `json:"due"`
	Cutoff      string    `json:"cutoff"`
	Provisional bool      `json:"provisional,omitempty"` // holidays of the due year are not all proclaimed
	Because     []Because `json:"because"`
}

// Because is one step of a derivation: the day it arrived at, in Japanese words,
// and the id or article it rests on. Open tells that the municipality's paper is
// silent and the step follows the configuration.
type Because struct {
	Date   day.Date `json:"date"`
	Text   string   `json:"text"`
	Source string   `json:"source"`
	Open   bool     `json:"open,omitempty"`
}

// Stage is a moment at which a clock rings. Source: NTF-03.
type Stage struct {
	Name string    `json:"name"` // before3, due, after1
	At   time.Time `json:"at"`
}

// Due counts the period of r from the day of its anchor. It refuses dates outside
// the calendar's years and a clock that the check of the rules would refuse.
func Due(r rules.Clock, from day.Date, cal day.Calendar) (Result, error) {
	if err := cal.Check(from); err != nil {
		return Result{}, fmt.Errorf("count %s: %w", r.ID, err)
	}
	if _, _, err := rules.ParseHour(r.Cutoff.At); err != nil {
		return Result{}, fmt.Errorf("count %s: %w", r.ID, err)
	}
	end, err := count(r, from, cal)
	if err != nil {
		return Result{}, fmt.Errorf("count %s: %w", r.ID, err)
	}
	due, err := roll(r, end, cal)
	if err != nil {
		return Result{}, fmt.Errorf("count %s: %w", r.ID, err)
	}
	if err := cal.Check(end, due); err != nil {
		return Result{}, fmt.Errorf("count %s: %w", r.ID, err)
	}
	y, _, _ := due.Civil()
	res := Result{From: from, Due: due, Cutoff: r.Cutoff.At, Provisional: !cal.Certain(y)}
	res.Because = derive(r, res, end, cal)
	return res, nil
}

// count is the last day of the period before it is rolled.
func count(r rules.Clock, from day.Date, cal day.Calendar) (day.Date, error) {
	p := r.Period
	if p.N < 1 {
		return day.Date{}, fmt.Errorf("a period of %d %s", p.N, p.Unit)
	}
	if p.Clear && p.Unit != rules.Days {
		return day.Date{}, fmt.Errorf("clear %s: only days can be clear", p.Unit)
	}
	n, way := p.N, 1
	if p.Backward {
		way = -1
	}
	first, err := firstDay(r, from, way)
	if err != nil {
		return day.Date{}, err
	}
	if p.Clear {
		first = first.AddDays(way)
	}
	switch p.Unit {
	case rules.Days:
		return first.AddDays(way * (n - 1)), nil
	case rules.Weeks:
		return first.AddDays(way * (7*n - 1)), nil
	case rules.OpenDays:
		return cal.AddOpen(first.AddDays(-way), way*n), nil
	case rules.Months, rules.Years:
		return byTheCalendar(p, first)
	}
	return day.Date{}, fmt.Errorf("there is no unit %q", p.Unit)
}

// firstDay is the day that counts as number one. Source: 民法140条; backward by analogy.
func firstDay(r rules.Clock, from day.Date, way int) (day.Date, error) {
	switch r.FirstDay.Is {
	case rules.Excluded:
		return from.AddDays(way), nil
	case rules.Included:
		return from, nil
	}
	return day.Date{}, fmt.Errorf("there is no first day %q", r.FirstDay.Is)
}

// byTheCalendar ends the day before the day that corresponds to the first one, or
// at the month's end where there is none. From 3月1日 a month lasts until 3月31日.
// Source: 民法143条2項.
func byTheCalendar(p rules.Period, first day.Date) (day.Date, error) {
	if p.Backward {
		return day.Date{}, errors.New("months cannot be counted backward: the law does not say to which day")
	}
	months := p.N
	if p.Unit == rules.Years {
		months *= 12
	}
	to := first.AddMonths(months)
	_, _, want := first.Civil()
	if _, _, got := to.Civil(); got != want {
		return to, nil
	}
	return to.AddDays(-1), nil
}

// roll moves an end that falls on a closed day. Source: 民法142条, AMB-05.
func roll(r rules.Clock, end day.Date, cal day.Calendar) (day.Date, error) {
	switch r.Roll.Is {
	case rules.RollNone:
		return end, nil
	case rules.RollPrevious:
		return cal.Previous(end), nil
	case rules.RollNext:
		if r.Period.Backward {
			return day.Date{}, errors.New("a period counted backward never rolls to the next open day")
		}
		return cal.Next(end), nil
	}
	return day.Date{}, fmt.Errorf("there is no roll %q", r.Roll.Is)
}

// Ends is the first instant that is too late.
func (r Result) Ends() time.Time {
	h, m, err := rules.ParseHour(r.Cutoff)
	if err != nil {
		h, m = 24, 0
	}
	return r.Due.At(h, m)
}

// Extend moves the due day on to a day that was decided, and keeps the reason,
// which must not name a person. The day is taken as given, open or not.
func Extend(r Result, to day.Date, reason string) (Result, error) {
	if !to.After(r.Due) {
		return Result{}, fmt.Errorf("extend to %s: not after %s", to, r.Due)
	}
	if reason == "" {
		return Result{}, errors.New("extend: a reason is needed")
	}
	if !day.Known(to) {
		return Result{}, fmt.Errorf("extend to %s: %w", to, day.ErrRange)
	}
	r.Due, r.Provisional = to, false // a decided day stays, whatever becomes a holiday
	r.Because = append(r.Because[:len(r.Because):len(r.Because)], extended(to, reason))
	return r, nil
}

// Stages are the moments at which the clock rings for a due day, in the order of
// the rule, at hours of Asia/Tokyo. One may lie before the start of a short
// period: the caller decides. One outside the calendar's years is left out.
func Stages(r rules.Clock, due day.Date, cal day.Calendar) []Stage {
	var out []Stage
	for _, s := range r.Stages {
		on := cal.AddOpen(due, s.OpenDays)
		h, m, err := rules.ParseHour(s.At)
		if on.IsZero() || err != nil {
			continue
		}
		out = append(out, Stage{Name: s.Name, At: on.At(h, m)})
	}
	return out
}
