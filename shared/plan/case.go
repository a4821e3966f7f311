// Package plan is the case of one plan submission (ケアプラン等の提出), pure: a
// case and what somebody did to it come in, the changed case comes out, with
// what happened, or a Refusal that names the rule.
//
//	Case + act (submit, advise, file the confirmed plan, …) → Case + Happening | Refusal
//
// No act here knows the clock, the table or a network; instants are arguments.
// The review never holds up consent, delivery or service start (KUM-10, AMB-31):
// no act of the office waits for the centre.
package plan

import (
	"cmp"
	"slices"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/deadline"
	"github.com/sasae-care/sasae/shared/rules"
)

// State says how far the review is. What the office owes afterwards (answers,
// the confirmed plan) does not depend on it.
type State string

// The states, in the order of the flow; side states last.
const (
	Draft     State = "draft"      // 作成中
	Submitted State = "submitted"  // 受付済・確認中: receipt given, files are being checked
	Held      State = "held"       // 保留: a file has no clean malware verdict in time
	SentBack  State = "sent-back"  // 差戻し(補正依頼)
	Accepted  State = "accepted"   // 受理: complete; its centre is being found
	Unrouted  State = "unrouted"   // 担当未定: no district, or several; chosen by hand
	InReview  State = "in-review"  // 検証中
	Advised   State = "advised"    // 助言あり
	NoAdvice  State = "no-advice"  // 助言なし
	Lapsed    State = "lapsed"     // 期間満了(助言なし), not overdue (AMB-30)
	Withdrawn State = "withdrawn"  // 取下げ
	Ended     State = "user-ended" // 利用者の状況により終了
	Standing  State = "standing"   // no submission: the due days of an office, a centre or the town
)

// Kind is the event that calls for a submission (KUM-07): one of rules.Event.
type Kind string

// The kinds of submission, with the names of the rules. Source: section 9 of the
// catalogue, KUM-07, TOS-25, TOS-45.
const (
	New          = Kind(rules.New)          // 新規
	Renewal      = Kind(rules.Renewal)      // 計画の更新
	LevelChange  = Kind(rules.LevelChange)  // 区分変更
	PlanChange   = Kind(rules.PlanChange)   // 計画変更
	MinorChange  = Kind(rules.MinorChange)  // 軽微な変更
	Transfer     = Kind(rules.Transfer)     // 移行(包括→居宅)
	Provisional  = Kind(rules.Provisional)  // 暫定
	TypeCToA     = Kind(rules.TypeCToA)     // C→A
	Verification = Kind(rules.Verification) // 検証依頼
	Evaluation   = Kind(rules.Evaluation)   // 評価・終了
)

// kinds are those that may be submitted.
var kinds = []Kind{New, Renewal, LevelChange, PlanChange, MinorChange, Transfer, Provisional, TypeCToA, Verification, Evaluation}

// Case is one submission, without anything personal but Sealed, which is kept
// apart and encrypted.
type Case struct {
	ID      string      `json:"id"`
	Town    string      `json:"town"`
	Office  string      `json:"office"`  // 事業所番号
	Manager string      `json:"manager"` // staff id of the care manager
	Person  string      `json:"person"`  // keyed hash of the insured number
	Insurer string      `json:"insurer"` // 証記載保険者番号
	Kind    Kind        `json:"kind"`
	Care    rules.Care  `json:"care,omitempty"`  // none: 介護予防支援
	Track   rules.Track `json:"track,omitempty"` // none: 居宅指定
	Type    rules.Type  `json:"type,omitempty"`  // of 介護予防ケアマネジメント
	Channel string      `json:"channel"`         // portal, cpdl, kmn, post, window (KUM-23)
	State   State       `json:"state"`

	Pending bool `json:"pending,omitempty"` // 申請中・暫定: accepted and flagged

	Opened   time.Time `json:"opened"`
	Receipt  string    `json:"receipt,omitempty"`
	Received time.Time `json:"received,omitzero"` // arrival instant, fixed by the submit
	Complete time.Time `json:"complete,omitzero"` // arrival of the last file of the complete set
	Round    int       `json:"round,omitempty"`   // how often the set was handed in
	Rules    string    `json:"rules,omitempty"`   // version of the rule set it was received under

	Corrections []Correction `json:"corrections,omitempty"` // the rounds that were sent back

	Documents []Document `json:"documents,omitempty"`
	Reasons   []Reason   `json:"reasons,omitempty"`  // why it was sent back, all of them
	Warnings  []Reason   `json:"warnings,omitempty"` // what the set states that the rules only warn of

	District string `json:"district,omitempty"`
	Centre   string `json:"centre,omitempty"`
	Routed   string `json:"routed,omitempty"` // ByAddress or ByHand; why is in Sealed.Texts["routed"], and before what is expected
	Stray    bool   `json:"stray,omitempty"`  // the person moved to where no district is found; the town chooses
	Reviewer string `json:"reviewer,omitempty"`
	Proposed string `json:"proposed,omitempty"` // why this reviewer; a head's reason is in Sealed.Texts["reassigned"]

	Party string `json:"party,omitempty"` // whose standing record: office/…, centre/… or town

	Clock     *Clock        `json:"clock,omitempty"`
	Tracked   []Tracked     `json:"tracked,omitempty"`
	Advices   []Advice      `json:"advices,omitempty"`
	Confirmed *Confirmation `json:"confirmed,omitempty"`
	Record    *Request      `json:"record,omitempty"` // 経過記録 asked for (KUM-16)
	Situation []Situation   `json:"situation,omitempty"`
	Finished  time.Time     `json:"finished,omitzero"` // the review's end
	Hold      bool          `json:"hold,omitempty"`    // kept beyond its time; why is in Sealed.Texts["kept"]
	Erased    *Erasure      `json:"erased,omitempty"`
	Returned  time.Time     `json:"returned,omitzero"` // of a commission: the office gave the originals back (TOS-42)

	Seq  int64  `json:"seq"`  // number of the last audit entry
	Head string `json:"head"` // its hash

	Sealed Sealed `json:"-"`

	happened []Happening
}

