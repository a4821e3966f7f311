package apptest

import (
	"context"

	"github.com/sasae-care/sasae/events"
	alarmfaults "github.com/sasae-care/sasae/shared/alarms/faulty"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/fault"
	filefaults "github.com/sasae-care/sasae/shared/files/faulty"
	"github.com/sasae-care/sasae/shared/mail"
	mailfaults "github.com/sasae-care/sasae/shared/mail/faulty"
	storefaults "github.com/sasae-care/sasae/shared/store/faulty"
)

// Ports are the ports of a step whose calls are counted, and may fail.
var Ports = []string{"store", "files", "alarms", "mail", "bus", "witness"}

// Disturbed is the App of a step in which the calls of one port go as planned.
// calls tells how many calls of a port there were.
func (b *Bench) Disturbed(step, port string, p fault.Plan) (a *app.App, calls func(port string) int) {
	plan := func(name string) fault.Plan {
		if name == port {
			return p
		}
		return nil
	}
	a = b.App(step).For(step, nil)
	s, f, r := storefaults.New(a.Store, plan("store")), filefaults.New(a.Files, plan("files")), alarmfaults.New(a.Alarms, plan("alarms"))
	m := mailfaults.New(b.Mail, plan("mail"))
	u := &bus{b.Node, fault.New(plan("bus"))}
	a.Store, a.Files, a.Alarms, a.Bus = s, f, r, u
	a.Senders = map[mail.Channel]mail.Sender{mail.Email: m, mail.SMS: m}
	w := &witness{a.Witness, fault.New(plan("witness"))}
	a.Witness = w
	count := map[string]func() int{"store": s.Calls, "files": f.Calls, "alarms": r.Calls, "mail": m.Calls, "bus": u.calls.Count, "witness": w.calls.Count}
	return a, func(port string) int { return count[port]() }
}

// bus is a bus whose calls fail as planned.
type bus struct {
	to    app.Bus
	calls *fault.Calls
}

func (u *bus) Publish(ctx context.Context, e events.Event) error {
	return u.calls.Do(errBus, errBus, func() error { return u.to.Publish(ctx, e) })
}
