package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/sasae-care/sasae/shared/store"
	"pgregory.net/rapid"
)

// table is what a store should hold, in the simplest form.
type table map[store.Key]store.Item

// commit does what store.Store.Commit promises.
func (m table) commit(ws []store.Write) error {
	for _, w := range ws {
		if m[w.Key].Version != w.If {
			return store.ErrConflict
		}
	}
	for _, w := range ws {
		if w.Body == nil {
			delete(m, w.Key)
			continue
		}
		m[w.Key] = store.Item{Key: w.Key, Body: bytes.Clone(w.Body), Version: w.If + 1}
	}
	return nil
}

// query gives all items of q, without pages.
func (m table) query(q store.Query) (its []store.Item) {
	for k, it := range m {
		if k.P == q.P && k.S >= q.From && (q.To == "" || k.S < q.To) {
			its = append(its, it)
		}
	}
	slices.SortFunc(its, func(a, b store.Item) int { return bytes.Compare([]byte(a.S), []byte(b.S)) })
	if q.Backward {
		slices.Reverse(its)
	}
	return its
}

// anyCommits compares a store with the table over random commits and ranges.
// Each run has partitions of its own, so one store serves them all.
func anyCommits(t *testing.T, s store.Store) {
	run := 0
	rapid.Check(t, func(r *rapid.T) {
		run++
		town := fmt.Sprintf("RUN%d", run)
		m := table{}
		r.Repeat(map[string]func(*rapid.T){
			"commit": func(r *rapid.T) {
				ws := m.drawCommit(r, town)
				if got, want := s.Commit(t.Context(), ws...), m.commit(ws); !errors.Is(got, want) {
					r.Fatalf("commit %v says %v, want %v", ws, got, want)
				}
			},
			"range": func(r *rapid.T) {
				q := drawQuery(r, town)
				var got []store.Item
				if err := store.All(t.Context(), s, q, func(it store.Item) error { got = append(got, it); return nil }); err != nil {
					r.Fatalf("range %+v: %v", q, err)
				}
				if want := m.query(q); !slices.EqualFunc(got, want, same) {
					r.Fatalf("range %+v gives %v, want %v", q, got, want)
				}
			},
			"": func(r *rapid.T) {
				k := drawKey(r, town)
				it, err := s.Get(t.Context(), k)
				want, found := m[k]
				if found != (err == nil) || !found && !errors.Is(err, store.ErrNotFound) || found && !same(it, want) {
					r.Fatalf("get %s: %v, %v, want %v", k, it, err, want)
				}
			},
		})
	})
}

func same(a, b store.Item) bool {
	return a.Key == b.Key && a.Version == b.Version && bytes.Equal(a.Body, b.Body) && (a.Body == nil) == (b.Body == nil)
}

var (
	partitions = []string{"", "#", "#1", "あ"}
	sorts      = []string{"#", "1", "1#", "10", "2", "あ", "あい", "𠮷"}
)

func drawKey(r *rapid.T, town string) store.Key {
	return key(town+rapid.SampledFrom(partitions).Draw(r, "partition"), rapid.SampledFrom(sorts).Draw(r, "sort"))
}

// drawCommit draws one to five writes, most of them with a condition that holds.
func (m table) drawCommit(r *rapid.T, town string) []store.Write {
	keys := rapid.SliceOfNDistinct(rapid.Custom(func(r *rapid.T) store.Key { return drawKey(r, town) }), 1, 5, rapid.ID[store.Key]).Draw(r, "keys")
	var ws []store.Write
	for _, k := range keys {
		w := store.Write{Key: k, If: m[k].Version}
		if rapid.IntRange(0, 9).Draw(r, "wrong") == 0 {
			w.If = rapid.Int64Range(0, 3).Draw(r, "if")
		}
		if w.If == 0 || rapid.IntRange(0, 3).Draw(r, "delete") > 0 {
			w.Body = rapid.SliceOfN(rapid.Byte(), 0, 8).Draw(r, "body")
			if w.Body == nil {
				w.Body = []byte{}
			}
		}
		ws = append(ws, w)
	}
	return ws
}

func drawQuery(r *rapid.T, town string) store.Query {
	edge := rapid.OneOf(rapid.Just(""), rapid.SampledFrom(sorts))
	return store.Query{
		P:        drawKey(r, town).P,
		From:     edge.Draw(r, "from"),
		To:       edge.Draw(r, "to"),
		Limit:    rapid.IntRange(0, 4).Draw(r, "limit"),
		Backward: rapid.Bool().Draw(r, "backward"),
	}
}
