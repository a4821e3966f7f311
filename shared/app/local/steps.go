package local

import (
	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions/alarm"
	"github.com/sasae-care/sasae/functions/assign"
	"github.com/sasae-care/sasae/functions/erase"
	"github.com/sasae-care/sasae/functions/export"
	"github.com/sasae-care/sasae/functions/inspect"
	"github.com/sasae-care/sasae/functions/notify"
	"github.com/sasae-care/sasae/functions/relay"
	"github.com/sasae-care/sasae/functions/schedule"
	"github.com/sasae-care/sasae/functions/sweep"
	"github.com/sasae-care/sasae/functions/tally"
	"github.com/sasae-care/sasae/functions/validate"
	"github.com/sasae-care/sasae/shared/app"
)

// logic has the logic of every step that events wake.
var logic = map[string]func(*app.App) app.Handler{
	"inspect":  inspect.Step,
	"validate": validate.Step,
	"assign":   assign.Step,
	"schedule": schedule.Step,
	"alarm":    alarm.Step,
	"erase":    erase.Step,
	"notify":   notify.Step,
	"tally":    tally.Step,
	"export":   export.Step,
	"sweep":    sweep.Step,
}

// build fills the steps in.
func (n *Node) build() {
	n.steps = map[string]events.Handler{}
	for name, step := range logic {
		a := n.App(name)
		n.steps[name] = a.Deliver(step(a))
	}
	n.relay = relay.Step(n.App("relay"))
}
