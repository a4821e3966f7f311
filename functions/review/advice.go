package review

import (
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/plan"
)

// word is one advice along a viewpoint. Source: KUM-18..22.
type word struct {
	Viewpoint int    `json:"viewpoint"`
	Text      string `json:"text" validate:"max=4000"`
}

// advise sends all advices at once; what is sent is never changed.
func advise(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[struct {
		Words []word `json:"words" validate:"max=50,dive"`
	}](c)
	if err != nil {
		return api.Answer{}, err
	}
	words := make([]plan.Word, len(in.Words))
	for i, w := range in.Words {
		words[i] = plan.Word(w)
	}
	return c.Change(ctx, func(k *plan.Case) error { return k.Advise(c.App.Now(), c.Who.Staff, words) }, api.Stands)
}

// adviseNone says that there is nothing to advise. Source: KUM-11.
func adviseNone(ctx context.Context, c *api.Call) (api.Answer, error) {
	if _, err := api.Read[struct{}](c); err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, func(k *plan.Case) error { return k.AdviseNone(c.App.Now()) }, api.Stands)
}

// extend moves the due day to a later one, with a reason.
func extend(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[struct {
		Until  api.Day `json:"until" validate:"required,date"`
		Reason string  `json:"reason" validate:"max=2000"`
	}](c)
	if err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, func(k *plan.Case) error {
		if k.State != plan.InReview {
			return plan.Refuse("not-in-review")
		}
		to, err := c.App.Extended(ctx, c.In, *k, in.Until.Date)
		if err != nil {
			return err
		}
		return k.Extend(to, in.Reason)
	}, api.Stands)
}
