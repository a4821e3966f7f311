package app

import (
	"context"

	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/town"
)

// Decide decides on the set of a case, as it is being changed, under the rules
// it was received under. It does nothing while something is awaited, and to a set
// that was not handed in or is decided already.
func (a *App) Decide(ctx context.Context, in Scope, c *plan.Case) error {
	if !c.Undecided() {
		return nil
	}
	set, err := a.RulesOf(ctx, in, c)
	if err != nil {
		return err
	}
	return c.Validate(a.Now(), content.Rules{Set: set})
}

// Bound is what the rules of a case depend on.
func Bound(c *plan.Case) town.Bound {
	return town.Bound{Office: c.Office, Address: town.Address(c.Sealed.Address), Care: c.Care, Track: c.Track}
}

// RulesOf is the rule set that a case was received under. Those of the product
// are read from the program; one of the town's own, from its reference data.
func (a *App) RulesOf(ctx context.Context, in Scope, c *plan.Case) (rules.Set, error) {
	if c.Rules == "" { // received before cases noted their rules
		return rules.For(c.Town, day.On(c.Received))
	}
	if set, err := rules.ByVersion(c.Rules); err == nil {
		return set, nil
	}
	dir, err := a.Town(ctx, in)
	if err != nil {
		return rules.Set{}, err
	}
	return rulebook{dir}.RuleSet(c.Rules)
}
