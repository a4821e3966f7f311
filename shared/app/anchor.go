package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/store"
)

// settle is how far behind now an anchor stays, so that a commit that is on
// its way, or a clock that is a little off, falls behind it and not into it.
const settle = 10 * time.Minute

// headsAnAnchor keeps an anchor's item below the table's limit.
const headsAnAnchor = 1500

// Anchor covers the heads of a municipality that moved since its last anchor,
// signs the anchor and copies it to the write-once place. Nothing moved: no
// anchor. It may be run at any time, and twice.
func (a *App) Anchor(ctx context.Context, in Scope, at time.Time) error {
	for {
		last, err := a.lastAnchor(ctx, in)
		if err != nil {
			return err
		}
		if last != nil {
			if err := a.Witness.Copy(ctx, *last); err != nil {
				return fmt.Errorf("copy anchor %d of %s: %w", last.Seq, in.town, err)
			}
		}
		next, more, err := a.nextAnchor(ctx, in, at, last)
		if err != nil || next == nil {
			return err
		}
		w := store.Create(anchorKey(in, next.Seq), mustJSON(next))
		a.known.anchors.keep(lastOf(in), w.Body, *next)
		if err := a.Store.Commit(ctx, w); err != nil {
			if errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrUnknown) {
				return nil // the next run copies what stands there
			}
			return fmt.Errorf("save anchor %d of %s: %w", next.Seq, in.town, err)
		}
		if err := a.Witness.Copy(ctx, *next); err != nil || !more {
			return err
		}
	}
}

// lastOf is where a town's last anchor is remembered: no older one is wanted.
func lastOf(in Scope) store.Key { return store.Key{P: AnchorsOf + in.town} }

func (a *App) lastAnchor(ctx context.Context, in Scope) (*audit.Anchor, error) {
	page, err := a.Store.Range(ctx, store.Query{P: AnchorsOf + in.town, Limit: 1, Backward: true})
	if err != nil || len(page.Items) == 0 {
		return nil, err
	}
	it := page.Items[0]
	last, err := a.known.anchors.of(lastOf(in), it.Body, decoded[audit.Anchor])
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", it.Key, err)
	}
	return &last, nil
}

// nextAnchor gathers the heads that moved; nil when none did.
func (a *App) nextAnchor(ctx context.Context, in Scope, at time.Time, last *audit.Anchor) (*audit.Anchor, bool, error) {
	next := audit.Anchor{Town: in.town, At: at}
	q := store.Query{P: Logs + in.town, To: stamp(at.Add(-settle)), Limit: headsAnAnchor}
	if last != nil {
		q.From = last.UpTo + "\x01"
	}
	page, err := a.Store.Range(ctx, q)
	if err != nil || len(page.Items) == 0 {
		return nil, false, err
	}
	newest := map[string]audit.Head{}
	for _, it := range page.Items {
		l, err := a.ReadLogged(it)
		if err != nil {
			return nil, false, err
		}
		if e := l.Entries[len(l.Entries)-1]; e.Seq > newest[e.Chain].Seq {
			newest[e.Chain] = audit.Head{Chain: e.Chain, Seq: e.Seq, Hash: e.Hash}
		}
		next.UpTo = it.S
	}
	for _, chain := range sortedKeys(newest) {
		next.Heads = append(next.Heads, newest[chain])
	}
	next, err = audit.NextAnchor(next, last, a.Ring)
	return &next, page.Next != "", err
}
