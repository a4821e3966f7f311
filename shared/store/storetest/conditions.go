package storetest

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/store"
)

var conditions = []sentence{
	{"an item that was never written is not found", func(t *testing.T, s store.Store) {
		lacks(t, s, k)
	}},
	{"a created item has version 1 and is read at once", func(t *testing.T, s store.Store) {
		commit(t, s, create(k, "a"))
		holds(t, s, k, 1, "a")
	}},
	{"a create refuses to overwrite", func(t *testing.T, s store.Store) {
		commit(t, s, create(k, "a"))
		fails(t, s, store.ErrConflict, create(k, "b"))
		holds(t, s, k, 1, "a")
	}},
	{"each replace makes the version grow by one", func(t *testing.T, s store.Store) {
		commit(t, s, create(k, "a"))
		for v := range int64(5) {
			commit(t, s, replace(k, v+1, "b"))
			holds(t, s, k, v+2, "b")
		}
	}},
	{"a replace needs just the stored version", func(t *testing.T, s store.Store) {
		commit(t, s, create(k, "a"))
		commit(t, s, replace(k, 1, "b"))
		fails(t, s, store.ErrConflict, replace(k, 1, "older"))
		fails(t, s, store.ErrConflict, replace(k, 3, "newer"))
		holds(t, s, k, 2, "b")
	}},
	{"a replace of nothing conflicts and writes nothing", func(t *testing.T, s store.Store) {
		fails(t, s, store.ErrConflict, replace(k, 1, "a"))
		lacks(t, s, k)
	}},
	{"a delete needs just the stored version", func(t *testing.T, s store.Store) {
		commit(t, s, create(k, "a"))
		fails(t, s, store.ErrConflict, store.Delete(k, 2))
		holds(t, s, k, 1, "a")
		commit(t, s, store.Delete(k, 1))
		lacks(t, s, k)
	}},
	{"a delete of nothing conflicts", func(t *testing.T, s store.Store) {
		fails(t, s, store.ErrConflict, store.Delete(k, 1))
	}},
	{"a deleted item is created anew with version 1", func(t *testing.T, s store.Store) {
		commit(t, s, create(k, "a"))
		commit(t, s, replace(k, 1, "b"))
		commit(t, s, store.Delete(k, 2))
		commit(t, s, create(k, "c"))
		holds(t, s, k, 1, "c")
	}},
	{"a commit over partitions does all its writes", func(t *testing.T, s store.Store) {
		gone, kept, made := key("CASE#1", "GONE"), key("CASE#2", "KEPT"), key("OUTBOX", "1")
		commit(t, s, create(gone, "a"), create(kept, "a"))
		commit(t, s, store.Delete(gone, 1), replace(kept, 1, "b"), create(made, "c"))
		lacks(t, s, gone)
		holds(t, s, kept, 2, "b")
		holds(t, s, made, 1, "c")
	}},
	{"one failing condition leaves everything as it was", noneOf},
	{"an item with an expiry far away is there, and replaced like another", func(t *testing.T, s store.Store) {
		later := create(k, "a")
		later.Expires = time.Now().Add(24 * time.Hour).Unix()
		commit(t, s, later)
		holds(t, s, k, 1, "a")
		commit(t, s, replace(k, 1, "b"))
		holds(t, s, k, 2, "b")
	}},
	{"an ended context fails and writes nothing", func(t *testing.T, s store.Store) {
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if s.Commit(ended, create(k, "a")) == nil {
			t.Error("commit succeeds")
		}
		if _, err := s.Get(ended, k); err == nil {
			t.Error("get succeeds")
		}
		if _, err := s.Range(ended, store.Query{P: k.P}); err == nil {
			t.Error("range succeeds")
		}
		lacks(t, s, k)
	}},
}

