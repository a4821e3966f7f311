package app

import (
	"context"
	"errors"
	"fmt"
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
	if err != nil || !p.Relay {
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

// Outbox tells whether a written item is an announcement to be forwarded.
func Outbox(k store.Key) bool {
	return strings.HasPrefix(k.P, Dues) && len(k.S) > 21 && strings.HasPrefix(k.S[21:], "event#")
}

// OutboxItem is the outbox item of a write, as a stream delivers it.
func OutboxItem(w store.Write) (store.Item, bool) {
	return store.Item{Key: w.Key, Body: w.Body, Version: 1}, w.Body != nil && Outbox(w.Key)
}

// Overdue wakes again everything of a municipality that was promised up to at:
// announcements are forwarded, other promises have their event published and
// stay until they are kept. It goes on after an error and joins them.
func (a *App) Overdue(ctx context.Context, in Scope, at time.Time) (woken int, err error) {
	var errs []error
	q := store.Query{P: Dues + in.town, To: stamp(at.Add(1))}
	err = store.All(ctx, a.Store, q, func(it store.Item) error {
		woken++
		errs = append(errs, a.wake(ctx, it))
		return ctx.Err()
	})
	return woken, errors.Join(append(errs, err)...)
}

func (a *App) wake(ctx context.Context, it store.Item) error {
	p, err := a.ReadPromise(it)
	switch {
	case err != nil:
		return err
	case p.Relay:
		return a.Forward(ctx, it)
	}
	if err := a.Bus.Publish(ctx, p.Event); err != nil {
		return fmt.Errorf("wake %s: %w", p.Event.ID, err)
	}
	return nil
}

// Owed is a promise of a municipality that was due and is not kept.
type Owed struct {
	Town string    `json:"town"`
	Due  time.Time `json:"due"`
	Name string    `json:"name"` // of the promise: no words, no numbers of people
	Type string    `json:"type"` // of the event that keeps it
	Case string    `json:"case,omitempty"`
}

// Owed lists what was promised up to at and is not kept, the oldest first.
func (a *App) Owed(ctx context.Context, in Scope, at time.Time) (all []Owed, err error) {
	err = store.All(ctx, a.Store, store.Query{P: Dues + in.town, To: stamp(at.Add(1))}, func(it store.Item) error {
		p, err := a.ReadPromise(it)
		if err != nil {
			return err
		}
		due, err := dueOf(it.S)
		all = append(all, Owed{in.town, due, it.S[21:], p.Event.Type, events.CaseOf(p.Event)})
		return err
	})
	return all, err
}

// dueOf is the due time in a sort key of promises.
func dueOf(sort string) (time.Time, error) {
	n, err := strconv.ParseInt(sort[:20], 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("read the due time of a promise: %w", err)
	}
	return time.Unix(0, n).UTC(), nil
}

// NextDue is when the next promise of a municipality is due; false when nothing
// is owed.
func (a *App) NextDue(ctx context.Context, in Scope) (time.Time, bool, error) {
	page, err := a.Store.Range(ctx, store.Query{P: Dues + in.town, Limit: 1})
	if err != nil || len(page.Items) == 0 {
		return time.Time{}, false, err
	}
	at, err := dueOf(page.Items[0].S)
	return at, err == nil, err
}

// promise is the write that makes a promise outside a case (a notice).
func promise(in Scope, due time.Time, name string, body events.Body) (store.Write, error) {
	e, err := events.New(name+"@"+due.UTC().Format(time.RFC3339), in.town, due, body)
	if err != nil {
		return store.Write{}, err
	}
	return store.Create(dueKey(in, due, name), mustJSON(&Promise{Event: e})), nil
}
