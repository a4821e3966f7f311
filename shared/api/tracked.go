package api

import (
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
)

// TrackedView is a due day that is tracked beside the review. How it was found is
// for those inside: the derivation may tell the dates of a certification.
type TrackedView struct {
	ID      string      `json:"id"`
	Name    string      `json:"name"`
	Rules   string      `json:"rules"`
	Due     day.Date    `json:"due,omitzero"`
	Round   int         `json:"round,omitempty"`
	Missed  []day.Date  `json:"missed,omitempty"`
	Stopped string      `json:"stopped,omitempty"` // done, or why it ended
	Because []StepView  `json:"because,omitempty"`
	Alarms  []AlarmView `json:"alarms"`
}

// Watching answers a POST on what is tracked.
type Watching struct {
	ID      string        `json:"id"`
	Tracked []TrackedView `json:"tracked"`
}

// Watches answers with what is tracked of a case, in ids, codes and dates.
func Watches(c *plan.Case, _ app.Heard) (any, error) {
	return Watching{c.ID, trackedOf(c, false)}, nil
}

// Duties is the standing record of a party.
type Duties struct {
	Party   string        `json:"party"`
	Tracked []TrackedView `json:"tracked"`
}

// StandingView shows a standing record, which is about no person.
func StandingView(c *plan.Case) Duties { return Duties{c.Party, trackedOf(c, true)} }

func trackedOf(c *plan.Case, inside bool) []TrackedView {
	out := []TrackedView{}
	for _, t := range c.Tracked {
		k := t.Clock
		v := TrackedView{
			ID: k.ID, Name: t.Name, Rules: t.Rules, Due: k.Due, Round: t.Round, Missed: t.Missed, Stopped: k.Stopped,
			Alarms: alarmsOf(k.Stages),
		}
		if inside {
			v.Because = stepsOf(c.Sealed.Counts[k.ID])
		}
		out = append(out, v)
	}
	return out
}

func alarmsOf(stages []plan.Stage) []AlarmView {
	out := []AlarmView{}
	for _, s := range stages {
		out = append(out, AlarmView{Stage: s.Name, At: s.At, Due: s.Due, Outcome: s.Outcome, Why: s.Why})
	}
	return out
}
