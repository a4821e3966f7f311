package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/store"
)

// Forward publishes one announcement of the outbox and takes it out, unless it
// waits for a step that must hear it. Publishing comes first: whoever dies in
// between publishes again, which everybody bears.
func (a *App) Forward(ctx context.Context, it store.Item) error {
	p, err := a.ReadPromise(it)
	if err != nil {
		return err
	}
	if err := events.Check(p.Event); err != nil {
		return fmt.Errorf("publish %s: %w", p.Event.ID, err)
	}
	if err := a.Bus.Publish(ctx, p.Event); err != nil {
		return fmt.Errorf("publish %s: %w", p.Event.ID, err)
	}
	if len(p.Wait) > 0 {
		return nil
	}
	return a.forget(ctx, it)
}

func (a *App) forget(ctx context.Context, it store.Item) error {
	err := a.Store.Commit(ctx, store.Delete(it.Key, it.Version))
	if err == nil || errors.Is(err, store.ErrConflict) { // somebody else was first
		return nil
	}
	return fmt.Errorf("take an announcement out of the outbox: %w", err)
}

// Outbox tells whether an item is an announcement to be forwarded.
func Outbox(k store.Key) bool { return strings.HasPrefix(k.P, Outboxes) }

// OutboxItem is the outbox item of a write, as a stream delivers it.
func OutboxItem(w store.Write) (store.Item, bool) {
	return store.Item{Key: w.Key, Body: w.Body, Version: 1}, w.Body != nil && Outbox(w.Key)
}

// Overdue wakes again everything of a municipality that was promised up to at:
// announcements are forwarded, other promises have their event published and
// stay until they are kept. It goes on after an error and joins them.
func (a *App) Overdue(ctx context.Context, in Scope, at time.Time) (woken int, err error) {
	var errs []error
	err = a.due(ctx, in, at, func(it store.Item) error {
		woken++
		errs = append(errs, a.wake(ctx, it))
		return ctx.Err()
	})
	return woken, errors.Join(append(errs, err)...)
}

// due gives f what a municipality announced and promised up to at: announcements,
// then promises, each the oldest first.
func (a *App) due(ctx context.Context, in Scope, at time.Time, f func(store.Item) error) error {
	var errs []error
	for _, prefix := range []string{Outboxes, Dues} {
		errs = append(errs, store.All(ctx, a.Store, store.Query{P: prefix + in.town, To: stamp(at.Add(1))}, f))
	}
	return errors.Join(errs...)
}

func (a *App) wake(ctx context.Context, it store.Item) error {
	if Outbox(it.Key) {
		return a.Forward(ctx, it)
	}
	p, err := a.ReadPromise(it)
	if err != nil {
		return err
	}
	if err := a.Bus.Publish(ctx, p.Event); err != nil {
		return fmt.Errorf("wake %s: %w", p.Event.ID, err)
	}
	return nil
}

// Owed is a promise or an announcement of a municipality that was due and is not
// kept.
type Owed struct {
	Town string    `json:"town"`
	Due  time.Time `json:"due"`
	Name string    `json:"name"` // of the promise, id of the announced event: no words, no numbers of people
	Type string    `json:"type"` // of the event that keeps it
	Case string    `json:"case,omitempty"`
}

// Owed lists what was announced or promised up to at and is not kept, the oldest
// first.
func (a *App) Owed(ctx context.Context, in Scope, at time.Time) (all []Owed, err error) {
	err = a.due(ctx, in, at, func(it store.Item) error {
		p, err := a.ReadPromise(it)
		if err != nil {
			return err
		}
		due, err := dueOf(it.S)
		if a.waits(ctx, in, p, at) {
			return err
		}
		all = append(all, Owed{in.town, due, it.S[21:], p.Event.Type, events.CaseOf(p.Event)})
		return err
	})
	slices.SortStableFunc(all, func(x, y Owed) int { return x.Due.Compare(y.Due) })
	return all, err
}

// waits tells of the promise of a notice, which stays where it was made, that the
// notice is seen to and has its time still to come. One that cannot be read does
// not.
func (a *App) waits(ctx context.Context, in Scope, p Promise, at time.Time) bool {
	due, err := events.Read[events.NoticeDue](p.Event)
	if err != nil {
		return false // it is another promise
	}
	n, err := a.Notice(ctx, in, due.Notice)
	return err == nil && n.Due.After(at)
}

// dueOf is the time that a sort key of a promise or an announcement begins with.
func dueOf(sort string) (time.Time, error) {
	n, err := strconv.ParseInt(sort[:20], 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("read the due time of a promise: %w", err)
	}
	return time.Unix(0, n).UTC(), nil
}

// promise is the write that makes a promise outside a case (a notice).
func promise(in Scope, due time.Time, name string, body events.Body) (store.Write, error) {
	e, err := events.New(name+"@"+due.UTC().Format(time.RFC3339), in.town, due, body)
	if err != nil {
		return store.Write{}, err
	}
	return store.Create(dueKey(in, due, name), mustJSON(&Promise{Event: e})), nil
}
