package wire

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// Provider says how a provider of messages behaves.
type Provider struct {
	// Emit, when not nil, is called with each event as EventBridge hands it to
	// a rule's target and how long it is to be held back, before the caller is
	// answered. It must not block. Without Faults these are, at once, that the
	// message was sent and that it was delivered.
	Emit func(event []byte, delay time.Duration)
	// Faults is the plan of what goes wrong; zero: nothing.
	Faults Faults
	// Now is the clock of acceptance and of events; nil stands still.
	Now func() time.Time
}

func (p Provider) now() time.Time {
	if p.Now == nil {
		return began
	}
	return p.Now().UTC()
}

// desk is what both providers keep: what was asked, and what was accepted.
type desk[M any] struct {
	Provider
	mu       sync.Mutex
	asked    map[string]int // requests by notice, whatever became of them
	accepted []M
	events   int
}

// ask counts an attempt and gives its fate.
func (d *desk[M]) ask(notice string, throttled, failed error) fate {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.asked == nil {
		d.asked = map[string]int{}
	}
	d.asked[notice]++
	return d.Faults.fate(notice, d.asked[notice], throttled, failed)
}

// accept keeps what made of the message's number, from 1.
func (d *desk[M]) accept(made func(n int) M) M {
	d.mu.Lock()
	defer d.mu.Unlock()
	m := made(len(d.accepted) + 1)
	d.accepted = append(d.accepted, m)
	return m
}

func (d *desk[M]) attempts(notice string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.asked[notice]
}

func (d *desk[M]) all() []M {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]M(nil), d.accepted...)
}

// sent counts the accepted ones that is is true of.
func (d *desk[M]) sent(is func(M) bool) (n int) {
	for _, m := range d.all() {
		if is(m) {
			n++
		}
	}
	return n
}

// emit hands an event out, once for each delay; a double is the same event.
func (d *desk[M]) emit(source, kind string, resources []string, detail any, delays []time.Duration) {
	if d.Emit == nil || len(delays) == 0 {
		return
	}
	d.mu.Lock()
	d.events++
	id := eventID(source, d.events)
	d.mu.Unlock()
	event := envelope{ID: id, Kind: kind, Source: source, Time: d.now(), Resources: resources, Detail: detail}.bytes()
	for _, delay := range delays {
		d.Emit(event, delay)
	}
}

// envelope is an event as EventBridge hands it to a rule's target.
type envelope struct {
	ID, Kind, Source string
	Time             time.Time
	Resources        []string
	Detail           any
}

func (e envelope) bytes() []byte {
	if e.Resources == nil {
		e.Resources = []string{}
	}
	b, err := json.Marshal(struct {
		Version   string   `json:"version"`
		ID        string   `json:"id"`
		Kind      string   `json:"detail-type"`
		Source    string   `json:"source"`
		Account   string   `json:"account"`
		Time      string   `json:"time"`
		Region    string   `json:"region"`
		Resources []string `json:"resources"`
		Detail    any      `json:"detail"`
	}{"0", e.ID, e.Kind, e.Source, Account, e.Time.UTC().Format(time.RFC3339), Region, e.Resources, e.Detail})
	if err != nil {
		panic(fmt.Sprintf("an event that is no JSON: %v", err)) // this package made it
	}
	return b
}

// eventID is in the form of a UUID, and the same in each run.
func eventID(source string, n int) string {
	var sum uint32
	for _, c := range []byte(source) {
		sum = sum*31 + uint32(c)
	}
	return fmt.Sprintf("%08x-0000-4000-8000-%012x", sum, n)
}
