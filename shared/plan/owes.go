package plan

import (
	"time"

	"github.com/sasae-care/sasae/events"
)

// Promise is something a case is owed by a certain time. What is owed follows
// from the state alone: app writes the difference beside the case in the same
// commit, and sweep wakes again what was promised and did not happen.
type Promise struct {
	Name string      // unique within the case
	Due  time.Time   // when sweep acts
	Wake events.Body // the event that wakes the step again
}

// How long a hint (an event, a schedule) is given before sweep acts.
const (
	inspectGrace = 5 * time.Minute
	assignGrace  = 5 * time.Minute
	alarmGrace   = 5 * time.Minute
)

// Owes lists the promises of the state the case is in.
func (c *Case) Owes() []Promise {
	var out []Promise
	switch c.State {
	case Submitted, Held:
		if c.State == Submitted || c.settled() {
			out = append(out, Promise{"validate", c.Received.Add(VerdictPeriod), events.Submitted{Case: c.ID, Seq: c.Seq}})
		}
		out = append(out, c.owesSet()...)
	case Accepted:
		out = append(out, Promise{"assign", c.Complete.Add(assignGrace), events.Accepted{Case: c.ID, Seq: c.Seq}})
	}
	out = append(out, c.owesAlarms()...)
	if c.Erased != nil && c.Erased.Files.IsZero() {
		out = append(out, Promise{"erase", c.Erased.At.Add(inspectGrace), events.ContentErased{Case: c.ID, Seq: c.Seq}})
	}
	return append(out, c.owesFiles()...)
}

// owesAlarms: each clock that runs rings next. What follows is promised with the
// ringing.
func (c *Case) owesAlarms() (out []Promise) {
	for _, k := range c.Clocks() {
		if s := k.next(); s != nil {
			out = append(out, Promise{"alarm-" + k.ID + "-" + s.Name + "@" + s.At.UTC().Format(time.RFC3339), s.At.Add(alarmGrace),
				events.AlarmRang{Case: c.ID, Clock: k.ID, Stage: s.Name, Due: s.At}})
		}
	}
	return out
}

// settled tells whether a held set can be decided on: the late verdicts, or the
// town's release, are there.
func (c *Case) settled() bool {
	reasons, waiting, unclear := c.survey(func(*Document) bool { return false })
	return !waiting && (len(reasons) > 0 || !unclear)
}

// owesSet: each file of the set is inspected, and copied to where it may be
// read once it is clean. The scanner's verdict wakes for that; who is woken by
// the promise looks at a file whose verdict did not come.
func (c *Case) owesSet() (out []Promise) {
	for _, d := range c.set() {
		if d.awaitsInspect() {
			out = append(out, Promise{"inspect-" + d.ID, c.Received.Add(inspectGrace), events.ObjectArrived{Key: d.Key}})
		}
	}
	return out
}

// owesFiles: so is a file that came outside the set (経過記録, 確定プラン).
func (c *Case) owesFiles() (out []Promise) {
	if c.Erased != nil {
		return nil
	}
	for _, d := range c.Documents {
		if d.Purpose != ForSet && d.awaitsInspect() {
			out = append(out, Promise{"inspect-" + d.ID, d.Added.Add(uploadPeriod + VerdictPeriod), events.ObjectArrived{Key: d.Key}})
		}
	}
	return out
}

// awaitsInspect tells whether something is still to happen to the file: our
// look at it, the scanner's verdict, or the copy to clean/.
func (d Document) awaitsInspect() bool {
	if d.Paper || len(d.Reasons) > 0 || d.Replaced || d.Readable() {
		return false
	}
	return d.Verdict != VerdictUnclear
}

// uploadPeriod is how long a signed upload URL lives.
const uploadPeriod = 10 * time.Minute

// UploadPeriod is how long a signed upload URL lives.
func UploadPeriod() time.Duration { return uploadPeriod }