// noneOf puts the failing write first, in the middle and last.
func noneOf(t *testing.T, s store.Store) {
	stays, deleted, taken := key("CASE#1", "STAYS"), key("CASE#1", "DELETED"), key("CASE#2", "TAKEN")
	made := key("CASE#3", "MADE")
	commit(t, s, create(stays, "a"), create(deleted, "a"), create(taken, "a"))
	good := []store.Write{replace(stays, 1, "b"), store.Delete(deleted, 1), create(made, "a")}
	for _, bad := range []store.Write{create(taken, "b"), replace(taken, 7, "b"), store.Delete(taken, 7), replace(key("CASE#9", "NONE"), 1, "b")} {
		for at := range len(good) + 1 {
			ws := append(append(append([]store.Write{}, good[:at]...), bad), good[at:]...)
			fails(t, s, store.ErrConflict, ws...)
		}
	}
	holds(t, s, stays, 1, "a")
	holds(t, s, deleted, 1, "a")
	holds(t, s, taken, 1, "a")
	lacks(t, s, made, key("CASE#9", "NONE"))
}

var bodies = []sentence{
	{"every byte comes back unchanged", func(t *testing.T, s store.Store) {
		var all []byte
		for b := range 256 {
			all = append(all, byte(b), 0, byte(255-b))
		}
		commit(t, s, store.Create(k, all))
		holds(t, s, k, 1, string(all))
	}},
	{"an empty body is an item, and read as not nil", func(t *testing.T, s store.Store) {
		commit(t, s, create(k, ""))
		holds(t, s, k, 1, "")
		it, err := s.Get(t.Context(), k)
		if err != nil || it.Body == nil {
			t.Fatalf("body %v, %v: written back it would delete", it.Body, err)
		}
		page, err := s.Range(t.Context(), store.Query{P: k.P})
		if err != nil || len(page.Items) != 1 || page.Items[0].Body == nil {
			t.Fatalf("page %+v, %v", page, err)
		}
	}},
	{"a body changed by the caller after the commit stays as it was written", func(t *testing.T, s store.Store) {
		body := []byte("written")
		commit(t, s, store.Create(k, body))
		copy(body, "changed")
		holds(t, s, k, 1, "written")
	}},
	{"a body changed by a reader stays as it was written", func(t *testing.T, s store.Store) {
		fill(t, s, "CASE#0", 2000, numbers(50)...) // so that k lies among others
		commit(t, s, create(k, "written"))
		it, err := s.Get(t.Context(), k)
		if err != nil {
			t.Fatal(err)
		}
		page, err := s.Range(t.Context(), store.Query{P: k.P})
		if err != nil {
			t.Fatal(err)
		}
		copy(it.Body, "changed")
		copy(page.Items[0].Body, "changed")
		holds(t, s, k, 1, "written")
		commit(t, s, replace(k, 1, "later"))
		if !bytes.Equal(it.Body, []byte("changed")) {
			t.Errorf("a body read before a later commit became %q", it.Body)
		}
	}},
	{"partitions do not bleed into one another", func(t *testing.T, s store.Store) {
		ks := []store.Key{key("A", "1"), key("A", "#B"), key("A#B", "1"), key("A#", "B"), key("A\x01", "1"), key("A\x01B", "1"),
			key("AB", "1"), key("B", "1"), key("A!", "1"), key("あ", "い"), key("あい", "1"), key("@", "1"), key("Az", "\x01")}
		for _, k := range ks {
			commit(t, s, create(k, k.String()))
		}
		for _, k := range ks {
			holds(t, s, k, 1, k.String())
		}
		gives(t, s, store.Query{P: "A"}, "#B", "1")
		gives(t, s, store.Query{P: "A", Backward: true}, "1", "#B")
		gives(t, s, store.Query{P: "A#B"}, "1")
		gives(t, s, store.Query{P: "A#"}, "B")
		gives(t, s, store.Query{P: "A\x01", Backward: true}, "1")
		gives(t, s, store.Query{P: "あ"}, "い")
		gives(t, s, store.Query{P: "nothing"})
		commit(t, s, store.Delete(key("A", "1"), 1))
		lacks(t, s, key("A", "1"))
		holds(t, s, key("A#B", "1"), 1, "A#B / 1")
	}},
}
