package schedule_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions/schedule"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
)

func started(b *apptest.Bench) events.Event {
	c := b.Assigned(plan.New)
	return b.Event("started", events.ReviewStarted{Case: c.ID, Seq: c.Seq})
}

// extend moves the due day of a case.
func extend(b *apptest.Bench, id, to string) plan.Case {
	b.T.Helper()
	clock, err := b.Whole("test").Extended(b.T.Context(), b.In, b.Case(id), day.MustParse(to))
	if err != nil {
		b.T.Fatal(err)
	}
	return b.Do(id, func(c *plan.Case) error { return c.Extend(clock, "資料を待つため") })
}

func set(n int) func(*testing.T, *apptest.Bench) {
	return func(t *testing.T, b *apptest.Bench) {
		if got := b.Scene().Alarms; len(got) != n {
			t.Errorf("%d alarms are set, want %d: %v", len(got), n, got)
		}
	}
}

func TestScheduleOutlastsDoublesAndFailures(t *testing.T) {
	apptest.Outlast(t,
		apptest.Trial{Name: "each stage of a started clock is an alarm", Step: "schedule", Given: started, Then: set(3)},
		apptest.Trial{
			Name: "a moved day is new alarms, and the old ones stay", Step: "schedule", Then: set(6),
			Given: func(b *apptest.Bench) events.Event {
				e := started(b)
				if err := b.Hear("schedule", e); err != nil {
					b.T.Fatal(err)
				}
				c := extend(b, events.CaseOf(e), "2026-05-20")
				return b.Event("moved", events.ClockMoved{Case: c.ID, Seq: c.Seq, Clock: c.Clock.ID})
			},
		},
		apptest.Trial{
			Name: "the end of a record's keeping is no alarm that anybody hears", Step: "schedule", Then: set(0),
			Given: func(b *apptest.Bench) events.Event {
				c := b.Assigned(plan.New)
				c = b.Do(c.ID, func(c *plan.Case) error { return c.AdviseNone(b.Now()) })
				return b.Event("moved", events.ClockMoved{Case: c.ID, Seq: c.Seq, Clock: "retention.1"})
			},
		},
		apptest.Trial{
			Name: "a case whose clock never started has none", Step: "schedule", Then: set(0),
			Given: func(b *apptest.Bench) events.Event {
				return b.Event("started", events.ReviewStarted{Case: b.Accepted(plan.New).ID})
			},
		},
	)
}

var allowed = regexp.MustCompile(`^[0-9a-zA-Z\-_.]{1,64}$`)

func TestANameIsOneThatTheSchedulerTakesAndTellsAlarmsApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ring := rapid.Custom(func(t *rapid.T) events.AlarmRang {
			return events.AlarmRang{
				Case: rapid.StringMatching(`01[0-9A-Z]{24}`).Draw(t, "case"), Clock: "review",
				Stage: rapid.SampledFrom([]string{"before3", "due", "after1"}).Draw(t, "stage"),
				Due:   time.Unix(rapid.Int64Range(1.7e9, 2e9).Draw(t, "due"), 0),
			}
		})
		one, other := ring.Draw(t, "one"), ring.Draw(t, "other")
		if name := schedule.Name(one); !allowed.MatchString(name) || strings.Contains(name, one.Case) {
			t.Fatalf("the name is %q", name)
		}
		same := one.Case == other.Case && one.Stage == other.Stage && one.Due.Equal(other.Due)
		if (schedule.Name(one) == schedule.Name(other)) != same {
			t.Fatalf("%+v and %+v", one, other)
		}
		one.Due = one.Due.In(day.Tokyo)
		elsewhere := one
		elsewhere.Due = one.Due.UTC()
		if schedule.Name(one) != schedule.Name(elsewhere) {
			t.Fatal("the zone of an instant changes the name")
		}
	})
}
