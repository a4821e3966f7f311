package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/shared/store"
)

// An announcement that a step must have heard, because no state of a case owes
// what it does (a notice, word to a person's other cases), stays in the outbox
// until that step has finished with it: a bus that takes an event and loses it
// loses nothing. Sweep says it again until then. ADR 0011.

// Deliver makes a handler of the bus from the logic of a step. When it is done
// with an announcement that waits for it, the announcement is kept.
func (a *App) Deliver(h Handler) events.Handler {
	return func(ctx context.Context, e events.Event) error {
		in, err := Delivered(e)
		if err != nil {
			return err
		}
		if err := h(ctx, in, e); err != nil {
			return err
		}
		return a.kept(ctx, in, e)
	}
}

// Waits gives the id of the announcement that an event is, while it waits in the
// outbox for this step; "" when it does not: it was kept before, or is an event
// that sweep made.
func (a *App) Waits(ctx context.Context, in Scope, e events.Event) (string, error) {
	if !functions.Keeps(a.Step, e.Type) {
		return "", nil
	}
	it, err := a.Store.Get(ctx, outboxKey(in, e.At, e.ID))
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("look for an announcement: %w", err)
	}
	p, err := a.ReadPromise(it)
	if err != nil || !slices.Contains(p.Wait, a.Step) {
		return "", err
	}
	return e.ID, nil
}

// kept takes this step off the list of those an announcement waits for, and the
// announcement out of the outbox after the last.
func (a *App) kept(ctx context.Context, in Scope, e events.Event) error {
	if !functions.Keeps(a.Step, e.Type) {
		return nil
	}
	k := outboxKey(in, e.At, e.ID)
	if len(functions.Keepers(e.Type)) == 1 { // nobody else changes it
		return a.forget(ctx, store.Item{Key: k, Version: 1})
	}
	return again(ctx, func() (bool, error) {
		it, err := a.Store.Get(ctx, k)
		if errors.Is(err, store.ErrNotFound) { // kept before, or no announcement: an event that sweep made
			return true, nil
		}
		if err != nil {
			return !passing(err), err
		}
		w, err := a.less(it)
		if err == nil && w.If > 0 {
			err = a.Store.Commit(ctx, w)
		}
		if err != nil {
			err = fmt.Errorf("keep an announcement: %w", err)
		}
		return err == nil || !passing(err), err
	})
}

// less is the write after which the announcement no longer waits for this step;
// none when it does not.
func (a *App) less(it store.Item) (store.Write, error) {
	p, err := a.ReadPromise(it)
	if err != nil {
		return store.Write{}, err
	}
	var rest []string
	for _, step := range p.Wait {
		if step != a.Step {
			rest = append(rest, step)
		}
	}
	switch {
	case len(rest) == len(p.Wait):
		return store.Write{}, nil
	case len(rest) == 0:
		return store.Delete(it.Key, it.Version), nil
	}
	p.Wait = rest
	return store.Replace(it, mustJSON(&p)), nil
}
