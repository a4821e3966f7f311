package upload

import (
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
)

// opening is the body of POST /v1/submissions. Who has the files ready declares
// them with it.
type opening struct {
	Kind plan.Kind `json:"kind" validate:"required,max=20"`
	binding
	Insurer string `json:"insurer" validate:"required,max=20"`
	Insured string `json:"insured" validate:"required,max=30"`
	Person  person `json:"person" validate:"required"`

	Documents []declaration `json:"documents" validate:"max=30,dive"`
}

// binding says whose rules the submission is under; what is left out is
// 介護予防支援 by 居宅指定. Source: TOS-05, MHLW-3-01.
type binding struct {
	Care  rules.Care  `json:"care" validate:"max=20"`
	Track rules.Track `json:"track" validate:"max=20"`
	Type  rules.Type  `json:"type" validate:"max=1"`
}

func (b binding) into(o *plan.Opening) {
	o.Care, o.Track, o.Type = b.Care, plan.TrackOf(b.Care, b.Track), b.Type
}

// open begins a submission of the caller's office, with its documents.
// Source: KUM-01, KUM-08.
func open(ctx context.Context, c *api.Call) (api.Answer, error) {
	if err := c.May(); err != nil {
		return api.Answer{}, err
	}
	in, err := api.Read[opening](c)
	if err != nil {
		return api.Answer{}, err
	}
	o, err := identify(c, in.Insurer, in.Insured, in.Person.sealed())
	if err != nil {
		return api.Answer{}, err
	}
	o.Kind, o.Channel, o.Office, o.Manager = in.Kind, "portal", c.Who.Org, c.Who.Staff
	in.binding.into(&o)
	now := c.App.Now()
	return c.Begin(ctx, c.NewID(), func(k *plan.Case) error {
		if err := designated(c.Town, o, day.On(now)); err != nil {
			return err
		}
		if err := k.Open(now, o); err != nil {
			return err
		}
		if expect(c, k, day.On(now)); len(in.Documents) == 0 {
			return nil
		}
		return addTo(c, k, in.Documents)
	}, func(k *plan.Case, heard app.Heard) (any, error) {
		out, err := links(ctx, c.App, k, heard.Declared(k, len(in.Documents)))
		return begun{api.StandingOf(k), out}, err
	})
}
