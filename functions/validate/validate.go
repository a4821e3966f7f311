// Package validate decides whether a submitted set is complete and consistent,
// when neither the submission nor its last file did: when the time for a verdict
// is up (ADR 0014).
//
//	submitted (from sweep) → validate → accepted | sent-back | set-held
package validate

import (
	"context"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/plan"
)

// Step decides once every file of the set is decided, or its time is up.
func Step(a *app.App) app.Handler {
	return func(ctx context.Context, in app.Scope, e events.Event) error {
		_, err := a.Change(ctx, app.Act{In: in, Case: events.CaseOf(e)}, func(c *plan.Case) error { return a.Decide(ctx, in, c) })
		return err
	}
}
