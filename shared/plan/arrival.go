package plan

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/day"
)

// Seen is what our own inspection found in one version of a file.
type Seen struct {
	Version, ETag string
	Arrived       time.Time
	Pages         int
	Reasons       []Reason // none: accepted

	Sheets []Sheet // of a plan sheet as CSV
	Unread string  // why it cannot be read, in Japanese
}

// Inspected records our own inspection of a document's first arrived version.
// A later version of the same file changes nothing.
func (c *Case) Inspected(document string, s Seen) error {
	d := c.Document(document)
	if d == nil {
		return Refuse("document-unknown")
	}
	if d.Checked {
		return nil
	}
	was := *d
	d.Checked, d.Version, d.ETag, d.Arrived, d.Pages = true, s.Version, s.ETag, s.Arrived, s.Pages
	if d.Scanned != "" && d.Scanned != s.Version {
		d.Verdict, d.Scanned = "", "" // a verdict on other bytes
	}
	for _, r := range s.Reasons {
		r.Document, r.Form = d.ID, d.Form
		d.against(r)
	}
	c.readSheet(d, s)
	c.checked(was, d, "inspected")
	return nil
}

// Scanned records the malware verdict on the inspected version; verdicts on
// other versions change nothing. clean ends in clean/ once our checks passed.
func (c *Case) Scanned(document, version, verdict string) error {
	d := c.Document(document)
	if d == nil {
		return Refuse("document-unknown")
	}
	settled := d.Verdict == VerdictClean || d.Verdict == VerdictInfected || d.Verdict == VerdictReleased
	if settled || d.Verdict == verdict || d.Checked && d.Version != version {
		return nil
	}
	was := *d
	d.Verdict, d.Scanned = verdict, version
	if verdict == VerdictInfected {
		d.against(because("malware", d.Form, d.ID, d.FormName()))
	}
	c.checked(was, d, "scanned-"+verdict)
	return nil
}

// against notes a reason against a document, each code once: the scanner may say
// what our own inspection has said.
func (d *Document) against(r Reason) {
	if !slices.ContainsFunc(d.Reasons, func(had Reason) bool { return had.Code == r.Code }) {
		d.Reasons = append(d.Reasons, r)
	}
}

// checked records what became of a document. Of one of the set nobody hears: the
// set is decided in the same commit once it can be (ADR 0014). Of a file outside
// the set people hear when it was refused, or stays without a verdict: no set is
// sent back or held for it.
func (c *Case) checked(was Document, d *Document, action string) {
	facts := map[string]string{"document": d.ID, "version": cmp.Or(d.Version, d.Scanned)}
	switch {
	case c.Receipt == "":
	case d.stuck() && d.Checked && !(was.stuck() && was.Checked):
		c.did(action, facts, func(seq int64) events.Body { return events.SetHeld{Case: c.ID, Seq: seq} })
		return
	case d.Purpose != ForSet && d.refused() && !was.refused():
		c.did(action, facts, nil)
		c.refuse(d)
		return
	}
	c.did(action, facts, nil)
}

// ReadyToCopy lists the documents that may be copied to clean/ now.
func (c *Case) ReadyToCopy() []Document {
	var out []Document
	for _, d := range c.Documents {
		ok := d.Verdict == VerdictClean || d.Verdict == VerdictReleased
		if d.Checked && len(d.Reasons) == 0 && ok && d.Clean == "" {
			out = append(out, d)
		}
	}
	return out
}

// Copied records that the document stands in clean/ and may be read.
func (c *Case) Copied(document, version string) error {
	d := c.Document(document)
	if d == nil {
		return Refuse("document-unknown")
	}
	if d.Clean != "" {
		return nil
	}
	was := *d
	d.Clean, d.ETag = version, ""
	c.checked(was, d, "readable")
	return nil
}

// GiveUp ends the waiting for a file: it never arrived, or its verdict did not
// come in time. Only who has looked for the file in the store may give it up: a
// file whose arrival nobody heard of is there all the same.
func (c *Case) GiveUp(at time.Time, document string) error {
	d := c.Document(document)
	var was Document
	if d != nil {
		was = *d
	}
	switch {
	case d == nil:
		return Refuse("document-unknown")
	case d.decided() || !c.tiredOf(d, at):
		return nil
	case d.Checked:
		d.Verdict = VerdictUnclear
	default:
		d.against(because("file-not-arrived", d.Form, d.ID, d.FormName()))
	}
	c.checked(was, d, "given-up")
	return nil
}

// tiredOf tells whether a file was waited for long enough. A file of the set is
// waited for from the submission on; Validate holds the set for its verdict.
func (c *Case) tiredOf(d *Document, at time.Time) bool {
	if d.Purpose != ForSet {
		return !at.Before(d.Added.Add(uploadPeriod + VerdictPeriod))
	}
	open := c.State == Submitted || c.State == Held
	return open && !d.Replaced && !d.Checked && !at.Before(c.Received.Add(VerdictPeriod))
}

// VerdictPeriod is how long a malware verdict is waited for.
const VerdictPeriod = 30 * time.Minute

// Undecided tells whether a set was handed in and nobody has decided on it.
func (c *Case) Undecided() bool { return c.State == Submitted || c.State == Held }

// Ripe tells whether a set can be decided now: every file has its reasons, may be
// read, or was waited for long enough.
func (c *Case) Ripe(at time.Time) bool {
	_, waiting, _ := c.survey(c.patient(at))
	return c.State == Submitted && !waiting || c.State == Held && c.settled()
}

