package sim

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/alarms"
	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/store"
)

// fate is what becomes of one outside call of the process at work, which may
// end before it. Others may be at work while it waits.
func (w *world) fate() fault.Outcome {
	if w.busy() == nil || !w.now.Before(calm) {
		return fault.Fine
	}
	n := w.rng.IntN(1000)
	switch {
	case n < w.rate:
		w.crash("before")
	case n < 2*w.rate:
		return fault.NotDone
	case n < 3*w.rate:
		return fault.DoneUnheard
	case n < 4*w.rate:
		return fault.NotDoneUnheard
	case n >= 990 && len(w.shifts) < 4:
		w.meanwhile(w.upTo(time.Minute))
	}
	return fault.Fine
}

func (w *world) crash(when string) {
	s := w.busy()
	s.died = true
	w.trace.note(w.now, s.worker.step, "dies", when, "a call")
	panic(crash{})
}

// call makes one outside call.
func call(w *world, notDone, unknown error, do func() error) error {
	switch w.fate() {
	case fault.NotDone:
		return fmt.Errorf("as planned: %w", notDone)
	case fault.NotDoneUnheard:
		return fmt.Errorf("as planned: %w", unknown)
	case fault.DoneUnheard:
		_ = do() // not heard either
		return fmt.Errorf("as planned: %w", unknown)
	}
	err := do()
	if w.busy() != nil && w.chance(w.rate) {
		w.crash("after")
	}
	return err
}

// ledger is the table as a worker reaches it.
type ledger struct {
	w *world
	k *worker
}

// Get implements store.Store.
func (l *ledger) Get(ctx context.Context, k store.Key) (it store.Item, err error) {
	err = call(l.w, store.ErrThrottled, store.ErrUnknown, func() (err error) { it, err = l.w.table.Get(ctx, k); return err })
	return it, err
}

// Range implements store.Store.
func (l *ledger) Range(ctx context.Context, q store.Query) (p store.Page, err error) {
	err = call(l.w, store.ErrThrottled, store.ErrUnknown, func() (err error) { p, err = l.w.table.Range(ctx, q); return err })
	return p, err
}

// Commit implements store.Store.
func (l *ledger) Commit(ctx context.Context, ws ...store.Write) error {
	return call(l.w, store.ErrThrottled, store.ErrUnknown, func() error { return l.w.table.Commit(ctx, ws...) })
}

// schedules are the one-shot alarms: a name is one schedule, for ever.
type schedules world

// Set implements alarms.Alarms.
func (x *schedules) Set(_ context.Context, a alarms.Alarm) error {
	w := (*world)(x)
	return call(w, alarms.ErrUnknown, alarms.ErrUnknown, func() error { return w.set(a) })
}

var errBus = fmt.Errorf("the bus did not answer")

// bus is the event bus: what it took it carries, late, twice or never.
type bus world

// Publish implements app.Bus.
func (b *bus) Publish(_ context.Context, e events.Event) error {
	w := (*world)(b)
	return call(w, errBus, errBus, func() error { w.spread(e); return nil })
}

// witness is the write-once place of the anchors.
type witness world

// Copy implements app.Witness.
func (x *witness) Copy(_ context.Context, a audit.Anchor) error {
	w := (*world)(x)
	return call(w, errBus, errBus, func() error {
		name := anchorName(a)
		if was, there := w.watch.copies[name]; there && was.Hash != a.Hash {
			w.found("anchor %s is copied twice and says two things", name)
		}
		w.watch.copies[name] = a
		return nil
	})
}

// set keeps a schedule and rings it, once or twice, late or never.
func (w *world) set(a alarms.Alarm) error {
	if err := alarms.Check(a); err != nil || w.timer[a.Name] {
		return err
	}
	w.timer[a.Name] = true
	var e events.Event
	if err := json.Unmarshal(a.Body, &e); err != nil {
		return err
	}
	w.at(a.At, func() { w.spread(e) })
	return nil
}
