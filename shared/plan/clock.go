package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/deadline"
	"github.com/sasae-care/sasae/shared/rules"
)

// Clock is a running deadline with the alarms it owes.
type Clock struct {
	ID      string          `json:"id"` // review
	From    day.Date        `json:"from,omitzero"`
	Due     day.Date        `json:"due,omitzero"`      // none where the rules set no day
	Because []deadline.Step `json:"because,omitempty"` // how Due was found, as values
	Stages  []Stage         `json:"stages"`
	Past    []Stage         `json:"past,omitempty"` // alarms of due days that were moved or of earlier rounds; none is to come
	Stopped string          `json:"stopped,omitempty"`
	LapseAt time.Time       `json:"lapseAt,omitzero"` // the end of the due day; none where the rules set no day
	Stays   bool            `json:"stays,omitempty"`  // silence ends nothing: the review stays open when the day has passed
	Tells   bool            `json:"tells,omitempty"`  // and the town hears that it has (rules.Escalate)
}

// Stage is one alarm of a clock. One that is still to come has no Outcome; it is
// moot as soon as its clock stops or its day moves, and has no Done then.
type Stage struct {
	Name    string    `json:"name"` // before3, due, after1
	At      time.Time `json:"at"`
	Due     day.Date  `json:"due"`
	Outcome string    `json:"outcome,omitempty"` // rung, moot
	Why     string    `json:"why,omitempty"`     // why moot
	Done    time.Time `json:"done,omitzero"`     // when it rang, or was over when its clock began
}

// comes tells whether it is still to ring.
func (s Stage) comes() bool { return s.Outcome == "" }

// dropped tells whether it was moot before it rang.
func (s Stage) dropped() bool { return s.Outcome == Moot && s.Done.IsZero() }

// ClockOf is a counted rule with its alarms; where it sets no day, nothing rings
// and nothing lapses.
func ClockOf(k rules.Clock, res deadline.Result, cal day.Calendar) Clock {
	out := Clock{ID: k.ID, From: res.From, Due: res.Due, Because: res.Because, Stays: k.OnLapse.Is != rules.CloseNoAdvice, Tells: k.OnLapse.Is == rules.Escalate}
	if res.Due.IsZero() {
		return out
	}
	out.LapseAt = res.Ends()
	for _, s := range deadline.Rings(k, res.Due, cal) {
		out.Stages = append(out.Stages, Stage{Name: s.Name, At: s.At, Due: res.Due})
	}
	return out
}

// Review counts the period of the review and sets its alarms, none before the day
// it is counted from.
func (c *Case) Review(k rules.Clock, cal day.Calendar) (Clock, error) {
	res, err := deadline.Due(k, c.given(k, c.acts()), cal)
	if err != nil {
		return Clock{}, fmt.Errorf("start the clock of case %s: %w", c.ID, err)
	}
	out := ClockOf(k, res, cal)
	out.Stages = slices.DeleteFunc(out.Stages, func(s Stage) bool { return s.At.Before(res.From.At(0, 0)) })
	return out, nil
}

// Outcomes of an alarm.
const (
	Rung = "rung"
	Moot = "moot"
)

// Passed tells whether the due day is over; where the rules set none, it never is.
func (k *Clock) Passed(at time.Time) bool { return !k.LapseAt.IsZero() && !at.Before(k.LapseAt) }

// Rang tells whether the stage is one that rang when the due day was over.
func (k *Clock) Rang(stage string) bool {
	return slices.ContainsFunc(k.Stages, func(s Stage) bool {
		return s.Name == stage && s.Outcome == Rung && !k.LapseAt.IsZero() && !s.At.Before(k.LapseAt)
	})
}

// awaits finds the alarm that was set for just this instant and is still to ring.
func (k *Clock) awaits(name string, at time.Time) *Stage {
	for i := range k.Stages {
		if s := &k.Stages[i]; s.Name == name && s.At.Equal(at) && s.comes() {
			return s
		}
	}
	return nil
}

// next is the first alarm that is still to ring.
func (k *Clock) next() (first *Stage) {
	for i := range k.Stages {
		if s := &k.Stages[i]; s.comes() && (first == nil || s.At.Before(first.At)) {
			first = s
		}
	}
	return first
}

// stop ends the clock; its alarms to come are moot.
func (k *Clock) stop(why string) {
	k.Stopped = why
	drop(k.Stages, why)
}

func drop(list []Stage, why string) {
	for i := range list {
		if s := &list[i]; s.comes() {
			s.Outcome, s.Why = Moot, why
		}
	}
}

