package upload

import (
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
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
	o, err := in.opening(c)
	if err != nil {
		return api.Answer{}, err
	}
	set, err := c.Town.RulesFor(town.Bound{Office: o.Office, Address: town.Address(o.Sealed.Address), Care: o.Care, Track: o.Track}, in.ReceivedOn.Date)
	if err != nil {
		return api.Answer{}, err
	}
	for _, f := range in.Forms {
		if _, known := set.Form(f); !known {
			return api.Answer{}, plan.Refuse("form-unknown", f)
		}
	}
	held := content.Rules{Set: set}
	p := plan.Paper{Received: in.ReceivedOn.At(0, 0), Forms: in.Forms, Tracking: in.Tracking}
	now := c.App.Now()
	if in.Receipt != "" {
		return correct(ctx, c, in.Receipt, o, func(k *plan.Case) error {
			if err := k.Correct(now, o.Channel, o.Sealed, p, held); err != nil {
				return err
			}
			expect(c, k, in.ReceivedOn.Date)
			return nil
		})
	}
	return c.Begin(ctx, c.NewID(), func(k *plan.Case) error {
		if err := k.Open(now, o); err != nil {
			return err
		}
		expect(c, k, in.ReceivedOn.Date)
		return k.Register(now, newReceipt(c.App), p, held)
	}, receiptOf)
}
