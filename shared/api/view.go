package api

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/deadline"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/town"
)

// Item is a submission as lists show it: nothing personal.
type Item struct {
	ID      string     `json:"id"`
	Receipt string     `json:"receipt,omitempty"`
	State   plan.State `json:"state"`
	Kind    plan.Kind  `json:"kind"`

	Care  rules.Care  `json:"care"`
	Track rules.Track `json:"track"`
	Type  rules.Type  `json:"type,omitempty"`

	Channel   string    `json:"channel"`
	Pending   bool      `json:"pending,omitempty"`
	Office    string    `json:"office"`
	Manager   string    `json:"manager,omitempty"`
	District  string    `json:"district,omitempty"`
	Centre    string    `json:"centre,omitempty"`
	Reviewer  string    `json:"reviewer,omitempty"`
	Due       string    `json:"due,omitempty"`
	Opened    time.Time `json:"opened"`
	Received  time.Time `json:"received,omitzero"`
	Confirmed bool      `json:"confirmed"`
	Open      int       `json:"openAdvices"`
	Situation string    `json:"situation,omitempty"`
	NextDue   string    `json:"nextDue,omitempty"` // of what is tracked beside the review
}

// ItemOf shows a summary.
func ItemOf(s app.Summary) Item {
	return Item{
		ID: s.ID, Receipt: s.Receipt, State: s.State, Kind: s.Kind, Channel: s.Channel, Pending: s.Pending,
		Care: cmp.Or(s.Care, rules.Support), Track: plan.TrackOf(s.Care, s.Track), Type: s.Type,
		Office: s.Office, Manager: s.Manager, District: s.District, Centre: s.Centre, Reviewer: s.Reviewer, Due: s.Due,
		Opened: s.Opened, Received: s.Received, Confirmed: s.Confirmed, Open: s.Open, Situation: s.Situation, NextDue: s.NextDue,
	}
}

// Submission is one case as a caller may see it. Person and every text are for
// the own office, the centre in charge and the one that keeps the register.
type Submission struct {
	Item
	Complete  time.Time      `json:"complete,omitzero"`
	Finished  time.Time      `json:"finished,omitzero"`
	Returned  time.Time      `json:"returned,omitzero"`
	Round     int            `json:"round,omitempty"`
	Stray     bool           `json:"needsDistrict,omitempty"`
	Reasons   []Reason       `json:"reasons,omitempty"`
	Warnings  []Reason       `json:"warnings,omitempty"`
	SentBack  string         `json:"sentBackReason,omitempty"`
	Person    *PersonView    `json:"person,omitempty"`
	Routing   *RoutingView   `json:"routing,omitempty"`
	Documents []DocumentView `json:"documents"`
	Clock     *ClockView     `json:"clock,omitempty"`
	Tracked   []TrackedView  `json:"tracked"`
	Hold      bool           `json:"hold,omitempty"`
	Erased    time.Time      `json:"erased,omitzero"`
	Advices   []AdviceView   `json:"advices"`
	Record    *RecordView    `json:"record,omitempty"`
	Plan      *ConfirmedView `json:"confirmedPlan,omitempty"`
	Situation []NewsView     `json:"situations"`
	Outcomes  []OutcomeView  `json:"outcomes,omitempty"`
	Notes     []NoteView     `json:"notes"`
}

// PersonView is what is about the person.
type PersonView struct {
	Insurer       string             `json:"insurer"`
	Insured       string             `json:"insured"`
	Name          string             `json:"name"`
	Kana          string             `json:"kana,omitempty"`
	Birth         day.Date           `json:"birth"`
	Address       plan.Address       `json:"address"`
	Certification plan.Certification `json:"certification"`
	PlanFrom      day.Date           `json:"planFrom,omitzero"`
	PlanTo        day.Date           `json:"planTo,omitzero"`
	Plan          json.RawMessage    `json:"plan,omitempty"` // what is stated of it
}

// RoutingView says how the district and the reviewer were found; before that, what
// would be found: How is expected.
type RoutingView struct {
	How      string `json:"how"`
	Because  string `json:"because,omitempty"`
	Proposed string `json:"reviewerBecause,omitempty"`
}

// DocumentView is one document with its state.
type DocumentView struct {
	ID       string    `json:"id"`
	Form     string    `json:"form"`
	Name     string    `json:"name"` // of the form
	Purpose  string    `json:"purpose"`
	State    string    `json:"state"` // waiting, checking, readable, refused, held, paper
	Type     string    `json:"type,omitempty"`
	Size     int64     `json:"size,omitempty"`
	Pages    int       `json:"pages,omitempty"`
	Declared time.Time `json:"declared"`
	Arrived  time.Time `json:"arrived,omitzero"`
	Replaced bool      `json:"replaced,omitempty"`
	Reasons  []Reason  `json:"reasons,omitempty"`
}

