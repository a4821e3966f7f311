package boot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/functions/alarm"
	"github.com/sasae-care/sasae/functions/assign"
	"github.com/sasae-care/sasae/functions/export"
	"github.com/sasae-care/sasae/functions/inspect"
	"github.com/sasae-care/sasae/functions/notify"
	"github.com/sasae-care/sasae/functions/schedule"
	"github.com/sasae-care/sasae/functions/sweep"
	"github.com/sasae-care/sasae/functions/validate"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

var steps = map[string]func(*app.App) app.Handler{
	"inspect": inspect.Step, "validate": validate.Step, "assign": assign.Step, "schedule": schedule.Step,
	"alarm": alarm.Step, "notify": notify.Step, "export": export.Step, "sweep": sweep.Step,
}

// function is a step as Lambda starts it, on the bench's drivers.
func function(b *apptest.Bench, step string, log io.Writer) func(context.Context, json.RawMessage) error {
	a := b.App(step)
	a.Store = app.Readable(a.Store)
	return Events(step, a.Deliver(steps[step](a)), slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
}

// held is everything the table holds, with its versions.
func held(b *apptest.Bench) map[string]string {
	b.T.Helper()
	out := map[string]string{}
	if err := b.DB.Items(func(it store.Item) error {
		out[it.Key.String()] = fmt.Sprintf("%d %s", it.Version, it.Body)
		return nil
	}); err != nil {
		b.T.Fatal(err)
	}
	return out
}

// body is the data of a type about a case: what else it says is empty.
func body(t *testing.T, b events.Body, about string) json.RawMessage {
	t.Helper()
	raw, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	var data map[string]any
	if err := json.Unmarshal(raw, &data); err != nil {
		t.Fatal(err)
	}
	if _, ok := data["case"]; ok {
		data["case"] = about
	}
	if codes, ok := data["codes"]; ok && codes == nil {
		data["codes"] = []string{"content"}
	}
	if raw, err = json.Marshal(data); err != nil {
		t.Fatal(err)
	}
	return raw
}

// heard are the types that wake a step.
func heard(t *testing.T, step string) (out []events.Body) {
	t.Helper()
	s, _ := functions.Find(step)
	for _, on := range s.On {
		for _, b := range events.All {
			if b.EventType() == on {
				out = append(out, b)
			}
		}
	}
	if len(out) == 0 {
		t.Fatalf("nothing wakes %s", step)
	}
	return out
}

// poison are deliveries that no step can work on, by a sentence; first is a type
// that wakes the step, other one that does not.
func poison(t *testing.T, first, other events.Body, about string) map[string]struct{ raw, code string } {
	t.Helper()
	good := string(envelope(t, first, about))
	change := func(from, to string) string {
		out := strings.Replace(good, from, to, 1)
		if out == good {
			t.Fatalf("%q is not in %s", from, good)
		}
		return out
	}
	data := func(d string) string { return change(string(body(t, first, about)), d) }
	name, _, _ := strings.Cut(first.EventType(), ".")
	return map[string]struct{ raw, code string }{
		"no JSON":                             {"試験 花子", events.Malformed},
		"half of an event":                    {good[:len(good)/2], events.Malformed},
		"a list":                              {`["0000012345"]`, events.Malformed},
		"JSON of another shape":               {`{"name":"試験 花子","insured":"0000012345"}`, events.Unknown},
		"an event of another service":         {`{"id":"x","source":"aws.ec2","detail-type":"EC2 Instance State-change Notification","detail":{}}`, events.Unknown},
		"our envelope around nothing":         {`{"id":"x","source":"sasae","detail-type":"` + first.EventType() + `","detail":null}`, events.Unknown},
		"an unknown type":                     {change(first.EventType(), "plan-eaten.v1"), events.Unknown},
		"a version of tomorrow":               {change(first.EventType(), name+".v9"), events.Newer},
		"a known event that does not wake it": {string(envelope(t, other, about)), events.Unheard},
		"no municipality":                     {change(`"town":"`+apptest.Town+`"`, `"town":""`), events.Malformed},
		"half a municipality":                 {change(`"town":"`+apptest.Town+`"`, `"town":"43"`), events.Malformed},
		"no id":                               {change(`"id":"poisoned-1"`, `"id":""`), events.Malformed},
		"a time that is none":                 {change(`"at":"2026-04-20T01:00:00Z"`, `"at":"試験 花子"`), events.Malformed},
		"data that are a list":                {data(`["試験 花子"]`), events.Malformed},
		"data that are nothing":               {data(`null`), events.Malformed},
		"data that are empty":                 {data(`{}`), events.Malformed},
		"data of other kinds":                 {data(strings.NewReplacer(`""`, `987654321987`, `"`+about+`"`, `987654321987`, `:"0001-01-01T00:00:00Z"`, `:987654321987`).Replace(string(body(t, first, about)))), events.Malformed},
	}
}

func envelope(t *testing.T, b events.Body, about string) json.RawMessage {
	t.Helper()
	raw, err := json.Marshal(events.Event{ID: "poisoned-1", Type: b.EventType(), Town: apptest.Town, At: time.Date(2026, 4, 20, 1, 0, 0, 0, time.UTC), Data: body(t, b, about)})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestAPoisonedDeliveryChangesNothingAndIsAnErrorThatNamesItsReason(t *testing.T) {
	b := apptest.New(t)
	c := b.InReview(plan.New)
	for step := range steps {
		on := heard(t, step)
		var other events.Body = events.Submitted{}
		if step == "validate" {
			other = events.Withdrawn{}
		}
		for _, first := range on {
			for name, p := range poison(t, first, other, c.ID) {
				refuses(t, b, step, first.EventType()+", "+name, p.raw, p.code)
			}
		}
	}
}

// refuses gives a step what it cannot work on.
func refuses(t *testing.T, b *apptest.Bench, step, name, raw, code string) {
	t.Helper()
	var log bytes.Buffer
	before, rings := held(b), len(b.Timer.Due(b.Now().AddDate(9, 0, 0)))
	err := function(b, step, &log)(t.Context(), json.RawMessage(raw))
	if err == nil || !strings.HasPrefix(err.Error(), code+": ") {
		t.Errorf("%s: %s: want %s, got %v", step, name, code, err)
		return
	}
	if diff := cmp.Diff(before, held(b)); diff != "" || len(b.Timer.Due(b.Now().AddDate(9, 0, 0))) != rings {
		t.Errorf("%s: %s changed the table (-before +after):\n%s", step, name, diff)
	}
	said := err.Error() + log.String()
	for _, word := range []string{"花", "0000012345", "987654321987"} {
		if strings.Contains(said, word) {
			t.Errorf("%s: %s: a value is told: %s", step, name, said)
		}
	}
	if !strings.Contains(log.String(), `"code":"`+code+`"`) || strings.Count(log.String(), "\n") != 1 {
		t.Errorf("%s: %s: its line is %s", step, name, log.String())
	}
}

// A case that is not there is refused by every step that looks for it; a
// document's arrival and its verdict are passed over then (inspect).
func TestAnEventAboutACaseThatIsNotThereChangesNothingAndNamesIt(t *testing.T) {
	b := apptest.New(t)
	b.InReview(plan.New)
	seen := 0
	for step := range steps {
		for _, on := range heard(t, step) {
			raw := body(t, on, "01NOSUCHCASE00000000000000")
			if !bytes.Contains(raw, []byte("01NOSUCHCASE")) {
				continue
			}
			seen++
			refuses(t, b, step, on.EventType(), string(envelope(t, on, "01NOSUCHCASE00000000000000")), "not-found")
		}
	}
	refuses(t, b, "notify", "notice-due.v1 of no notice", string(envelope(t, events.NoticeDue{Notice: "none"}, "")), "not-found")
	if seen < 20 {
		t.Errorf("only %d were tried", seen)
	}
}

func TestAfterTheRemedyTheSameDeliveryDoesItsWork(t *testing.T) {
	b := apptest.New(t)
	c := b.Accepted(plan.New)
	good := string(envelope(t, events.Accepted{}, c.ID))
	bad := strings.Replace(good, "accepted.v1", "accepted.v9", 1)
	refuses(t, b, "assign", "a version of tomorrow", bad, events.Newer)
	if err := function(b, "assign", io.Discard)(t.Context(), json.RawMessage(good)); err != nil {
		t.Fatal(err)
	}
	if got := b.Case(c.ID); got.State != plan.InReview {
		t.Errorf("it is %s", got.State)
	}
}
