package events

import "github.com/sasae-care/sasae/shared/jot"

// AppendJSON writes the event; Data is what New wrote, or was read from such.
func (e *Event) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Text("id", e.ID)
	o.Text("type", e.Type)
	o.Text("town", e.Town)
	o.Time("at", e.At)
	o.JSON("data", e.Data)
	return o.Close()
}
