package plan

import (
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/jot"
)

// A case is written with every change. jottest holds what stands here against
// the types.

// AppendJSON writes the case without what is sealed.
func (c *Case) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Text("id", c.ID)
	o.Text("town", c.Town)
	o.Text("office", c.Office)
	o.Text("manager", c.Manager)
	o.Text("person", c.Person)
	o.Text("insurer", c.Insurer)
	o.Text("kind", string(c.Kind))
	o.TextIf("care", string(c.Care))
	o.TextIf("track", string(c.Track))
	o.TextIf("type", string(c.Type))
	o.Text("channel", c.Channel)
	o.Text("state", string(c.State))
	o.FlagIf("pending", c.Pending)
	o.Time("opened", c.Opened)
	o.TextIf("receipt", c.Receipt)
	o.TimeIf("received", c.Received)
	o.TimeIf("complete", c.Complete)
	o.IntIf("round", int64(c.Round))
	o.TextIf("rules", c.Rules)
	listIf(&o, "corrections", c.Corrections)
	listIf(&o, "documents", c.Documents)
	listIf(&o, "reasons", c.Reasons)
	listIf(&o, "warnings", c.Warnings)
	o.TextIf("district", c.District)
	o.TextIf("centre", c.Centre)
	o.TextIf("routed", c.Routed)
	o.FlagIf("stray", c.Stray)
	o.TextIf("reviewer", c.Reviewer)
	o.TextIf("proposed", c.Proposed)
	o.TextIf("party", c.Party)
	thereIf(&o, "clock", c.Clock)
	listIf(&o, "tracked", c.Tracked)
	listIf(&o, "advices", c.Advices)
	thereIf(&o, "confirmed", c.Confirmed)
	thereIf(&o, "record", c.Record)
	listIf(&o, "situation", c.Situation)
	o.TimeIf("finished", c.Finished)
	o.FlagIf("hold", c.Hold)
	thereIf(&o, "erased", c.Erased)
	o.TimeIf("returned", c.Returned)
	o.Int("seq", c.Seq)
	o.Text("head", c.Head)
	return o.Close()
}

// AppendJSON writes what is sealed.
func (s *Sealed) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Text("insured", s.Insured)
	o.Text("name", s.Name)
	o.TextIf("kana", s.Kana)
	dateIf(&o, "birth", s.Birth)
	o.Value("address", &s.Address)
	o.Value("certification", &s.Certification)
	dateIf(&o, "planFrom", s.PlanFrom)
	dateIf(&o, "planTo", s.PlanTo)
	dateIf(&o, "consent", s.Consent)
	o.TextIf("stated", s.Stated)
	jot.MapIf(&o, "texts", s.Texts, jot.Text)
	listIf(&o, "facts", s.Facts)
	jot.MapIf(&o, "counts", s.Counts, jot.Listed)
	return o.Close()
}

// AppendJSON writes the fact.
func (t *Told) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Text("fact", string(t.Fact))
	jot.Date(&o, "on", t.On)
	o.TextIf("rules", t.Rules)
	return o.Close()
}

// AppendJSON writes the tracked clock.
func (t *Tracked) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Value("clock", &t.Clock)
	o.Text("name", t.Name)
	o.Text("rules", t.Rules)
	o.IntIf("every", int64(t.Every))
	o.IntIf("round", int64(t.Round))
	dateIf(&o, "after", t.After)
	if len(t.Missed) > 0 {
		jot.Dates(&o, "missed", t.Missed)
	}
	return o.Close()
}

// AppendJSON writes the erasure.
func (e *Erasure) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Time("at", e.At)
	o.TimeIf("files", e.Files)
	return o.Close()
}

// AppendJSON writes the address.
func (a *Address) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.TextIf("postcode", a.Postcode)
	o.Text("area", a.Area)
	o.Text("block", a.Block)
	return o.Close()
}

// AppendJSON writes the certification.
func (c *Certification) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Text("status", c.Status)
	o.TextIf("level", c.Level)
	dateIf(&o, "from", c.From)
	dateIf(&o, "to", c.To)
	return o.Close()
}

