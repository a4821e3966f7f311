package sim

import (
	"encoding/binary"
	"net/http"
	"sync"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/functions/alarm"
	"github.com/sasae-care/sasae/functions/assign"
	"github.com/sasae-care/sasae/functions/erase"
	"github.com/sasae-care/sasae/functions/export"
	"github.com/sasae-care/sasae/functions/inspect"
	"github.com/sasae-care/sasae/functions/notify"
	"github.com/sasae-care/sasae/functions/relay"
	"github.com/sasae-care/sasae/functions/review"
	"github.com/sasae-care/sasae/functions/schedule"
	"github.com/sasae-care/sasae/functions/sweep"
	"github.com/sasae-care/sasae/functions/tally"
	"github.com/sasae-care/sasae/functions/upload"
	"github.com/sasae-care/sasae/functions/validate"
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/grants"
	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/store"
)

// worker is the process of one step. Its clock is wrong by a few minutes, and
// what it remembers dies with it.
type worker struct {
	step string
	skew time.Duration
	app  *app.App
	hear events.Handler
	http http.Handler
}

// shift is one delivery that a worker is busy with.
type shift struct {
	worker *worker
	town   string
	over   bool
	died   bool // its process ended in the middle
	failed bool // it said so, or its process did
}

// crash is the end of a process between two calls.
type crash struct{}

var logic = map[string]func(*app.App) app.Handler{
	"inspect": inspect.Step, "validate": validate.Step, "assign": assign.Step, "schedule": schedule.Step,
	"alarm": alarm.Step, "erase": erase.Step, "notify": notify.Step, "tally": tally.Step, "export": export.Step, "sweep": sweep.Step,
}

var edges = map[string]func(*app.App) []api.Route{
	"upload": upload.Routes, "review": review.Routes, "tally": tally.Routes, "export": export.Routes,
}

// hire starts a worker for each step.
func (w *world) hire() {
	w.staff = map[string]*worker{}
	w.base = w.shared()
	for _, s := range functions.Steps {
		k := &worker{step: s.Name}
		k.app = grants.To(w.base.For(s.Name, func(a *app.App) { w.lend(a, k) }), s.Name)
		if step, ok := logic[s.Name]; ok {
			k.hear = k.app.Deliver(step(k.app))
		}
		if s.Table {
			k.hear = nil
		}
		if routes, ok := edges[s.Name]; ok {
			k.http = api.New(k.app, routes(k.app)...)
		}
		w.staff[s.Name] = k
	}
	w.staff["relay"].hear = nil
}

// shared is an App on the ports of the world.
func (w *world) shared() *app.App {
	return app.New(app.App{
		Files: w.files, Alarms: (*schedules)(w), Senders: map[mail.Channel]mail.Sender{mail.Email: w.post, mail.SMS: w.post},
		Bus: (*bus)(w), Witness: (*witness)(w), Ring: w.ring, Random: w.random, Portal: "https://portal.example.jp/",
	})
}

// lend gives a worker's App its clock, and the table as it reaches it.
func (w *world) lend(a *app.App, k *worker) {
	a.Now = func() time.Time { return w.now.Add(k.skew) }
	a.Store = &ledger{w, k}
	if w.mutant.store != nil {
		a.Store = w.mutant.store(w, k.step, a.Store)
	}
}

// whole is an App without faults and limits: what looks on from outside.
func (w *world) whole(as string) *app.App {
	return app.New(app.App{Now: func() time.Time { return w.now }, Store: w.table, Ring: w.ring, Random: w.random}).For(as, nil)
}

func (w *world) random() (b [16]byte) {
	binary.BigEndian.PutUint64(b[:8], w.rng.Uint64())
	binary.BigEndian.PutUint64(b[8:], w.rng.Uint64())
	return b
}

// shiftOf lets a worker do one delivery, and tells whether its process ended in
// the middle. Others may be busy around it.
func (w *world) shiftOf(step, town string, do func(k *worker) error) (err error, dead bool) {
	k := w.staff[step]
	s := &shift{worker: k, town: town}
	w.shifts = append(w.shifts, s)
	defer func() {
		w.shifts = w.shifts[:len(w.shifts)-1]
		if p := recover(); p != nil {
			if _, is := p.(crash); !is {
				panic(p)
			}
		}
		if dead = s.died; dead { // whoever caught the panic: a server makes an answer of one
			k.app.Forget()
			k.skew = w.skew()
		}
		s.over, s.failed = true, dead || err != nil
	}()
	return do(k), false
}

