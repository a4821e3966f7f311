package relay_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions/alarm"
	"github.com/sasae-care/sasae/functions/notify"
	"github.com/sasae-care/sasae/functions/relay"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// outbox is what waits in the outbox of the town.
func outbox(b *apptest.Bench) (items []store.Item) {
	b.T.Helper()
	err := b.DB.Items(func(it store.Item) error {
		if app.Outbox(it.Key) {
			it.Body = append([]byte{}, it.Body...)
			items = append(items, it)
		}
		return nil
	})
	if err != nil {
		b.T.Fatal(err)
	}
	return items
}

// stream gives the step what the table's stream delivers: the items that waited
// when the event came.
func stream() func(b *apptest.Bench, a *app.App) app.Handler {
	kept := map[*apptest.Bench][]store.Item{}
	return func(b *apptest.Bench, a *app.App) app.Handler {
		if kept[b] == nil {
			kept[b] = outbox(b)
		}
		step := relay.Step(a)
		return func(ctx context.Context, _ app.Scope, _ events.Event) error {
			for _, it := range kept[b] {
				if err := step(ctx, it); err != nil {
					return err
				}
			}
			return nil
		}
	}
}

func emptied(state plan.State) func(*testing.T, *apptest.Bench) {
	return func(t *testing.T, b *apptest.Bench) {
		b.Settle()
		if left := outbox(b); len(left) != 0 {
			t.Errorf("%d announcements are left", len(left))
		}
		for _, c := range b.Scene().Cases {
			if c.State != state {
				t.Errorf("the case is %s, want %s", c.State, state)
			}
		}
	}
}

func TestRelayOutlastsDoublesAndFailures(t *testing.T) {
	nothing := func(b *apptest.Bench) events.Event { return b.Event("stream", events.HourStruck{}) }
	apptest.Outlast(t,
		apptest.Trial{
			Name: "what is announced reaches those who must hear", Step: "relay", Logic: stream(), Swept: true, Later: 2 * time.Hour,
			Given: func(b *apptest.Bench) events.Event { b.Accepted(plan.New); return nothing(b) },
			Then:  emptied(plan.InReview),
		},
		apptest.Trial{
			Name: "what nobody but the announcement would tell is told", Step: "relay", Logic: stream(), Swept: true, Later: 2 * time.Hour,
			Given: func(b *apptest.Bench) events.Event {
				c := b.Assigned(plan.New)
				b.Do(c.ID, func(c *plan.Case) error { return c.AdviseNone(b.Now()) })
				return nothing(b)
			},
			Then: func(t *testing.T, b *apptest.Bench) {
				emptied(plan.NoAdvice)(t, b)
				for _, n := range b.Scene().Told {
					if n.Kind == "no-advice" && n.Sent == 1 {
						return
					}
				}
				t.Errorf("the office was told %v", b.Scene().Told)
			},
		},
		apptest.Trial{
			Name: "what is no announcement is passed over", Step: "relay",
			Logic: func(_ *apptest.Bench, a *app.App) app.Handler {
				return func(ctx context.Context, in app.Scope, _ events.Event) error {
					return relay.Step(a)(ctx, store.Item{Key: store.Key{P: "CASE#" + in.Town() + "#x", S: "HEAD"}, Body: []byte("{}"), Version: 1})
				}
			},
			Given: func(b *apptest.Bench) events.Event { b.Accepted(plan.New); return nothing(b) },
			Then: func(t *testing.T, b *apptest.Bench) {
				if len(outbox(b)) == 0 {
					t.Error("the outbox was emptied")
				}
			},
		},
	)
}

// deaf is a bus that takes every event and carries none.
type deaf struct{}

func (deaf) Publish(context.Context, events.Event) error { return nil }

func TestWhatTheBusTookAndLostIsToldAllTheSame(t *testing.T) {
	b := apptest.New(t)
	c := b.Assigned(plan.New)
	b.Do(c.ID, func(c *plan.Case) error { return c.AdviseNone(b.Now()) })
	a, _ := b.Disturbed("relay", "", nil)
	a.Bus = deaf{}
	for _, it := range outbox(b) {
		if err := relay.Step(a)(t.Context(), it); err != nil {
			t.Fatal(err)
		}
	}
	b.Restart()
	if len(b.Scene().Told) != 0 {
		t.Fatal("somebody heard of it")
	}
	b.Advance(b.Now().Add(2 * time.Hour))
	told := 0
	for _, n := range b.Scene().Told {
		if n.Kind == "no-advice" && n.Staff == "m1" && n.Sent == 1 {
			told++
		}
	}
	if told != 1 || len(outbox(b)) != 0 {
		t.Errorf("the office was told %d times, %d announcements are left", told, len(outbox(b)))
	}
}

func TestWhatWaitsForTwoStepsWaitsForBoth(t *testing.T) {
	b := apptest.New(t)
	c := b.Assigned(plan.New)
	b.Settle()
	b.Do(c.ID, func(c *plan.Case) error {
		return c.Tell(b.Now(), plan.News{Kind: "died", On: day.MustParse("2026-04-19")})
	})
	told := func() []store.Item { // what begins to be tracked is announced too
		return slices.DeleteFunc(outbox(b), func(it store.Item) bool { return !strings.Contains(string(it.Body), "situation-changed") })
	}
	waits := told()
	if len(waits) != 1 {
		t.Fatalf("%d announcements", len(waits))
	}
	var p app.Promise
	if err := json.Unmarshal(waits[0].Body, &p); err != nil {
		t.Fatal(err)
	}
	for i, step := range []string{"notify", "alarm", "alarm"} {
		logic := map[string]func(*app.App) app.Handler{"notify": notify.Step, "alarm": alarm.Step}[step]
		if err := b.App(step).Deliver(logic(b.App(step)))(t.Context(), p.Event); err != nil {
			t.Fatal(err)
		}
		if left := len(told()); left != max(0, 1-i) {
			t.Errorf("after %s: %d announcements are left", step, left)
		}
	}
}
