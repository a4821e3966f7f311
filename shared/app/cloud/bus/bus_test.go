package bus_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app/cloud/bus"
	"github.com/sasae-care/sasae/shared/boot"
	"github.com/sasae-care/sasae/shared/standin/trouble"
	"github.com/sasae-care/sasae/shared/standin/wire"
	"github.com/sasae-care/sasae/shared/standin/wire/wiretest"
)

// listener is who hears a bus: what boot makes of each event that it hands on.
type listener struct {
	t   *testing.T
	mu  sync.Mutex
	all []events.Event
	on  []string // the bus of each
}

func (l *listener) hear(on string, raw []byte) {
	e, ours, err := boot.Decode(raw)
	if err != nil || !ours {
		l.t.Errorf("not understood: ours %v, %v", ours, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all, l.on = append(l.all, e), append(l.on, on)
}

func open(t *testing.T, o wire.BusOptions, p trouble.Plan, name string) (*bus.Bus, *trouble.Transport, *listener) {
	t.Helper()
	l := &listener{t: t}
	o.Put = l.hear
	cfg, at := wiretest.Reach(t, wire.NewBus(o), p)
	return bus.New(eventbridge.NewFromConfig(cfg), bus.Options{Name: name}), at, l
}

func accepted(t *testing.T) events.Event {
	t.Helper()
	e, err := events.New("01KR9T3WZ5Q8M2X7N4V6B1C0HD-7", "431001", time.Date(2026, 5, 11, 0, 16, 41, 5e8, time.UTC),
		events.Accepted{Case: "01KR9T3WZ5Q8M2X7N4V6B1C0HD", Seq: 7})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestWhatIsPublishedIsHeardAsItWas(t *testing.T) {
	for _, name := range []string{"sasae", ""} {
		b, _, l := open(t, wire.BusOptions{}, nil, name)
		e := accepted(t)
		if err := b.Publish(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]events.Event{e}, l.all); diff != "" || l.on[0] != name {
			t.Errorf("on %q: %s", l.on[0], diff)
		}
	}
}

func TestAnEntryThatTheBusDoesNotTakeIsAnError(t *testing.T) {
	b, at, l := open(t, wire.BusOptions{Refuse: func(wire.Entry) string { return "InternalFailure" }}, nil, "sasae")
	err := b.Publish(t.Context(), accepted(t))
	if err == nil || !strings.Contains(err.Error(), "InternalFailure") || len(l.all) != 0 || at.Count() != 1 {
		t.Errorf("%v, heard were %v", err, l.all)
	}
}

func TestEachWayACallFails(t *testing.T) {
	for name, x := range map[string]struct {
		plan  trouble.Plan
		fails bool
		heard int
	}{
		"throttled once":                  {trouble.On(1, trouble.Throttle), false, 1},
		"throttled to the end":            {trouble.Always(trouble.Throttle), true, 0},
		"done and unheard once":           {trouble.On(1, trouble.After(trouble.Reset)), false, 2},
		"done and unheard to the end":     {trouble.Always(trouble.After(trouble.Timeout)), true, 3},
		"done and a 500 once":             {trouble.On(1, trouble.After(trouble.Fail)), false, 2},
		"not done and unheard once":       {trouble.On(1, trouble.Reset), false, 1},
		"not done and unheard to the end": {trouble.Always(trouble.Reset), true, 0},
		"no rights":                       {trouble.Always(trouble.Answer(400, "AccessDeniedException", "no")), true, 0},
		"nobody answers":                  {trouble.Always(trouble.Unreachable), true, 0},
	} {
		b, _, l := open(t, wire.BusOptions{}, x.plan, "sasae")
		if err := b.Publish(t.Context(), accepted(t)); (err != nil) != x.fails || len(l.all) != x.heard {
			t.Errorf("%s: %v, heard %d times, want %d", name, err, len(l.all), x.heard)
		}
	}
}

func TestAContextThatEndsIsAnError(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	b, at, _ := open(t, wire.BusOptions{}, trouble.Always(func(r *http.Request, send http.RoundTripper) (*http.Response, error) {
		cancel()
		return trouble.Hang(r, send)
	}), "sasae")
	if err := b.Publish(ctx, accepted(t)); err == nil || at.Count() != 1 {
		t.Errorf("%v after %d calls", err, at.Count())
	}
}