// Ring is an alarm's ringing. One that its case no longer awaits, of a review
// that is over or of a day that was moved, changes nothing, nor does a second
// ringing. The last stage of a review lets the period lapse.
// Source: KUM-10, AMB-30, architecture section 6.
func (c *Case) Ring(at time.Time, clock, stage string, due time.Time) error {
	for i := range c.Tracked {
		if t := &c.Tracked[i]; t.Clock.ID == clock {
			c.ringTracked(at, t, stage, due)
			return nil
		}
	}
	if c.Clock == nil || c.Clock.ID != clock {
		return nil
	}
	s := c.Clock.awaits(stage, due)
	if s == nil {
		return nil
	}
	s.Outcome, s.Done = Rung, at
	c.did("alarm-rung", map[string]string{"stage": stage},
		func(seq int64) events.Body {
			return events.DeadlineNear{Case: c.ID, Seq: seq, Clock: c.Clock.ID, Stage: stage}
		})
	if c.Clock.Passed(at) && !c.Clock.Stays {
		c.lapse(at)
	}
	return nil
}

// skip makes the stages moot that are over when the clock starts, and names them.
func (k *Clock) skip(at time.Time) string {
	k.Stages = slices.Clone(k.Stages)
	var over []string
	for i := range k.Stages {
		if s := &k.Stages[i]; s.At.Before(at) {
			s.Outcome, s.Why, s.Done = Moot, "registered-late", at
			over = append(over, s.Name)
		}
	}
	return strings.Join(over, " ")
}

// lapse ends the review without advice: 期間満了(助言なし).
func (c *Case) lapse(at time.Time) {
	if c.State == InReview {
		c.finish(at, Lapsed)
	}
}

// stopClock ends the clock of the review.
func (c *Case) stopClock(why string) {
	if c.Clock != nil && c.Clock.Stopped == "" {
		c.Clock.stop(why)
	}
}

// startClock sets a clock running; alarms of the one before are past.
func (c *Case) startClock(k Clock) {
	k.Past = nil
	k.follow(c.Alarms())
	c.Clock = &k
}

// follow takes over the alarms of the clock before: one that this clock sets too
// is the same alarm, with what became of it; the others are past, and moot if
// they have not rung.
func (k *Clock) follow(before []Stage) {
	for _, s := range before {
		i := slices.IndexFunc(k.Stages, s.same)
		switch {
		case i >= 0 && s.Done.IsZero(): // it has not rung: it is wanted again
		case i >= 0 && s.Due == k.Stages[i].Due:
			k.Stages[i] = s
		default:
			k.Past = append(k.Past, s)
		}
	}
	drop(k.Past, moved)
}

// moved is why an alarm is moot whose day is another one now.
const moved = "moved"

// same tells whether two alarms have one name and instant.
func (s Stage) same(o Stage) bool { return s.Name == o.Name && s.At.Equal(o.At) }

// Agrees tells whether two clocks end and ring at the same times.
func (k *Clock) Agrees(o *Clock) bool {
	return k.Due == o.Due && slices.EqualFunc(k.Stages, o.Stages, Stage.same)
}

// moveClock replaces the due day.
func (c *Case) moveClock(to Clock) {
	old, id := c.Clock, to.ID
	c.startClock(to)
	c.did("clock-moved", map[string]string{"from": old.Due.String(), "to": to.Due.String()},
		func(seq int64) events.Body { return events.ClockMoved{Case: c.ID, Seq: seq, Clock: id} })
}

// Recount moves the due day and the alarms of a running review to where a changed
// calendar or another rule set puts them. A day that was decided (an extension) stays.
func (c *Case) Recount(to Clock, set string) error {
	if !c.Recounts() || c.Clock.Agrees(&to) && c.Rules == set {
		return nil
	}
	if c.Rules = set; c.Clock.Agrees(&to) {
		c.Clock.Because = to.Because
		c.did("rules-changed", map[string]string{"rules": set}, nil)
		return nil
	}
	c.moveClock(to)
	return nil
}

// Recounts tells whether a changed calendar or rule moves the clock.
func (c *Case) Recounts() bool {
	if c.State != InReview || c.Clock == nil || c.Clock.Stopped != "" {
		return false
	}
	return !slices.ContainsFunc(c.Clock.Because, func(s deadline.Step) bool { return s.Kind == deadline.Extended })
}

// Rings lists the alarms to come that people hear of. The end of a record's keeping
// is none: its promise is enough, and sweep keeps it.
func (c *Case) Rings() (out []events.AlarmRang) {
	for _, k := range c.Clocks() {
		for _, s := range k.Stages {
			if s.comes() && ruleOf(k.ID) != retention {
				out = append(out, events.AlarmRang{Case: c.ID, Clock: k.ID, Stage: s.Name, Due: s.At})
			}
		}
	}
	return out
}

// Alarms lists every alarm of the review, past ones first.
func (c *Case) Alarms() []Stage {
	if c.Clock == nil {
		return nil
	}
	return append(append([]Stage{}, c.Clock.Past...), c.Clock.Stages...)
}
