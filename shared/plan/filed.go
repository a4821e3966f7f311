package plan

import (
	"slices"
	"strings"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
)

// refused tells whether the document can stand for nothing any more.
func (d Document) refused() bool { return len(d.Reasons) > 0 || d.Replaced }

// planFiled tells whether a confirmed plan is filed whose document still stands.
func (c *Case) planFiled() bool {
	if c.Confirmed == nil {
		return false
	}
	d := c.Document(c.Confirmed.Document)
	return d == nil || !d.refused()
}

// refuse lets a file outside the set stand for nothing: what it had answered is
// open again, and the office hears. Source: NTF-14.
func (c *Case) refuse(d *Document) {
	facts := map[string]string{"document": d.ID, "first": d.Reasons[0].Code}
	switch {
	case c.Confirmed != nil && c.Confirmed.Document == d.ID:
		c.Confirmed = nil
		c.Sealed.Consent = day.Date{}
		for i := range c.Advices {
			if ad := &c.Advices[i]; ad.ByPlan {
				ad.Closing, ad.ClosedAt, ad.ByPlan = "", time.Time{}, false
			}
		}
		c.did("confirmation-void", facts, nil)
	case c.Record != nil && c.Record.Document == d.ID:
		c.Record.Document = ""
		c.did("record-void", facts, nil)
	}
	id := d.ID
	c.did("document-refused", facts, func(seq int64) events.Body { return events.DocumentRefused{Case: c.ID, Seq: seq, Document: id} })
}

// wordless tells whether somebody wrote nothing, or spaces only (U+3000 too).
func wordless(words string) bool { return strings.TrimSpace(words) == "" }

// personal tells whether a reason's message may name dates or the level of the
// person, as what a plan states does: the message is kept in Sealed.Texts, the
// head has the code.
func personal(code string) bool { _, is := content.Codes[code]; return is }

// sealReasons keeps what is personal in reasons apart.
func (c *Case) sealReasons(reasons []Reason) []Reason {
	out := slices.Clone(reasons)
	for i, r := range out {
		if personal(r.Code) {
			c.text("reason/"+r.Code, r.Message)
			out[i].Message = ""
		}
	}
	return out
}

// Why lists why the set was sent back, with the messages that are sealed: for
// those who may see the person.
func (c *Case) Why() []Reason { return c.unsealed(c.Reasons) }

// Warned lists what the rules only warn of, for the same.
func (c *Case) Warned() []Reason { return c.unsealed(c.Warnings) }

func (c *Case) unsealed(reasons []Reason) []Reason {
	out := slices.Clone(reasons)
	for i, r := range out {
		if r.Message == "" {
			out[i].Message = c.Sealed.Texts["reason/"+r.Code]
		}
	}
	return out
}
