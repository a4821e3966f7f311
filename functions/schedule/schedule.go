// Package schedule turns the alarms to come of a case into one-shot schedules.
//
//	review-started, clock-moved, plan-confirmed → schedule → schedules that ring as alarm-rang
//
// A schedule's name is its stage and a hash of case, clock, stage and instant:
// setting it twice is one schedule, and a moved day is a new one. The old one
// rings, and nobody awaits it.
package schedule

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/alarms"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/jot"
)

// Step sets every alarm to come that people hear of. One that cannot be set is rung
// by sweep, when it is the next.
func Step(a *app.App) app.Handler {
	return func(ctx context.Context, in app.Scope, e events.Event) error {
		c, err := a.Case(ctx, in, events.CaseOf(e))
		if err != nil {
			return err
		}
		var errs []error
		for _, ring := range c.Rings() {
			errs = append(errs, set(ctx, a, in, ring))
		}
		return errors.Join(errs...)
	}
}

func set(ctx context.Context, a *app.App, in app.Scope, ring events.AlarmRang) error {
	name := Name(ring)
	e, err := events.New(name, in.Town(), ring.Due, ring)
	if err != nil {
		return err
	}
	return a.Alarms.Set(ctx, alarms.Alarm{Name: name, At: ring.Due, Body: jot.Bytes(&e)})
}

// Name is the schedule's name: [0-9a-zA-Z-_.]{1,64}, nothing personal.
func Name(r events.AlarmRang) string {
	sum := sha256.Sum256([]byte(r.Case + "\x00" + r.Clock + "\x00" + r.Stage + "\x00" + r.Due.UTC().Format(time.RFC3339)))
	return r.Stage + "-" + hex.EncodeToString(sum[:16])
}
