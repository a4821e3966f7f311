package deadline

import "github.com/sasae-care/sasae/shared/jot"

// AppendJSON writes the step: a case keeps its derivation with its head.
func (s *Step) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Text("kind", string(s.Kind))
	jot.Date(&o, "date", s.Date)
	o.TextIf("what", s.What)
	o.IntIf("n", int64(s.N))
	o.IntIf("day", int64(s.Day))
	o.IntIf("minus", int64(s.Minus))
	o.FlagIf("backward", s.Backward)
	o.TextIf("hour", s.Hour)
	o.TextIf("why", s.Why)
	if !s.First.IsZero() {
		jot.Date(&o, "first", s.First)
	}
	if !s.Until.IsZero() {
		jot.Date(&o, "until", s.Until)
	}
	o.Text("source", s.Source)
	o.FlagIf("open", s.Open)
	return o.Close()
}