// ClockView is a deadline with how it was computed and its alarms.
type ClockView struct {
	ID      string      `json:"id"`
	From    day.Date    `json:"from"`
	Due     day.Date    `json:"due,omitzero"` // none where the rules set no day
	Stopped string      `json:"stopped,omitempty"`
	Because []StepView  `json:"because"`
	Alarms  []AlarmView `json:"alarms"`
}

// StepView is one step of how a day was found, in words.
type StepView struct {
	Text   string `json:"text"`
	Source string `json:"source"`
	Open   bool   `json:"open,omitempty"` // the source is silent: the town's setting
}

func stepsOf(steps []deadline.Step) []StepView {
	out := make([]StepView, len(steps))
	for i, s := range steps {
		out[i] = StepView{s.Text(), s.Ground(), s.Open}
	}
	return out
}

// AlarmView is one alarm; Outcome is empty while it is still to ring.
type AlarmView struct {
	Stage   string    `json:"stage"`
	At      time.Time `json:"at"`
	Due     day.Date  `json:"due"`
	Outcome string    `json:"outcome,omitempty"`
	Why     string    `json:"why,omitempty"`
}

// AdviceView is one advice and how the office closed it.
type AdviceView struct {
	ID        string    `json:"id"`
	Viewpoint int       `json:"viewpoint"`
	At        time.Time `json:"at"`
	By        string    `json:"by"`
	Late      bool      `json:"late,omitempty"`
	Text      string    `json:"text,omitempty"`
	Closing   string    `json:"closing,omitempty"`
	ClosedAt  time.Time `json:"closedAt,omitzero"`
	Answer    string    `json:"answer,omitempty"`
}

// RecordView is the request for the 経過記録.
type RecordView struct {
	At       time.Time `json:"at"`
	Document string    `json:"document,omitempty"`
}

// ConfirmedView is the confirmed plan; the day of consent is for those inside.
type ConfirmedView struct {
	Document string    `json:"document"`
	At       time.Time `json:"at"`
	Consent  day.Date  `json:"consent,omitzero"`
}

// NewsView is one 一報, and who bills the month of it.
type NewsView struct {
	Kind   string       `json:"kind"`
	On     day.Date     `json:"on"`
	At     time.Time    `json:"at"`
	Note   string       `json:"note,omitempty"`
	Result plan.Outcome `json:"result,omitempty"`
	Month  StepView     `json:"month"`
}

// OutcomeView is what follows when a pending certification comes out so, or what
// follows now that it has. Source: TOS-38, TOS-40.
type OutcomeView struct {
	Result plan.Outcome `json:"result"`
	Came   bool         `json:"came,omitempty"`
	Ends   bool         `json:"ends,omitempty"`
	Month  StepView     `json:"month"`
	Steps  []TaskView   `json:"steps"`
}

// TaskView is one thing to be done, and whether the case knows that it was.
type TaskView struct {
	By string `json:"by"` // office, centre
	StepView
	Done bool `json:"done,omitempty"`
}

// NoteView is a reason or remark in free words; About says of what, with the day,
// document or entry it is about: extended/2026-05-20.
type NoteView struct {
	About string `json:"about"`
	Text  string `json:"text"`
}

// noted are the texts shown as notes; the others stand with what they are about.
var noted = []string{"tracking", "opened", "released", "reassigned", "extended", "withdrawn", "done", "kept"}

// Standing answers a POST: where the case stands now, in ids, codes and dates.
type Standing struct {
	ID       string     `json:"id"`
	Receipt  string     `json:"receipt,omitempty"`
	State    plan.State `json:"state"`
	District string     `json:"district,omitempty"`
	Centre   string     `json:"centre,omitempty"`
	Reviewer string     `json:"reviewer,omitempty"`
	Due      string     `json:"due,omitempty"`
	Stray    bool       `json:"needsDistrict,omitempty"`
}

// Stands answers with the Standing of a case.
func Stands(c *plan.Case, _ app.Heard) (any, error) { return StandingOf(c), nil }

// StandingOf is where a case stands.
func StandingOf(c *plan.Case) Standing {
	return Standing{
		ID: c.ID, Receipt: c.Receipt, State: c.State, District: c.District, Centre: c.Centre,
		Reviewer: c.Reviewer, Due: c.DueDay().String(), Stray: c.Stray,
	}
}

