package upload

import (
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// amend corrects what was said about the person while the set is open.
func amend(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[person](c)
	if err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, func(k *plan.Case) error {
		before := len(k.Happened())
		if err := k.Amend(in.sealed()); err != nil || len(k.Happened()) == before {
			return err
		}
		expect(c, k, day.On(c.App.Now()))
		return nil
	}, api.Stands)
}

// expect tells by today's districts where the case would go.
func expect(c *api.Call, k *plan.Case, on day.Date) {
	k.Expect(c.Town.Route(town.Address(k.Sealed.Address), on).Because)
}
