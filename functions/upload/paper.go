package upload

import (
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/town"
)

// paper is a set that came by another system, by post or over the counter.
// Source: KUM-23, KUM-24.
type paper struct {
	Channel    string    `json:"channel" validate:"required,max=20"`
	ReceivedOn api.Day   `json:"receivedOn" validate:"required,date"`
	Tracking   string    `json:"tracking" validate:"max=40"`
	Office     string    `json:"office" validate:"required,max=20"`
	Manager    string    `json:"manager" validate:"max=64"`
	Kind       plan.Kind `json:"kind" validate:"required,max=20"`
	Insurer    string    `json:"insurer" validate:"required,max=20"`
	Insured    string    `json:"insured" validate:"required,max=30"`
	Person     person    `json:"person" validate:"required"`
	Forms      []string  `json:"forms" validate:"required,min=1,max=30,unique,dive,max=20"`
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
	dir, err := c.App.Town(ctx, c.In)
	if err != nil {
		return api.Answer{}, err
	}
	o, err := in.opening(c, dir)
	if err != nil {
		return api.Answer{}, err
	}
	set, err := rules.For(c.In.Town(), in.ReceivedOn.Date)
	if err != nil {
		return api.Answer{}, err
	}
	p := plan.Paper{Received: in.ReceivedOn.At(0, 0), Forms: in.Forms, Tracking: in.Tracking}
	now := c.App.Now()
	return c.Begin(ctx, c.NewID(), func(k *plan.Case) error {
		if err := k.Open(now, o); err != nil {
			return err
		}
		return k.Register(now, newReceipt(c.App), p, set, rules.FormName)
	}, receiptOf)
}

func (in paper) opening(c *api.Call, dir *town.Directory) (plan.Opening, error) {
	o, err := identify(c, in.Insurer, in.Insured, in.Person.sealed())
	if err != nil {
		return o, err
	}
	if in.Channel == "portal" {
		return o, plan.Refuse("channel-unknown", in.Channel)
	}
	for _, f := range in.Forms {
		if _, known := rules.FormByID(f); !known {
			return o, plan.Refuse("form-unknown", f)
		}
	}
	office, _ := dir.Office(in.Office, in.ReceivedOn.Date) // the number in its plain form
	o.Kind, o.Channel, o.Office = in.Kind, in.Channel, office.ID
	if err := designated(dir, o.Office, in.ReceivedOn.Date); err != nil {
		return o, err
	}
	o.Manager, err = managerOf(dir, o.Office, in.Manager, day.On(c.App.Now()))
	return o, err
}
