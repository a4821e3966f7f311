package upload

import (
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/plan"
)

// news is an 一報 as it is told. Source: TOS-43.
type news struct {
	Kind    string  `json:"kind" validate:"required,max=20"`
	On      api.Day `json:"on" validate:"omitempty,date"`
	Address address `json:"address"`
	Note    string  `json:"note" validate:"max=2000"`
}

// tell records a change of the person's situation. Reminders stop when it ends
// the support; a move within the town finds its new centre, or asks the town to.
func tell(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[news](c)
	if err != nil {
		return api.Answer{}, err
	}
	n := plan.News{Kind: in.Kind, On: in.On.Date, Address: plan.Address(in.Address), Note: in.Note}
	return c.Change(ctx, func(k *plan.Case) error { return c.App.Told(ctx, c.In, k, n) }, api.Stands)
}
