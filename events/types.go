package events

import "time"

// What comes from outside: the object store, the malware scanner, the timer,
// the providers of e-mail and SMS, the clock.

// ObjectArrived has inspect look at a file whose verdict did not come (ADR 0022):
// sweep's has a Key only, that of an earlier release was S3's "Object Created".
// ETag comes without quotation marks.
type ObjectArrived struct {
	Key     string `json:"key"`
	Version string `json:"version"`
	ETag    string `json:"etag"`
	Size    int64  `json:"size"`
}

// MalwareVerdict is the scanner's result for one version of an object, in the
// shape of GuardDuty Malware Protection for S3.
type MalwareVerdict struct {
	ScanStatus      string     `json:"scanStatus"` // COMPLETED | SKIPPED | FAILED
	S3ObjectDetails ScanObject `json:"s3ObjectDetails"`
	ScanResult      ScanResult `json:"scanResultDetails"`
}

// ScanObject names what was scanned.
type ScanObject struct {
	BucketName string `json:"bucketName"`
	ObjectKey  string `json:"objectKey"`
	ETag       string `json:"eTag"`
	VersionID  string `json:"versionId"`
}

// ScanResult is NO_THREATS_FOUND, THREATS_FOUND, UNSUPPORTED, ACCESS_DENIED or FAILED.
type ScanResult struct {
	Status string `json:"scanResultStatus"`
}

// AlarmRang: an alarm is due. It is what a schedule hands back when it rings, and
// what sweep says of one that nobody rang. Clock is for example review, Stage for
// example before3, due or after1.
type AlarmRang struct {
	Case  string    `json:"case"`
	Clock string    `json:"clock"`
	Stage string    `json:"stage"`
	Due   time.Time `json:"due"` // the instant of the alarm
}

// NoticeReceipt is what a provider says later about a message.
type NoticeReceipt struct {
	Notice  string `json:"notice"`
	Channel string `json:"channel"` // email | sms
	Kind    string `json:"kind"`    // sent | delivered | bounced
}

// NoticeDue wakes notify for a notice that was to wait: a quiet hour, a closed
// day, a throttled provider, or an outcome that stayed unknown.
type NoticeDue struct {
	Notice string `json:"notice"`
}

// HourStruck wakes the sweep of one town.
type HourStruck struct {
	Hour time.Time `json:"hour"`
}

// MonthDue: the month of a town is to be closed, if nothing of it is refused.
type MonthDue struct {
	Month string `json:"month"` // 2026-05
}

// EventType names the event and its version.
func (ObjectArrived) EventType() string  { return "object-arrived.v1" }
func (MalwareVerdict) EventType() string { return "malware-verdict.v1" }
func (AlarmRang) EventType() string      { return "alarm-rang.v1" }
func (NoticeReceipt) EventType() string  { return "notice-receipt.v1" }
func (NoticeDue) EventType() string      { return "notice-due.v1" }
func (HourStruck) EventType() string     { return "hour-struck.v1" }
func (MonthDue) EventType() string       { return "month-due.v1" }

// What a case announces. Seq is the number of the audit entry of the change,
// so that an older announcement can be told from a newer one.

// Submitted: the declared set was handed in and got its receipt.
type Submitted struct {
	Case string `json:"case"`
	Seq  int64  `json:"seq"`
}

// DocumentChecked: a document was inspected, or its malware verdict came.
type DocumentChecked struct {
	Case     string `json:"case"`
	Seq      int64  `json:"seq"`
	Document string `json:"document"`
}

// DocumentRefused: a file outside the set (経過記録, 確定プラン) was refused,
// infected, or never came; what it had answered is open again.
type DocumentRefused struct {
	Case     string `json:"case"`
	Seq      int64  `json:"seq"`
	Document string `json:"document"`
}

// DocumentReleased: the town released a document without a clean verdict; it
// may be copied to where it can be read.
type DocumentReleased struct {
	Case     string `json:"case"`
	Seq      int64  `json:"seq"`
	Document string `json:"document"`
}

// SetHeld: a document has no clean verdict in time; the town may release it.
type SetHeld struct {
	Case string `json:"case"`
	Seq  int64  `json:"seq"`
}

// SentBack: the set was sent back for correction (差戻し・補正依頼). Codes are the
// reasons, at least one and each once; docs/reasons.md explains them.
type SentBack struct {
	Case  string   `json:"case"`
	Seq   int64    `json:"seq"`
	Codes []string `json:"codes"`
}

// Accepted: a complete, consistent set was received.
type Accepted struct {
	Case string `json:"case"`
	Seq  int64  `json:"seq"`
}

// RoutingNeeded: no district, or several, match the address; somebody chooses.
type RoutingNeeded struct {
	Case string `json:"case"`
	Seq  int64  `json:"seq"`
}

// ReviewStarted: the set has a centre, perhaps a reviewer, and its clock runs.
type ReviewStarted struct {
	Case     string `json:"case"`
	Seq      int64  `json:"seq"`
	Centre   string `json:"centre"`
	Reviewer string `json:"reviewer"` // "" = unassigned queue
}

