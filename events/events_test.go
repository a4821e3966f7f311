package events_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/events"
)

// reader reads an event as one type.
type reader func(events.Event) (events.Body, error)

func as[T events.Body](e events.Event) (events.Body, error) { return events.Read[T](e) }

var readers = map[string]reader{
	"object-arrived.v1":    as[events.ObjectArrived],
	"malware-verdict.v1":   as[events.MalwareVerdict],
	"alarm-rang.v1":        as[events.AlarmRang],
	"notice-receipt.v1":    as[events.NoticeReceipt],
	"notice-due.v1":        as[events.NoticeDue],
	"hour-struck.v1":       as[events.HourStruck],
	"submitted.v1":         as[events.Submitted],
	"document-checked.v1":  as[events.DocumentChecked],
	"document-refused.v1":  as[events.DocumentRefused],
	"document-released.v1": as[events.DocumentReleased],
	"set-held.v1":          as[events.SetHeld],
	"sent-back.v1":         as[events.SentBack],
	"accepted.v1":          as[events.Accepted],
	"routing-needed.v1":    as[events.RoutingNeeded],
	"review-started.v1":    as[events.ReviewStarted],
	"clock-moved.v1":       as[events.ClockMoved],
	"reviewer-changed.v1":  as[events.ReviewerChanged],
	"rerouted.v1":          as[events.Rerouted],
	"deadline-near.v1":     as[events.DeadlineNear],
	"record-requested.v1":  as[events.RecordRequested],
	"record-sent.v1":       as[events.RecordSent],
	"review-finished.v1":   as[events.ReviewFinished],
	"answered.v1":          as[events.Answered],
	"plan-confirmed.v1":    as[events.PlanConfirmed],
	"situation-changed.v1": as[events.SituationChanged],
	"withdrawn.v1":         as[events.Withdrawn],
	"content-erased.v1":    as[events.ContentErased],
	"month-closed.v1":      as[events.MonthClosed],
	"month-due.v1":         as[events.MonthDue],
}

func readerOf(t *testing.T, b events.Body) reader {
	t.Helper()
	r := readers[b.EventType()]
	if r == nil {
		t.Fatalf("add a line for %s to readers in events_test.go", b.EventType())
	}
	return r
}

// everyType runs a test once for each type of event.
func everyType(t *testing.T, test func(t *testing.T, b events.Body)) {
	for _, b := range events.All {
		t.Run(b.EventType(), func(t *testing.T) { test(t, b) })
	}
}

func TestAllHasEveryTypeOnceAndTheTestsReadEach(t *testing.T) {
	seen := map[string]bool{}
	for _, b := range events.All {
		if seen[b.EventType()] {
			t.Errorf("%s is in events.All twice", b.EventType())
		}
		seen[b.EventType()] = true
		readerOf(t, b)
	}
	if len(readers) != len(seen) {
		t.Errorf("%d readers for %d types", len(readers), len(seen))
	}
	if n := strings.Count(string(read(t, "types.go")), ") EventType() string"); n != len(seen) {
		t.Errorf("types.go has %d types of event, events.All %d", n, len(seen))
	}
}

func TestEveryTypeHasAFolderAndEveryFolderAType(t *testing.T) {
	have := map[string]bool{}
	for _, b := range events.All {
		name, shape := folder(b)
		have[name], have[shape] = true, true
		for _, file := range []string{filepath.Join(name, "README.md"), filepath.Join(shape, "schema.json")} {
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s: %v", b.EventType(), err)
			}
		}
	}
	for _, path := range append(glob(t, "*"), glob(t, "*/*")...) {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.IsDir() && !have[path] && !strings.HasPrefix(path, "testdata") {
			t.Errorf("the folder %s belongs to no type in events.All", path)
		}
	}
}

func TestEveryEventHasOneToThreeExamples(t *testing.T) {
	everyType(t, func(t *testing.T, b events.Body) {
		if n := len(examples(t, b)); n < 1 || n > 3 {
			t.Errorf("%d examples", n)
		}
	})
}

