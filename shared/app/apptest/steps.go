package apptest

import (
	"os"
	"testing"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions/alarm"
	"github.com/sasae-care/sasae/functions/assign"
	"github.com/sasae-care/sasae/functions/erase"
	"github.com/sasae-care/sasae/functions/inspect"
	"github.com/sasae-care/sasae/functions/notify"
	"github.com/sasae-care/sasae/functions/schedule"
	"github.com/sasae-care/sasae/functions/sweep"
	"github.com/sasae-care/sasae/functions/validate"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/plan"
)

// logic has the logic of the steps, so that one can be woken by itself.
var logic = map[string]func(*app.App) app.Handler{
	"inspect":  inspect.Step,
	"validate": validate.Step,
	"assign":   assign.Step,
	"erase":    erase.Step,
	"schedule": schedule.Step,
	"alarm":    alarm.Step,
	"notify":   notify.Step,
	"sweep":    sweep.Step,
}

// Event puts a body into an envelope of the bench's town, at its time.
func (b *Bench) Event(id string, body events.Body) events.Event {
	b.T.Helper()
	e, err := events.New(id, Town, b.Now(), body)
	b.must(err)
	return e
}

// Hear wakes one step by itself with an event; nobody else hears of it.
func (b *Bench) Hear(step string, e events.Event) error {
	b.T.Helper()
	return logic[step](b.App(step))(app.Unpausing(b.T.Context()), b.In, e)
}

// Restart closes the folder and opens it again: whatever was in memory only
// (an announcement on its way, an arrival, a verdict, a receipt) is lost.
func (b *Bench) Restart() {
	b.T.Helper()
	b.must(b.Node.Close())
	b.open(b.Dir)
}

// Copy is the same town in a folder of its own, after a restart.
func (b *Bench) Copy(t testing.TB) *Bench {
	b.T.Helper()
	b.must(b.Node.Close())
	dir := folder(t)
	b.must(os.CopyFS(dir, os.DirFS(b.Dir)))
	c := at(t, dir, b.Now())
	c.n, c.Scan = b.n, b.Scan
	return c
}

// Arrived is the event of a document's arrival.
func (b *Bench) Arrived(d plan.Document) events.Event {
	b.T.Helper()
	o, err := b.Disk.Head(b.T.Context(), d.Key)
	b.must(err)
	return b.Event(o.Version, events.ObjectArrived{Key: o.Key, Version: o.Version, ETag: o.ETag, Size: o.Size})
}

// Verdict is the scanner's event about a document.
func (b *Bench) Verdict(d plan.Document, result string) events.Event {
	b.T.Helper()
	o, err := b.Disk.Head(b.T.Context(), d.Key)
	b.must(err)
	return b.Event(o.Version+"-scan", events.MalwareVerdict{
		ScanStatus:      "COMPLETED",
		S3ObjectDetails: events.ScanObject{BucketName: "local", ObjectKey: o.Key, ETag: o.ETag, VersionID: o.Version},
		ScanResult:      events.ScanResult{Status: result},
	})
}

// Inspected brings every document of a case as far as inspect alone can: looked
// at, and scanned with this result.
func (b *Bench) Inspected(id, result string) {
	b.T.Helper()
	for _, d := range b.Case(id).Documents {
		b.must(b.Hear("inspect", b.Arrived(d)))
		b.must(b.Hear("inspect", b.Verdict(d, result)))
	}
}

// Accepted submits a complete set that is received, and goes no further.
func (b *Bench) Accepted(kind plan.Kind) plan.Case {
	b.T.Helper()
	c := b.Submitted(kind)
	b.Inspected(c.ID, "NO_THREATS_FOUND")
	b.must(b.Hear("validate", b.Event("validate", events.Submitted{Case: c.ID})))
	if c = b.Case(c.ID); c.State != plan.Accepted {
		b.T.Fatalf("want accepted, got %s %v", c.State, c.Reasons)
	}
	return c
}

// Expired is a case whose record has been kept for its time; the clock stands there.
func (b *Bench) Expired(kind plan.Kind) plan.Case {
	b.T.Helper()
	c := b.Do(b.Assigned(kind).ID, func(c *plan.Case) error { return c.AdviseNone(b.Now()) })
	return b.Expire(c.ID)
}

// Expire lets the time pass for which the record of a case is kept.
func (b *Bench) Expire(id string) plan.Case {
	b.T.Helper()
	keeping := b.Case(id).Tracked[0].Clock
	b.Set(keeping.LapseAt)
	return b.Do(id, func(c *plan.Case) error { return c.Ring(b.Now(), keeping.ID, plan.Over, b.Now()) })
}

// Assigned brings a complete set to its reviewer by the steps alone: no notice
// is written, no alarm set.
func (b *Bench) Assigned(kind plan.Kind) plan.Case {
	b.T.Helper()
	c := b.Accepted(kind)
	b.must(b.Hear("assign", b.Event("assign", events.Accepted{Case: c.ID})))
	if c = b.Case(c.ID); c.State != plan.InReview {
		b.T.Fatalf("want in-review, got %s", c.State)
	}
	return c
}
