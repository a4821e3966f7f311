package sweep_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// lose loses everything that is in memory only and, as a bus that took an
// announcement and lost it would, whatever waits in the outbox.
func lose(b *apptest.Bench) {
	b.T.Helper()
	b.Restart()
	var keys []store.Item
	err := b.DB.Items(func(it store.Item) error {
		if app.Outbox(it.Key) {
			keys = append(keys, it)
		}
		return nil
	})
	for _, it := range keys {
		if err == nil {
			err = b.DB.Commit(b.T.Context(), store.Delete(it.Key, it.Version))
		}
	}
	if err != nil {
		b.T.Fatal(err)
	}
}

func hour(b *apptest.Bench, after time.Duration) events.Event {
	b.Set(b.Now().Add(after))
	return b.Event("hour", events.HourStruck{Hour: b.Now()})
}

func becomes(state plan.State) func(*testing.T, *apptest.Bench) {
	return func(t *testing.T, b *apptest.Bench) {
		b.Settle()
		for range 2 { // what the first sweep woke may owe something itself
			b.Advance(b.Now().Add(time.Hour))
		}
		for _, c := range b.Scene().Cases {
			if c.State != state {
				t.Errorf("the case is %s %v, want %s", c.State, c.Reasons, state)
			}
		}
	}
}

func must(b *apptest.Bench, err error) {
	b.T.Helper()
	if err != nil {
		b.T.Fatal(err)
	}
}

func TestSweepOutlastsDoublesAndFailures(t *testing.T) {
	for i := range trials {
		trials[i].Loose = true
	}
	apptest.Outlast(t, trials...)
}

var trials = []apptest.Trial{
	{
		Name: "arrivals nobody heard of are looked at", Step: "sweep", Later: 3 * time.Hour,
		Given: func(b *apptest.Bench) events.Event {
			b.Submitted(plan.New)
			lose(b)
			return hour(b, time.Hour)
		}, Then: becomes(plan.InReview),
	}, {
		Name: "a set whose verdicts got lost is held, and the town told", Step: "sweep", Later: 3 * time.Hour,
		Given: func(b *apptest.Bench) events.Event {
			c := b.Submitted(plan.New)
			for _, d := range c.Documents {
				must(b, b.Hear("inspect", b.Arrived(d)))
			}
			b.Scan = ""
			lose(b)
			return hour(b, time.Hour)
		}, Then: func(t *testing.T, b *apptest.Bench) {
			becomes(plan.Held)(t, b)
			told(t, b, "set-held", "m1")
			told(t, b, "desk", "k1")
		},
	}, {
		Name: "a received set whose announcement got lost is assigned, and its office told once", Step: "sweep", Later: 3 * time.Hour,
		Given: func(b *apptest.Bench) events.Event {
			b.Accepted(plan.New)
			lose(b)
			return hour(b, time.Hour)
		}, Then: func(t *testing.T, b *apptest.Bench) {
			becomes(plan.InReview)(t, b)
			told(t, b, "accepted", "m1")
			told(t, b, "review-started", "r1")
		},
	}, {
		Name: "an announcement that was never forwarded is forwarded", Step: "sweep", Later: 3 * time.Hour,
		Given: func(b *apptest.Bench) events.Event {
			b.Accepted(plan.New)
			b.Restart()
			return hour(b, time.Minute)
		}, Then: becomes(plan.InReview),
	}, {
		Name: "an alarm that was never set rings all the same", Step: "sweep", Later: 3 * time.Hour,
		Given: func(b *apptest.Bench) events.Event {
			c := b.Assigned(plan.New)
			lose(b)
			b.Set(c.Clock.Stages[0].At)
			return hour(b, 10*time.Minute)
		}, Then: func(t *testing.T, b *apptest.Bench) {
			for _, c := range b.Scene().Cases {
				if s := c.Clock.Stages[0]; s.Outcome != plan.Rung || c.State != plan.InReview {
					t.Errorf("it is %s, the alarm %+v", c.State, s)
				}
			}
		},
	}, {
		Name: "a held set that became clean is received, though nobody heard of it", Step: "sweep", Later: 3 * time.Hour,
		Given: func(b *apptest.Bench) events.Event {
			c := b.Submitted(plan.New)
			for _, d := range c.Documents {
				must(b, b.Hear("inspect", b.Arrived(d)))
			}
			b.Set(b.Now().Add(plan.VerdictPeriod))
			must(b, b.Hear("validate", b.Event("x", events.Submitted{Case: c.ID})))
			for _, d := range c.Documents {
				must(b, b.Hear("inspect", b.Verdict(d, "NO_THREATS_FOUND")))
			}
			lose(b)
			return hour(b, time.Hour)
		}, Then: becomes(plan.InReview),
	}, {
		Name: "what is not due yet stays promised", Step: "sweep",
		Given: func(b *apptest.Bench) events.Event {
			b.Submitted(plan.New)
			lose(b)
			return hour(b, time.Minute)
		}, Then: func(t *testing.T, b *apptest.Bench) {
			for _, c := range b.Scene().Cases {
				if c.State != plan.Submitted || c.Documents[0].Checked {
					t.Errorf("it is %s %+v", c.State, c.Documents[0])
				}
			}
		},
	}, {
		Name: "the heads that moved are anchored", Step: "sweep",
		Given: func(b *apptest.Bench) events.Event {
			b.Open(plan.New)
			return hour(b, time.Hour)
		}, Then: func(t *testing.T, b *apptest.Bench) {
			if got := b.Scene().Anchors; len(got) != 1 {
				t.Errorf("%d anchors, want 1", len(got))
			}
		},
	},
}

func TestAfterAnOutageOfTwoMonthsThePeriodHasLapsedAndNobodyIsReminded(t *testing.T) {
	b := apptest.New(t)
	c := b.Assigned(plan.New)
	lose(b)
	must(b, b.Hear("sweep", hour(b, 60*24*time.Hour)))
	becomes(plan.Lapsed)(t, b)
	c = b.Case(c.ID)
	if owed := c.Owes(); len(owed) != 1 || !strings.HasPrefix(owed[0].Name, "alarm-retention.1-over@2032-") {
		t.Errorf("it owes %v, want the end of its keeping", owed)
	}
	told(t, b, "lapsed", "m1")
	told(t, b, "lapsed", "r1")
	for _, n := range b.Scene().Told {
		if n.Kind != "lapsed" {
			t.Errorf("there is a notice %+v", n)
		}
	}
}

// told: just one notice of that kind went to that person by e-mail, once.
func told(t *testing.T, b *apptest.Bench, kind, staff string) {
	t.Helper()
	n := 0
	for _, x := range b.Scene().Told {
		if x.Kind == kind && x.Staff == staff && x.Channel == "email" {
			n++
			if x.Sent != 1 {
				t.Errorf("%s was sent to %s %d times", kind, staff, x.Sent)
			}
		}
	}
	if n != 1 {
		t.Errorf("%d notices %s to %s, want 1", n, kind, staff)
	}
}
