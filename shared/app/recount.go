package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/town"
)

// Shift is an open deadline that a changed calendar or rule set moves; where From
// is To, only its alarms.
type Shift struct {
	Case    string   `json:"case"`
	Receipt string   `json:"receipt"`
	Clock   string   `json:"clock"`
	From    day.Date `json:"from"` // the due day now
	To      day.Date `json:"to"`
	Rules   string   `json:"rules"` // the rule set it is counted by then
}

// Shifts tells which open deadlines of a municipality move when book takes the
// place of the reference data in force. A day that was decided (an extension)
// stays; so does a clock that stands. Source: KUM-10, KUM-27.
func (a *App) Shifts(ctx context.Context, in Scope, old, book town.Book) ([]Shift, error) {
	cases, err := a.countedCases(ctx, in, old)
	if err != nil {
		return nil, err
	}
	dir := town.Open(book)
	var out []Shift
	for _, c := range cases {
		then := c.Clone()
		if err := a.recount(dir, &then); err != nil {
			return nil, fmt.Errorf("count the deadlines of case %s anew: %w", c.ID, err)
		}
		out = append(out, shifted(c, then)...)
	}
	return out, nil
}

// shifted tells which due days and alarms of a case are others then.
func shifted(c, then plan.Case) (out []Shift) {
	if c.Recounts() && !then.Clock.Agrees(c.Clock) {
		out = append(out, Shift{c.ID, c.Receipt, c.Clock.ID, c.Clock.Due, then.Clock.Due, then.Rules})
	}
	for i, t := range c.Tracked {
		if now := then.Tracked[i]; t.Runs() && !t.Clock.Due.IsZero() && !now.Clock.Agrees(&t.Clock) {
			out = append(out, Shift{c.ID, c.Receipt, t.Clock.ID, t.Clock.Due, now.Clock.Due, now.Rules})
		}
	}
	return out
}

// recount counts every deadline of a case by the reference data given.
func (a *App) recount(dir *town.Directory, c *plan.Case) error {
	to, version, err := a.recounted(dir, *c)
	if err != nil {
		return err
	}
	if version != "" {
		if err := c.Recount(to, version); err != nil {
			return err
		}
	}
	return c.Watch(a.Now(), rulebook{dir})
}

// recounted is the clock of a case by the reference data given, and the rule set
// it is counted by; none when it stays as it is. A set that was put in force for
// the day of receipt takes the place of the one noted then.
func (a *App) recounted(dir *town.Directory, c plan.Case) (to plan.Clock, version string, err error) {
	if !c.Recounts() {
		return to, "", nil
	}
	set, err := dir.RulesFor(Bound(&c), day.On(c.Received))
	if err != nil {
		return to, "", err
	}
	if _, own := dir.RuleSet(set.Version()); !own && c.Rules != "" { // the product's: the one noted
		if noted, err := rules.ByVersion(c.Rules); err == nil {
			set = noted
		}
	}
	to, err = review(dir, set, c, c.Centre)
	return to, set.Version(), err
}

// Recount moves the open deadlines that Shifts named, each in a commit of its
// own, by the reference data in force. Doing it twice moves nothing twice.
func (a *App) Recount(ctx context.Context, in Scope, by string, shifts []Shift) error {
	var errs []error
	for _, s := range shifts {
		_, err := a.Change(ctx, Act{In: in, Case: s.Case, By: by}, func(c *plan.Case) error {
			dir, err := a.Town(ctx, in)
			if err != nil {
				return err
			}
			return a.recount(dir, c)
		})
		if err != nil {
			errs = append(errs, fmt.Errorf("move the deadline of case %s: %w", s.Case, err))
		}
	}
	return errors.Join(errs...)
}
