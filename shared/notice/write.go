package notice

import "github.com/sasae-care/sasae/shared/jot"

// Fields writes what is kept of the notice into an object.
func (n *Notice) Fields(o *jot.Object) {
	o.Text("number", n.Number)
	o.Text("kind", n.Kind)
	o.TextIf("case", n.Case)
	o.TextIf("receipt", n.Receipt)
	o.TextIf("day", n.Day)
	o.Text("staff", n.Staff)
	o.Text("channel", string(n.Channel))
	o.Text("state", string(n.State))
	o.Time("made", n.Made)
	o.Time("due", n.Due)
	o.Int("attempts", int64(n.Attempts))
	o.IntIf("throttled", int64(n.Throttled))
	o.TimeIf("accepted", n.Accepted)
	if len(n.Heard) > 0 {
		jot.Texts(o, "heard", n.Heard)
	}
	o.TextIf("why", n.Why)
}
