package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/store"
)

// The log of a municipality is its journal: the entries of every chain in order
// of time, each written in the commit of what it tells. ADR 0021.

// enter adds an entry behind the one with number seq and hash prev.
func (b *batch) enter(e audit.Entry, seq int64, prev string) audit.Entry {
	e.At, e.Commit = b.at, b.id
	e, body := audit.Next(e, seq, prev)
	w := store.Create(logKey(b.in, e), body)
	b.app.known.entries.keep(w.Key, body, e)
	b.add(w)
	b.mark = mark{w.Key, b.id}
	return e
}

// mark is an entry that a commit writes, by which it is known to have happened.
type mark struct {
	key    store.Key
	commit string
}

// landed tells whether a commit without an answer happened; none did not.
func (a *App) landed(ctx context.Context, m mark) (bool, error) {
	if m.commit == "" {
		return false, nil
	}
	it, err := a.Store.Get(ctx, m.key)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	e, err := a.ReadEntry(m.key, it.Body)
	return err == nil && e.Commit == m.commit, err
}

// Entries gives the audit entries of a municipality that were written from an
// instant until before another, the oldest first.
func (a *App) Entries(ctx context.Context, in Scope, from, to time.Time, f func(audit.Entry)) error {
	q := store.Query{P: Logs + in.town, From: stamp(from), To: stamp(to)}
	err := store.All(ctx, a.Store, q, func(it store.Item) error {
		e, err := a.ReadEntry(it.Key, it.Body)
		if err == nil {
			f(e)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("read the log of %s: %w", in.town, err)
	}
	return nil
}
