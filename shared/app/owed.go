package app

import (
	"context"
	"errors"
	"fmt"
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

// NextDue is when the next promise of a municipality is due; false when nothing
// is owed.
func (a *App) NextDue(ctx context.Context, in Scope) (time.Time, bool, error) {
	page, err := a.Store.Range(ctx, store.Query{P: Dues + in.town, Limit: 1})
	if err != nil || len(page.Items) == 0 {
		return time.Time{}, false, err
	}
	var n int64
	if _, err := fmt.Sscanf(page.Items[0].S[:20], "%d", &n); err != nil {
		return time.Time{}, false, fmt.Errorf("read the due time of %s: %w", page.Items[0].Key, err)
	}
	return time.Unix(0, n).UTC(), true, nil
}

// promise is the write that makes a promise outside a case (a notice).
func promise(in Scope, due time.Time, name string, body events.Body) (store.Write, error) {
	e, err := events.New(name+"@"+due.UTC().Format(time.RFC3339), in.town, due, body)
	if err != nil {
		return store.Write{}, err
	}
	return store.Create(dueKey(in, due, name), mustJSON(&Promise{Event: e})), nil
}
