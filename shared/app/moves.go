package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// OpenCases lists the cases of a municipality that are with a centre and not
// finished, as far as routing goes.
func (a *App) OpenCases(ctx context.Context, in Scope) ([]town.OpenCase, error) {
	dir, err := a.Town(ctx, in)
	if err != nil {
		return nil, err
	}
	var out []town.OpenCase
	for _, centre := range dir.Centres(day.On(a.Now())) {
		queue, err := a.Summaries(ctx, in, OfCentre(in, centre.ID, true))
		if err != nil {
			return nil, err
		}
		for _, s := range queue {
			c, err := a.Case(ctx, in, s.ID)
			if err != nil {
				return nil, err
			}
			out = append(out, town.OpenCase{ID: c.ID, Address: town.Address(c.Sealed.Address), Place: town.Place{District: c.District, Centre: c.Centre}})
		}
	}
	return out, nil
}

// Move re-routes what a change of the districts moves, each case in a commit of
// its own; what no district or several would take stays where it is until
// somebody chooses. Doing it twice moves nothing twice. Source: TOS-44.
func (a *App) Move(ctx context.Context, in Scope, by string, moves []town.Move) error {
	var errs []error
	for _, m := range moves {
		if m.ByHand {
			continue
		}
		c, err := a.Case(ctx, in, m.ID)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		to, err := a.Relocated(ctx, in, c)
		if err == nil {
			_, err = a.Change(ctx, Act{In: in, Case: m.ID, By: by}, func(c *plan.Case) error { return c.Reroute(a.Now(), to) })
		}
		var refused *plan.Refusal
		if err != nil && !errors.As(err, &refused) { // refused: finished meanwhile
			errs = append(errs, fmt.Errorf("re-route case %s: %w", m.ID, err))
		}
	}
	return errors.Join(errs...)
}

// Dawn re-routes what rows that begin or have ended today move.
func (a *App) Dawn(ctx context.Context, in Scope) error {
	book, err := a.Book(ctx, in)
	if err != nil {
		return err
	}
	today := day.On(a.Now())
	if !turns(book, today) {
		return nil
	}
	open, err := a.OpenCases(ctx, in)
	if err != nil {
		return err
	}
	return a.Move(ctx, in, "", town.Onset(book, open, today))
}

// turns tells whether a district's row begins on the day or ended the day before.
func turns(b town.Book, on day.Date) bool {
	for _, r := range b.Districts {
		if r.From == on || r.To.AddDays(1) == on {
			return true
		}
	}
	return false
}