func TestAnExampleIsValidAndComesBackAsItWas(t *testing.T) {
	everyType(t, func(t *testing.T, b events.Body) {
		shape := compile(t, b)
		for path, raw := range examples(t, b) {
			if err := shape.Validate(value(t, raw)); err != nil {
				t.Errorf("%s: %v", path, err)
			}
			var e events.Event
			strictly(t, raw, &e)
			body := fresh(b)
			strictly(t, e.Data, body.Interface())
			again, err := events.New(e.ID, e.Town, e.At, body.Elem().Interface().(events.Body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(value(t, raw), value(t, encode(t, again))); diff != "" {
				t.Errorf("%s, decoded and encoded again (-was +is):\n%s", path, diff)
			}
			if again.Type != e.Type {
				t.Errorf("%s is a %s, want %s", path, e.Type, again.Type)
			}
		}
	})
}

func TestAnyValueOfATypeIsValidAndIsReadAsItWasWritten(t *testing.T) {
	everyType(t, func(t *testing.T, b events.Body) {
		shape, words, mine := compile(t, b), readSchema(t, b), readerOf(t, b)
		rapid.Check(t, func(r *rapid.T) {
			body := fresh(b)
			fill(r, "data", body.Elem(), words.Properties["data"])
			var e events.Event
			fill(r, "at", reflectOf(&e.At), words.Properties["at"])
			id := text(r, "id", words.Properties["id"])
			town := text(r, "town", words.Properties["town"])
			want := body.Elem().Interface().(events.Body)

			e, err := events.New(id, town, e.At, want)
			if err != nil {
				r.Fatal(err)
			}
			raw := encode(r, e)
			if err := shape.Validate(value(r, raw)); err != nil {
				r.Fatalf("%s\n%v", raw, err)
			}
			var back events.Event
			if err := json.Unmarshal(raw, &back); err != nil {
				r.Fatal(err)
			}
			got, err := mine(back)
			if err != nil {
				r.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				r.Fatalf("written and read (-was +is):\n%s", diff)
			}
		})
	})
}

func TestReadRefusesAnotherTypeAndAnUnknownVersion(t *testing.T) {
	everyType(t, func(t *testing.T, b events.Body) {
		name, _ := folder(b)
		mine := readerOf(t, b)
		own, err := events.New("e1", "431001", time.Unix(0, 0), b)
		if err != nil {
			t.Fatal(err)
		}
		for other, read := range readers {
			if _, err := read(own); (err == nil) != (other == own.Type) {
				t.Errorf("%s read as %s: %v", own.Type, other, err)
			}
		}
		for _, wrong := range []string{name, name + ".v2", name + ".v", name + ".v1.1", name + ".V1", "", " " + own.Type} {
			e := own
			e.Type = wrong
			if _, err := mine(e); err == nil {
				t.Errorf("an event of type %q was read as %s", wrong, own.Type)
			}
		}
	})
}

func TestReadSaysWhichEventItCouldNotRead(t *testing.T) {
	e := events.Event{ID: "e7", Type: "submitted.v1", Data: json.RawMessage(`{"case":1}`)}
	_, err := events.Read[events.Submitted](e)
	if err == nil || !strings.Contains(err.Error(), "submitted.v1 e7") {
		t.Errorf("got %v", err)
	}
}

// unwritable is a body that has no JSON.
type unwritable struct{}

var errUnwritable = errors.New("no JSON")

func (unwritable) EventType() string            { return "unwritable.v1" }
func (unwritable) MarshalJSON() ([]byte, error) { return nil, errUnwritable }

func TestNewSaysWhichTypeItCouldNotWrite(t *testing.T) {
	_, err := events.New("e1", "431001", time.Time{}, unwritable{})
	if !errors.Is(err, errUnwritable) || !strings.Contains(err.Error(), "unwritable.v1") {
		t.Errorf("got %v", err)
	}
}

func TestAnEventIsInUTCWhateverZoneItHappenedIn(t *testing.T) {
	tokyo := time.Date(2026, 5, 11, 9, 16, 9, 0, time.FixedZone("", 9*60*60))
	e, err := events.New("e1", "431001", tokyo, events.Withdrawn{})
	if err != nil {
		t.Fatal(err)
	}
	if got := e.At.Format(time.RFC3339Nano); got != "2026-05-11T00:16:09Z" {
		t.Errorf("at %s", got)
	}
}

func TestTheCaseOfAnEventIsItsCaseFieldOrNone(t *testing.T) {
	everyType(t, func(t *testing.T, b events.Body) {
		for path, raw := range examples(t, b) {
			var e events.Event
			strictly(t, raw, &e)
			var data map[string]any
			if err := json.Unmarshal(e.Data, &data); err != nil {
				t.Fatal(err)
			}
			want, _ := data["case"].(string)
			if got := events.CaseOf(e); got != want {
				t.Errorf("%s: case %q, want %q", path, got, want)
			}
		}
	})
	for _, data := range []string{``, `null`, `[]`, `{"case":7}`, `{`} {
		if got := events.CaseOf(events.Event{Data: json.RawMessage(data)}); got != "" {
			t.Errorf("data %q: case %q, want none", data, got)
		}
	}
}
