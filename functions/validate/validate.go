// Package validate decides whether a submitted set is complete and consistent.
//
//	submitted, document-checked → validate → accepted | sent-back | set-held
package validate

import (
	"context"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
)

// Step decides once every file of the set is decided, or its time is up.
func Step(a *app.App) app.Handler {
	return func(ctx context.Context, in app.Scope, e events.Event) error {
		_, err := a.Change(ctx, app.Act{In: in, Case: events.CaseOf(e)}, func(c *plan.Case) error {
			if c.Receipt == "" {
				return nil // a file arrived before the set was handed in
			}
			set, err := rules.For(in.Town(), day.On(c.Received))
			if err != nil {
				return err
			}
			return c.Validate(a.Now(), set, rules.FormName)
		})
		return err
	}
}
