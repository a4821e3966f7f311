package plan

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// Opening is what an office says when it opens a submission.
type Opening struct {
	Office, Manager, Person, Insurer, Channel string
	Kind                                      Kind
	Care                                      rules.Care  // none: 介護予防支援
	Track                                     rules.Track // none: 居宅指定, and 委託 of 介護予防ケアマネジメント
	Type                                      rules.Type
	Sealed                                    Sealed
}

// Open begins a submission. Source: KUM-01, KUM-08.
func (c *Case) Open(at time.Time, by Opening) error {
	if c.State != "" {
		return nil
	}
	if !slices.Contains(kinds, by.Kind) {
		return Refuse("kind-unknown")
	}
	if err := by.bind(); err != nil {
		return err
	}
	if !channels[by.Channel] {
		return Refuse("channel-unknown", by.Channel)
	}
	if err := by.Sealed.check(); err != nil {
		return err
	}
	c.Office, c.Manager, c.Person, c.Insurer = by.Office, by.Manager, by.Person, by.Insurer
	c.Kind, c.Channel, c.Sealed = by.Kind, by.Channel, by.Sealed
	c.Care, c.Track, c.Type = by.Care, by.Track, by.Type
	c.Pending = by.Sealed.Certification.Status == "pending"
	c.Opened, c.State = at, Draft
	facts := map[string]string{"kind": string(c.Kind), "channel": c.Channel, "office": c.Office}
	for name, v := range map[string]string{"care": string(c.Care), "track": string(c.Track), "type": string(c.Type)} {
		if v != "" {
			facts[name] = v
		}
	}
	c.did("opened", facts, nil)
	return nil
}

// Amend corrects what the office said about the person, while the set is open.
func (c *Case) Amend(s Sealed) error {
	if c.State != Draft && c.State != SentBack {
		return Refuse("set-closed")
	}
	if err := s.check(); err != nil {
		return err
	}
	s.Insured, s.Texts, s.Consent = c.Sealed.Insured, c.Sealed.Texts, c.Sealed.Consent
	s.Facts, s.Counts = c.Sealed.Facts, c.Sealed.Counts
	if reflect.DeepEqual(s, c.Sealed) {
		return nil
	}
	if s.Address != c.Sealed.Address {
		c.Routed = "" // a choice by hand was about another address
	}
	c.Sealed, c.Pending = s, s.Certification.Status == "pending"
	c.did("amended", nil, nil)
	return nil
}

// Expect says why the case would go where it would go as things are, before it is
// assigned: who opens it sees at once that an address lies in no district.
func (c *Case) Expect(because string) {
	if c.Routed == "" {
		c.text("routed", because)
	}
}

// unexpect forgets what was expected of another address.
func (c *Case) unexpect() {
	if c.Routed == "" {
		delete(c.Sealed.Texts, "routed")
	}
}

// channels by which a set may come; e-mail is none (KUM-23..25).
var channels = map[string]bool{"portal": true, "cpdl": true, "kmn": true, "post": true, "window": true}

func (s Sealed) check() error {
	if s.Stated != "" {
		if _, err := content.ReadStatement([]byte(s.Stated)); err != nil {
			return Refuse("statement-unreadable", err)
		}
	}
	if s.Name == "" || s.Birth.IsZero() || s.Address.Area == "" && s.Address.Postcode == "" {
		return Refuse("name-missing")
	}
	return nil
}

// SetRules is what the rule set in force says of a document set.
type SetRules interface {
	// Version names the rule set for good.
	Version() string
	// Check holds what the set states against the rules.
	Check(p content.Plan) []content.Finding
	// Missing compares forms with what the event wants on that track, of that type.
	Missing(w rules.Wanted, forms []string) (missing, doubled, unexpected []string)
	// FormName is the Japanese name of a form, also of one of the town's own.
	FormName(id string) string
}

// Submit hands the declared set in: it is checked as declared, the arrival
// instant is fixed and the receipt number given, at once; so is what becomes of
// it, when none of its files is awaited. The same submission again changes
// nothing. Source: KUM-08, KUM-15.
func (c *Case) Submit(at time.Time, receipt string, rules SetRules) error {
	switch {
	case c.Over():
		return Refuse("already-over")
	case c.State != Draft && c.State != SentBack:
		return nil
	case len(c.set()) == 0:
		return Refuse("set-empty")
	case c.State == SentBack && c.unmended(at, rules):
		return nil
	}
	if reasons := c.declared(rules); len(reasons) > 0 {
		return &Incomplete{Reasons: reasons}
	}
	if c.Receipt == "" {
		c.Receipt = receipt
	}
	c.Received, c.State, c.Reasons, c.Round, c.Rules = at, Submitted, nil, c.Round+1, rules.Version()
	c.did("submitted", map[string]string{"receipt": c.Receipt, "round": fmt.Sprint(c.Round)}, nil)
	return c.Validate(at, rules)
}

// unmended tells whether a set that was sent back would be sent back again, for
// just the same reasons.
func (c *Case) unmended(at time.Time, rules SetRules) bool {
	reasons, _, waiting, _ := c.judge(at, rules)
	return !waiting && len(reasons) > 0 && slices.Equal(reasons, c.Why())
}

// Incomplete refuses a declared set with every reason at once.
type Incomplete struct{ Reasons []Reason }

func (i *Incomplete) Error() string { return i.Reasons[0].Message }