// patient tells of which files the verdict may still be on its way: it is waited
// for from the submission on, and from the arrival of a file that came later.
func (c *Case) patient(at time.Time) func(*Document) bool {
	return func(d *Document) bool {
		from := c.Received
		if d.Arrived.After(from) {
			from = d.Arrived
		}
		return at.Before(from.Add(VerdictPeriod))
	}
}

// Validate decides a submitted set: nothing while files are still on their way
// and the verdict period runs; else received, sent back with every reason, or
// held for want of a clean verdict. Source: KUM-08, KUM-15, NTF-01, NTF-14.
func (c *Case) Validate(at time.Time, rules SetRules) error {
	if !c.Undecided() {
		return nil
	}
	reasons, warnings, waiting, unclear := c.judge(at, rules)
	if waiting {
		return nil
	}
	c.Warnings = c.sealReasons(warnings)
	switch {
	case len(reasons) > 0:
		c.sendBack(at, reasons)
	case unclear:
		c.hold()
	default:
		c.accept(at)
	}
	return nil
}

// judge gives every reason against the set, what the rules only warn of, whether
// something is still awaited, and whether a verdict stayed unclear.
func (c *Case) judge(at time.Time, rules SetRules) (reasons, warnings []Reason, waiting, unclear bool) {
	files, waiting, unclear := c.survey(c.patient(at))
	against, warnings := c.contradictions(rules)
	return slices.Concat(c.declared(rules), files, against), warnings, waiting, unclear
}

// survey goes through the files of the set: the reasons against them, whether
// something is still awaited, whether a verdict stayed unclear.
func (c *Case) survey(patient func(*Document) bool) (reasons []Reason, waiting, unclear bool) {
	for _, d := range c.set() {
		switch {
		case len(d.Reasons) > 0:
			reasons = append(reasons, d.Reasons...)
		case d.Paper || d.Readable():
		case !d.Checked:
			waiting = true // inspect looks for it, and gives it up in the end
		case patient(d) || d.decided() && d.Verdict != VerdictUnclear:
			waiting = true // the copy to clean/ follows a clean verdict
		default:
			unclear = true
		}
	}
	return reasons, waiting, unclear
}

func (c *Case) hold() {
	if c.State == Held {
		return
	}
	for _, d := range c.set() {
		if d.Checked && d.Verdict == "" {
			d.Verdict = VerdictUnclear
		}
	}
	c.State = Held
	c.did("held", nil, func(seq int64) events.Body { return events.SetHeld{Case: c.ID, Seq: seq} })
}

// Release lets a document without a clean verdict be read, on the town's
// responsibility and with a reason.
func (c *Case) Release(document, reason string) error {
	d := c.Document(document)
	switch {
	case d == nil:
		return Refuse("document-unknown")
	case wordless(reason):
		return Refuse("reason-missing")
	case d.Verdict == VerdictReleased:
		return nil
	case d.Verdict != VerdictUnclear || len(d.Reasons) > 0:
		return Refuse("not-held")
	}
	d.Verdict = VerdictReleased
	c.text("released/"+document, reason)
	c.did("released", map[string]string{"document": document, "version": d.Version},
		func(seq int64) events.Body { return events.DocumentReleased{Case: c.ID, Seq: seq, Document: document} })
	return nil
}

func (c *Case) sendBack(at time.Time, reasons []Reason) {
	c.State, c.Reasons = SentBack, c.sealReasons(reasons)
	c.Corrections = append(c.Corrections, Correction{c.Received, at})
	seen, codes := map[string]bool{}, []string{}
	for _, r := range reasons {
		if !seen[r.Code] {
			seen[r.Code] = true
			codes = append(codes, r.Code)
		}
	}
	c.did("sent-back", map[string]string{"first": codes[0]},
		func(seq int64) events.Body { return events.SentBack{Case: c.ID, Seq: seq, Codes: codes} })
}

func (c *Case) accept(at time.Time) {
	c.Complete = c.Received
	for _, d := range c.set() {
		if d.Arrived.After(c.Complete) {
			c.Complete = d.Arrived
		}
	}
	c.State = Accepted
	c.did("accepted", map[string]string{"receipt": c.Receipt},
		func(seq int64) events.Body { return events.Accepted{Case: c.ID, Seq: seq} })
}

// Paper is a set a clerk registers that came by another way (KUM-23, KUM-24).
type Paper struct {
	Received time.Time // date of receipt, as an instant in Asia/Tokyo
	Forms    []string  // what the clerk has seen
	Tracking string    // 簡易書留 number, kept sealed
}

// Register takes in a set that came on paper or by another system: the same
// receipt, clock and register follow.
func (c *Case) Register(at time.Time, receipt string, p Paper, rules SetRules) error {
	switch {
	case c.State != Draft:
		return nil
	case p.Received.IsZero():
		return Refuse("date-missing")
	case day.On(p.Received).After(day.On(at)):
		return Refuse("received-in-future")
	}
	for _, f := range p.Forms {
		c.Documents = append(c.Documents, Document{ID: "p-" + f, Form: f, Name: OwnName(f, rules), Purpose: ForSet, Paper: true, Added: at, Arrived: p.Received})
	}
	c.Receipt, c.Received, c.Round, c.Rules = receipt, p.Received, 1, rules.Version()
	c.text("tracking", p.Tracking)
	c.did("registered", map[string]string{"receipt": receipt, "channel": c.Channel}, nil)
	c.State = Submitted
	return c.Validate(at, rules)
}

// CleanKey is where a document of incoming/ stands once it may be read.
func CleanKey(incoming string) string {
	return "clean/" + strings.TrimPrefix(incoming, "incoming/")
}
