package tally_test

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/monthtest"
	"github.com/sasae-care/sasae/shared/store"
)

// at once calls f so many times at the same time.
func atOnce(n int, f func(i int) monthtest.Reply) []monthtest.Reply {
	var all sync.WaitGroup
	out := make([]monthtest.Reply, n)
	for i := range n {
		all.Go(func() { out[i] = f(i) })
	}
	all.Wait()
	return out
}

func TestTheSameRunPostedFourTimesAtOnceClosesOnceAndAnswersTheSame(t *testing.T) {
	d := monthtest.Open(t, nil)
	d.HandIn("m1", monthtest.Records(1, 20)...)
	for _, r := range atOnce(4, func(int) monthtest.Reply { return d.Run("r", "") }) {
		if r.Status != 200 || number(r, "claims") != 20 {
			t.Errorf("%d %s", r.Status, r.Raw)
		}
	}
	if got := d.Actions(); !slices.Equal(got, []string{"handed-in", "closed"}) {
		t.Errorf("the chain says %v", got)
	}
}

func TestOfFourRunsAtOnceOneCloses(t *testing.T) {
	d := monthtest.Open(t, nil)
	d.HandIn("m1", monthtest.Records(1, 20)...)
	closed := 0
	for _, r := range atOnce(4, func(i int) monthtest.Reply { return d.Run(string(rune('a'+i)), "") }) {
		switch {
		case r.Status == 200:
			closed++
		case r.Code() != "month-closed":
			t.Errorf("%d %s", r.Status, r.Raw)
		}
	}
	if told, _ := d.Owed(); closed != 1 || len(told) != 1 {
		t.Errorf("%d closed, %d announced", closed, len(told))
	}
}

func TestWhatIsHandedInWhileTheMonthClosesIsBilledOrRefused(t *testing.T) {
	d := monthtest.Open(t, nil)
	d.HandIn("m1", monthtest.Records(1, 20)...)
	got := atOnce(3, func(i int) monthtest.Reply {
		if i == 0 {
			return d.Run("r", "")
		}
		return d.Do("m1", "POST", monthtest.Path+"/person-months", string(rune('a'+i)), "application/x-ndjson", monthtest.Lines(monthtest.Records(1, 20+i)...))
	})
	want := d.Head().In[monthtest.Office].Records
	if got[0].Status != 200 || number(got[0], "claims") != want {
		t.Errorf("%d records stand, the run says %s", want, got[0].Raw)
	}
	for _, r := range got[1:] {
		if r.Status != 200 && r.Code() != "month-closed" {
			t.Errorf("%d %s", r.Status, r.Raw)
		}
	}
}

func TestAnItemThatIsNotTheClosingsIsFound(t *testing.T) {
	d := monthtest.Open(t, nil)
	d.HandIn("m1", monthtest.Records(1, 2)...)
	d.HandIn("h1", monthtest.Records(10, 2, monthtest.ByCentre)...)
	d.Run("r", "")
	m := d.Head()
	var first store.Item
	if err := store.All(t.Context(), d.DB, store.Prefix("MONTH#999997#2026-05", "OUT#"), func(it store.Item) error { first = it; return nil }); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(first.S, "OUT#"+m.Closed.Run+"#999995#2026-05#"+monthtest.Office+"#") {
		t.Errorf("key %s", first.Key)
	}
	if err := d.DB.Commit(t.Context(), store.Delete(first.Key, first.Version)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Whole("test").ClosedClaims(t.Context(), d.In, m); err == nil {
		t.Error("an item less, and nobody noticed")
	}
}

func TestWhatIsAnnouncedAndPromisedFitsTheSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../events/month-closed/v1/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	d := monthtest.Open(t, nil)
	d.HandIn("m1", monthtest.Record(1))
	d.Run("r", "")
	n := 0
	look := func(it store.Item) error {
		var p app.Promise
		if err := json.Unmarshal(it.Body, &p); err != nil {
			return err
		}
		b, err := json.Marshal(p.Event)
		if err != nil {
			return err
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(string(b)))
		if err != nil {
			return err
		}
		n++
		return schema.Validate(v)
	}
	for _, prefix := range []string{app.Outboxes, app.Dues} {
		if err := store.All(t.Context(), d.DB, store.Query{P: prefix + "999997"}, look); err != nil {
			t.Error(err)
		}
	}
	if n != 2 {
		t.Errorf("%d events", n)
	}
}