func (c *Case) declared(rules SetRules) (out []Reason) {
	missing, doubled, unexpected := rules.Missing(c.Wanted(), c.Forms())
	for _, f := range missing {
		out = append(out, because("missing-form", f, "", rules.FormName(f)))
	}
	for _, f := range doubled {
		out = append(out, because("doubled-form", f, "", rules.FormName(f)))
	}
	for _, f := range unexpected {
		out = append(out, because("unexpected-form", f, "", rules.FormName(f)))
	}
	return out
}

// Withdraw takes the submission back (取下げ), while its review has no outcome:
// what was said, or left unsaid, stays said.
func (c *Case) Withdraw(at time.Time, reason string) error {
	if c.State == Withdrawn {
		return nil
	}
	if c.Over() {
		return Refuse("already-over")
	}
	if c.reviewed() {
		return Refuse("already-reviewed")
	}
	if wordless(reason) {
		return Refuse("reason-missing")
	}
	c.State, c.Finished = Withdrawn, at
	c.stopClock("withdrawn")
	c.stopTracked("withdrawn")
	c.text("withdrawn", reason)
	c.did("withdrawn", nil, func(seq int64) events.Body { return events.Withdrawn{Case: c.ID, Seq: seq} })
	return nil
}

// Closings of an advice. Source: AMB-31.
var closings = map[string]bool{"taken-up": true, "minor-change": true, "next-renewal": true, "not": true}

// Answer is how the office closes one advice.
type Answer struct {
	Advice, Closing, Reason string
}

// Answer closes advices one by one; "not" wants a reason. Source: AMB-31.
func (c *Case) Answer(at time.Time, answers []Answer) error {
	if c.State == Withdrawn {
		return Refuse("already-over")
	}
	if len(answers) == 0 {
		return Refuse("answer-unknown")
	}
	changed := false
	for _, a := range answers {
		again, err := c.closeAdvice(at, a)
		if err != nil {
			return err
		}
		changed = changed || !again
	}
	if changed {
		c.did("answered", nil, func(seq int64) events.Body { return events.Answered{Case: c.ID, Seq: seq} })
	}
	return nil
}

func (c *Case) closeAdvice(at time.Time, a Answer) (again bool, err error) {
	ad := c.advice(a.Advice)
	switch {
	case ad == nil:
		return false, Refuse("advice-unknown", a.Advice)
	case !closings[a.Closing]:
		return false, Refuse("answer-unknown")
	case ad.Closing == a.Closing:
		return true, nil
	case ad.Closing != "":
		return false, Refuse("already-answered", a.Advice)
	case a.Closing == "not" && wordless(a.Reason):
		return false, Refuse("answer-reason-missing")
	}
	ad.Closing, ad.ClosedAt = a.Closing, at
	c.text("answer/"+a.Advice, a.Reason)
	return false, nil
}

func (c *Case) advice(id string) *Advice {
	for i := range c.Advices {
		if c.Advices[i].ID == id {
			return &c.Advices[i]
		}
	}
	return nil
}

// PlanForm is the form of the confirmed plan; of ケアマネジメントC the one of its
// result will do. Source: KUM-12, KAW-33-3C-イ.
const (
	PlanForm   = "F-PLAN"
	resultForm = "F-C-RESULT"
)

// Confirm files the confirmed plan, any day after the receipt; it counts as the
// answer: advices not closed otherwise are taken up. Its file may still be on
// its way; when it is refused or given up, the filing is void (refused).
// Source: KUM-12, AMB-31.
func (c *Case) Confirm(at time.Time, document string, consent day.Date, answers []Answer) error {
	if c.planFiled() && c.Confirmed.Document == document {
		return nil
	}
	d := c.Document(document)
	switch {
	case c.planFiled():
		return Refuse("already-confirmed")
	case c.State == Withdrawn:
		return Refuse("already-over")
	case c.Receipt == "":
		return Refuse("not-accepted")
	case d == nil || d.Purpose != ForConfirmed:
		return Refuse("document-unknown")
	case d.refused():
		return Refuse("document-refused")
	case d.Form != PlanForm && (d.Form != resultForm || c.Type != rules.TypeC):
		return Refuse("confirmed-form-wrong")
	case consent.IsZero():
		return Refuse("consent-missing")
	case consent.After(day.On(at)):
		return Refuse("consent-in-future")
	}
	for _, a := range answers {
		if _, err := c.closeAdvice(at, a); err != nil {
			return err
		}
	}
	for i := range c.Advices {
		if ad := &c.Advices[i]; ad.Closing == "" {
			ad.Closing, ad.ClosedAt, ad.ByPlan = "taken-up", at, true
		}
	}
	c.Sealed.Consent = consent
	c.Confirmed = &Confirmation{Document: document, At: at}
	c.did("plan-confirmed", map[string]string{"document": document},
		func(seq int64) events.Body { return events.PlanConfirmed{Case: c.ID, Seq: seq} })
	return nil
}

// SendRecord answers the centre's request for the 経過記録 (KUM-16).
func (c *Case) SendRecord(document string) error {
	d := c.Document(document)
	switch {
	case c.Record == nil:
		return Refuse("record-not-requested")
	case d == nil || d.Purpose != ForRecord:
		return Refuse("document-unknown")
	case c.Record.Document == document:
		return nil
	case d.refused():
		return Refuse("document-refused")
	}
	c.Record.Document = document
	c.did("record-sent", map[string]string{"document": document},
		func(seq int64) events.Body { return events.RecordSent{Case: c.ID, Seq: seq, Document: document} })
	return nil
}
