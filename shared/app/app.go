// Package app is what a step is built from: the ports it may use, and the one
// way to change a case.
//
//	Scope + case + a pure decision → Change → state, audit entry, promises and
//	announcements in one conditional commit
package app

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/alarms"
	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/seal"
	"github.com/sasae-care/sasae/shared/store"
)

// App is everything a step may use. A step takes what it needs; the drivers
// behind differ between one machine and the cloud.
type App struct {
	Now     func() time.Time // the only clock
	Store   store.Store
	Files   files.Files
	Alarms  alarms.Alarms
	Senders map[mail.Channel]mail.Sender
	Bus     Bus
	Witness Witness
	Ring    seal.Ring
	Random  func() [16]byte // receipts, commit ids
	Portal  string          // address of the sign-in page, as notices name it
	Step    string          // the step's name, as the audit entries say it
	books   *books
	known   *known
}

// Bus hands an event to every step it wakes; an error means that at least one
// of them has not finished, and the event will be given again.
type Bus interface {
	Publish(ctx context.Context, e events.Event) error
}

// Witness is the write-once place for anchors. Writing the same anchor again is
// a success; another one under a number that is taken is an error.
type Witness interface {
	Copy(ctx context.Context, a audit.Anchor) error
}

// Handler is the logic of a step: one event of one municipality.
type Handler func(ctx context.Context, in Scope, e events.Event) error

// Scope is one municipality. It is made from a session or from a delivered
// event only; nothing can be read or written without one, and none spans two.
type Scope struct{ town string }

// Town is the 6-digit municipality code.
func (s Scope) Town() string { return s.town }

// Delivered is the scope of an event that a bus delivered.
func Delivered(e events.Event) (Scope, error) {
	if len(e.Town) != 6 {
		return Scope{}, fmt.Errorf("event %s names no municipality", e.ID)
	}
	return Scope{e.Town}, nil
}

// ScopeOf is the scope of a session; access makes it after it knows the caller.
func ScopeOf(session interface{ SessionTown() string }) Scope { return Scope{session.SessionTown()} }

// Deliver makes a handler of the bus from the logic of a step.
func Deliver(h Handler) events.Handler {
	return func(ctx context.Context, e events.Event) error {
		in, err := Delivered(e)
		if err != nil {
			return err
		}
		return h(ctx, in, e)
	}
}

// Tries is how often a commit is tried before a conflict is given up on.
const Tries = 8

// pause waits a little before try n: at random from nothing up to a bound that
// doubles, so that many who met each other at one case spread over half a second.
func pause(ctx context.Context, n int) error {
	if ctx.Value(unpausing{}) != nil {
		return ctx.Err()
	}
	wait := rand.N(8 * time.Millisecond << n)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(wait):
		return nil
	}
}

// unpausing is the key of a context in which nobody waits.
type unpausing struct{}

// Unpausing is a context in which nobody waits between two tries: that of a test or a
// simulation, whose time is not the machine's.
func Unpausing(ctx context.Context) context.Context { return context.WithValue(ctx, unpausing{}, true) }

// ErrBusy says that a commit met a conflict at every try.
var ErrBusy = errors.New("others changed it at every try")

// again runs try until it is done, at most Tries times, as long as what stops
// it is a conflict or throttling.
func again(ctx context.Context, try func() (done bool, err error)) error {
	var last error
	for n := range Tries {
		done, err := try()
		if done {
			return err
		}
		Counted(ctx).met(err)
		if last = err; n < Tries-1 {
			Counted(ctx).Retries.Add(1)
			if err := pause(ctx, n); err != nil {
				return err
			}
		}
	}
	return fmt.Errorf("%w: %w", ErrBusy, last)
}

// passing tells whether it makes sense to try again.
func passing(err error) bool {
	return errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrThrottled) || errors.Is(err, store.ErrUnknown)
}
