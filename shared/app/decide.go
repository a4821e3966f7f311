package app

import (
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
)

// Decide decides on the set of a case, as it is being changed, under the rules
// of the day it was received. It does nothing while something is awaited, and to
// a set that was not handed in or is decided already.
func (a *App) Decide(c *plan.Case) error {
	if !c.Undecided() {
		return nil
	}
	set, err := rules.For(c.Town, day.On(c.Received))
	if err != nil {
		return err
	}
	return c.Validate(a.Now(), set, rules.FormName)
}
