// Package memory keeps the table in memory: the driver of the simulation, where
// a town's two months take a few milliseconds and nothing is kept.
//
//	[]store.Write → Commit → the watcher sees what happened
package memory

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/sasae-care/sasae/shared/store"
)

// Table is a table in memory. It is safe for concurrent use.
type Table struct {
	mu     sync.Mutex
	parts  map[string]*partition
	commit func([]store.Write)
	lends  bool
}

// partition is its sort keys in order, and what stands under them.
type partition struct {
	keys  []string
	items map[string]stored
}

type stored struct {
	body    []byte
	version int64
}

// item is what is given out: who reads may change the body, unless it is lent.
func (t *Table) item(k store.Key, s stored) store.Item {
	return store.Item{Key: k, Body: t.own(s.body), Version: s.version}
}

// own is a body that nobody else has, unless bodies are lent.
func (t *Table) own(body []byte) []byte {
	if t.lends {
		return body
	}
	return append(make([]byte, 0, len(body)), body...)
}

var _ store.Store = (*Table)(nil)

// New is an empty table. watch, when not nil, is called with the writes of each
// commit that succeeded, while the table is held: it must not use the table.
func New(watch func([]store.Write)) *Table {
	return &Table{parts: map[string]*partition{}, commit: watch}
}

// Lending is a table that keeps the very bodies it is given, and gives them out:
// nobody may change one. It is for many runs in a process.
func Lending(watch func([]store.Write)) *Table {
	t := New(watch)
	t.lends = true
	return t
}

// Get reads one item.
func (t *Table) Get(ctx context.Context, k store.Key) (store.Item, error) {
	if err := store.Ready(ctx, k.P, k.S); err != nil {
		return store.Item{}, fmt.Errorf("get %s: %w", k, err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if p := t.parts[k.P]; p != nil {
		if s, ok := p.items[k.S]; ok {
			return t.item(k, s), nil
		}
	}
	return store.Item{}, fmt.Errorf("get %s: %w", k, store.ErrNotFound)
}

// Range reads one page of a partition.
func (t *Table) Range(ctx context.Context, q store.Query) (store.Page, error) {
	if err := store.Ready(ctx, q.P); err != nil {
		return store.Page{}, fmt.Errorf("range %s: %w", q.P, err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.parts[q.P]
	if p == nil {
		return store.Page{}, nil
	}
	return t.page(p, q), nil
}

// page walks the keys that q still asks for.
func (t *Table) page(p *partition, q store.Query) (out store.Page) {
	low, _ := slices.BinarySearch(p.keys, q.From)
	high := len(p.keys)
	if q.To != "" {
		high, _ = slices.BinarySearch(p.keys, q.To)
	}
	if q.After != "" {
		at, found := slices.BinarySearch(p.keys, q.After)
		switch {
		case q.Backward:
			high = min(high, at)
		case found:
			low = max(low, at+1)
		default:
			low = max(low, at)
		}
	}
	bytes := 0
	for i := low; i < high; i++ {
		s := p.keys[i]
		if q.Backward {
			s = p.keys[high-1-(i-low)]
		}
		it := p.items[s]
		bytes += len(q.P) + len(s) + len(it.body)
		if n := len(out.Items); n > 0 && (n == q.Limit || bytes > store.MaxPageBytes) {
			out.Next = out.Items[n-1].S
			return out
		}
		out.Items = append(out.Items, t.item(store.Key{P: q.P, S: s}, it))
	}
	return out
}

// Commit does all writes or none.
func (t *Table) Commit(ctx context.Context, ws ...store.Write) error {
	if err := store.Check(ctx, ws); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, w := range ws {
		if now := t.version(w.Key); now != w.If {
			return fmt.Errorf("commit: %w: %s has version %d, want %d", store.ErrConflict, w.Key, now, w.If)
		}
	}
	for _, w := range ws {
		t.put(w)
	}
	if t.commit != nil {
		t.commit(ws)
	}
	return nil
}

func (t *Table) version(k store.Key) int64 {
	if p := t.parts[k.P]; p != nil {
		return p.items[k.S].version
	}
	return 0
}

func (t *Table) put(w store.Write) {
	p := t.parts[w.P]
	if p == nil {
		p = &partition{items: map[string]stored{}}
		t.parts[w.P] = p
	}
	at, found := slices.BinarySearch(p.keys, w.S)
	switch {
	case w.Body == nil:
		delete(p.items, w.S)
		p.keys = slices.Delete(p.keys, at, at+1)
		return
	case !found:
		p.keys = slices.Insert(p.keys, at, w.S)
	}
	p.items[w.S] = stored{t.own(w.Body), w.If + 1}
}

// Items gives every item to f, in the order of partition and sort key. Their
// bodies are the table's own: f must not change them.
func (t *Table) Items(f func(store.Item) error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	names := make([]string, 0, len(t.parts))
	for name := range t.parts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, s := range t.parts[name].keys {
			it := t.parts[name].items[s]
			if err := f(store.Item{Key: store.Key{P: name, S: s}, Body: it.body, Version: it.version}); err != nil {
				return err
			}
		}
	}
	return nil
}
