package upload

import (
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
)

// fact is something that happened, or will: the due days that start from it begin.
type fact struct {
	Fact  string      `json:"fact" validate:"required,max=60"`
	On    api.Day     `json:"on" validate:"required,date"`
	Care  rules.Care  `json:"care" validate:"omitempty,oneof=support management"`
	Track rules.Track `json:"track" validate:"omitempty,oneof=direct commissioned"`

	Withdrawn bool `json:"withdrawn"` // taken back
}

// duty is a tracked due day whose duty was done.
type duty struct {
	Clock string  `json:"clock" validate:"required,max=64"`
	On    api.Day `json:"on" validate:"required,date"`
	Due   api.Day `json:"due" validate:"omitempty,date"` // which of several due days
}

// tellFact notes a fact about a submission: the start of the service, a contract.
func tellFact(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[fact](c)
	if err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, in.told(ctx, c), api.Watches)
}

// done says on which day a tracked duty of a submission was done.
func done(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[duty](c)
	if err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, in.done(c), api.Watches)
}

func (f fact) told(ctx context.Context, c *api.Call) func(k *plan.Case) error {
	return func(k *plan.Case) error {
		return c.App.TellFact(ctx, c.In, k, app.Fact{Name: f.Fact, On: f.On.Date, Care: f.Care, Track: f.Track, Withdrawn: f.Withdrawn})
	}
}

func (d duty) done(c *api.Call) func(k *plan.Case) error {
	return func(k *plan.Case) error { return k.Done(c.App.Now(), d.Clock, d.On.Date, d.Due.Date) }
}