// ClockMoved: the due day of a clock was set or changed.
type ClockMoved struct {
	Case  string `json:"case"`
	Seq   int64  `json:"seq"`
	Clock string `json:"clock"`
}

// ReviewerChanged: the head of the centre chose another reviewer.
type ReviewerChanged struct {
	Case     string `json:"case"`
	Seq      int64  `json:"seq"`
	Reviewer string `json:"reviewer"`
}

// Rerouted: another centre is in charge now.
type Rerouted struct {
	Case string `json:"case"`
	Seq  int64  `json:"seq"`
	From string `json:"from"`
	To   string `json:"to"`
}

// DeadlineNear: an alarm rang and was still needed.
type DeadlineNear struct {
	Case  string `json:"case"`
	Seq   int64  `json:"seq"`
	Clock string `json:"clock"`
	Stage string `json:"stage"`
}

// RecordRequested: the centre asks for the 経過記録 (KUM-16).
type RecordRequested struct {
	Case string `json:"case"`
	Seq  int64  `json:"seq"`
}

// RecordSent: the office sent the 経過記録 it was asked for (KUM-16).
type RecordSent struct {
	Case     string `json:"case"`
	Seq      int64  `json:"seq"`
	Document string `json:"document"`
}

// ReviewFinished: advice, no advice, or the period lapsed (KUM-10, KUM-11).
type ReviewFinished struct {
	Case    string `json:"case"`
	Seq     int64  `json:"seq"`
	Outcome string `json:"outcome"` // advised | no-advice | lapsed
}

// Answered: the office closed one or more advices (AMB-31).
type Answered struct {
	Case string `json:"case"`
	Seq  int64  `json:"seq"`
}

// PlanConfirmed: the confirmed plan (確定プラン) was filed (KUM-12).
type PlanConfirmed struct {
	Case string `json:"case"`
	Seq  int64  `json:"seq"`
}

// SituationChanged: 一報 — moved, moved-out, died, facility, level (TOS-43).
type SituationChanged struct {
	Case string `json:"case"`
	Seq  int64  `json:"seq"`
	Kind string `json:"kind"`
}

// Withdrawn: the office took its submission back.
type Withdrawn struct {
	Case string `json:"case"`
	Seq  int64  `json:"seq"`
}

// ContentErased: the time for which a record is kept is over; what was about the
// person is gone from the table, its files are to follow (KAW-31-2).
type ContentErased struct {
	Case string `json:"case"`
	Seq  int64  `json:"seq"`
}

// MonthClosed: the person-months of insurer × month are tallied.
type MonthClosed struct {
	Month   string `json:"month"` // 2026-05
	Insurer string `json:"insurer"`
	Run     string `json:"run"`
}

// EventType names the event and its version.
func (Submitted) EventType() string        { return "submitted.v1" }
func (DocumentChecked) EventType() string  { return "document-checked.v1" }
func (DocumentRefused) EventType() string  { return "document-refused.v1" }
func (DocumentReleased) EventType() string { return "document-released.v1" }
func (SetHeld) EventType() string          { return "set-held.v1" }
func (SentBack) EventType() string         { return "sent-back.v1" }
func (Accepted) EventType() string         { return "accepted.v1" }
func (RoutingNeeded) EventType() string    { return "routing-needed.v1" }
func (ReviewStarted) EventType() string    { return "review-started.v1" }
func (ClockMoved) EventType() string       { return "clock-moved.v1" }
func (ReviewerChanged) EventType() string  { return "reviewer-changed.v1" }
func (Rerouted) EventType() string         { return "rerouted.v1" }
func (DeadlineNear) EventType() string     { return "deadline-near.v1" }
func (RecordRequested) EventType() string  { return "record-requested.v1" }
func (RecordSent) EventType() string       { return "record-sent.v1" }
func (ReviewFinished) EventType() string   { return "review-finished.v1" }
func (Answered) EventType() string         { return "answered.v1" }
func (PlanConfirmed) EventType() string    { return "plan-confirmed.v1" }
func (SituationChanged) EventType() string { return "situation-changed.v1" }
func (Withdrawn) EventType() string        { return "withdrawn.v1" }
func (ContentErased) EventType() string    { return "content-erased.v1" }
func (MonthClosed) EventType() string      { return "month-closed.v1" }

// All has one value of every type; the tests and the tables go by it.
var All = []Body{
	ObjectArrived{}, MalwareVerdict{}, AlarmRang{}, NoticeReceipt{}, NoticeDue{}, HourStruck{}, MonthDue{},
	Submitted{}, DocumentChecked{}, DocumentRefused{}, DocumentReleased{}, SetHeld{}, SentBack{}, Accepted{}, RoutingNeeded{},
	ReviewStarted{}, ClockMoved{}, ReviewerChanged{}, Rerouted{}, DeadlineNear{},
	RecordRequested{}, RecordSent{}, ReviewFinished{}, Answered{}, PlanConfirmed{}, SituationChanged{},
	Withdrawn{}, ContentErased{}, MonthClosed{},
}
