package review

import (
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// found is what the address says today, beside where the case is. Address is
// for the clerk who must choose.
type found struct {
	On       day.Date        `json:"on"`
	OK       bool            `json:"ok"`
	To       *town.District  `json:"to,omitempty"`
	Choices  []town.District `json:"candidates"`
	Address  *plan.Address   `json:"address,omitempty"`
	Because  string          `json:"because,omitempty"`
	District string          `json:"district,omitempty"` // now in charge
	Centre   string          `json:"centre,omitempty"`
}

// routing shows where the address leads. A row that decided tells roughly where
// the person lives, so those outside hear of a choice to be made only. Whoever
// must choose sees the address, and every district where none is a candidate.
func routing(ctx context.Context, c *api.Call) (api.Answer, error) {
	k, err := c.Case(ctx)
	if err != nil {
		return api.Answer{}, err
	}
	on := day.On(c.App.Now())
	r := c.Town.Route(town.Address(k.Sealed.Address), on)
	out := found{On: on, OK: r.OK, Choices: append([]town.District{}, r.Candidates...), District: k.District, Centre: k.Centre}
	if r.OK {
		out.To = &town.District{ID: r.District, Name: r.Name, Centre: r.Centre}
	}
	chooses := c.Who.Chooses(&k)
	if !r.OK || chooses || c.Who.Inside(&k) {
		out.Because = r.Because
	}
	if chooses {
		out.Address = &k.Sealed.Address
	}
	if chooses && len(out.Choices) == 0 {
		out.Choices = append(out.Choices, c.Town.Districts(on)...)
	}
	return api.OK(out), nil
}

// reroute sends the case to a centre that somebody chose, with a reason.
// Source: KUM-09, TOS-44.
func reroute(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[struct {
		District string `json:"district" validate:"required_without=Centre,max=64"`
		Centre   string `json:"centre" validate:"max=64"`
		Reason   string `json:"reason" validate:"max=2000"`
	}](c)
	if err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, func(k *plan.Case) error {
		if err := k.MayReroute(); err != nil {
			return err
		}
		to, err := c.App.Assignment(ctx, c.In, *k, &app.Choice{District: in.District, Centre: in.Centre, Reason: in.Reason})
		if err != nil {
			return err
		}
		return k.Reroute(c.App.Now(), to)
	}, api.Stands)
}
