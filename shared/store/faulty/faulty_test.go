package faulty_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/bolt"
	"github.com/sasae-care/sasae/shared/store/faulty"
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

func TestWithoutAPlanItKeepsTheContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return faulty.New(table(t), nil) })
}

func TestAFailingCommitHappenedOrNot(t *testing.T) {
	k := store.Key{P: "A", S: "1"}
	for _, c := range []struct {
		name string
		o    fault.Outcome
		want error
		done bool
	}{
		{"throttled: nothing happened", fault.NotDone, store.ErrThrottled, false},
		{"unknown: it happened", fault.DoneUnheard, store.ErrUnknown, true},
		{"unknown: nothing happened", fault.NotDoneUnheard, store.ErrUnknown, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := faulty.New(table(t), fault.On(1, c.o))
			if err := s.Commit(t.Context(), store.Create(k, []byte("a"))); !errors.Is(err, c.want) {
				t.Errorf("commit says %v", err)
			}
			if _, err := s.Get(t.Context(), k); (err == nil) != c.done {
				t.Errorf("afterwards get says %v", err)
			}
			if s.Calls() != 2 {
				t.Errorf("%d calls counted", s.Calls())
			}
		})
	}
}

func TestAFailingReadGivesNothing(t *testing.T) {
	s := faulty.New(table(t), func(int) fault.Outcome { return fault.DoneUnheard })
	_ = s.Commit(t.Context(), store.Create(store.Key{P: "A", S: "1"}, []byte("a")))
	if it, err := s.Get(t.Context(), store.Key{P: "A", S: "1"}); !errors.Is(err, store.ErrUnknown) || it.Version != 0 {
		t.Errorf("get gives %+v, %v", it, err)
	}
	if page, err := s.Range(t.Context(), store.Query{P: "A"}); !errors.Is(err, store.ErrUnknown) || page.Items != nil {
		t.Errorf("range gives %+v, %v", page, err)
	}
}
