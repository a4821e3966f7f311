package storetest

import (
	"slices"
	"testing"

	"github.com/sasae-care/sasae/shared/store"
)

// sorted are sort keys in the order of their bytes, which is neither that of
// any alphabet nor that of UTF-16.
var sorted = []string{"\x01", "!", "#", "0", "A", "A#", "A#1", "A#10", "A#2", "A#\uffee", "A#𠮷", "AA", "Z", "a", "~", "é", "あ", "亜", "\ufffd", "𠮷", "\U0010ffff"}

const (
	p    = "TOWN#1"
	page = 1 << 20
)

// shuffled is sorted in another order, always the same.
func shuffled() []string {
	out := make([]string, len(sorted))
	for i, s := range sorted {
		out[i*8%len(sorted)] = s // 8 and 21 have no common divisor
	}
	return out
}

var orders = []sentence{
	{"a range is in the order of bytes", func(t *testing.T, s store.Store) {
		fill(t, s, p, 1, shuffled()...)
		gives(t, s, store.Query{P: p}, sorted...)
	}},
	{"a backward range is the same the other way round", func(t *testing.T, s store.Store) {
		fill(t, s, p, 1, shuffled()...)
		gives(t, s, store.Query{P: p, Backward: true}, backwards(sorted)...)
	}},
	{"a range has From and stops before To", func(t *testing.T, s store.Store) {
		fill(t, s, p, 1, sorted...)
		for from := range sorted {
			for to := range sorted {
				q := store.Query{P: p, From: sorted[from], To: sorted[to]}
				gives(t, s, q, sorted[from:max(from, to)]...)
				q.Backward = true
				gives(t, s, q, backwards(sorted[from:max(from, to)])...)
			}
		}
	}},
	{"From and To need not be items, and may be open", func(t *testing.T, s store.Store) {
		fill(t, s, p, 1, sorted...)
		at := slices.Index(sorted, "A#10")
		gives(t, s, store.Query{P: p, From: "A#0"}, sorted[at-1:]...)
		gives(t, s, store.Query{P: p, To: "A#11"}, sorted[:at+1]...)
		gives(t, s, store.Query{P: p, To: "A#11", Backward: true}, backwards(sorted[:at+1])...)
		gives(t, s, store.Query{P: p, From: "A#0", Backward: true}, backwards(sorted[at-1:])...)
	}},
	{"a prefix has all keys that begin with it and no others", func(t *testing.T, s store.Store) {
		fill(t, s, p, 1, sorted...)
		gives(t, s, store.Prefix(p, "A#"), "A#", "A#1", "A#10", "A#2", "A#\uffee", "A#𠮷")
		gives(t, s, store.Prefix(p, "A#1"), "A#1", "A#10")
		gives(t, s, store.Prefix(p, "none"))
		back := store.Prefix(p, "A#")
		back.Backward, back.Limit = true, 2
		gives(t, s, back, "A#𠮷", "A#\uffee", "A#2", "A#10", "A#1", "A#")
	}},
	{"a range of an empty partition is one empty page", func(t *testing.T, s store.Store) {
		fill(t, s, "TOWN#0", 1, "a")
		fill(t, s, "TOWN#2", 1, "a")
		for _, back := range []bool{false, true} {
			page, err := s.Range(t.Context(), store.Query{P: p, Backward: back})
			if err != nil || len(page.Items) != 0 || page.Next != "" {
				t.Errorf("page %+v, %v", page, err)
			}
		}
	}},
	{"a range carries body and version and sees the last commit", func(t *testing.T, s store.Store) {
		commit(t, s, create(key(p, "a"), "old"), create(key(p, "b"), "gone"))
		commit(t, s, replace(key(p, "a"), 1, "new"), store.Delete(key(p, "b"), 1))
		page, err := s.Range(t.Context(), store.Query{P: p})
		if err != nil || len(page.Items) != 1 {
			t.Fatalf("page %+v, %v", page, err)
		}
		if it := page.Items[0]; it.Key != key(p, "a") || it.Version != 2 || string(it.Body) != "new" {
			t.Errorf("the item is %+v", it)
		}
	}},
}

