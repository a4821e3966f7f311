package boot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"strings"
	"testing"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/app/monthtest"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// raise makes the records under a partition's prefix and a sort key ("" is any)
// those of a newer release, and gives what puts them back.
func raise(b *apptest.Bench, prefix, sort string) (lower func()) {
	b.T.Helper()
	var found []store.Item
	if err := b.DB.Items(func(it store.Item) error {
		if strings.HasPrefix(it.P, prefix) && (sort == "" || it.S == sort) && bytes.HasPrefix(it.Body, []byte("{")) {
			it.Body = bytes.Clone(it.Body)
			found = append(found, it)
		}
		return nil
	}); err != nil || len(found) == 0 {
		b.T.Fatalf("%d records under %s: %v", len(found), prefix, err)
	}
	write := func(it store.Item, body []byte) {
		if err := b.DB.Commit(b.T.Context(), store.Replace(it, body)); err != nil {
			b.T.Fatal(err)
		}
	}
	for i, it := range found {
		plain := bytes.Replace(it.Body, []byte(`"schema":1,`), nil, 1)
		write(it, append([]byte(`{"tomorrow":[{"x":1}],"schema":2,`), plain[1:]...))
		found[i].Version++
	}
	return func() {
		for _, it := range found {
			write(it, it.Body)
		}
	}
}

// newer is a delivery about a record that a newer release wrote.
type newer struct {
	step         string
	prefix, sort string // of the record
	given        func(b *apptest.Bench) events.Event
	then         func(b *apptest.Bench) bool // is its work done?
}

func last(b *apptest.Bench) plan.Case {
	for _, c := range b.Scene().Cases {
		return c
	}
	return plan.Case{}
}

func is(state plan.State) func(*apptest.Bench) bool {
	return func(b *apptest.Bench) bool { return last(b).State == state }
}

// about is the event of a case that given made.
func about(given func(*apptest.Bench) plan.Case, of func(c plan.Case) events.Body) func(*apptest.Bench) events.Event {
	return func(b *apptest.Bench) events.Event { c := given(b); return b.Event("delivered-1", of(c)) }
}

func accepted(c plan.Case) events.Body { return events.Accepted{Case: c.ID, Seq: c.Seq} }

var newers = map[string]newer{
	"a set waits for its verdicts": {"validate", app.Cases, "HEAD", func(b *apptest.Bench) events.Event {
		c := b.Submitted(plan.New)
		for _, d := range c.Documents {
			if err := b.Hear("inspect", b.Arrived(d)); err != nil {
				b.T.Fatal(err)
			}
		}
		b.Set(b.Now().Add(plan.VerdictPeriod))
		return b.Event("delivered-1", events.Submitted{Case: c.ID, Seq: c.Seq})
	}, is(plan.Held)},
	"a document arrived": {"inspect", app.Cases, "HEAD", func(b *apptest.Bench) events.Event {
		return b.Arrived(b.Submitted(plan.New).Documents[0])
	}, func(b *apptest.Bench) bool { return last(b).Documents[0].Checked }},
	"a set was received": {"assign", app.Cases, "HEAD", about(func(b *apptest.Bench) plan.Case { return b.Accepted(plan.New) }, accepted), is(plan.InReview)},
	"a clock runs": {"schedule", app.Cases, "HEAD", about(func(b *apptest.Bench) plan.Case { return b.Assigned(plan.New) }, func(c plan.Case) events.Body {
		return events.ReviewStarted{Case: c.ID, Seq: c.Seq, Centre: c.Centre, Reviewer: c.Reviewer}
	}), func(b *apptest.Bench) bool { return len(b.Scene().Alarms) > 0 }},
	"an alarm rings": {"alarm", app.Cases, "HEAD", func(b *apptest.Bench) events.Event {
		c := b.Assigned(plan.New)
		s := c.Clock.Stages[0]
		b.Set(s.At)
		return b.Event("delivered-1", events.AlarmRang{Case: c.ID, Clock: c.Clock.ID, Stage: s.Name, Due: s.At})
	}, func(b *apptest.Bench) bool { return last(b).Clock.Stages[0].Outcome == plan.Rung }},
	"somebody must be told": {"notify", app.Cases, "HEAD", about(func(b *apptest.Bench) plan.Case { return b.Assigned(plan.New) }, accepted),
		func(b *apptest.Bench) bool { return len(b.Scene().Told) > 0 }},
	"the reference data tell where it goes": {"assign", app.Books, "CURRENT", about(func(b *apptest.Bench) plan.Case { return b.Accepted(plan.New) }, accepted), is(plan.InReview)},
	"a notice is settled by its receipt": {"notify", app.Notices, "", func(b *apptest.Bench) events.Event {
		c := b.Assigned(plan.New)
		if err := b.Hear("notify", b.Event("said-1", accepted(c))); err != nil {
			b.T.Fatal(err)
		}
		for number := range b.Scene().Told {
			return b.Event("delivered-1", events.NoticeReceipt{Notice: number, Channel: "email", Kind: "bounced"})
		}
		b.T.Fatal("nobody was told")
		return events.Event{}
	}, func(b *apptest.Bench) bool {
		bounced := false
		if err := b.DB.Items(func(it store.Item) error {
			bounced = bounced || strings.HasPrefix(it.P, app.Notices) && bytes.Contains(it.Body, []byte(`"bounced"`))
			return nil
		}); err != nil {
			b.T.Fatal(err)
		}
		return bounced
	}},
}

