// Package alarms is the contract of the durable timer: one-shot schedules that
// ring once at least, never before their time, and may ring twice or late.
//
//	Alarm → Set → (at its time) → the alarm step
package alarms

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Alarms sets one-shot schedules. There is no cancelling: an alarm that is no
// longer needed rings, and the alarm step finds that nobody awaits it.
type Alarms interface {
	// Set creates the schedule. The same name again is a silent success
	// whatever else it says: a name stands for one alarm (see Name). ErrUnknown: set or not.
	Set(ctx context.Context, a Alarm) error
}

// Alarm is a one-shot schedule. Body is handed back when it rings.
type Alarm struct {
	Name string
	At   time.Time // in the past: rings at once
	Body []byte
}

// What can go wrong. Test with errors.Is.
var (
	ErrRefused = errors.New("the schedule is refused")
	ErrUnknown = errors.New("the outcome is unknown")
)

// MaxBody is the longest Body in bytes.
const MaxBody = 8 << 10

// foreign tells what no schedule's name has.
func foreign(r rune) bool {
	return r != '-' && r != '_' && r != '.' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
}

// Check refuses what EventBridge Scheduler would refuse. Drivers call it first.
func Check(a Alarm) error {
	switch {
	case a.Name == "" || len(a.Name) > 64 || strings.ContainsFunc(a.Name, foreign):
		return fmt.Errorf("%w: the name %q", ErrRefused, a.Name)
	case a.At.IsZero():
		return fmt.Errorf("%w: %s has no time", ErrRefused, a.Name)
	case len(a.Body) > MaxBody:
		return fmt.Errorf("%w: %s carries %d bytes, at most %d", ErrRefused, a.Name, len(a.Body), MaxBody)
	}
	return nil
}
