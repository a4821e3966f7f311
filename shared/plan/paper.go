package plan

import (
	"fmt"
	"time"

	"github.com/sasae-care/sasae/shared/day"
)

// Correct takes in the correction of a set that came by another way and was
// sent back: the whole set as it stands now, for the same receipt, in the next
// round. What was said about the person is replaced. Source: KUM-15, KUM-24.
func (c *Case) Correct(at time.Time, channel string, s Sealed, p Paper, rules SetRules) error {
	switch {
	case c.Channel == "portal" || !channels[channel] || channel == "portal":
		return Refuse("channel-unknown", channel)
	case c.State != SentBack:
		return Refuse("set-closed")
	case p.Received.IsZero():
		return Refuse("date-missing")
	case day.On(p.Received).After(day.On(at)):
		return Refuse("received-in-future")
	}
	if err := c.Amend(s); err != nil {
		return err
	}
	c.Round++
	for _, d := range c.set() {
		d.Replaced = true
	}
	for _, f := range p.Forms {
		id := fmt.Sprintf("p-%s-%d", f, c.Round)
		c.Documents = append(c.Documents, Document{ID: id, Form: f, Name: OwnName(f, rules), Purpose: ForSet, Paper: true, Added: at, Arrived: p.Received})
	}
	c.Channel, c.Received, c.State, c.Reasons, c.Rules = channel, p.Received, Submitted, nil, rules.Version()
	c.text("tracking", p.Tracking)
	c.did("corrected", map[string]string{"receipt": c.Receipt, "channel": c.Channel, "round": fmt.Sprint(c.Round)}, nil)
	return c.Validate(at, rules)
}

// ConfirmPaper files a confirmed plan that somebody has seen on paper.
// Source: KUM-12, KUM-24.
func (c *Case) ConfirmPaper(at time.Time, form string, consent day.Date, answers []Answer) error {
	id := "p-" + form + "-C"
	if c.Document(id) == nil {
		c.Documents = append(c.Documents, Document{ID: id, Form: form, Purpose: ForConfirmed, Paper: true, Added: at, Arrived: at})
	}
	return c.Confirm(at, id, consent, answers)
}
