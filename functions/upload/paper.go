package upload

import (
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/plan"
)

// paper is a set that came by another system, by post or over the counter.
// With the receipt of one that was sent back it is that set's correction, and
// has every form of the set as it stands now.
// Source: KUM-23, KUM-24.
type paper struct {
	Receipt    string    `json:"receipt" validate:"max=40"`
	Channel    string    `json:"channel" validate:"required,max=20"`
	ReceivedOn api.Day   `json:"receivedOn" validate:"required,date"`
	Tracking   string    `json:"tracking" validate:"max=40"`
	Office     string    `json:"office" validate:"required,max=20"`
	Manager    string    `json:"manager" validate:"max=64"`
	Kind       plan.Kind `json:"kind" validate:"required,max=20"`
	binding
	Insurer string   `json:"insurer" validate:"required,max=20"`
	Insured string   `json:"insured" validate:"required,max=30"`
	Person  person   `json:"person" validate:"required"`
	Forms   []string `json:"forms" validate:"required,min=1,max=30,unique,dive,max=20"`
}

// register takes the set in: the same receipt, clock and register follow.
func register(ctx context.Context, c *api.Call) (api.Answer, error) {
	if err := c.May(); err != nil {
		return api.Answer{}, err
	}
	in, err := api.Read[paper](c)
	if err != nil {
		return api.Answer{}, err
	}
	id := c.NewID()
	if in.Receipt != "" {
		if id, err = caseOf(ctx, c, in.Receipt); err != nil {
			return api.Answer{}, err
		}
	}
	now := c.App.Now()
	return c.Begin(ctx, id, func(k *plan.Case) error {
		o, held, err := in.checked(c)
		if err != nil {
			return err
		}
		p := plan.Paper{Received: in.ReceivedOn.At(0, 0), Forms: in.Forms, Tracking: in.Tracking}
		if in.Receipt != "" {
			if err = correctable(c, k, o); err == nil {
				err = k.Correct(now, o.Channel, o.Sealed, p, held)
			}
		} else if err = k.Open(now, o); err == nil {
			err = k.Register(now, newReceipt(c.App), p, held)
		}
		if err == nil {
			expect(c, k, in.ReceivedOn.Date)
		}
		return err
	}, receiptOf)
}
