package plan

import (
	"slices"
	"time"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/deadline"
	"github.com/sasae-care/sasae/shared/rules"
)

// Told is a fact that somebody told: an anchor of the rules and its day.
type Told struct {
	Fact  rules.Anchor `json:"fact"`
	On    day.Date     `json:"on"`
	Rules string       `json:"rules,omitempty"` // of a standing record: the set whose clocks it starts
}

// TellFact notes that something happened, or will: the clocks that start from it
// begin with the next Watch. The same again changes nothing; another day is a
// correction, which moves them. A standing record keeps both, for an invoice comes
// each month, unless what starts from the fact recurs by itself.
func (c *Case) TellFact(t Told, recurs bool) error {
	switch {
	case c.State == Draft:
		return Refuse("not-accepted")
	case t.Fact == "":
		return Refuse("fact-unknown")
	case t.On.IsZero():
		return Refuse("date-missing")
	case !day.Known(t.On):
		return Refuse("date-out-of-range")
	case slices.Contains(c.Sealed.Facts, t):
		return nil
	}
	c.Sealed.Facts = slices.DeleteFunc(slices.Clone(c.Sealed.Facts), func(o Told) bool {
		return o.Fact == t.Fact && (c.State != Standing || recurs && o.Rules == t.Rules)
	})
	c.Sealed.Facts = append(c.Sealed.Facts, t)
	c.did("fact-told", map[string]string{"fact": string(t.Fact)}, nil)
	return nil
}

// TakeFact takes a fact back: what started from it ends with the next Watch.
func (c *Case) TakeFact(t Told) error {
	i := slices.Index(c.Sealed.Facts, t)
	if i < 0 {
		return Refuse("fact-not-told")
	}
	c.Sealed.Facts = slices.Delete(slices.Clone(c.Sealed.Facts), i, i+1)
	c.did("fact-taken", map[string]string{"fact": string(t.Fact)}, nil)
	return nil
}

// count is a group of facts that clocks of one rule set are counted from.
type count struct {
	rules string
	facts []deadline.Fact
	rest  []deadline.Fact // of a standing record: what else was told, the newest first
}

// counts groups what is known: a submission's facts are one group, each fact of
// a standing record is a group of its own.
func (c *Case) counts() (out []count) {
	if c.State != Standing {
		return []count{{rules: c.Rules, facts: c.facts()}}
	}
	for _, t := range c.Sealed.Facts {
		n := count{rules: t.Rules, facts: []deadline.Fact{{Anchor: t.Fact, On: t.On}}}
		for _, o := range slices.Backward(c.Sealed.Facts) {
			if o.Rules == t.Rules {
				n.rest = append(n.rest, deadline.Fact{Anchor: o.Fact, On: o.On})
			}
		}
		out = append(out, n)
	}
	return out
}

// of are the facts a clock is counted from: the latest of several needs them all.
func (n count) of(k rules.Clock) []deadline.Fact {
	if len(k.StartsFrom.Latest) == 0 {
		return n.facts
	}
	return append(slices.Clone(n.facts), n.rest...)
}

// facts are what is known of a submission: what was told comes before what
// follows from its acts.
func (c *Case) facts() (out []deadline.Fact) {
	for _, t := range c.Sealed.Facts {
		if t.Fact != rules.Completed {
			out = append(out, deadline.Fact{Anchor: t.Fact, On: t.On})
		}
	}
	return append(out, c.acts()...)
}

// acts are what follows from what was done with a submission.
func (c *Case) acts() (out []deadline.Fact) {
	known := func(a rules.Anchor, on day.Date) {
		if !on.IsZero() {
			out = append(out, deadline.Fact{Anchor: a, On: on})
		}
	}
	instant := func(a rules.Anchor, at time.Time) {
		if !at.IsZero() {
			out = append(out, deadline.Happened(a, at))
		}
	}
	instant(rules.Received, c.Received)
	instant(rules.Sent, c.Received) // of a paper only the day on which it came is kept
	instant(rules.Complete, c.Complete)
	if n := len(c.Situation); n > 0 {
		known(rules.Happened, c.Situation[n-1].On)
	}
	known(rules.Completed, c.completedOn())
	if c.planFiled() {
		instant(rules.Confirmed, c.Confirmed.At)
		known(rules.PlanEnd, c.Sealed.PlanTo)
		known(rules.Expiry, c.Sealed.Certification.To)
	}
	return out
}

// given is what a clock is counted from. Where the days of correction do not
// count, that begins with the first receipt; elsewhere a set that was sent back
// has not been received. Source: AMB-05.
func (c *Case) given(k rules.Clock, facts []deadline.Fact) deadline.Given {
	g := deadline.Given{Channel: c.Channel, Facts: facts}
	if k.Stop.Is != rules.StopPapers || len(c.Corrections) == 0 {
		return g
	}
	first := c.Corrections[0].Received
	g.Facts = append([]deadline.Fact{deadline.Happened(rules.Received, first), deadline.Happened(rules.Sent, first)}, facts...)
	for i, r := range c.Corrections {
		came := c.Received
		if i+1 < len(c.Corrections) {
			came = c.Corrections[i+1].Received
		}
		g.Stopped = append(g.Stopped, deadline.Span{From: day.On(r.Asked), To: day.On(came)})
	}
	return g
}

// Bearing is what the tracked clocks of a case hang on; nil before the case has
// a clock, when nothing is tracked.
type Bearing struct {
	facts  []deadline.Fact
	centre string
	ends   bool
}

// Bearing is how it stands now.
func (c *Case) Bearing() Bearing {
	if c.Clock == nil && c.State != Standing && !c.kept() {
		return Bearing{}
	}
	b := Bearing{centre: c.Centre, ends: c.Over() || !c.endedOn().IsZero()}
	for _, n := range c.counts() {
		b.facts = append(b.facts, n.facts...)
	}
	return b
}

// Stirs tells whether an act moved what the tracked clocks hang on, or left one
// without its next round: Watch is wanted.
func (c *Case) Stirs(was Bearing) bool {
	now := c.Bearing()
	return c.Awaits() || !slices.Equal(was.facts, now.facts) || was.centre != now.centre || was.ends != now.ends
}

// endedOn is the day on which the person's situation ended the support, as it was
// told last.
func (c *Case) endedOn() day.Date {
	for _, s := range slices.Backward(c.Situation) {
		if situations[s.Kind] || s.Result.ends(c) {
			return s.On
		}
	}
	return day.Date{}
}

// completedOn is the day on which the record is complete: the latest of what was
// told, the end of the support or else of the plan, the review's end, the receipt
// and the opening. A day that somebody mistyped is never before what is known (AMB-17).
func (c *Case) completedOn() (last day.Date) {
	if !c.kept() {
		return last
	}
	latest := func(on day.Date) {
		if on.After(last) {
			last = on
		}
	}
	for _, t := range c.Sealed.Facts {
		if t.Fact == rules.Completed {
			latest(t.On)
		}
	}
	switch ended := c.endedOn(); {
	case !ended.IsZero():
		latest(ended)
	default:
		latest(c.Sealed.PlanTo)
	}
	for _, at := range []time.Time{c.Opened, c.Received, c.Finished} {
		if !at.IsZero() {
			latest(day.On(at))
		}
	}
	return last
}

// kept tells whether the record is one to be kept for its time, and no longer: the
// review is over, the plan filed, or the set sent back, though it may never come
// again.
func (c *Case) kept() bool {
	return c.reviewed() || c.Over() || c.planFiled() || len(c.Corrections) > 0
}
