package events_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/events"
)

func TestEveryPublishedExampleFits(t *testing.T) {
	everyType(t, func(t *testing.T, b events.Body) {
		name, version, _ := strings.Cut(b.EventType(), ".")
		examples := glob(t, name+"/"+version+"/examples/*.json")
		if len(examples) == 0 {
			t.Fatal("no example")
		}
		for _, path := range examples {
			var e events.Event
			if err := json.Unmarshal(read(t, path), &e); err != nil {
				t.Fatal(err)
			}
			if err := events.Check(e); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
	})
}

const secret = "9012345678"

func TestWhatDoesNotFitIsNamedWithoutAValue(t *testing.T) {
	good := func(change func(*events.Event)) events.Event {
		e, err := events.New("01KR9T3WZ5Q8M2X7N4V6B1C0HD-7", "431001", time.Unix(1, 0), events.Accepted{Case: "01KR9T3WZ5Q8M2X7N4V6B1C0HD", Seq: 7})
		if err != nil {
			t.Fatal(err)
		}
		change(&e)
		return e
	}
	data := func(s string) events.Event { return good(func(e *events.Event) { e.Data = json.RawMessage(s) }) }
	for name, c := range map[string]struct {
		e    events.Event
		code string
	}{
		"nothing":                     {events.Event{}, events.Unknown},
		"a type that is no name":      {good(func(e *events.Event) { e.Type = "花子 " + secret }), events.Unknown},
		"a type nobody publishes":     {good(func(e *events.Event) { e.Type = "plan-eaten.v1" }), events.Unknown},
		"a version of tomorrow":       {good(func(e *events.Event) { e.Type = "accepted.v9" }), events.Newer},
		"no id":                       {good(func(e *events.Event) { e.ID = "" }), events.Malformed},
		"an id that is none":          {good(func(e *events.Event) { e.ID = "花子" }), events.Malformed},
		"no municipality":             {good(func(e *events.Event) { e.Town = "" }), events.Malformed},
		"a municipality that is none": {good(func(e *events.Event) { e.Town = secret }), events.Malformed},
		"no data":                     {data(""), events.Malformed},
		"null":                        {data("null"), events.Malformed},
		"a list":                      {data(`["` + secret + `"]`), events.Malformed},
		"a number for a case":         {data(`{"case":` + secret + `,"seq":7}`), events.Malformed},
		"a word for a number":         {data(`{"case":"01KR9T3WZ5Q8M2X7N4V6B1C0HD","seq":"` + secret + `"}`), events.Malformed},
		"no case":                     {data(`{"seq":7}`), events.Malformed},
		"a case that is none":         {data(`{"case":"` + secret + `","seq":7}`), events.Malformed},
		"a month that is none": {good(func(e *events.Event) {
			e.Type, e.Data = "month-closed.v1", json.RawMessage(`{"month":"","insurer":"1","run":"r"}`)
		}), events.Malformed},
		"a notice without a number": {good(func(e *events.Event) { e.Type, e.Data = "notice-due.v1", json.RawMessage(`{"notice":""}`) }), events.Malformed},
		"a key that is a name": {good(func(e *events.Event) {
			e.Type, e.Data = "object-arrived.v1", json.RawMessage(`{"key":"incoming/花子","version":"","etag":"","size":0}`)
		}), events.Malformed},
		"a member less":         {data(`{"case":"01KR9T3WZ5Q8M2X7N4V6B1C0HD"}`), events.Malformed},
		"a member that is null": {data(`{"case":"01KR9T3WZ5Q8M2X7N4V6B1C0HD","seq":null}`), events.Malformed},
		"half a body":           {data(`{"case":"` + secret), events.Malformed},
	} {
		t.Run(name, func(t *testing.T) {
			err := events.Check(c.e)
			var unfit *events.Unfit
			if !errors.As(err, &unfit) || unfit.Code != c.code || !strings.HasPrefix(err.Error(), c.code+": ") {
				t.Fatalf("want %s, got %v", c.code, err)
			}
			if strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "花") {
				t.Errorf("it tells a value: %v", err)
			}
		})
	}
}

func TestAMemberMoreIsPassedOver(t *testing.T) {
	e, err := events.New("n-1", "431001", time.Unix(1, 0), events.NoticeDue{Notice: "n"})
	if err != nil {
		t.Fatal(err)
	}
	e.Data = json.RawMessage(`{"notice":"n","more":1}`)
	if err := events.Check(e); err != nil {
		t.Error(err)
	}
}

func TestATimeThatIsNoneIsNotTold(t *testing.T) {
	var e events.Event
	err := json.Unmarshal([]byte(`{"at":"`+secret+`"}`), &e)
	if err == nil || !strings.Contains(err.Error(), secret) {
		t.Fatalf("encoding/json no longer tells the value: %v", err)
	}
	if got := events.Where(err); got != "a value cannot be read" {
		t.Error(got)
	}
}
