package plan

import (
	"fmt"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/day"
)

// Assignment is where a received set goes and who is proposed to review it.
type Assignment struct {
	District, Centre, Routed string // empty Centre: somebody must choose; Routed: why, in words
	How                      string // ByAddress or ByHand
	Reviewer, Proposed       string // empty Reviewer: the unassigned queue
	Clock                    Clock
}

// Ways to find the district.
const (
	ByAddress = "address"
	ByHand    = "hand"
)

// place puts the case there. Why may tell where the person lives: it is sealed.
func (c *Case) place(a Assignment) {
	c.District, c.Centre, c.Routed, c.Stray = a.District, a.Centre, a.How, false
	c.text("routed", a.Routed)
}

// Assign gives a received set its centre and reviewer and starts the clock.
// Without a centre it asks for a choice by hand, once. Alarms that lie before
// that instant are moot: a set on paper may be registered weeks after it came,
// and nobody is reminded of days that were over when the centre got the case.
// When all are over, the due day stays what the rule says, and the review goes
// on without alarms and does not lapse by itself: KUM-10 is a promise of the
// centre about its own time, which it never had. It ends when the centre acts
// (late), or its head extends the day. Source: KUM-09, KUM-10.
func (c *Case) Assign(at time.Time, a Assignment) error {
	if c.State != Accepted && (c.State != Unrouted || a.Centre == "") {
		return nil
	}
	if a.Centre == "" {
		c.State = Unrouted
		c.place(a)
		c.did("routing-needed", nil, func(seq int64) events.Body { return events.RoutingNeeded{Case: c.ID, Seq: seq} })
		return nil
	}
	c.place(a)
	c.Reviewer, c.Proposed = a.Reviewer, a.Proposed
	clock := a.Clock
	facts := map[string]string{"centre": c.Centre, "reviewer": c.Reviewer, "due": clock.Due.String()}
	if over := clock.skip(at); over != "" {
		facts["moot"] = over
	}
	c.startClock(clock)
	c.State = InReview
	c.did("review-started", facts,
		func(seq int64) events.Body {
			return events.ReviewStarted{Case: c.ID, Seq: seq, Centre: a.Centre, Reviewer: a.Reviewer}
		})
	return nil
}

// Reroute gives the case to another centre: a wrong district, a move within
// the town, or a changed district. The clock runs on. Source: KUM-09, TOS-44.
func (c *Case) Reroute(at time.Time, a Assignment) error {
	if err := c.MayReroute(); err != nil {
		return err
	}
	switch {
	case a.Centre == "":
		return Refuse("centre-unknown")
	case wordless(a.Routed):
		return Refuse("reason-missing")
	case c.State == Accepted || c.State == Unrouted:
		return c.Assign(at, a)
	case c.Centre == a.Centre && c.District == a.District && !c.Stray:
		return nil
	}
	from := c.Centre
	c.place(a)
	if from == a.Centre {
		c.did("district-changed", map[string]string{"district": a.District}, nil)
		return nil
	}
	c.Reviewer, c.Proposed = a.Reviewer, a.Proposed
	c.did("rerouted", map[string]string{"from": from, "to": a.Centre, "reviewer": a.Reviewer},
		func(seq int64) events.Body { return events.Rerouted{Case: c.ID, Seq: seq, From: from, To: a.Centre} })
	return nil
}

// MayReroute tells whether the case has, or is about to get, a centre.
func (c *Case) MayReroute() error {
	switch {
	case c.Over():
		return Refuse("already-over")
	case c.Clock == nil && c.State != Accepted && c.State != Unrouted:
		return Refuse("not-accepted")
	}
	return nil
}

// LoseDistrict leaves a case to the town whose person moved to where no
// district, or several, are found; the centre before keeps it. Source: TOS-44.
func (c *Case) LoseDistrict() error {
	if c.Clock == nil || c.Over() || c.Stray {
		return nil
	}
	c.Stray, c.Routed = true, ""
	c.did("routing-needed", nil, func(seq int64) events.Body { return events.RoutingNeeded{Case: c.ID, Seq: seq} })
	return nil
}

// Reassign lets the head of the centre choose the reviewer.
func (c *Case) Reassign(reviewer, reason string) error {
	switch {
	case c.Over():
		return Refuse("already-over")
	case c.Clock == nil:
		return Refuse("not-accepted")
	case reviewer == "":
		return Refuse("reviewer-unknown")
	case wordless(reason):
		return Refuse("reason-missing")
	case c.Reviewer == reviewer:
		return nil
	}
	c.Reviewer, c.Proposed = reviewer, ""
	c.text("reassigned", reason)
	c.did("reviewer-changed", map[string]string{"reviewer": reviewer},
		func(seq int64) events.Body { return events.ReviewerChanged{Case: c.ID, Seq: seq, Reviewer: reviewer} })
	return nil
}