func TestARecordOfANewerReleaseIsNeitherReadNorWrittenOver(t *testing.T) {
	for name, x := range newers {
		t.Run(name, func(t *testing.T) {
			b := apptest.New(t)
			delivered(t, b, x, x.given(b))
		})
	}
	t.Run("a month was closed", func(t *testing.T) {
		d := monthtest.Open(t, nil)
		d.HandIn("m1", monthtest.Records(1, 2)...)
		if r := d.Run("r", ""); r.Status != 200 {
			t.Fatal(r.Raw)
		}
		told, _ := d.Owed()
		delivered(t, d.Bench, newer{step: "export", prefix: app.Months, sort: "HEAD", then: func(*apptest.Bench) bool {
			return len(d.Files()) > 0
		}}, told[0])
	})
}

// delivered gives the step the event while the record is a newer one, and again
// after it is not any more.
func delivered(t *testing.T, b *apptest.Bench, x newer, e events.Event) {
	t.Helper()
	raw, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	lower := raise(b, x.prefix, x.sort)
	refuses(t, b, x.step, e.Type, string(raw), "record-newer")
	if x.prefix == app.Cases || x.prefix == app.Notices { // on one machine too
		before := held(b)
		if err := b.Hear(x.step, e); !errors.Is(err, app.ErrNewer) || !maps.Equal(before, held(b)) {
			t.Errorf("the step alone: %v", err)
		}
	}
	lower()
	if x.then(b) {
		t.Fatal("its work was done before")
	}
	if err := function(b, x.step, io.Discard)(t.Context(), raw); err != nil {
		t.Fatal(err)
	}
	if !x.then(b) {
		t.Error("its work was not done after the remedy")
	}
}

// An old release that meets a case of a new one in the middle of a roll-out
// still does everything else.
func TestANewerPromiseDoesNotKeepTheOthers(t *testing.T) {
	b := apptest.New(t)
	b.Assigned(plan.New)
	var heard []string
	a := b.App("sweep").For("sweep", func(a *app.App) {
		a.Store, a.Bus = app.Readable(a.Store), hears{&heard}
	})
	raise(b, app.Dues, oldest(b))
	if _, err := a.Overdue(t.Context(), b.In, b.Now().AddDate(1, 0, 0)); err != nil && !strings.Contains(err.Error(), "record-newer") {
		t.Error(err)
	}
	if len(heard) < 2 {
		t.Errorf("only %v were woken", heard)
	}
}

// oldest is the sort key of the first promise.
func oldest(b *apptest.Bench) string {
	page, err := b.DB.Range(b.T.Context(), store.Query{P: app.Dues + apptest.Town, Limit: 1})
	if err != nil || len(page.Items) == 0 {
		b.T.Fatalf("%d promises: %v", len(page.Items), err)
	}
	return page.Items[0].S
}

// hears is a bus that keeps the types of what it was given.
type hears struct{ types *[]string }

func (h hears) Publish(_ context.Context, e events.Event) error {
	*h.types = append(*h.types, e.Type)
	return nil
}
