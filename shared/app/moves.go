package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// Moves tells which open cases of a municipality go elsewhere when book takes
// the place of old: those for which the two differ, and those placed by address
// that are not where it leads today, such as after a re-routing that a crash
// cut short. Source: TOS-44.
func (a *App) Moves(ctx context.Context, in Scope, old, book town.Book) ([]town.Move, error) {
	cases, err := a.openCases(ctx, in, old)
	if err != nil {
		return nil, err
	}
	today := day.On(a.Now())
	return misplaced(town.Open(book), cases, today, town.Effects(old, book, routable(cases), today)), nil
}

// misplaced adds to moves the cases placed by address that are elsewhere.
func misplaced(dir *town.Directory, cases []plan.Case, on day.Date, moves []town.Move) []town.Move {
	known := map[string]bool{}
	for _, m := range moves {
		known[m.ID] = true
	}
	for _, c := range routable(cases) {
		r := dir.Route(c.Address, on)
		if (!r.OK || r.Place != c.Place) && !known[c.ID] && c.ByAddress {
			moves = append(moves, town.Move{ID: c.ID, From: c.Place, To: r.Place, ByHand: !r.OK, Candidates: r.Candidates, Because: r.Because})
		}
	}
	return moves
}

func routable(cases []plan.Case) []town.OpenCase {
	out := make([]town.OpenCase, len(cases))
	for i, c := range cases {
		out[i] = town.OpenCase{
			ID: c.ID, Address: town.Address(c.Sealed.Address), Place: town.Place{District: c.District, Centre: c.Centre},
			ByAddress: c.Routed == plan.ByAddress,
		}
	}
	return out
}

// openCases lists the cases that are with a centre and not finished, centre by
// centre, whether or not the centre still exists.
func (a *App) openCases(ctx context.Context, in Scope, book town.Book) ([]plan.Case, error) {
	return a.casesOf(ctx, in, book, func(centre string) Listing { return OfCentre(in, centre, true) })
}

// countedCases lists the cases of which something is counted: open reviews, those
// of which something is tracked, and the standing records.
func (a *App) countedCases(ctx context.Context, in Scope, book town.Book) ([]plan.Case, error) {
	out, err := a.openCases(ctx, in, book)
	if err != nil {
		return nil, err
	}
	tracked, err := a.casesOf(ctx, in, book, func(centre string) Listing { return OfTracked(in, centre) })
	if err != nil {
		return nil, err
	}
	parties := []string{plan.OfTown}
	for _, o := range book.Offices {
		parties = append(parties, plan.OfOffice(o.ID))
	}
	for _, c := range book.Centres {
		parties = append(parties, plan.OfCentre(c.ID))
	}
	for _, p := range parties {
		c, err := a.StandingOf(ctx, in, p)
		if err != nil {
			return nil, err
		}
		tracked = append(tracked, c)
	}
	seen := map[string]bool{}
	for _, c := range out {
		seen[c.ID] = true
	}
	for _, c := range tracked {
		if !seen[c.ID] {
			seen[c.ID] = true
			out = append(out, c)
		}
	}
	return out, nil
}

func (a *App) casesOf(ctx context.Context, in Scope, book town.Book, of func(centre string) Listing) (out []plan.Case, err error) {
	seen := map[string]bool{}
	for _, centre := range book.Centres {
		if seen[centre.ID] {
			continue
		}
		seen[centre.ID] = true
		queue, err := a.Summaries(ctx, of(centre.ID))
		if err != nil {
			return nil, err
		}
		for _, s := range queue {
			c, err := a.Case(ctx, in, s.ID)
			if err != nil {
				return nil, err
			}
			out = append(out, c)
		}
	}
	return out, nil
}

// Move re-routes what a change of the districts moves, each case in a commit of
// its own; what no district or several would take stays where it is, on the
// town's desk, until somebody chooses. Doing it twice moves nothing twice.
// Source: TOS-44.
func (a *App) Move(ctx context.Context, in Scope, by string, moves []town.Move) error {
	var errs []error
	for _, m := range moves {
		_, err := a.Change(ctx, Act{In: in, Case: m.ID, By: by}, func(c *plan.Case) error {
			if c.District != m.From.District || c.Centre != m.From.Centre {
				return nil // somebody moved it meanwhile
			}
			return a.Relocate(ctx, in, c)
		})
		var refused *plan.Refusal
		if err != nil && !errors.As(err, &refused) { // refused: finished meanwhile
			errs = append(errs, fmt.Errorf("re-route case %s: %w", m.ID, err))
		}
	}
	return errors.Join(errs...)
}

// Relocate sends a case where its address leads today, or asks the town to
// choose. It belongs inside a Change: an 一報 that came first is read then.
func (a *App) Relocate(ctx context.Context, in Scope, c *plan.Case) error {
	to, err := a.Relocated(ctx, in, *c)
	switch {
	case err != nil:
		return err
	case to.Centre == "":
		return c.LoseDistrict()
	}
	return c.Reroute(a.Now(), to)
}

// Dawn re-routes what rows that began or ended lately move: rows are imported
// ahead of their day. A process does it once a day and edition.
func (a *App) Dawn(ctx context.Context, in Scope) error {
	e, err := a.current(ctx, in)
	if err != nil {
		return err
	}
	today := day.On(a.Now())
	if !a.books.turns(e, today) {
		return nil
	}
	cases, err := a.openCases(ctx, in, e.rows)
	if err == nil {
		err = a.Move(ctx, in, "", misplaced(e.dir, cases, today, town.Onset(e.rows, routable(cases), today)))
	}
	if err == nil {
		a.books.done(e, today)
	}
	return err
}

// turns tells whether there may be something to move that was not dealt with.
func (b *books) turns(e edition, today day.Date) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.turned[e.name] != today && turned(e.rows, today)
}

func (b *books) done(e edition, today day.Date) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turned[e.name] = today
}

// lately is how many days a turn of the reference data is looked after, so that
// a day on which nothing ran is made good.
const lately = 7

// turned tells whether a district's row began, or ended the day before, lately.
func turned(b town.Book, today day.Date) bool {
	near := func(d day.Date) bool { n := d.DaysUntil(today); return !d.IsZero() && n >= 0 && n < lately }
	for _, r := range b.Districts {
		if near(r.From) || !r.To.IsZero() && near(r.To.AddDays(1)) {
			return true
		}
	}
	return false
}
