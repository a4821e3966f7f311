package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/store"
)

// The log of a municipality is its journal: the entries of every chain in order
// of time, each written in the commit of what it tells. ADR 0021.

// enter notes an entry behind the one with number seq and hash prev: those of a
// commit are of one chain, and stand in one item.
func (b *batch) enter(e audit.Entry, seq int64, prev string) audit.Entry {
	e.At, e.Commit = b.at, b.id
	e, body := audit.Next(e, seq, prev)
	b.entries, b.log = append(b.entries, e), append(b.log, body)
	return e
}

// commit writes the batch, and with it what was entered.
func (b *batch) commit(ctx context.Context) error {
	if n := len(b.entries); n > 0 {
		body := slices.Concat([]byte(`{"entries":[`), bytes.Join(b.log, []byte(",")), []byte("]}"))
		w := store.Create(logKey(b.in, b.entries[n-1]), body)
		b.app.known.entries.keep(w.Key, body, b.entries)
		b.add(w)
		b.mark = mark{w.Key, b.id}
	}
	return b.app.Store.Commit(ctx, b.writes...)
}

// Logged is an item of the log: the entries of a commit, in order, and where the
// last of them says that it stands.
type Logged struct {
	At      time.Time
	Chain   string
	Seq     int64
	Entries []audit.Entry
}

// ReadLogged reads an item of the log. What cannot be read of its key is 0, which
// is no entry's number.
func (a *App) ReadLogged(it store.Item) (l Logged, err error) {
	stamp, rest, _ := strings.Cut(it.S, "#")
	chain, number, _ := strings.Cut(rest, "#")
	ns, _ := strconv.ParseInt(stamp, 10, 64)
	l.At, l.Chain = time.Unix(0, ns), chain
	l.Seq, _ = strconv.ParseInt(number, 10, 64)
	l.Entries, err = a.known.entries.of(it.Key, it.Body, func(body []byte) ([]audit.Entry, error) {
		var of struct{ Entries []audit.Entry }
		err := decode(body, &of)
		if err == nil && len(of.Entries) == 0 {
			err = errors.New("no entry stands there")
		}
		return of.Entries, err
	})
	if err != nil {
		err = fmt.Errorf("read %s: %w", it.Key, err)
	}
	return l, err
}

// Links are those of the entries, by the place of the item. Where nothing can be
// read there is one that is not sound.
func (l Logged) Links() (links []audit.Link) {
	if len(l.Entries) == 0 {
		return []audit.Link{{Place: l.Seq}}
	}
	for i, e := range l.Entries {
		links = append(links, e.Link(l.Chain, l.Seq-int64(len(l.Entries)-1-i)))
	}
	return links
}

// mark is an item of the log that a commit writes, by which it is known to have
// happened.
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
	l, err := a.ReadLogged(it)
	return err == nil && l.Entries[0].Commit == m.commit, err
}

// Entries gives the audit entries of a municipality that were written from an
// instant until before another, the oldest first.
func (a *App) Entries(ctx context.Context, in Scope, from, to time.Time, f func(audit.Entry)) error {
	q := store.Query{P: Logs + in.town, From: stamp(from), To: stamp(to)}
	err := store.All(ctx, a.Store, q, func(it store.Item) error {
		l, err := a.ReadLogged(it)
		for _, e := range l.Entries {
			f(e)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("read the log of %s: %w", in.town, err)
	}
	return nil
}