// SendBackBy lets the centre send a set back whose content is wrong, in words,
// and the town one that no centre has: no district is found, or a file is held.
// The clock stops; the set's next arrival starts it anew.
func (c *Case) SendBackBy(at time.Time, reason string) error {
	switch {
	case c.State == SentBack:
		return nil
	case c.State != InReview && c.State != Accepted && c.State != Unrouted && c.State != Held:
		return Refuse("not-in-review")
	case wordless(reason):
		return Refuse("reason-missing")
	}
	c.stopClock("sent-back")
	c.text(fmt.Sprintf("sent-back/%d", c.Round), reason)
	c.sendBack(at, []Reason{because("content", "", "")})
	return nil
}

// RequestRecord asks the office for the 経過記録. Source: KUM-16.
func (c *Case) RequestRecord(at time.Time, by string) error {
	switch {
	case c.Record != nil:
		return Refuse("record-already-requested")
	case c.State != InReview:
		return Refuse("not-in-review")
	}
	c.Record = &Request{At: at, By: by}
	c.did("record-requested", nil, func(seq int64) events.Body { return events.RecordRequested{Case: c.ID, Seq: seq} })
	return nil
}

// TakeBack records that the office gave the originals back at the end of the
// commission: what it could see ends there. Source: TOS-42, permission matrix.
func (c *Case) TakeBack(at time.Time) error {
	switch {
	case !c.Commissioned():
		return Refuse("not-commissioned")
	case !c.Returned.IsZero():
		return nil
	case !c.reviewed() && !c.Over():
		return Refuse("review-open")
	}
	c.Returned = at
	c.did("originals-returned", nil, nil)
	return nil
}

// Word is one advice as the reviewer writes it.
type Word struct {
	Viewpoint int
	Text      string
}

// viewpoints of Kumamoto; the last is for renewals only (KUM-18..22).
const viewpoints = 5

// Advise sends the advices, all at once; what is sent is never changed. After
// the period lapsed they are accepted and marked late: the review never held
// anything up, and a late word is better than none. Source: KUM-10, KUM-17.
func (c *Case) Advise(at time.Time, by string, words []Word) error {
	switch {
	case c.State == Advised:
		return Refuse("advice-already-sent")
	case c.State != InReview && c.State != Lapsed:
		return Refuse("not-in-review")
	case len(words) == 0:
		return Refuse("advice-empty")
	}
	for _, w := range words {
		if err := c.mayAdvise(w); err != nil {
			return err
		}
	}
	late := c.State == Lapsed || c.Clock.Passed(at)
	for i, w := range words {
		id := fmt.Sprintf("a%d", i+1)
		c.Advices = append(c.Advices, Advice{ID: id, Viewpoint: w.Viewpoint, At: at, By: by, Late: late})
		c.text("advice/"+id, w.Text)
	}
	c.finish(at, Advised)
	return nil
}

func (c *Case) mayAdvise(w Word) error {
	switch {
	case w.Viewpoint < 1 || w.Viewpoint > viewpoints:
		return Refuse("viewpoint-unknown")
	case w.Viewpoint == viewpoints && c.Kind != Renewal:
		return Refuse("viewpoint-renewal-only")
	case wordless(w.Text):
		return Refuse("advice-empty")
	}
	return nil
}

// AdviseNone says that there is nothing to advise. Source: KUM-11.
func (c *Case) AdviseNone(at time.Time) error {
	switch c.State {
	case NoAdvice:
		return nil
	case Advised:
		return Refuse("advice-already-sent")
	case InReview:
		c.finish(at, NoAdvice)
		return nil
	}
	return Refuse("not-in-review")
}

func (c *Case) finish(at time.Time, s State) {
	c.State, c.Finished = s, at
	c.stopClock(string(s))
	c.did("review-finished", map[string]string{"outcome": string(s)},
		func(seq int64) events.Body { return events.ReviewFinished{Case: c.ID, Seq: seq, Outcome: string(s)} })
}

// Extend moves the due day to a later one, with a reason. Source: KUM-10.
func (c *Case) Extend(to Clock, reason string) error {
	switch {
	case c.State != InReview:
		return Refuse("not-in-review")
	case wordless(reason):
		return Refuse("reason-missing")
	case c.Clock.Due == to.Due:
		return nil
	case !to.Due.After(c.Clock.Due):
		return Refuse("extension-not-later", c.Clock.Due)
	}
	c.moveClock(to)
	c.text("extended/"+to.Due.String(), reason)
	return nil
}

// Opens is a document that may be opened.
func (c *Case) Opens(document string) (Document, error) {
	d := c.Document(document)
	switch {
	case d == nil:
		return Document{}, Refuse("document-unknown")
	case c.Erased != nil:
		return Document{}, Refuse("erased")
	case !d.Readable():
		return Document{}, Refuse("document-not-readable")
	}
	return *d, nil
}

// OpenedBy records that somebody opened a document, and which version. The town
// gives a reason, which is sealed. Source: permission matrix.
func (c *Case) OpenedBy(by, document, reason string) error {
	d, err := c.Opens(document)
	if err != nil {
		return err
	}
	c.text(fmt.Sprintf("opened/%s/%d", document, c.Seq+1), reason)
	c.did("document-opened", map[string]string{"document": document, "version": d.Clean, "by": by}, nil)
	return nil
}

// DueDay is the day by which something is due, or no day.
func (c *Case) DueDay() day.Date {
	if c.Clock == nil {
		return day.Date{}
	}
	return c.Clock.Due
}
