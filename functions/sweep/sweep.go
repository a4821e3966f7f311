// Package sweep finds what was promised and did not happen, and wakes it again.
//
//	hour-struck → sweep → every event that is overdue, and the hour's anchor
package sweep

import (
	"context"
	"errors"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
)

// Step sweeps one municipality. What cannot be woken now stays promised.
func Step(a *app.App) app.Handler {
	return func(ctx context.Context, in app.Scope, _ events.Event) error {
		at := a.Now()
		_, err := a.Overdue(ctx, in, at)
		return errors.Join(err, a.Anchor(ctx, in, at))
	}
}
