package boot

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// stopping is a table whose first commits end with these errors.
type stopping struct {
	store.Store
	with []error
}

func (s *stopping) Commit(ctx context.Context, ws ...store.Write) error {
	if len(s.with) > 0 {
		err := s.with[0]
		s.with = s.with[1:]
		return err
	}
	return s.Store.Commit(ctx, ws...)
}

// counted delivers an event to a step whose first commits are stopped, and gives
// the line.
func counted(t *testing.T, b *apptest.Bench, step string, e events.Event, with ...error) map[string]any {
	t.Helper()
	var out bytes.Buffer
	a := b.App(step)
	a.Store = &stopping{a.Store, with}
	raw, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	handle := Events(step, a.Deliver(steps[step](a)), slog.New(slog.NewJSONHandler(&out, nil)))
	if err := handle(app.Unpausing(t.Context()), raw); err != nil && len(with) < app.Tries {
		t.Fatal(err)
	}
	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	return line
}

func wants(t *testing.T, line map[string]any, want map[string]float64) {
	t.Helper()
	for _, k := range []string{"failures", "conflicts", "retries", "throttled", "duplicates"} {
		if n, _ := line[k].(float64); n != want[k] {
			t.Errorf("%s is %v, want %v", k, line[k], want[k])
		}
	}
}

func TestWhatAnInvocationMetIsCountedInItsLine(t *testing.T) {
	b := apptest.New(t)
	c := b.Accepted(plan.New)
	e := b.Event("accepted-1", events.Accepted{Case: c.ID, Seq: c.Seq})
	wants(t, counted(t, b, "assign", e, store.ErrConflict, store.ErrThrottled, store.ErrConflict, store.ErrUnknown),
		map[string]float64{"conflicts": 2, "throttled": 1, "retries": 4})
	if got := b.Case(c.ID); got.State != plan.InReview {
		t.Errorf("it is %s", got.State)
	}
	wants(t, counted(t, b, "assign", e), nil)
}

func TestADeliveryThatIsGivenUpCountsEveryConflict(t *testing.T) {
	b := apptest.New(t)
	c := b.Accepted(plan.New)
	all := make([]error, app.Tries)
	for i := range all {
		all[i] = store.ErrConflict
	}
	line := counted(t, b, "assign", b.Event("accepted-1", events.Accepted{Case: c.ID, Seq: c.Seq}), all...)
	wants(t, line, map[string]float64{"failures": 1, "conflicts": app.Tries, "retries": app.Tries - 1})
	if line["code"] != "busy" || line["outcome"] != "failed" {
		t.Errorf("%v", line)
	}
}

func TestARepeatedDeliveryIsCountedWhereTheStateTellsIt(t *testing.T) {
	b := apptest.New(t)
	c := b.Assigned(plan.New)
	s := c.Clock.Stages[0]
	b.Set(s.At)
	ring := b.Event("rang-1", events.AlarmRang{Case: c.ID, Clock: c.Clock.ID, Stage: s.Name, Due: s.At})
	wants(t, counted(t, b, "alarm", ring), nil)
	wants(t, counted(t, b, "alarm", ring), map[string]float64{"duplicates": 1})
	told := b.Event("said-1", events.ReviewStarted{Case: c.ID, Seq: c.Seq, Centre: c.Centre, Reviewer: c.Reviewer})
	wants(t, counted(t, b, "notify", told), nil)
	if again := counted(t, b, "notify", told); again["duplicates"] == nil || again["outcome"] != "done" {
		t.Errorf("%v", again)
	}
}
