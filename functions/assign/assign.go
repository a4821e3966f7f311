// Package assign gives a received set its district, centre and reviewer, and
// starts the two-week clock.
//
//	accepted → assign → review-started | routing-needed
//	hour-struck → assign → rerouted, where a district changes hands today
//
// The centre is that of the district where the person lives on the day the set
// was received (KUM-09). No district, or several: somebody chooses.
package assign

import (
	"context"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/plan"
)

// Step assigns a set that waits for it; any other is left alone.
func Step(a *app.App) app.Handler {
	return func(ctx context.Context, in app.Scope, e events.Event) error {
		if e.Type == (events.HourStruck{}).EventType() {
			return a.Dawn(ctx, in)
		}
		c, err := a.Case(ctx, in, events.CaseOf(e))
		if err != nil || c.State != plan.Accepted {
			return err
		}
		assignment, err := a.Assignment(ctx, in, c, nil)
		if err != nil {
			return err
		}
		_, err = a.Change(ctx, app.Act{In: in, Case: c.ID}, func(c *plan.Case) error { return c.Assign(a.Now(), assignment) })
		return err
	}
}
