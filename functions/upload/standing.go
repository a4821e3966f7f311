package upload

import (
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// party is whose standing record the path names: one's own office or centre, and
// for the town's clerks any, and the town's own.
func party(c *api.Call) (string, error) {
	if err := c.May(); err != nil {
		return "", err
	}
	id := c.Path("party")
	on := day.On(c.App.Now())
	of := ""
	if o, ok := c.Town.Office(id, on); ok {
		of = plan.OfOffice(o.ID)
	} else if k, ok := c.Town.Centre(id, on); ok {
		of = plan.OfCentre(k.ID)
	} else if id == plan.OfTown && c.Who.Role == town.Clerk {
		of = plan.OfTown
	}
	own := map[town.Role]string{town.Manager: plan.OfOffice(c.Who.Org), town.Reviewer: plan.OfCentre(c.Who.Org), town.Head: plan.OfCentre(c.Who.Org), town.Clerk: of}
	if of == "" || own[c.Who.Role] != of {
		return "", plan.Refuse("not-found")
	}
	return of, nil
}

// standing shows the due days of an office, a centre or the town.
func standing(ctx context.Context, c *api.Call) (api.Answer, error) {
	of, err := party(c)
	if err != nil {
		return api.Answer{}, err
	}
	k, err := c.App.StandingOf(ctx, c.In, of)
	if err != nil {
		return api.Answer{}, err
	}
	return api.OK(api.StandingView(&k)), nil
}

// standingFact notes a fact of a standing record: a month, an invoice, a switch.
func standingFact(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[fact](c)
	if err != nil {
		return api.Answer{}, err
	}
	return changeStanding(ctx, c, in.told(ctx, c))
}

// standingDone says that a duty of a standing record was done.
func standingDone(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[duty](c)
	if err != nil {
		return api.Answer{}, err
	}
	return changeStanding(ctx, c, in.done(c))
}

func changeStanding(ctx context.Context, c *api.Call, decide func(k *plan.Case) error) (api.Answer, error) {
	of, err := party(c)
	if err != nil {
		return api.Answer{}, err
	}
	return c.ChangeOf(ctx, c.App.StandingID(c.In, of), func(k *plan.Case) error {
		k.Stand(c.App.Now(), of)
		return decide(k)
	}, api.Watches)
}
