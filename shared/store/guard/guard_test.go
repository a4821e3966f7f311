package guard_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/bolt"
	"github.com/sasae-care/sasae/shared/store/guard"
	"github.com/sasae-care/sasae/shared/store/storetest"
)

func table(t *testing.T) store.Store {
	t.Helper()
	db, err := bolt.Open(filepath.Join(t.TempDir(), "table.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestAStepWithEveryPrefixKeepsTheContract(t *testing.T) {
	every := []string{""}
	storetest.Run(t, func(t *testing.T) store.Store {
		return guard.New(table(t), "all", guard.Keys{Get: every, List: every, Put: every, Delete: every})
	})
}

func TestAStepReachesOnlyItsPrefixes(t *testing.T) {
	beneath := table(t)
	s := guard.New(beneath, "notify", guard.Keys{Get: []string{"NOTICE#"}, List: []string{"CASE#"}, Put: []string{"NOTICE#", "OUTBOX#"}})
	create := func(p string) store.Write { return store.Create(store.Key{P: p, S: "1"}, []byte("a")) }
	get := func(p string) error { _, err := s.Get(t.Context(), store.Key{P: p, S: "1"}); return err }
	scan := func(p string) error { _, err := s.Range(t.Context(), store.Query{P: p}); return err }
	write := func(ps ...string) error {
		var ws []store.Write
		for _, p := range ps {
			ws = append(ws, create(p))
		}
		return s.Commit(t.Context(), ws...)
	}
	for _, c := range []struct {
		name string
		err  error
		want error
	}{
		{"it writes where it may", write("NOTICE#1", "OUTBOX#1"), nil},
		{"it reads where it may", get("NOTICE#1"), nil},
		{"it lists where it may", scan("CASE#1"), nil},
		{"getting does not include listing", scan("NOTICE#1"), store.ErrRefused},
		{"listing does not include getting", get("CASE#1"), store.ErrRefused},
		{"writing does not include reading", get("OUTBOX#1"), store.ErrRefused},
		{"reading does not include writing", write("CASE#1"), store.ErrRefused},
		{"one foreign write refuses the commit", write("NOTICE#2", "BILL#1"), store.ErrRefused},
		{"a list elsewhere is refused", scan("BILL#1"), store.ErrRefused},
		{"a shorter partition is not a prefix", get("CASE"), store.ErrRefused},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: %v", c.name, c.err)
		}
	}
	if _, err := beneath.Get(t.Context(), store.Key{P: "NOTICE#2", S: "1"}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a refused commit left something behind: %v", err)
	}
}

func TestAStepDeletesOnlyWhereItMay(t *testing.T) {
	beneath := table(t)
	s := guard.New(beneath, "alarm", guard.Keys{Put: []string{"CASE#", "DUE#"}, Delete: []string{"DUE#"}})
	kept, owed := store.Key{P: "CASE#1", S: "HEAD"}, store.Key{P: "DUE#1", S: "1"}
	if err := s.Commit(t.Context(), store.Create(kept, []byte("a")), store.Create(owed, []byte("b"))); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), store.Delete(owed, 1), store.Delete(kept, 1)); !errors.Is(err, store.ErrRefused) || !strings.Contains(err.Error(), "alarm may not delete") {
		t.Errorf("a case is deleted: %v", err)
	}
	if err := s.Commit(t.Context(), store.Delete(owed, 1)); err != nil {
		t.Errorf("a promise stays: %v", err)
	}
	if _, err := beneath.Get(t.Context(), kept); err != nil {
		t.Errorf("the case is gone: %v", err)
	}
}

func TestARefusalNamesStepAndPrefixButNoCase(t *testing.T) {
	err := guard.New(table(t), "notify", guard.Keys{}).Commit(t.Context(), store.Create(store.Key{P: "CASE#8f2e", S: "HEAD"}, []byte("a")))
	if s := err.Error(); !strings.Contains(s, "notify") || !strings.Contains(s, `"CASE#"`) || strings.Contains(s, "8f2e") {
		t.Errorf("it says %q", s)
	}
}
