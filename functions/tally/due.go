package tally

import (
	"context"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/monthend"
	"github.com/sasae-care/sasae/shared/plan"
)

// Step closes the month of a town that an operator says is due, as careful as
// an order that asks for nothing. One that is closed already is left alone;
// what hinders it is a refusal, and the month stays open for the town's clerk.
func Step(a *app.App) app.Handler {
	return func(ctx context.Context, in app.Scope, e events.Event) error {
		due, err := events.Read[events.MonthDue](e)
		if err != nil {
			return err
		}
		month, err := day.ParseMonth(due.Month)
		if err != nil {
			return err
		}
		m, err := a.Month(ctx, in, month)
		if err != nil || m.State == app.MonthClosed {
			return err
		}
		who := app.Closer{Month: month, By: a.Step, ID: a.ID("month-due", in.Town()+"\x00"+e.ID)}
		return a.CloseMonth(ctx, in, who, func(all []billing.Record) (monthend.Tallied, error) {
			return price(all, month, order{}, day.On(a.Now()), refused)
		}, nil)
	}
}

// refused says how many records stop the run; the clerk's own run says which.
func refused(all []monthend.Refused) error { return plan.Refuse("month-refused", len(all)) }
