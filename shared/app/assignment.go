package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/deadline"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/town"
)

// Choice is where somebody sends a case by hand, and why. A centre alone will
// do when it has one district.
type Choice struct{ District, Centre, Reason string }

// Assignment works out where a received set goes: the district of the address
// on the day it was received (today, where that day's centre is no more), or the
// one chosen, now or in a round before; the
// reviewer to propose; the clock on the centre's calendar. Without a district
// the assignment has no centre, and somebody chooses. Source: KUM-09, KUM-10.
func (a *App) Assignment(ctx context.Context, in Scope, c plan.Case, chosen *Choice) (plan.Assignment, error) {
	dir, err := a.Town(ctx, in)
	if err != nil {
		return plan.Assignment{}, err
	}
	out, err := a.place(dir, c, chosen)
	if err != nil {
		return out, err
	}
	return a.settle(ctx, in, dir, c, out)
}

// Relocated works out where a case goes whose person moved within the town: by
// the address and the districts as they are today. Source: TOS-44.
func (a *App) Relocated(ctx context.Context, in Scope, c plan.Case) (plan.Assignment, error) {
	dir, err := a.Town(ctx, in)
	if err != nil {
		return plan.Assignment{}, err
	}
	return a.settle(ctx, in, dir, c, byAddress(dir, c, day.On(a.Now())))
}

// settle adds clock and reviewer to a place; nothing to none.
func (a *App) settle(ctx context.Context, in Scope, dir *town.Directory, c plan.Case, out plan.Assignment) (plan.Assignment, error) {
	if out.Centre == "" {
		return out, nil
	}
	set, err := a.RulesOf(ctx, in, &c)
	if err != nil {
		return plan.Assignment{}, err
	}
	if out.Clock, err = review(dir, set, c, out.Centre); err != nil {
		return plan.Assignment{}, err
	}
	who, err := a.propose(ctx, in, dir, c, out)
	out.Reviewer, out.Proposed = who.Staff, who.Because
	return out, err
}

func byAddress(dir *town.Directory, c plan.Case, on day.Date) plan.Assignment {
	r := dir.Route(town.Address(c.Sealed.Address), on)
	return plan.Assignment{District: r.District, Centre: r.Centre, Routed: r.Because, How: plan.ByAddress}
}

func (a *App) place(dir *town.Directory, c plan.Case, chosen *Choice) (plan.Assignment, error) {
	today := day.On(a.Now())
	there := func(centre string) bool { _, ok := dir.Centre(centre, today); return ok }
	if chosen == nil && c.Routed == plan.ByHand && c.Centre != "" && there(c.Centre) {
		return plan.Assignment{District: c.District, Centre: c.Centre, Routed: c.Sealed.Texts["routed"], How: plan.ByHand}, nil
	}
	if chosen == nil {
		then := byAddress(dir, c, day.On(c.Received))
		if then.Centre != "" && !there(then.Centre) { // a set that was registered late
			return byAddress(dir, c, today), nil
		}
		return then, nil
	}
	d, ok := chosen.find(dir, today)
	switch {
	case !ok:
		return plan.Assignment{}, plan.Refuse("centre-unknown")
	case chosen.Reason == "":
		return plan.Assignment{}, plan.Refuse("reason-missing")
	}
	return plan.Assignment{District: d.ID, Centre: d.Centre, Routed: chosen.Reason, How: plan.ByHand}, nil
}

// find is the one district that fits the choice.
func (x Choice) find(dir *town.Directory, on day.Date) (town.District, bool) {
	var fit []town.District
	for _, d := range dir.Districts(on) {
		if (x.District != "" || x.Centre != "") && d.ID == cmp.Or(x.District, d.ID) && d.Centre == cmp.Or(x.Centre, d.Centre) {
			fit = append(fit, d)
		}
	}
	if len(fit) != 1 {
		return town.District{}, false
	}
	return fit[0], true
}

// review counts the review's period by the calendar of a centre.
func review(dir *town.Directory, set rules.Set, c plan.Case, centre string) (plan.Clock, error) {
	rule, _ := set.Clock("review") // every set has one: rulebook checks it
	return c.Review(rule, dir.CalendarFor(set, rule, centre))
}

// Extended is the clock of a case with a later due day. The reason stays in the
// sealed part: it may be about the person.
func (a *App) Extended(ctx context.Context, in Scope, c plan.Case, to day.Date) (plan.Clock, error) {
	if c.Clock == nil {
		return plan.Clock{}, plan.Refuse("not-in-review")
	}
	if !to.After(c.Clock.Due) || !day.Known(to) {
		return plan.Clock{}, plan.Refuse("extension-not-later", c.Clock.Due)
	}
	dir, err := a.Town(ctx, in)
	if err != nil {
		return plan.Clock{}, err
	}
	set, err := a.RulesOf(ctx, in, &c)
	if err != nil {
		return plan.Clock{}, err
	}
	rule, _ := set.Clock("review")
	cal := dir.CalendarFor(set, rule, c.Centre)
	res, err := deadline.Extend(rule, deadline.Result{From: c.Clock.From, Due: c.Clock.Due, Cutoff: rule.Cutoff.Hour(c.Channel)}, to, "延長の記録にある", cal)
	if err != nil {
		return plan.Clock{}, fmt.Errorf("extend the clock of case %s: %w", c.ID, err)
	}
	k := plan.ClockOf(rule, res, cal)
	k.Because = append(slices.Clone(c.Clock.Because), k.Because...)
	return k, nil
}

// What a proposal reads at most, so that its cost does not grow with what the
// centre or the person ever had.
const (
	mostBefore = 50  // of the person's submissions, the newest
	mostQueue  = 300 // of the centre's open reviews, those that end last
)

// propose looks for the reviewer who had the person before, and who has room.
// In a centre with more than mostQueue open reviews, room is who got the fewest
// of the latest: by the most urgent, all new ones would go to one reviewer
// until the front of the queue is done.
func (a *App) propose(ctx context.Context, in Scope, dir *town.Directory, c plan.Case, to plan.Assignment) (town.Proposed, error) {
	p := town.Proposal{District: to.District, Open: map[string]int{}, On: day.On(a.Now())}
	p.Reviewers = dir.Reviewers(to.Centre, p.On)
	before, _, err := a.Page(ctx, OfPerson(in, c.Person), mostBefore, "")
	if err != nil {
		return town.Proposed{}, err
	}
	for _, s := range before { // the newest first
		if s.Centre == to.Centre {
			p.Previous = cmp.Or(p.Previous, s.Reviewer)
		}
	}
	who := town.Propose(p)
	p.Open[who.Staff]++
	if town.Propose(p).Staff == who.Staff { // whatever is open: there is no other
		return who, nil
	}
	p.Open, err = a.openReviews(ctx, in, to.Centre, c.ID)
	return town.Propose(p), err
}

// openReviews counts the open reviews of a centre's reviewers, but for one case.
func (a *App) openReviews(ctx context.Context, in Scope, centre, but string) (map[string]int, error) {
	latest := OfCentre(in, centre, true)
	latest.query.Backward = true
	queue, _, err := a.Page(ctx, latest, mostQueue, "")
	n := map[string]int{}
	for _, s := range queue {
		if s.ID != but && s.Reviewer != "" {
			n[s.Reviewer]++
		}
	}
	return n, err
}