// View shows a case to a caller.
func View(p access.Principal, c *plan.Case) Submission {
	words := map[string]string{}
	v := Submission{
		Item: ItemOf(app.Summarise(c)), Complete: c.Complete, Finished: c.Finished, Returned: c.Returned, Round: c.Round, Stray: c.Stray,
		Documents: []DocumentView{}, Clock: clockView(c), Tracked: trackedOf(c, p.Knows(c)), Hold: c.Hold,
	}
	if c.Erased != nil {
		v.Erased = c.Erased.At
	} else if p.Knows(c) {
		words = c.Sealed.Texts
		v.Person = PersonOf(c)
		v.Outcomes = outcomesOf(c)
	}
	v.Reasons = reasonsOf(c.Why(), v.Person != nil)
	v.Warnings = reasonsOf(c.Warned(), v.Person != nil)
	if c.State == plan.SentBack {
		v.SentBack = words[fmt.Sprintf("sent-back/%d", c.Round)]
	}
	switch why := words["routed"]; {
	case c.Routed != "":
		v.Routing = &RoutingView{How: c.Routed, Because: why, Proposed: c.Proposed}
	case c.Centre == "" && !c.Over() && why != "":
		v.Routing = &RoutingView{How: "expected", Because: why}
	}
	for _, d := range c.Documents {
		v.Documents = append(v.Documents, documentView(d, v.Person != nil))
	}
	v.Advices = advicesOf(c, words)
	v.Situation = newsOf(c, words, v.Person != nil)
	v.Notes = notesOf(words, p.Role != town.Manager)
	if c.Record != nil {
		v.Record = &RecordView{c.Record.At, c.Record.Document}
	}
	if c.Confirmed != nil {
		v.Plan = &ConfirmedView{Document: c.Confirmed.Document, At: c.Confirmed.At}
		if v.Person != nil {
			v.Plan.Consent = c.Sealed.Consent
		}
	}
	return v
}

func advicesOf(c *plan.Case, words map[string]string) []AdviceView {
	out := []AdviceView{}
	for _, a := range c.Advices {
		out = append(out, AdviceView{
			ID: a.ID, Viewpoint: a.Viewpoint, At: a.At, By: a.By, Late: a.Late, Text: words["advice/"+a.ID],
			Closing: a.Closing, ClosedAt: a.ClosedAt, Answer: words["answer/"+a.ID],
		})
	}
	return out
}

// newsOf tells outsiders that the level changed, and not to which.
func newsOf(c *plan.Case, words map[string]string, inside bool) []NewsView {
	out := []NewsView{}
	for i, s := range c.Situation {
		if !inside {
			s.Result = ""
		}
		out = append(out, NewsView{
			Kind: s.Kind, On: s.On, At: s.At, Note: words[fmt.Sprintf("situation/%d", i+1)], Result: s.Result, Month: StepView(plan.MonthOf(s)),
		})
	}
	return out
}

func outcomesOf(c *plan.Case) (out []OutcomeView) {
	for _, p := range c.Prospects() {
		v := OutcomeView{Result: p.Outcome, Came: p.Came, Ends: p.Ends, Month: StepView(p.Month)}
		for _, s := range p.Steps {
			v.Steps = append(v.Steps, TaskView{s.By, StepView(s.Ground), s.Done})
		}
		out = append(out, v)
	}
	return out
}

// notesOf lists the notes by subject, each subject's in the order of its keys.
// Why the town opened a document, or keeps a record, is for the centre, not for
// the office it may be about.
func notesOf(words map[string]string, openings bool) []NoteView {
	out := []NoteView{}
	keys := slices.Sorted(maps.Keys(words))
	for _, subject := range noted {
		if (subject == "opened" || subject == "kept") && !openings {
			continue
		}
		for _, about := range keys {
			if about == subject || strings.HasPrefix(about, subject+"/") {
				out = append(out, NoteView{about, words[about]})
			}
		}
	}
	return out
}

// PersonOf shows the person of a case, to those inside.
func PersonOf(c *plan.Case) *PersonView {
	s := c.Sealed
	return &PersonView{
		Insurer: c.Insurer, Insured: s.Insured, Name: s.Name, Kana: s.Kana, Birth: s.Birth, Address: s.Address,
		Certification: s.Certification, PlanFrom: s.PlanFrom, PlanTo: s.PlanTo, Plan: json.RawMessage(s.Stated),
	}
}

func clockView(c *plan.Case) *ClockView {
	if c.Clock == nil {
		return nil
	}
	k := c.Clock
	return &ClockView{ID: k.ID, From: k.From, Due: k.Due, Stopped: k.Stopped, Because: stepsOf(k.Because), Alarms: alarmsOf(c.Alarms())}
}

func documentView(d plan.Document, inside bool) DocumentView {
	return DocumentView{
		ID: d.ID, Form: d.Form, Name: d.FormName(), Purpose: d.Purpose, State: stateOf(d), Type: d.Type,
		Size: d.Size, Pages: d.Pages, Declared: d.Added, Arrived: d.Arrived, Replaced: d.Replaced, Reasons: reasonsOf(d.Reasons, inside),
	}
}

// stateOf says in a word how far a document is.
func stateOf(d plan.Document) string {
	switch {
	case d.Paper:
		return "paper"
	case len(d.Reasons) > 0:
		return "refused"
	case d.Readable():
		return "readable"
	case d.Verdict == plan.VerdictUnclear:
		return "held"
	case !d.Checked:
		return "waiting"
	}
	return "checking"
}

// reasonsOf tells outsiders the code only: a message may hold the dates of a
// certification.
func reasonsOf(rs []plan.Reason, inside bool) (out []Reason) {
	for _, r := range rs {
		if !inside {
			r.Message = ""
		}
		out = append(out, Reason{Code: r.Code, Message: r.Message, Form: r.Form, Document: r.Document})
	}
	return out
}
