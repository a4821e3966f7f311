// Package alarm decides whether an alarm that rings is still needed.
//
//	alarm-rang → alarm → deadline-near, review-finished (lapsed) | nothing
//	situation-changed → alarm → situation-changed of the person's other cases
//
// The case is looked at again when the alarm rings: a moved day, a finished
// review, a person who died or moved made it moot. The last stage of a review
// lets its period lapse: 期間満了(助言なし), not overdue (AMB-30).
// What is tracked beside the review goes on with its next round, and a record
// whose time is over is erased (KAW-31-2).
//
// An 一報 is told about one case and is true of the person: what ends the
// support, a move, and the result of a certification that they await too, are
// passed on to the person's other open cases, so that none of them reminds
// anybody any more, or the wrong centre.
package alarm

import (
	"context"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/plan"
)

// Step rings one alarm, or passes news on; a second time changes nothing.
func Step(a *app.App) app.Handler {
	return func(ctx context.Context, in app.Scope, e events.Event) error {
		if e.Type == (events.SituationChanged{}).EventType() {
			return pass(ctx, a, in, e)
		}
		ring, err := events.Read[events.AlarmRang](e)
		if err != nil {
			return err
		}
		_, err = a.Change(ctx, app.Act{In: in, Case: ring.Case}, func(c *plan.Case) error {
			return c.Ring(a.Now(), ring.Clock, ring.Stage, ring.Due)
		})
		return err
	}
}
