package app

import (
	"context"
	"strings"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/town"
)

// rulebook is what the due days of a municipality are counted by.
type rulebook struct{ *town.Directory }

// RuleSet implements plan.Rulebook: the product's sets are read from the
// program, one of the town's own from its reference data.
func (b rulebook) RuleSet(version string) (rules.Set, error) {
	set, err := rules.ByVersion(version)
	if err != nil {
		if own, ok := b.Directory.RuleSet(version); ok {
			return own, nil
		}
	}
	return set, err
}

// watch brings what is tracked of a case, as it is being changed, to where facts,
// rules and calendar put it. decide does it behind every act that stirs them.
func (a *App) watch(ctx context.Context, in Scope, c *plan.Case) error {
	dir, err := a.Town(ctx, in)
	if err != nil {
		return err
	}
	if c.Rules == "" && c.State != plan.Standing { // never handed in
		set, err := dir.RulesFor(Bound(c), day.On(a.Now()))
		if err != nil {
			return err
		}
		c.Rules = set.Version()
	}
	return c.Watch(a.Now(), rulebook{dir})
}

// Fact is something that somebody tells, as he types it.
type Fact struct {
	Name  string // an anchor's id or Japanese name
	On    day.Date
	Care  rules.Care // of a standing record; none is 介護予防支援
	Track rules.Track

	Withdrawn bool // it was told wrongly, and is taken back
}

// TellFact notes a fact, as a case is being changed, and begins what starts from
// it. A fact from which no clock of the rule set starts is refused.
func (a *App) TellFact(ctx context.Context, in Scope, c *plan.Case, f Fact) error {
	dir, err := a.Town(ctx, in)
	if err != nil {
		return err
	}
	set, err := a.setFor(ctx, in, dir, c, f)
	if err != nil {
		return err
	}
	told := plan.Told{On: f.On}
	if anchor, ok := set.ParseAnchor(f.Name); ok && set.Starts(anchor) {
		told.Fact = anchor
	}
	if c.State == plan.Standing {
		told.Rules = set.Version()
	}
	if told.Fact == "" {
		return plan.Refuse("fact-unknown", f.Name, set.StartNames())
	}
	act := func() error { return c.TellFact(told, set.Recurs(told.Fact)) }
	if f.Withdrawn {
		act = func() error { return c.TakeFact(told) }
	}
	return act()
}

// StandingID is the id of a party's standing record: there is one.
func (a *App) StandingID(in Scope, party string) string {
	return a.ID("standing", in.town+"\x00"+party)
}

// StandingOf reads a party's standing record; one that nobody has begun is empty.
func (a *App) StandingOf(ctx context.Context, in Scope, party string) (plan.Case, error) {
	r, err := a.load(ctx, in, a.StandingID(in, party))
	if err == nil && r.head.Version == 0 {
		r.Case.Stand(a.Now(), party)
	}
	return r.Case, err
}

// alphabet of case ids: Crockford's, without I, L, O and U.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// ID derives a case's id from what it is for, so that the same can never open two.
func (a *App) ID(purpose, of string) string {
	mac := a.Ring.Name(purpose, of)
	var id strings.Builder
	for i := range 26 { // 5 bits of the MAC a character
		bit := 5 * i
		two := uint16(mac[bit/8])<<8 | uint16(mac[bit/8+1])
		id.WriteByte(alphabet[two>>(11-bit%8)&31])
	}
	return id.String()
}

// setFor is the rule set that a fact belongs to: the case's, or for a standing
// record the one that binds the town on that day.
func (a *App) setFor(ctx context.Context, in Scope, dir *town.Directory, c *plan.Case, f Fact) (rules.Set, error) {
	if c.State != plan.Standing {
		return a.RulesOf(ctx, in, c)
	}
	on := f.On
	if on.IsZero() {
		on = day.On(a.Now())
	}
	return dir.RulesOf(rules.Case{On: on, Care: f.Care, Track: f.Track})
}
