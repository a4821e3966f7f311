package upload

import (
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// list is an office's submissions, a centre's queue (state=open, the default,
// or done), or what the town must settle; with receipt, just that one.
func list(ctx context.Context, c *api.Call) (api.Answer, error) {
	if err := c.May(); err != nil {
		return api.Answer{}, err
	}
	state := c.Query("state")
	if state != "" && state != "open" && state != "done" {
		return api.Answer{}, &api.Invalid{Reasons: []api.Reason{{Code: "field-wrong", Field: "state", Message: "state は open か done を指定してください。"}}}
	}
	switch {
	case c.Query("receipt") != "":
		return byReceipt(ctx, c)
	case c.Who.Role == town.Manager:
		return c.List(ctx, app.OfOffice(c.In, c.Who.Org))
	case c.Who.Role == town.Clerk:
		return c.List(ctx, app.OfDesk(c.In))
	}
	return c.List(ctx, app.OfCentre(c.In, c.Who.Org, state != "done"))
}

// byReceipt finds the submission of a receipt number, if the caller may see it.
func byReceipt(ctx context.Context, c *api.Call) (api.Answer, error) {
	no, err := number.ParseReceipt(c.Query("receipt"))
	if err != nil {
		return api.Answer{}, plan.Refuse("receipt-wrong")
	}
	return c.ListSeen(ctx, app.OfReceipt(c.In, string(no)))
}

// read is one submission, as the caller may see it.
func read(ctx context.Context, c *api.Call) (api.Answer, error) {
	k, err := c.Case(ctx)
	if err != nil {
		return api.Answer{}, err
	}
	return api.OK(api.View(c.Who, &k)), nil
}