// AppendJSON writes the document.
func (d *Document) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Text("id", d.ID)
	o.Text("form", d.Form)
	o.TextIf("name", d.Name)
	o.Text("purpose", d.Purpose)
	o.TextIf("format", d.Format)
	o.FlagIf("paper", d.Paper)
	o.TextIf("type", d.Type)
	o.IntIf("size", d.Size)
	o.IntIf("most", d.Most)
	o.TextIf("sha256", d.SHA256)
	o.TextIf("key", d.Key)
	o.Time("added", d.Added)
	o.TextIf("version", d.Version)
	o.TextIf("etag", d.ETag)
	o.TimeIf("arrived", d.Arrived)
	o.FlagIf("checked", d.Checked)
	o.IntIf("pages", int64(d.Pages))
	o.TextIf("verdict", d.Verdict)
	o.TextIf("scanned", d.Scanned)
	listIf(&o, "reasons", d.Reasons)
	o.TextIf("clean", d.Clean)
	o.FlagIf("replaced", d.Replaced)
	return o.Close()
}

// AppendJSON writes the correction.
func (r *Correction) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Time("received", r.Received)
	o.Time("asked", r.Asked)
	return o.Close()
}

// AppendJSON writes the reason.
func (r *Reason) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Text("code", r.Code)
	o.Text("message", r.Message)
	o.TextIf("form", r.Form)
	o.TextIf("document", r.Document)
	return o.Close()
}

// AppendJSON writes the advice.
func (a *Advice) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Text("id", a.ID)
	o.Int("viewpoint", int64(a.Viewpoint))
	o.Time("at", a.At)
	o.Text("by", a.By)
	o.FlagIf("late", a.Late)
	o.TextIf("closing", a.Closing)
	o.TimeIf("closedAt", a.ClosedAt)
	o.FlagIf("byPlan", a.ByPlan)
	return o.Close()
}

// AppendJSON writes the confirmation.
func (c *Confirmation) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Text("document", c.Document)
	o.Time("at", c.At)
	return o.Close()
}

// AppendJSON writes the request.
func (r *Request) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Time("at", r.At)
	o.Text("by", r.By)
	o.TextIf("document", r.Document)
	return o.Close()
}

// AppendJSON writes the situation.
func (s *Situation) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Text("kind", s.Kind)
	jot.Date(&o, "on", s.On)
	o.Time("at", s.At)
	o.TextIf("from", s.From)
	o.TextIf("result", string(s.Result))
	return o.Close()
}

// AppendJSON writes the clock.
func (k *Clock) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Text("id", k.ID)
	dateIf(&o, "from", k.From)
	dateIf(&o, "due", k.Due)
	listIf(&o, "because", k.Because)
	jot.List(&o, "stages", k.Stages)
	listIf(&o, "past", k.Past)
	o.TextIf("stopped", k.Stopped)
	o.TimeIf("lapseAt", k.LapseAt)
	o.FlagIf("stays", k.Stays)
	o.FlagIf("tells", k.Tells)
	return o.Close()
}

// AppendJSON writes the stage.
func (s *Stage) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Text("name", s.Name)
	o.Time("at", s.At)
	jot.Date(&o, "due", s.Due)
	o.TextIf("outcome", s.Outcome)
	o.TextIf("why", s.Why)
	o.TimeIf("done", s.Done)
	return o.Close()
}

func dateIf(o *jot.Object, name string, d day.Date) {
	if !d.IsZero() {
		jot.Date(o, name, d)
	}
}

// thereIf writes what there is.
func thereIf[T any, P interface {
	*T
	jot.Writer
}](o *jot.Object, name string, v *T) {
	if v != nil {
		o.Value(name, P(v))
	}
}

func listIf[T any, P interface {
	*T
	jot.Writer
}](o *jot.Object, name string, list []T) {
	if len(list) > 0 {
		jot.List[T, P](o, name, list)
	}
}
