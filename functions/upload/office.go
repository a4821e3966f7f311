package upload

import (
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/plan"
)

func withdraw(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[struct {
		Reason string `json:"reason" validate:"max=2000"`
	}](c)
	if err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, func(k *plan.Case) error { return k.Withdraw(c.App.Now(), in.Reason) }, api.Stands)
}

// reply closes one advice. Source: AMB-31.
type reply struct {
	Advice  string `json:"advice" validate:"required,max=10"`
	Closing string `json:"closing" validate:"required,max=20"`
	Reason  string `json:"reason" validate:"max=2000"`
}

func answersOf(rs []reply) (out []plan.Answer) {
	for _, r := range rs {
		out = append(out, plan.Answer(r))
	}
	return out
}

func answer(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[struct {
		Answers []reply `json:"answers" validate:"required,min=1,max=50,dive"`
	}](c)
	if err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, func(k *plan.Case) error { return k.Answer(c.App.Now(), answersOf(in.Answers)) }, api.Stands)
}

func sendRecord(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[struct {
		Document string `json:"document" validate:"required,max=20"`
	}](c)
	if err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, func(k *plan.Case) error { return k.SendRecord(in.Document) }, api.Stands)
}

// remove takes a document out of a set that is open.
func remove(ctx context.Context, c *api.Call) (api.Answer, error) {
	if _, err := api.Read[struct{}](c); err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, func(k *plan.Case) error { return k.RemoveDocument(c.Path("doc")) }, api.Stands)
}
