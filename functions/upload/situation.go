package upload

import (
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/plan"
)

// news is an 一報 as it is told. Source: TOS-43.
type news struct {
	Kind    string  `json:"kind" validate:"required,max=20"`
	On      api.Day `json:"on" validate:"omitempty,date"`
	Address address `json:"address"`
	Note    string  `json:"note" validate:"max=2000"`

	Certification *result `json:"certification"` // of level
	PlanFrom      api.Day `json:"planFrom" validate:"omitempty,date"`
	PlanTo        api.Day `json:"planTo" validate:"omitempty,date"`
}

// result is what came of an application or a change of level. Source: KAW-10.
type result struct {
	Level string  `json:"level" validate:"required,len=2,number"`
	From  api.Day `json:"from" validate:"omitempty,date"`
	To    api.Day `json:"to" validate:"omitempty,date"`
}

// tell records a change of the person's situation. Reminders stop when it ends
// the support; a move within the town finds its new centre, or asks the town to;
// the result of a certification settles what was provisional.
func tell(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[news](c)
	if err != nil {
		return api.Answer{}, err
	}
	n := plan.News{
		Kind: in.Kind, On: in.On.Date, Address: plan.Address(in.Address), Note: in.Note,
		Plan: content.Period{From: in.PlanFrom.Date, To: in.PlanTo.Date},
	}
	if r := in.Certification; r != nil {
		n.Certified = &plan.Certification{Level: r.Level, From: r.From.Date, To: r.To.Date}
	}
	return c.Change(ctx, func(k *plan.Case) error { return c.App.Told(ctx, c.In, k, n) }, api.Stands)
}
