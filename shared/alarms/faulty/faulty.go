// Package faulty is a timer whose calls fail as planned, for tests.
//
//	Set → fault.Plan → the timer beneath, or ErrUnknown
package faulty

import (
	"context"

	"github.com/sasae-care/sasae/shared/alarms"
	"github.com/sasae-care/sasae/shared/fault"
)

// Alarms passes calls on as its plan has it. The contract has no word for
// "nothing happened", so each failure is ErrUnknown, set or not.
type Alarms struct {
	to    alarms.Alarms
	calls *fault.Calls
}

var _ alarms.Alarms = (*Alarms)(nil)

// New wraps a. A nil plan only counts.
func New(a alarms.Alarms, p fault.Plan) *Alarms { return &Alarms{a, fault.New(p)} }

// Calls is the number of calls so far.
func (a *Alarms) Calls() int { return a.calls.Count() }

// Set is alarms.Alarms'; a failing one is ErrUnknown, set or not.
func (a *Alarms) Set(ctx context.Context, alarm alarms.Alarm) error {
	return a.calls.Do(alarms.ErrUnknown, alarms.ErrUnknown, func() error { return a.to.Set(ctx, alarm) })
}
