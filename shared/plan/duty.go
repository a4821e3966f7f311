package plan

import (
	"slices"
	"strconv"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/day"
)

// ringTracked is the ringing of a tracked clock's alarm. At the end of its day
// what comes again waits for its next round, and what does not stays open, late;
// a record whose time is over is erased, unless it is held. Nobody is reminded of
// a day that is over: what rings then rings its end.
func (c *Case) ringTracked(at time.Time, t *Tracked, stage string, due time.Time) {
	s := t.Clock.awaits(stage, due)
	if s == nil {
		return
	}
	if s.Name != over && t.Clock.Passed(at) {
		s.Outcome, s.Why, s.Done = Moot, over, at
		c.did("alarm-moot", map[string]string{"clock": t.Clock.ID, "stage": stage, "why": over}, nil)
		if s = t.Clock.awaits(over, t.Clock.LapseAt); s == nil {
			return
		}
		stage = over
	}
	s.Outcome, s.Done = Rung, at
	facts := map[string]string{"clock": t.Clock.ID, "stage": stage}
	if t.rule() == retention {
		c.did("alarm-rung", facts, nil)
		if stage == over && !c.Hold && t.Clock.Passed(at) {
			c.erase(at)
		}
		return
	}
	id := t.Clock.ID
	c.did("alarm-rung", facts, func(seq int64) events.Body {
		return events.DeadlineNear{Case: c.ID, Seq: seq, Clock: id, Stage: stage}
	})
	if stage == over {
		t.Missed = append(t.Missed, t.Clock.Due)
		t.turn()
	}
}

// Awaits tells whether something that comes again waits for its next round.
func (c *Case) Awaits() bool {
	return slices.ContainsFunc(c.Tracked, func(t Tracked) bool { return t.Runs() && t.Clock.Due.IsZero() })
}

// turn lets what comes again wait for its next round; what comes once stays.
func (t *Tracked) turn() {
	if t.Every == 0 {
		return
	}
	t.After, t.Round = t.Clock.Due, t.Round+1
	t.wait()
}

// restart lets what comes again begin anew: its start is another day.
func (t *Tracked) restart() {
	t.After, t.Round = day.Date{}, 0
	t.wait()
}

// wait takes the due day away, and what was to ring for it, until the next is
// counted.
func (t *Tracked) wait() {
	drop(t.Clock.Stages, moved)
	t.Clock.Past = slices.DeleteFunc(slices.Concat(t.Clock.Past, t.Clock.Stages), func(s Stage) bool { return !s.dropped() })
	t.Clock.Stages = nil
	t.Clock.Due, t.Clock.LapseAt = day.Date{}, time.Time{}
}

// Done says on which day a tracked clock's duty was done. What comes again and was
// missed before wants to know which due day it was done for: a late claim is the
// month's before, a visit is that of the block it lies in. What comes again goes
// on with the next Watch.
func (c *Case) Done(at time.Time, clock string, on, due day.Date) error {
	t, err := c.tracked(clock)
	switch {
	case err != nil:
		return err
	case on.IsZero():
		return Refuse("date-missing")
	case on.After(day.On(at)):
		return Refuse("done-in-future")
	}
	missed := slices.Index(t.Missed, due)
	if due.IsZero() && t.Every > 0 {
		missed = slices.IndexFunc(t.Missed, func(d day.Date) bool { return !on.After(d) && on.After(d.AddMonths(-t.Every)) })
	}
	round := strconv.Itoa(t.Round)
	switch {
	case missed >= 0 && t.Every > 0:
		round = t.Missed[missed].String()
		t.Missed = slices.Delete(slices.Clone(t.Missed), missed, missed+1)
	case !due.IsZero() && due != t.Clock.Due && missed < 0:
		return Refuse("done-for-no-day", due)
	case t.Round > 0 && !on.After(t.After):
		return Refuse("done-before", t.After)
	case t.Every > 0 && due.IsZero() && len(t.Missed) > 0:
		return Refuse("done-for-which", t.Missed[len(t.Missed)-1], t.Clock.Due)
	case t.Every > 0:
		t.turn()
	default:
		t.Clock.stop("done")
		t.Missed = nil
	}
	c.text("done/"+t.Clock.ID+"/"+round, on.String())
	c.did("clock-done", map[string]string{"clock": t.Clock.ID}, nil)
	return nil
}

// tracked finds a running clock by its id, or by its rule when one runs.
func (c *Case) tracked(clock string) (*Tracked, error) {
	var found []*Tracked
	for i := range c.Tracked {
		if t := &c.Tracked[i]; t.Runs() && t.rule() != retention && (t.Clock.ID == clock || t.rule() == clock) {
			found = append(found, t)
		}
	}
	if len(found) != 1 {
		return nil, Refuse("clock-unknown", clock)
	}
	return found[0], nil
}

// Rang is the due day that an alarm of that stage rang for; none when the clock
// has gone on since.
func (t *Tracked) Rang(stage string) day.Date {
	if stage == Over && t.Every > 0 {
		return t.After
	}
	for _, s := range t.Clock.Stages {
		if s.Name == stage && s.Outcome == Rung {
			return s.Due
		}
	}
	return day.Date{}
}

// Asks tells whether something tracked is still to be done by, or was missed on, a
// day that a notice names.
func (c *Case) Asks(named func(day.Date) bool, missed bool) bool {
	return slices.ContainsFunc(c.Tracked, func(t Tracked) bool {
		if !t.Runs() || t.rule() == retention {
			return false
		}
		if missed {
			return slices.ContainsFunc(t.Missed, named)
		}
		return !t.Clock.Due.IsZero() && named(t.Clock.Due)
	})
}

// NextDue is the first due day that is tracked, or none.
func (c *Case) NextDue() (first day.Date) {
	for i := range c.Tracked {
		t := &c.Tracked[i]
		if t.Runs() && t.rule() != retention && !t.Clock.Due.IsZero() && (first.IsZero() || t.Clock.Due.Before(first)) {
			first = t.Clock.Due
		}
	}
	return first
}

// stopTracked ends what is tracked, but for the keeping of the record.
func (c *Case) stopTracked(why string) {
	for i := range c.Tracked {
		if t := &c.Tracked[i]; t.Runs() && t.rule() != retention {
			t.Clock.stop(why)
		}
	}
}
