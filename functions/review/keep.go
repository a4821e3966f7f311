package review

import (
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/plan"
)

// keep holds a record beyond its time, with a reason. Source: AMB-17.
func keep(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[struct {
		Reason string `json:"reason" validate:"max=2000"`
	}](c)
	if err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, func(k *plan.Case) error { return k.Keep(in.Reason) }, api.Stands)
}

// letGo ends the holding: a record whose time is over is erased.
func letGo(ctx context.Context, c *api.Call) (api.Answer, error) {
	if _, err := api.Read[struct{}](c); err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, func(k *plan.Case) error { return k.LetGo(c.App.Now()) }, api.Stands)
}
