package review

import (
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// reassign lets the head of the centre choose the reviewer.
func reassign(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[struct {
		Reviewer string `json:"reviewer" validate:"required,max=64"`
		Reason   string `json:"reason" validate:"max=2000"`
	}](c)
	if err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, func(k *plan.Case) error {
		s, ok := c.Town.StaffMember(in.Reviewer, day.On(c.App.Now()))
		if !ok || s.Organisation != k.Centre || s.Role != town.Reviewer && s.Role != town.Head {
			return plan.Refuse("reviewer-unknown")
		}
		return k.Reassign(in.Reviewer, in.Reason)
	}, api.Stands)
}
