package wire

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Entry is one entry of PutEvents as the caller gave it.
type Entry struct {
	Source, DetailType, Detail, EventBusName string
	Resources                                []string
	Time                                     *json.Number // seconds since 1970
}

// BusOptions says how the bus behaves.
type BusOptions struct {
	// Put, when not nil, is called with each event that is taken, as EventBridge
	// hands it to a rule's target, before the caller is answered. It must not
	// block.
	Put func(bus string, event []byte)
	// Refuse, when not nil, gives the code of the error of an entry that is to
	// fail, "" for the others.
	Refuse func(Entry) string
	// Now is the time of an event without one; nil stands still.
	Now func() time.Time
}

// Bus answers PutEvents of EventBridge. It is safe for concurrent use.
type Bus struct {
	o     BusOptions
	http  http.Handler
	mu    sync.Mutex
	taken []Entry
}

var busSays = dialect{"events", "application/x-amz-json-1.1", "message"}

// NewBus is an event bus; the names of buses are not checked.
func NewBus(o BusOptions) *Bus {
	b := &Bus{o: o}
	b.http = busSays.operation("AWSEvents.PutEvents", b.put)
	return b
}

// ServeHTTP implements http.Handler.
func (b *Bus) ServeHTTP(w http.ResponseWriter, r *http.Request) { b.http.ServeHTTP(w, r) }

// Entries are the entries taken, in order.
func (b *Bus) Entries() []Entry {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Entry(nil), b.taken...)
}

// answer is what is said about one entry.
type answer struct {
	EventID      string `json:"EventId,omitempty"`
	ErrorCode    string `json:",omitempty"`
	ErrorMessage string `json:",omitempty"`
}

// Limits of one call.
const (
	mostEntries = 10
	mostBytes   = 256 << 10
)

func (b *Bus) put(r *http.Request) (any, error) {
	var in struct{ Entries []Entry }
	if err := read(r, &in, "SerializationException"); err != nil {
		return nil, err
	}
	size := 0
	for _, e := range in.Entries {
		size += 14 + len(e.Source) + len(e.DetailType) + len(e.Detail)
	}
	if n := len(in.Entries); n < 1 || n > mostEntries || size > mostBytes {
		return nil, invalid("%d entries of %d bytes together; 1 to %d of at most %d bytes are possible.", n, size, mostEntries, mostBytes)
	}
	failed, said := 0, make([]answer, len(in.Entries))
	for i, e := range in.Entries {
		if said[i] = b.take(e); said[i].ErrorCode != "" {
			failed++
		}
	}
	return map[string]any{"FailedEntryCount": failed, "Entries": said}, nil
}

// take puts one entry on the bus or says why not.
func (b *Bus) take(e Entry) answer {
	var detail map[string]json.RawMessage
	switch {
	case e.Source == "" || e.DetailType == "" || e.Detail == "":
		return answer{ErrorCode: "InvalidArgument", ErrorMessage: "Parameter Source, DetailType or Detail is not valid. Reason: it is a required argument."}
	case strings.HasPrefix(e.Source, "aws."):
		return answer{ErrorCode: "NotAuthorizedForSource", ErrorMessage: "Not authorized for the source."}
	case json.Unmarshal([]byte(e.Detail), &detail) != nil:
		return answer{ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed."}
	}
	if b.o.Refuse != nil {
		if code := b.o.Refuse(e); code != "" {
			return answer{ErrorCode: code, ErrorMessage: "as planned"}
		}
	}
	b.mu.Lock()
	b.taken = append(b.taken, e)
	id := eventID("events", len(b.taken))
	b.mu.Unlock()
	if b.o.Put != nil {
		b.o.Put(e.EventBusName, envelope{ID: id, Kind: e.DetailType, Source: e.Source, Time: b.at(e), Resources: e.Resources, Detail: json.RawMessage(e.Detail)}.bytes())
	}
	return answer{EventID: id}
}

// at is the event's own time, else the bus's.
func (b *Bus) at(e Entry) time.Time {
	if e.Time != nil {
		if d, err := time.ParseDuration(fmt.Sprintf("%ss", e.Time)); err == nil {
			return time.Unix(0, 0).UTC().Add(d)
		}
	}
	if b.o.Now == nil {
		return began
	}
	return b.o.Now()
}