// Sealed is what is about the person: kept in one encrypted item, never in an
// event, a log, a notice or a key.
type Sealed struct {
	Insured       string            `json:"insured"` // 被保険者番号
	Name          string            `json:"name"`
	Kana          string            `json:"kana,omitempty"`
	Birth         day.Date          `json:"birth,omitzero"`
	Address       Address           `json:"address"`
	Certification Certification     `json:"certification"`
	PlanFrom      day.Date          `json:"planFrom,omitzero"`
	PlanTo        day.Date          `json:"planTo,omitzero"`
	Consent       day.Date          `json:"consent,omitzero"`
	Stated        string            `json:"stated,omitempty"` // of the plan, beside the papers: content.ReadStatement
	Texts         map[string]string `json:"texts,omitempty"`  // advice, answers, reasons in free words, by id

	Facts  []Told                     `json:"facts,omitempty"`  // what somebody told, for the tracked clocks
	Counts map[string][]deadline.Step `json:"counts,omitempty"` // how their due days were found, by clock
}

// Address is where the person lives; it decides the centre (KUM-09).
type Address struct {
	Postcode string `json:"postcode,omitempty"`
	Area     string `json:"area"`  // 町丁目
	Block    string `json:"block"` // 番地
}

// Certification is 要支援認定: certified for a period, or pending (申請中・暫定).
type Certification struct {
	Status string   `json:"status"` // certified | pending | target | not-eligible
	Level  string   `json:"level,omitempty"`
	From   day.Date `json:"from,omitzero"`
	To     day.Date `json:"to,omitzero"`
}

// Purposes of a document.
const (
	ForSet       = "set"       // part of the set
	ForRecord    = "record"    // 経過記録 the centre asked for
	ForConfirmed = "confirmed" // 確定プラン
)

// Document is one declared file, or a paper form a clerk has seen.
type Document struct {
	ID       string    `json:"id"`
	Form     string    `json:"form"`
	Name     string    `json:"name,omitempty"` // of a form that the town's rules declare
	Purpose  string    `json:"purpose"`
	Format   string    `json:"format,omitempty"` // Upyobo, or none
	Paper    bool      `json:"paper,omitempty"`
	Type     string    `json:"type,omitempty"`
	Size     int64     `json:"size,omitempty"`
	Most     int64     `json:"most,omitempty"` // largest size of a form upload, whose size and hash nobody declared
	SHA256   string    `json:"sha256,omitempty"`
	Key      string    `json:"key,omitempty"` // in incoming/
	Added    time.Time `json:"added"`
	Version  string    `json:"version,omitempty"`
	ETag     string    `json:"etag,omitempty"` // of what is to be copied; none once it is
	Arrived  time.Time `json:"arrived,omitzero"`
	Checked  bool      `json:"checked,omitempty"` // our own inspection is done
	Pages    int       `json:"pages,omitempty"`
	Verdict  string    `json:"verdict,omitempty"` // "", clean, infected, unclear, released
	Scanned  string    `json:"scanned,omitempty"` // the version the verdict is about
	Reasons  []Reason  `json:"reasons,omitempty"`
	Clean    string    `json:"clean,omitempty"` // version in clean/, once readable
	Replaced bool      `json:"replaced,omitempty"`
}

// Upyobo is the plan sheet as the software of offices writes it (CSV).
const Upyobo = "upyobo"

// Malware verdicts of a document.
const (
	VerdictClean    = "clean"
	VerdictInfected = "infected"
	VerdictUnclear  = "unclear"  // the scanner could not tell, or never answered
	VerdictReleased = "released" // released by the town, with a reason
)

// FormName is the Japanese name of its form.
func (d Document) FormName() string { return cmp.Or(d.Name, rules.FormName(d.Form)) }

