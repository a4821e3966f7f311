// Package storetest is the contract of store.Store as tests.
//
//	open → Run → does the driver keep the contract?
//
// A driver's own test is one line. Nothing here knows how a driver works: sort
// keys are UTF-8 in the order of their bytes, a page ends at Limit items or
// about 1 MB, cursors are opaque, and an empty last page is allowed.
package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/sasae-care/sasae/shared/store"
)

// Run holds the stores that open gives to the contract. Each subtest opens one,
// which must be empty; open registers its own cleaning up.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	for _, s := range slices.Concat(conditions, bodies, orders, pages, limits, races) {
		t.Run(s.name, func(t *testing.T) { s.holds(t, open(t)) })
	}
	t.Run("any commits leave what a map would hold", func(t *testing.T) { anyCommits(t, open(t)) })
}

// sentence is one claim about the state of a store, and how to see it.
type sentence struct {
	name  string
	holds func(t *testing.T, s store.Store)
}

func key(p, s string) store.Key { return store.Key{P: p, S: s} }

// k is the key most tests write.
var k = key("CASE#1", "HEAD")

// replace and remove name a version that may or may not be the stored one.
func replace(k store.Key, version int64, body string) store.Write {
	return store.Replace(store.Item{Key: k, Version: version}, []byte(body))
}

func create(k store.Key, body string) store.Write { return store.Create(k, []byte(body)) }

func commit(t *testing.T, s store.Store, ws ...store.Write) {
	t.Helper()
	if err := s.Commit(t.Context(), ws...); err != nil {
		t.Fatalf("commit: %v", err)
	}
}

func fails(t *testing.T, s store.Store, want error, ws ...store.Write) {
	t.Helper()
	if err := s.Commit(t.Context(), ws...); !errors.Is(err, want) {
		t.Fatalf("commit says %v, want %v", err, want)
	}
}

func holds(t *testing.T, s store.Store, k store.Key, version int64, body string) {
	t.Helper()
	it, err := s.Get(t.Context(), k)
	if err != nil {
		t.Fatalf("get: %v", err)
	}
	if it.Key != k || it.Version != version || !bytes.Equal(it.Body, []byte(body)) {
		t.Fatalf("%s holds version %d %.40q, want %s version %d %.40q", it.Key, it.Version, it.Body, k, version, body)
	}
}

func lacks(t *testing.T, s store.Store, ks ...store.Key) {
	t.Helper()
	for _, k := range ks {
		if it, err := s.Get(t.Context(), k); !errors.Is(err, store.ErrNotFound) {
			t.Fatalf("get %s: version %d, %v, want none", k, it.Version, err)
		}
	}
}

// fill creates items of size bytes under p, at most 10 a commit.
func fill(t *testing.T, s store.Store, p string, size int, sorts ...string) {
	t.Helper()
	for some := range slices.Chunk(sorts, 10) {
		var ws []store.Write
		for _, sort := range some {
			ws = append(ws, store.Create(key(p, sort), bytes.Repeat([]byte{'x'}, size)))
		}
		commit(t, s, ws...)
	}
}

// read follows the cursors of q to the end and gives the sort keys page by page.
func read(t *testing.T, s store.Store, q store.Query) [][]string {
	t.Helper()
	var all [][]string
	for range 1000 {
		page, err := s.Range(t.Context(), q)
		if err != nil {
			t.Fatalf("range: %v", err)
		}
		var sorts []string
		for _, it := range page.Items {
			if it.P != q.P {
				t.Fatalf("a range of %s gives an item of %s", q.P, it.P)
			}
			sorts = append(sorts, it.S)
		}
		all = append(all, sorts)
		if page.Next == "" {
			return all
		}
		q.After = page.Next
	}
	t.Fatal("a thousand pages and no end")
	return nil
}

// gives checks the sort keys of q over all pages.
func gives(t *testing.T, s store.Store, q store.Query, want ...string) {
	t.Helper()
	if got := slices.Concat(read(t, s, q)...); !slices.Equal(got, want) {
		t.Errorf("range %+v gives %q, want %q", q, got, want)
	}
}

func numbers(n int) (sorts []string) {
	for i := range n {
		sorts = append(sorts, fmt.Sprintf("N#%04d", i))
	}
	return sorts
}

func backwards(sorts []string) []string {
	b := slices.Clone(sorts)
	slices.Reverse(b)
	return b
}
