package main

import (
	"context"
	"errors"
	"time"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/deadline"
	"github.com/sasae-care/sasae/shared/rules"
)

// people is the town whose open deadlines are counted anew, each of whom has one.
const people = 20_000

var errDiffer = errors.New("the two do not come to the same day")

// deadlines is how many of them one core counts as values, with the whole
// derivation, against the same days found with package time and a map of closed
// days, without one.
func deadlines(context.Context, bool) ([]figure, error) {
	k, cal, err := reviewClock()
	if err != nil {
		return nil, err
	}
	closed := closedDays(cal)
	var last day.Date
	var plain time.Time
	ours, anchor, err := turns(rounds,
		func() (err error) { last, err = countAll(k, cal); return err },
		func() error {
			for i := range people {
				plain = stepwise(receiptOf(i), closed)
			}
			return nil
		})
	if err == nil && last != day.On(plain) {
		err = errDiffer
	}
	return []figure{{
		Figure: "deadlines", Value: people / ours, Unit: "deadlines/s/core",
		Against: people / anchor, Anchor: "package time, day by day over a map of closed days, no derivation",
	}}, err
}

// recount is a closed day that is new: the calendar is made anew and the deadlines
// of all people with it, and those that move are found.
func recount(context.Context, bool) ([]figure, error) {
	k, cal, err := reviewClock()
	if err != nil {
		return nil, err
	}
	was := make([]day.Date, people)
	for i := range was {
		r, err := deadline.Due(k, given(i), cal)
		if err != nil {
			return nil, err
		}
		was[i] = r.Due
	}
	moved := 0
	ours, anchor, err := turns(rounds,
		func() error {
			moved = 0
			now := day.NewCalendar(day.CalendarSpec{Closed: []day.SpecialDay{{Date: day.MustParse("2026-05-07"), Name: "臨時の閉庁"}}})
			for i := range was {
				r, err := deadline.Due(k, given(i), now)
				if err != nil {
					return err
				}
				if r.Due != was[i] {
					moved++
				}
			}
			return nil
		},
		func() error { _, err := countAll(k, cal); return err })
	if err == nil && moved == 0 {
		err = errDiffer
	}
	return []figure{{
		Figure: "recount-20000", Value: ours, Unit: "s",
		Against: anchor, Anchor: "counting them on the calendar there was",
	}}, err
}

func reviewClock() (rules.Clock, day.Calendar, error) {
	set, err := rules.For("431001", day.MustParse("2026-04-20"))
	k, _ := set.Clock("review")
	return k, day.NewCalendar(day.CalendarSpec{}), err
}

func countAll(k rules.Clock, cal day.Calendar) (last day.Date, err error) {
	for i := range people {
		r, err := deadline.Due(k, given(i), cal)
		if err != nil {
			return last, err
		}
		last = r.Due
	}
	return last, nil
}

// receiptOf spreads the receipts over a quarter of a year.
func receiptOf(i int) day.Date { return firstReceipt.AddDays(i % 90) }

var firstReceipt = day.MustParse("2026-04-01")

func given(i int) deadline.Given {
	return deadline.Given{Facts: []deadline.Fact{{Anchor: rules.Received, On: receiptOf(i)}}}
}

func closedDays(cal day.Calendar) map[string]bool {
	closed := map[string]bool{}
	for d := day.MustParse("2026-01-01"); d.Before(day.MustParse("2027-01-01")); d = d.AddDays(1) {
		if !cal.Open(d) {
			closed[d.String()] = true
		}
	}
	return closed
}

// stepwise is two weeks, then on to the first day that is not closed.
func stepwise(from day.Date, closed map[string]bool) time.Time {
	t := from.At(0, 0).AddDate(0, 0, 14)
	for closed[t.Format(time.DateOnly)] {
		t = t.AddDate(0, 0, 1)
	}
	return t
}