// OwnName is the name of a form that the rules declare themselves; none of one of
// the catalogue.
func OwnName(form string, set SetRules) string {
	if _, shared := rules.FormByID(form); shared {
		return ""
	}
	return set.FormName(form)
}

// Readable tells whether a document may be opened: our own checks and the
// malware verdict, or the town's release.
func (d Document) Readable() bool { return d.Clean != "" }

// decided tells whether nothing more is to be expected of the document.
func (d Document) decided() bool {
	return d.Paper || len(d.Reasons) > 0 || d.Checked && d.Verdict != ""
}

// Correction is a round that was sent back (補正依頼).
type Correction struct {
	Received time.Time `json:"received"` // when its set came
	Asked    time.Time `json:"asked"`    // when it was sent back
}

// Reason is one reason for sending a set back. Code is explained in docs/reasons.md.
type Reason struct {
	Code     string `json:"code"`
	Message  string `json:"message"` // Japanese: the rule and what to do; "" when it is sealed (Case.Why)
	Form     string `json:"form,omitempty"`
	Document string `json:"document,omitempty"`
}

// Advice is one advice along a viewpoint (KUM-18..22). Its text is in
// Sealed.Texts under ID.
type Advice struct {
	ID        string    `json:"id"`
	Viewpoint int       `json:"viewpoint"`
	At        time.Time `json:"at"`
	By        string    `json:"by"`
	Late      bool      `json:"late,omitempty"`    // after the period lapsed
	Closing   string    `json:"closing,omitempty"` // taken-up, minor-change, next-renewal, not
	ClosedAt  time.Time `json:"closedAt,omitzero"`
	ByPlan    bool      `json:"byPlan,omitempty"` // closed by the filing of the confirmed plan, not one by one
}

// Confirmation is the filing of the confirmed plan (確定プラン, KUM-12).
type Confirmation struct {
	Document string    `json:"document"`
	At       time.Time `json:"at"`
}

// Request is the centre's asking for the 経過記録.
type Request struct {
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Document string    `json:"document,omitempty"` // what answered it
}

// Situation is an 一報: what changed about the person (TOS-43).
type Situation struct {
	Kind string    `json:"kind"` // moved, moved-out, died, facility, level
	On   day.Date  `json:"on"`
	At   time.Time `json:"at"`
	From string    `json:"from,omitempty"` // centre in charge before a move

	Result Outcome `json:"result,omitempty"` // of level: what the certification came to
}

// Happening is what an act did, for the audit chain and for those who must hear.
type Happening struct {
	Action string            // audit action, for example "submitted"
	Facts  map[string]string // ids, codes, hashes and instants only
	Event  events.Body       // nil: nobody needs to hear
}

// Happened lists what was done to the case since it was read.
func (c *Case) Happened() []Happening { return c.happened }

// did records a happening; event gets the number the change will have.
func (c *Case) did(action string, facts map[string]string, event func(seq int64) events.Body) {
	h := Happening{Action: action, Facts: facts}
	if event != nil {
		h.Event = event(c.Seq + int64(len(c.happened)) + 1)
	}
	c.happened = append(c.happened, h)
}

// Document finds a document by its id.
func (c *Case) Document(id string) *Document {
	for i := range c.Documents {
		if c.Documents[i].ID == id {
			return &c.Documents[i]
		}
	}
	return nil
}

// set lists the documents of the set as it stands.
func (c *Case) set() []*Document {
	var out []*Document
	for i := range c.Documents {
		if d := &c.Documents[i]; d.Purpose == ForSet && !d.Replaced {
			out = append(out, d)
		}
	}
	return out
}

// Forms lists the form ids of the set as it stands.
func (c *Case) Forms() []string {
	var out []string
	for _, d := range c.set() {
		out = append(out, d.Form)
	}
	return out
}

// text keeps free words in the sealed part.
func (c *Case) text(id, words string) {
	if words == "" {
		return
	}
	if c.Sealed.Texts == nil {
		c.Sealed.Texts = map[string]string{}
	}
	c.Sealed.Texts[id] = words
}

// Over tells whether no review is wanted any more: withdrawn, or the person's
// situation ended it.
func (c *Case) Over() bool { return c.State == Withdrawn || c.State == Ended }

// NeedsTown tells whether the municipality must settle something: a document
// without a verdict, or a district by hand.
func (c *Case) NeedsTown() bool {
	return c.State == Unrouted || c.State == Held || !c.Over() && (c.Stray || slices.ContainsFunc(c.Documents, Document.stuck))
}

// stuck tells whether a file outside the set has no clean verdict: the town may
// release it. One of the set holds the set.
func (d Document) stuck() bool {
	return d.Purpose != ForSet && d.Verdict == VerdictUnclear && !d.refused()
}

// Finished review states.
func (c *Case) reviewed() bool {
	return c.State == Advised || c.State == NoAdvice || c.State == Lapsed
}
