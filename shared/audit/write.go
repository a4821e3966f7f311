package audit

import (
	"encoding/base64"

	"github.com/sasae-care/sasae/shared/jot"
)

// AppendJSON writes the entry.
func (e *Entry) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Text("chain", e.Chain)
	o.Int("seq", e.Seq)
	o.Time("at", e.At)
	o.Text("by", e.By)
	o.Text("action", e.Action)
	jot.MapIf(&o, "facts", e.Facts, jot.Text)
	o.Text("commit", e.Commit)
	o.TextIf("state", e.State)
	o.TextIf("sealed", e.Sealed)
	o.Text("prev", e.Prev)
	o.Text("hash", e.Hash)
	return o.Close()
}

// AppendJSON writes the head.
func (h *Head) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Text("chain", h.Chain)
	o.Int("seq", h.Seq)
	o.Text("hash", h.Hash)
	return o.Close()
}

// AppendJSON writes the anchor.
func (a *Anchor) AppendJSON(b []byte) []byte {
	o := jot.Open(b)
	o.Text("town", a.Town)
	o.Int("seq", a.Seq)
	o.Time("at", a.At)
	o.Text("upTo", a.UpTo)
	jot.List(&o, "heads", a.Heads)
	o.Text("prev", a.Prev)
	o.Text("hash", a.Hash)
	if a.Sig == nil {
		o.JSON("sig", nil)
	} else {
		o.Text("sig", base64.StdEncoding.EncodeToString(a.Sig))
	}
	return o.Close()
}
