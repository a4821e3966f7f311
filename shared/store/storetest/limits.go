package storetest

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/sasae-care/sasae/shared/store"
)

// A driver may need a little of an item for itself, so what must be accepted
// stays 1 KB under the limit.
const nearly = store.MaxItemBytes - 1<<10

var limits = []sentence{
	{"100 writes are one commit and 101 are refused", func(t *testing.T, s store.Store) {
		var ws []store.Write
		for _, n := range numbers(store.MaxWrites + 1) {
			ws = append(ws, create(key(p, n), "x"))
		}
		refused(t, s, ws...)
		commit(t, s, ws[:store.MaxWrites]...)
		gives(t, s, store.Query{P: p}, numbers(store.MaxWrites)...)
	}},
	{"a commit of nothing is refused", func(t *testing.T, s store.Store) {
		fails(t, s, store.ErrRefused)
	}},
	{"an item of nearly 400 KB is stored and a larger one refused", func(t *testing.T, s store.Store) {
		refused(t, s, create(key(p, "large"), strings.Repeat("x", store.MaxItemBytes)))
		whole := strings.Repeat("x", nearly)
		commit(t, s, create(key(p, "whole"), whole))
		holds(t, s, key(p, "whole"), 1, whole)
	}},
	{"a commit of nearly 4 MB is done and a larger one refused", func(t *testing.T, s store.Store) {
		var ws []store.Write
		for _, n := range numbers(11) {
			ws = append(ws, create(key(p, n), strings.Repeat("x", nearly)))
		}
		refused(t, s, ws...)
		commit(t, s, ws[:10]...)
		gives(t, s, store.Query{P: p}, numbers(10)...)
	}},
	{"one key twice in a commit is refused, whatever is to be done", func(t *testing.T, s store.Store) {
		commit(t, s, create(k, "a"))
		refused(t, s, create(key(p, "b"), "x"), create(key(p, "b"), "x"))
		fails(t, s, store.ErrRefused, replace(k, 1, "b"), replace(k, 2, "c"))
		fails(t, s, store.ErrRefused, store.Delete(k, 1), create(k, "b"))
		holds(t, s, k, 1, "a")
	}},
	{"an empty or over-long key is refused", func(t *testing.T, s store.Store) {
		long := strings.Repeat("x", store.MaxPartition)
		for _, k := range []store.Key{key("", "a"), key(p, ""), key("", ""), key(long+"x", "a"), key(p, long[:store.MaxSort]+"x")} {
			fails(t, s, store.ErrRefused, create(k, "a"), create(key(p, "beside"), "a"))
		}
		lacks(t, s, key(p, "beside"))
		widest := key(long, long[:store.MaxSort])
		commit(t, s, create(widest, "a"))
		holds(t, s, widest, 1, "a")
	}},
	{"a delete without a version is refused", func(t *testing.T, s store.Store) {
		commit(t, s, create(k, "a"))
		fails(t, s, store.ErrRefused, store.Delete(k, 0))
		holds(t, s, k, 1, "a")
	}},
}

// refused checks that a commit of creates is refused and none of them is there.
func refused(t *testing.T, s store.Store, ws ...store.Write) {
	t.Helper()
	fails(t, s, store.ErrRefused, ws...)
	for _, w := range ws {
		lacks(t, s, w.Key)
	}
}

var races = []sentence{
	{"of 16 that replace one item exactly one wins each version", func(t *testing.T, s store.Store) {
		commit(t, s, create(k, ""))
		const each = 6
		won := sixteen(t, func(note func(int64)) {
			for done := 0; done < each; {
				it, err := s.Get(t.Context(), k)
				if err != nil {
					t.Errorf("get: %v", err)
					return
				}
				switch err := s.Commit(t.Context(), store.Replace(it, append(it.Body, 'x'))); {
				case err == nil:
					note(it.Version + 1)
					done++
				case !nothing(err):
					t.Errorf("commit: %v", err)
					return
				}
			}
		})
		for v, n := range won {
			if n != 1 {
				t.Errorf("version %d was won %d times", v, n)
			}
		}
		holds(t, s, k, 16*each+1, strings.Repeat("x", 16*each))
	}},
	{"of 16 that create one item exactly one wins, with all its writes", func(t *testing.T, s store.Store) {
		var mu sync.Mutex
		next := int64(0)
		won := sixteen(t, func(note func(int64)) {
			mu.Lock()
			next++
			me := next
			mu.Unlock()
			err := s.Commit(t.Context(), create(key("MINE", numbers(17)[me]), "x"), create(k, "x"))
			for err != nil && errors.Is(err, store.ErrThrottled) {
				err = s.Commit(t.Context(), create(key("MINE", numbers(17)[me]), "x"), create(k, "x"))
			}
			if err == nil {
				note(me)
			} else if !nothing(err) {
				t.Errorf("commit: %v", err)
			}
		})
		if len(won) != 1 {
			t.Fatalf("%d won", len(won))
		}
		for me := range won {
			gives(t, s, store.Query{P: "MINE"}, numbers(17)[me])
		}
	}},
	{"16 that write different items all succeed", func(t *testing.T, s store.Store) {
		var mu sync.Mutex
		next := 0
		sixteen(t, func(func(int64)) {
			mu.Lock()
			mine := numbers(16)[next]
			next++
			mu.Unlock()
			for {
				err := s.Commit(t.Context(), create(key(p, mine), mine))
				if err == nil {
					return
				}
				if !errors.Is(err, store.ErrThrottled) {
					t.Errorf("commit: %v", err)
					return
				}
			}
		})
		gives(t, s, store.Query{P: p}, numbers(16)...)
	}},
}

// nothing tells whether err says that nothing happened.
func nothing(err error) bool {
	return errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrThrottled)
}

// sixteen runs f in 16 goroutines and counts what they note.
func sixteen(t *testing.T, f func(note func(int64))) map[int64]int {
	t.Helper()
	var mu sync.Mutex
	noted := map[int64]int{}
	note := func(n int64) {
		mu.Lock()
		defer mu.Unlock()
		noted[n]++
	}
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() { f(note) })
	}
	all.Wait()
	return noted
}
