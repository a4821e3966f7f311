package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/store"
)

// Entries gives the audit entries of a municipality that were written from an
// instant until before another, the oldest first. It reads the chains whose
// heads moved in that time.
func (a *App) Entries(ctx context.Context, in Scope, from, to time.Time, f func(audit.Entry)) error {
	chains := map[string]bool{}
	q := store.Query{P: Logs + in.town, From: stamp(from), To: stamp(to)}
	err := store.All(ctx, a.Store, q, func(it store.Item) error {
		var h audit.Head
		err := decode(it.Body, &h)
		chains[h.Chain] = true
		return err
	})
	var all []audit.Entry
	for _, chain := range sortedKeys(chains) {
		if err != nil {
			break
		}
		err = store.All(ctx, a.Store, store.Prefix(chainHead(in, chain).P, "AUDIT#"), func(it store.Item) error {
			e, err := a.ReadEntry(it.Key, it.Body)
			if err == nil && !e.At.Before(from) && e.At.Before(to) {
				all = append(all, e)
			}
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("read the audit entries of %s: %w", in.town, err)
	}
	slices.SortStableFunc(all, func(a, b audit.Entry) int { return a.At.Compare(b.At) })
	for _, e := range all {
		f(e)
	}
	return nil
}