var pages = []sentence{
	{"pages of Limit items join without gap or repeat, in both directions", func(t *testing.T, s store.Store) {
		all := numbers(23)
		fill(t, s, p, 1, all...)
		for _, limit := range []int{1, 2, 7, 22, 23, 24, 1000} {
			inPages(t, s, store.Query{P: p, Limit: limit}, all)
			inPages(t, s, store.Query{P: p, Limit: limit, Backward: true}, backwards(all))
			inPages(t, s, store.Query{P: p, Limit: limit, From: all[3], To: all[20]}, all[3:20])
			inPages(t, s, store.Query{P: p, Limit: limit, From: all[3], To: all[20], Backward: true}, backwards(all[3:20]))
		}
	}},
	{"a page ends at about 1 MB and the next goes on, in both directions", func(t *testing.T, s store.Store) {
		all := numbers(12)
		fill(t, s, p, 300<<10, all...)
		for _, back := range []bool{false, true} {
			want := all
			if back {
				want = backwards(all)
			}
			got := read(t, s, store.Query{P: p, Backward: back})
			if !slices.Equal(slices.Concat(got...), want) {
				t.Fatalf("the pages are %q", got)
			}
			for _, one := range got {
				if size := len(one) * 300 << 10; size > page+store.MaxItemBytes {
					t.Errorf("a page of %d bytes", size)
				}
			}
		}
	}},
	{"Limit and the 1 MB page hold together", func(t *testing.T, s store.Store) {
		all := numbers(9)
		fill(t, s, p, 350<<10, all...)
		inPages(t, s, store.Query{P: p, Limit: 2}, all)
		inPages(t, s, store.Query{P: p, Limit: 8}, all)
	}},
	{"a cursor outlives its item and sees what came after it", func(t *testing.T, s store.Store) {
		fill(t, s, p, 1, "a", "c", "e", "g")
		forth := first(t, s, store.Query{P: p, Limit: 2})
		back := first(t, s, store.Query{P: p, Limit: 2, Backward: true})
		commit(t, s, store.Delete(key(p, "c"), 1), store.Delete(key(p, "e"), 1), create(key(p, "b"), "x"), create(key(p, "d"), "x"), create(key(p, "f"), "x"))
		gives(t, s, forth, "d", "f", "g")
		gives(t, s, back, "d", "b", "a")
	}},
	{"a cursor from outside does not widen the range", func(t *testing.T, s store.Store) {
		fill(t, s, p, 1, "a", "b", "c", "d", "e")
		for _, back := range []bool{false, true} {
			for _, after := range []string{"a", "z", "!"} {
				page, err := s.Range(t.Context(), store.Query{P: p, From: "b", To: "d", Backward: back, After: after})
				for _, it := range page.Items { // an error is as good
					if err == nil && (it.S < "b" || it.S >= "d") {
						t.Errorf("after %q, backward %v, it gives %s", after, back, it.S)
					}
				}
			}
		}
	}},
}

// inPages checks that q gives want in pages of at most q.Limit.
func inPages(t *testing.T, s store.Store, q store.Query, want []string) {
	t.Helper()
	got := read(t, s, q)
	if !slices.Equal(slices.Concat(got...), want) {
		t.Fatalf("range %+v gives %q, want %q", q, got, want)
	}
	for _, page := range got {
		if len(page) > q.Limit {
			t.Errorf("range %+v gives a page of %d", q, len(page))
		}
	}
}

// first reads one page and gives the query for the next.
func first(t *testing.T, s store.Store, q store.Query) store.Query {
	t.Helper()
	page, err := s.Range(t.Context(), q)
	if err != nil || page.Next == "" {
		t.Fatalf("the first page says Next %q, %v", page.Next, err)
	}
	q.After = page.Next
	return q
}
