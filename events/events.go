// Package events is what the steps tell each other, as types: one folder an
// event beside this file holds its README, its schema and its examples.
//
//	a change of a case → Event → outbox → relay → bus → the steps it wakes
//
// An event carries ids, codes and instants, never anything about a person.
// It may come twice, late or never: whoever hears it reads the state again.
package events

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Event is the one envelope. ID is unique and the same in each delivery.
type Event struct {
	ID   string          `json:"id"`
	Type string          `json:"type"` // for example "submitted.v1"
	Town string          `json:"town"` // 6-digit municipality code
	At   time.Time       `json:"at"`
	Data json.RawMessage `json:"data"`
}

// Handler is a step as the bus sees it. A handler is woken at least once and
// must be a silent success when there is nothing left to do.
type Handler func(ctx context.Context, e Event) error

// Body is the data of one type of event.
type Body interface{ EventType() string }

// New puts a body into an envelope.
func New(id, town string, at time.Time, b Body) (Event, error) {
	data, err := json.Marshal(b)
	if err != nil {
		return Event{}, fmt.Errorf("write the data of %s: %w", b.EventType(), err)
	}
	return Event{ID: id, Type: b.EventType(), Town: town, At: at.UTC(), Data: data}, nil
}

// Read takes the data out of an event of type T.
func Read[T Body](e Event) (T, error) {
	var b T
	if e.Type != b.EventType() {
		return b, fmt.Errorf("event %s is %s, not %s", e.ID, e.Type, b.EventType())
	}
	if err := json.Unmarshal(e.Data, &b); err != nil {
		return b, fmt.Errorf("read the data of %s %s: %w", e.Type, e.ID, err)
	}
	return b, nil
}

// CaseOf is the case an event is about; "" for the few that are about none.
func CaseOf(e Event) string {
	if rest, first := bytes.CutPrefix(e.Data, []byte(`{"case":"`)); first { // as our own types write it
		if id, _, _ := bytes.Cut(rest, []byte(`"`)); bytes.IndexByte(id, '\\') < 0 && json.Valid(e.Data) {
			return string(id)
		}
	}
	var b struct {
		Case string `json:"case"`
	}
	_ = json.Unmarshal(e.Data, &b) // an event without a readable case is about none
	return b.Case
}
