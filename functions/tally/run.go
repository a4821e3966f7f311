package tally

import (
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/monthend"
	"github.com/sasae-care/sasae/shared/store"
)

// order is what the clerk asks for. The zero value is the careful one.
type order struct {
	SkipRefused     bool `json:"skipRefused"`
	AllowUnverified bool `json:"allowUnverified"`
}

// run prices everything that was handed in for the month, and closes it.
func run(ctx context.Context, c *api.Call) (api.Answer, error) {
	month, err := monthOf(c)
	if err != nil {
		return api.Answer{}, err
	}
	o, err := api.Read[order](c)
	if err != nil {
		return api.Answer{}, err
	}
	return c.Once(ctx, func(keep func(int, any) store.Write) error {
		var t monthend.Tallied
		who := app.Closer{Month: month, By: c.Who.Staff, ID: c.NewID()}
		return c.App.CloseMonth(ctx, c.In, who, func(all []billing.Record) (_ monthend.Tallied, err error) {
			t, err = price(all, month, o, day.On(c.App.Now()), stopped)
			return t, err
		}, func(run string) store.Write { return keep(200, answer(month, run, t)) })
	})
}

// price prices the records, and refuses what may not be closed with; no tells
// of the records that stop it.
func price(all []billing.Record, month day.Month, o order, on day.Date, no func([]monthend.Refused) error) (monthend.Tallied, error) {
	t, err := monthend.Price(all, month, billing.Standard(), billing.Options(o))
	switch {
	case err != nil:
		return t, err
	case !t.Billable():
		return t, no(t.Refused)
	}
	return t, monthend.Over(month, on)
}
