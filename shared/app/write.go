package app

import (
	"encoding/json"
	"fmt"

	"github.com/sasae-care/sasae/shared/jot"
)

// mustJSON writes a value of our own types, which cannot fail.
func mustJSON(v any) []byte {
	if w, ok := v.(jot.Writer); ok {
		return jot.Bytes(w)
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("app: %T cannot be written as JSON: %v", v, err))
	}
	return b
}

// AppendJSON writes the head item.
func (r *record) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Int("schema", int64(r.Schema))
	o.Value("case", &r.Case)
	jot.MapIf(&o, "beside", r.Beside, func(b []byte, p place) []byte { return p.AppendJSON(b) })
	if len(r.Posts) > 0 {
		jot.Texts(&o, "posts", r.Posts)
	}
	return o.Close()
}

// AppendJSON writes the place.
func (p *place) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Int("v", p.Version)
	o.TextIf("s", p.Sum)
	return o.Close()
}

// AppendJSON writes the promise.
func (p *Promise) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	if len(p.Wait) > 0 {
		jot.Texts(&o, "wait", p.Wait)
	}
	o.Value("event", &p.Event)
	return o.Close()
}

// AppendJSON writes the notice as it is kept.
func (s *saved) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	s.Fields(&o)
	o.TextIf("leans", s.Leans)
	o.TimeIf("since", s.Since)
	o.TextIf("commit", s.Commit)
	return o.Close()
}

// AppendJSON writes the summary.
func (s *Summary) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Text("id", s.ID)
	o.TextIf("receipt", s.Receipt)
	o.Text("person", s.Person)
	o.Text("office", s.Office)
	o.Text("manager", s.Manager)
	o.Text("kind", string(s.Kind))
	o.TextIf("care", string(s.Care))
	o.TextIf("track", string(s.Track))
	o.TextIf("type", string(s.Type))
	o.Text("channel", s.Channel)
	o.Text("state", string(s.State))
	o.FlagIf("pending", s.Pending)
	o.TextIf("district", s.District)
	o.TextIf("centre", s.Centre)
	o.TextIf("reviewer", s.Reviewer)
	o.TextIf("due", s.Due)
	o.Time("opened", s.Opened)
	o.TimeIf("received", s.Received)
	o.FlagIf("confirmed", s.Confirmed)
	o.IntIf("openAdvices", int64(s.Open))
	o.TextIf("situation", s.Situation)
	o.TextIf("nextDue", s.NextDue)
	return o.Close()
}

// AppendJSON writes the answer as it is kept.
func (k *kept) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Text("request", k.Request)
	o.Int("status", int64(k.Status))
	o.JSON("body", k.Body)
	o.IntIf("expires", k.Expires)
	return o.Close()
}