// skew is how wrong a new process's clock is.
func (w *world) skew() time.Duration {
	if !w.chance(200) {
		return 0
	}
	return w.upTo(10*time.Minute) - 5*time.Minute
}

// busy is the delivery under way; nil outside any.
func (w *world) busy() *shift {
	if len(w.shifts) == 0 {
		return nil
	}
	return w.shifts[len(w.shifts)-1]
}

// deliver gives an event to a step as Lambda does: again after a failure, twice
// at most, then never more.
func (w *world) deliver(step string, e events.Event, attempt int) {
	err, dead := w.shiftOf(step, e.Town, func(k *worker) error { return k.hear(w.ctx, e) })
	outcome := "done"
	switch {
	case dead:
		outcome = "died"
	case err != nil:
		outcome = "failed: " + err.Error()
	}
	w.trace.note(w.now, step, e.Type, e.ID, outcome)
	if outcome != "done" && attempt < 3 {
		w.after(time.Duration(attempt)*time.Minute, func() { w.deliver(step, e, attempt+1) })
	}
}

// carry takes an event to a step: soon, late, twice or never.
func (w *world) carry(step string, e events.Event) {
	switch {
	case w.chance(w.rate):
		w.trace.note(w.now, "lost on the way to", step, e.ID)
		return
	case w.chance(3 * w.rate):
		w.after(w.upTo(72*time.Hour), func() { w.deliver(step, e, 1) })
	}
	late := w.upTo(3 * time.Second)
	if w.chance(2 * w.rate) {
		late = w.upTo(72 * time.Hour)
	}
	w.after(late, func() { w.deliver(step, e, 1) })
}

// spread carries an event to every step that it wakes.
func (w *world) spread(e events.Event) {
	for _, step := range woken()[e.Type] {
		if step != w.mutant.deaf {
			w.carry(step, w.mutant.bent(w, step, e))
		}
	}
}

// woken are the steps by what wakes them.
var woken = sync.OnceValue(func() map[string][]string {
	by := map[string][]string{}
	for _, s := range functions.Steps {
		for _, typ := range s.On {
			by[typ] = append(by[typ], s.Name)
		}
	}
	return by
})

// stream gives a committed item of the outbox to relay: again until it is
// forwarded, a few times, and now and then twice.
func (w *world) stream(it store.Item) {
	give := func() {
		err, dead := w.shiftOf("relay", it.P[len(app.Outboxes):], func(k *worker) error { return relay.Step(k.app)(w.ctx, it) })
		if err != nil || dead {
			w.trace.note(w.now, "relay", it.S, "failed")
		}
	}
	if w.chance(w.rate) {
		return // as if the stream were read too late
	}
	w.after(w.upTo(time.Second), give)
	if w.chance(w.rate) {
		w.after(w.upTo(time.Hour), give)
	}
}

// strike strikes the hours of the towns: every six of them, and only where
// there may be something to do, for most hours of sixty days are idle.
func (w *world) strike(at time.Time) {
	w.at(at, func() {
		for _, t := range towns {
			if w.idle(t) {
				continue
			}
			w.hour(t)
		}
		w.strike(at.Add(6 * time.Hour))
	})
}

// hour strikes the hour for a town, now.
func (w *world) hour(town string) {
	w.spread(w.event("hour-"+town+"@"+w.now.UTC().Format(time.RFC3339), town, events.HourStruck{Hour: w.now.UTC()}))
}

// idle tells whether an hour of a town has nothing to do: nothing is due, and it
// is not the day's first, which anchors what the day before brought.
func (w *world) idle(town string) bool {
	for _, prefix := range []string{app.Outboxes, app.Dues} {
		page, err := w.table.Range(w.ctx, store.Query{P: prefix + town, To: stamp(w.now.Add(maxSkew)), Limit: 1})
		if err != nil || len(page.Items) > 0 {
			return false
		}
	}
	return w.now.Hour() >= 6
}
