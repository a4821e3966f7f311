package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/notice"
	"github.com/sasae-care/sasae/shared/store"
)

// mutant is a defect on purpose: the checks must find each. A defect is put in
// at the ports of a step, so that the product itself knows nothing of it.
type mutant struct {
	Name  string
	Says  string
	store func(w *world, step string, s store.Store) store.Store
	bend  func(w *world, step string, e events.Event) events.Event
	deaf  string // a step that never hears anything
}

// bent is the event as the mutant lets a step hear it.
func (m mutant) bent(w *world, step string, e events.Event) events.Event {
	if m.bend == nil {
		return e
	}
	return m.bend(w, step, e)
}

// Mutants are the defects that the simulation must find.
var Mutants = []mutant{
	{Name: "no-deduplication", Says: "a notice that was sent is taken for a new one", store: onNotices(func(n *notice.Notice) {
		if n.State == notice.Sent {
			n.State, n.Due = notice.Waiting, n.Made
		}
	}, nil)},
	{Name: "send-then-mark", Says: "a notice is sent before it is claimed", store: onNotices(nil, func(n notice.Notice) change {
		if n.State == notice.Claimed {
			return swallowed
		}
		return written
	})},
	{Name: "mark-then-send", Says: "a notice is marked as sent before it is", store: onNotices(nil, func(n notice.Notice) change {
		if n.State == notice.Claimed {
			return marked
		}
		return written
	})},
	{Name: "forgotten-claim", Says: "nobody looks for what leans on an announcement that goes", store: func(_ *world, step string, s store.Store) store.Store {
		if step != "notify" {
			return s
		}
		return &forgetful{s}
	}},
	{Name: "no-sweep", Says: "nobody looks for what was promised", deaf: "sweep"},
	{Name: "short-lease", Says: "a claim and a doubt hold no time at all", store: onNotices(nil, func(n notice.Notice) change {
		if n.State == notice.Claimed || n.State == notice.Unknown {
			return hurried
		}
		return written
	})},
	{Name: "save-without-announcement", Says: "a change is saved and not announced", store: writing(func(_ *world, w store.Write) (store.Write, bool) {
		return w, w.Body == nil || !app.Outbox(w.Key)
	})},
	{Name: "lost-promise", Says: "one promise in twenty is not written", store: writing(func(x *world, w store.Write) (store.Write, bool) {
		promised := w.Body != nil && strings.HasPrefix(w.P, app.Dues)
		return w, !promised || x.rng.IntN(20) > 0
	})},
	{Name: "forgotten-post", Says: "a case does not remember by which POSTs it was changed", store: writing(func(_ *world, w store.Write) (store.Write, bool) {
		return forgetting(w), true
	})},
	{Name: "blind-overwrite", Says: "a write does not look at what it overwrites", store: func(w *world, _ string, s store.Store) store.Store {
		return &blind{s, w}
	}},
	{Name: "late-event-wins", Says: "an alarm of a day that was moved rings as that of the day in force", bend: lateWins},
	{Name: "alarm-without-re-check", Says: "an alarm rings whatever became of the review", store: func(_ *world, step string, s store.Store) store.Store {
		if step != "alarm" {
			return s
		}
		return &reading{s, reopened}
	}},
	{Name: "shared-table", Says: "a step writes into another town now and then", store: writing(func(x *world, w store.Write) (store.Write, bool) {
		if strings.HasPrefix(w.P, app.Desks) || strings.HasPrefix(w.P, app.Logs) && x.rng.IntN(50) == 0 {
			w.P = strings.Replace(w.P, towns[0], towns[1], 1)
		}
		return w, true
	})},
}

// Names are the names of the mutants.
func Names() (names []string) {
	for _, m := range Mutants {
		names = append(names, m.Name)
	}
	return names
}

func find(name string) (mutant, bool) {
	if name == "" {
		return mutant{}, true
	}
	for _, m := range Mutants {
		if m.Name == name {
			return m, true
		}
	}
	return mutant{}, false
}

// writing changes or drops the writes of every commit.
func writing(change func(*world, store.Write) (store.Write, bool)) func(*world, string, store.Store) store.Store {
	return func(w *world, _ string, s store.Store) store.Store { return &writer{s, w, change} }
}

type writer struct {
	store.Store
	w      *world
	change func(*world, store.Write) (store.Write, bool)
}

