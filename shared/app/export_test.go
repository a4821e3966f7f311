package app

import (
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// Remembered is what the process remembers of an item, and what the item's bytes
// say; false when it remembers nothing, or other bytes.
func (a *App) Remembered(it store.Item) (known, says any, ok bool) {
	known, ok = recall(&a.known.heads, it)
	switch {
	case ok:
		says, _ = decoded[record](it.Body)
		return known.(record).shown(), says.(record).shown(), true
	case it.S == "SEALED":
		known, ok = recall(&a.known.sealed, it)
		if !ok {
			return nil, nil, false
		}
		says, _ = decoded[plan.Sealed](known.(opened).plain)
		return known.(opened).says, says, true
	}
	if known, ok = recall(&a.known.notices, it); ok {
		says, _ = decoded[saved](it.Body)
	}
	return known, says, ok
}

func recall[T any](m *memo[T], it store.Item) (any, bool) {
	return m.find(it.Key, it.Body)
}

// shown is what a record says, where a test can see it.
func (r record) shown() any { return []any{r.Schema, r.Case, r.Beside, r.Posts} }
