package memory_test

import (
	"testing"

	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/memory"
	"github.com/sasae-care/sasae/shared/store/storetest"
)

func TestTheContract(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store { return memory.New(nil) })
}

func TestTheWatcherSeesWhatHappenedAndNothingElse(t *testing.T) {
	var seen []store.Write
	m := memory.New(func(ws []store.Write) { seen = append(seen, ws...) })
	k := store.Key{P: "A", S: "1"}
	if err := m.Commit(t.Context(), store.Create(k, []byte("a"))); err != nil {
		t.Fatal(err)
	}
	if err := m.Commit(t.Context(), store.Create(k, []byte("b"))); err == nil {
		t.Error("it was overwritten")
	}
	if len(seen) != 1 || string(seen[0].Body) != "a" {
		t.Errorf("seen %+v", seen)
	}
}

func TestALendingTableGivesOutTheBodyItWasGiven(t *testing.T) {
	table, k, body := memory.Lending(nil), store.Key{P: "P", S: "S"}, []byte("body")
	if err := table.Commit(t.Context(), store.Create(k, body)); err != nil {
		t.Fatal(err)
	}
	it, err := table.Get(t.Context(), k)
	if err != nil || &it.Body[0] != &body[0] {
		t.Errorf("%q, another body than was given: %v", it.Body, err)
	}
}