// Commit implements store.Store.
func (x *writer) Commit(ctx context.Context, ws ...store.Write) error {
	var out []store.Write
	for _, w := range ws {
		if now, keep := x.change(x.w, w); keep {
			out = append(out, now)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return x.Store.Commit(ctx, out...)
}

// posts are what the head of a case notes of them.
var posts = regexp.MustCompile(`,"posts":\[[^]]*\]`)

// forgetting is a write of a head without them.
func forgetting(w store.Write) store.Write {
	if w.Body != nil && w.S == "HEAD" && strings.HasPrefix(w.P, app.Cases) {
		w.Body = posts.ReplaceAll(w.Body, nil)
	}
	return w
}

// forgetful lists no notices.
type forgetful struct{ store.Store }

// Range implements store.Store.
func (x *forgetful) Range(ctx context.Context, q store.Query) (store.Page, error) {
	if strings.HasPrefix(q.P, app.Notices) {
		return store.Page{}, nil
	}
	return x.Store.Range(ctx, q)
}

// reading changes the bodies that are read.
type reading struct {
	store.Store
	change func(store.Item) store.Item
}

// Get implements store.Store.
func (x *reading) Get(ctx context.Context, k store.Key) (store.Item, error) {
	it, err := x.Store.Get(ctx, k)
	return x.change(it), err
}

// Range implements store.Store.
func (x *reading) Range(ctx context.Context, q store.Query) (store.Page, error) {
	p, err := x.Store.Range(ctx, q)
	for i := range p.Items {
		p.Items[i] = x.change(p.Items[i])
	}
	return p, err
}

// reopened is the head of a case whose review has ended, as if it had not.
func reopened(it store.Item) store.Item {
	if it.S == "HEAD" && strings.HasPrefix(it.P, app.Cases) {
		for _, s := range final {
			it.Body = bytes.ReplaceAll(it.Body, []byte(`"state":"`+s+`"`), []byte(`"state":"in-review"`))
			it.Body = bytes.ReplaceAll(it.Body, []byte(`"stopped":"`+s+`"`), []byte(`"stopped":""`))
			it.Body = bytes.ReplaceAll(it.Body, []byte(`,"outcome":"moot","why":"`+s+`"`), nil)
		}
	}
	return it
}

// lateWins lets an alarm ring for the day in force, whichever it was set for.
func lateWins(w *world, step string, e events.Event) events.Event {
	if step != "alarm" || e.Type != (events.AlarmRang{}).EventType() {
		return e
	}
	ring, err := events.Read[events.AlarmRang](e)
	c := w.watch.heads[ring.Case]
	if err != nil || c.Clock == nil {
		return e
	}
	for _, s := range c.Clock.Stages {
		if s.Name == ring.Stage {
			ring.Due = s.At
		}
	}
	return w.event(e.ID, e.Town, ring)
}

// blind overwrites whatever stands there.
type blind struct {
	store.Store
	w *world
}

// Commit implements store.Store.
func (x *blind) Commit(ctx context.Context, ws ...store.Write) error {
	ws = slices.Clone(ws)
	for i := range ws {
		it, err := x.w.table.Get(ctx, ws[i].Key)
		switch {
		case errors.Is(err, store.ErrNotFound) && ws[i].Body == nil:
			return store.ErrConflict
		case err == nil || errors.Is(err, store.ErrNotFound):
			ws[i].If = it.Version
		}
	}
	return x.Store.Commit(ctx, ws...)
}

// change is what becomes of the writing of a notice.
type change int

const (
	written   change = iota
	swallowed        // it is not written
	marked           // it is written as if it were sent
	hurried          // what it waits for is due at once
)

// onNotices changes what notify reads and writes of notices.
func onNotices(read func(*notice.Notice), write func(notice.Notice) change) func(*world, string, store.Store) store.Store {
	return func(w *world, step string, s store.Store) store.Store {
		if step != "notify" {
			return s
		}
		return &notices{s, w, read, write}
	}
}

type notices struct {
	store.Store
	w     *world
	read  func(*notice.Notice)
	write func(notice.Notice) change
}

// Get implements store.Store.
func (x *notices) Get(ctx context.Context, k store.Key) (store.Item, error) {
	it, err := x.Store.Get(ctx, k)
	if err != nil || x.read == nil || !strings.HasPrefix(k.P, app.Notices) {
		return it, err
	}
	var n notice.Notice
	if err := json.Unmarshal(it.Body, &n); err != nil {
		return it, err
	}
	x.read(&n)
	it.Body, err = json.Marshal(n)
	return it, err
}

// Commit implements store.Store. A promise that is taken away here may be gone
// already, and one that is made may be there: a mutant is no bookkeeper.
func (x *notices) Commit(ctx context.Context, ws ...store.Write) error {
	ws = slices.Clone(ws)
	for i, w := range ws {
		if x.write == nil || w.Body == nil || w.If == 0 || !strings.HasPrefix(w.P, app.Notices) {
			continue
		}
		var n notice.Notice
		if err := json.Unmarshal(w.Body, &n); err != nil {
			return err
		}
		switch x.write(n) {
		case swallowed:
			return nil
		case marked:
			ws[i].Body = x.asSent(n)
			ws = slices.DeleteFunc(ws, func(w store.Write) bool { return strings.HasPrefix(w.P, app.Dues) && w.Body != nil })
		case hurried:
			x.hurry(ws, n)
		}
	}
	return x.Store.Commit(ctx, x.fitting(ctx, ws)...)
}

// hurry makes the notice, and its promise, due now.
func (x *notices) hurry(ws []store.Write, n notice.Notice) {
	was := stamp(n.Due)
	n.Due = x.w.now
	for i, w := range ws {
		switch {
		case w.Body == nil:
		case strings.HasPrefix(w.P, app.Notices):
			ws[i].Body, _ = json.Marshal(n) // a notice can be written
		case strings.HasPrefix(w.S, was):
			ws[i].S = stamp(n.Due) + w.S[len(was):]
		}
	}
}

func (x *notices) asSent(n notice.Notice) []byte {
	n.State, n.Accepted, n.Due = notice.Sent, x.w.now, time.Time{}
	b, _ := json.Marshal(n) // a notice can be written
	return b
}

// fitting names the versions that are there.
func (x *notices) fitting(ctx context.Context, ws []store.Write) (out []store.Write) {
	for _, w := range ws {
		it, err := x.w.table.Get(ctx, w.Key)
		there := err == nil
		switch {
		case w.If == 0 && there && strings.HasPrefix(w.P, app.Notices): // planned before: a conflict, as always
		case w.Body == nil && !there:
			continue
		default:
			w.If = it.Version
		}
		out = append(out, w)
	}
	return out
}
