package inspect_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions/inspect"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/plan"
)

// one is a submitted set, and its first document.
func one(b *apptest.Bench) plan.Document { return b.Submitted(plan.New).Documents[0] }

// first is the first document of the only case as it is now.
func first(t *testing.T, b *apptest.Bench) plan.Document {
	t.Helper()
	for _, c := range b.Scene().Cases {
		return c.Documents[0]
	}
	t.Fatal("no case")
	return plan.Document{}
}

func hear(b *apptest.Bench, e events.Event) {
	b.T.Helper()
	if err := b.Hear("inspect", e); err != nil {
		b.T.Fatal(err)
	}
}

func TestInspectOutlastsDoublesAndFailures(t *testing.T) {
	apptest.Outlast(t, arrivals...)
	apptest.Outlast(t, verdicts...)
	apptest.Outlast(t, outside...)
}

var arrivals = []apptest.Trial{
	{
		Name: "a document whose verdict does not come is looked at, and is not readable yet", Step: "inspect", Swept: true, Later: 2 * time.Hour,
		Given: func(b *apptest.Bench) events.Event {
			b.Scan = ""
			return b.Arrived(one(b))
		},
		Then: func(t *testing.T, b *apptest.Bench) {
			if d := first(t, b); !d.Checked || d.Pages != 1 || d.Readable() || len(d.Reasons) != 0 || !d.Arrived.Equal(b.Now()) {
				t.Errorf("it is %+v", d)
			}
		},
	}, {
		Name: "a document that came before the set was handed in is looked at", Step: "inspect",
		Given: func(b *apptest.Bench) events.Event {
			return b.Arrived(b.Add(b.Open(plan.New).ID, "kihon", plan.ForSet, apptest.PDF("x")))
		},
		Then: func(t *testing.T, b *apptest.Bench) {
			if d := first(t, b); !d.Checked {
				t.Errorf("it is %+v", d)
			}
		},
	}, {
		Name: "a document that is no PDF is refused with the reason", Step: "inspect",
		Given: func(b *apptest.Bench) events.Event {
			c := b.Open(plan.New)
			d := b.Add(c.ID, "kihon", plan.ForSet, []byte("MZ, and surely no PDF"))
			return b.Arrived(d)
		},
		Then: func(t *testing.T, b *apptest.Bench) {
			if d := first(t, b); !d.Checked || len(d.Reasons) == 0 || d.Reasons[0].Document != d.ID {
				t.Errorf("it is %+v", d)
			}
		},
	}, {
		Name: "an object of no case is passed over", Step: "inspect",
		Given: func(b *apptest.Bench) events.Event {
			return b.Event("x", events.ObjectArrived{Key: "incoming/" + apptest.Town + "/01NOBODY/d1"})
		},
	}, {
		Name: "an object of another town is passed over", Step: "inspect",
		Given: func(b *apptest.Bench) events.Event {
			return b.Event("x", events.ObjectArrived{Key: strings.Replace(one(b).Key, apptest.Town, "431001", 1)})
		},
		Then: func(t *testing.T, b *apptest.Bench) {
			if d := first(t, b); d.Checked {
				t.Errorf("it was looked at: %+v", d)
			}
		},
	}, {
		Name: "a document that has not arrived is left waiting", Step: "inspect",
		Given: func(b *apptest.Bench) events.Event {
			d := b.Add(b.Open(plan.New).ID, "kihon", plan.ForSet, nil)
			return b.Event("x", events.ObjectArrived{Key: d.Key})
		},
		Then: func(t *testing.T, b *apptest.Bench) {
			if d := first(t, b); d.Checked || len(d.Reasons) != 0 {
				t.Errorf("it is %+v", d)
			}
		},
	},
}

// looked is the first document of a set, looked at for want of a verdict.
func looked(b *apptest.Bench) plan.Document {
	d := one(b)
	hear(b, b.Arrived(d))
	return d
}

var verdicts = []apptest.Trial{
	{
		Name: "a clean verdict has a document looked at, and makes it readable", Step: "inspect", Swept: true, Later: 2 * time.Hour,
		Given: func(b *apptest.Bench) events.Event { return b.Verdict(one(b), "NO_THREATS_FOUND") },
		Then: func(t *testing.T, b *apptest.Bench) {
			if d := first(t, b); d.Verdict != plan.VerdictClean || d.Pages != 1 || !d.Readable() || !d.Arrived.Equal(b.Now()) {
				t.Errorf("it is %+v", d)
			}
		},
	}, {
		Name: "a verdict on a document that was looked at makes it readable", Step: "inspect", Swept: true, Later: 2 * time.Hour,
		Given: func(b *apptest.Bench) events.Event { return b.Verdict(looked(b), "NO_THREATS_FOUND") },
		Then: func(t *testing.T, b *apptest.Bench) {
			if d := first(t, b); d.Verdict != plan.VerdictClean || !d.Readable() {
				t.Errorf("it is %+v", d)
			}
		},
	}, {
		Name: "an infected document is refused, never opened and never copied", Step: "inspect",
		Given: func(b *apptest.Bench) events.Event { return b.Verdict(one(b), "THREATS_FOUND") },
		Then: func(t *testing.T, b *apptest.Bench) {
			d := first(t, b)
			if d.Verdict != plan.VerdictInfected || d.Checked || d.Readable() || len(d.Reasons) != 1 || d.Reasons[0].Code != "malware" {
				t.Errorf("it is %+v", d)
			}
			for _, f := range b.Scene().Files {
				if strings.HasPrefix(f, "clean/") {
					t.Errorf("there is %s", f)
				}
			}
		},
	}, {
		Name: "a verdict that says nothing leaves the document unclear", Step: "inspect",
		Given: func(b *apptest.Bench) events.Event { return b.Verdict(looked(b), "UNSUPPORTED") },
		Then: func(t *testing.T, b *apptest.Bench) {
			if d := first(t, b); d.Verdict != plan.VerdictUnclear || d.Readable() {
				t.Errorf("it is %+v", d)
			}
		},
	}, {
		Name: "a verdict on another version changes nothing", Step: "inspect",
		Given: func(b *apptest.Bench) events.Event {
			return b.Event("x", events.MalwareVerdict{
				S3ObjectDetails: events.ScanObject{ObjectKey: looked(b).Key, VersionID: "another"},
				ScanResult:      events.ScanResult{Status: "NO_THREATS_FOUND"},
			})
		},
		Then: func(t *testing.T, b *apptest.Bench) {
			if d := first(t, b); d.Verdict != "" || d.Readable() {
				t.Errorf("it is %+v", d)
			}
		},
	}, {
		Name: "a document that the town released is readable", Step: "inspect", Swept: true, Later: 3 * time.Hour,
		Given: func(b *apptest.Bench) events.Event {
			d := looked(b)
			hear(b, b.Verdict(d, "FAILED"))
			c := b.Do(caseOf(d), func(c *plan.Case) error { return c.Release(d.ID, "窓口で確認した") })
			return b.Event("x", events.DocumentReleased{Case: c.ID, Seq: c.Seq, Document: d.ID})
		},
		Then: func(t *testing.T, b *apptest.Bench) {
			if d := first(t, b); d.Verdict != plan.VerdictReleased || !d.Readable() {
				t.Errorf("it is %+v", d)
			}
		},
	},
}

// outside are files that came beside the set.
var outside = []apptest.Trial{
	{
		Name: "a confirmed plan that turns out infected is not filed, and what it answered is open again", Step: "inspect",
		Given: func(b *apptest.Bench) events.Event {
			c := b.Assigned(plan.New)
			b.Do(c.ID, func(c *plan.Case) error {
				return c.Advise(b.Now(), "r1", []plan.Word{{Viewpoint: 1, Text: "目標を具体的に"}})
			})
			d := b.Add(c.ID, plan.PlanForm, plan.ForConfirmed, apptest.PDF("x"))
			b.Do(c.ID, func(c *plan.Case) error { return c.Confirm(b.Now(), d.ID, day.On(b.Now()), nil) })
			hear(b, b.Arrived(d))
			return b.Verdict(d, "THREATS_FOUND")
		},
		Then: func(t *testing.T, b *apptest.Bench) {
			for _, c := range b.Scene().Cases {
				if c.Confirmed != nil || c.Advices[0].Closing != "" {
					t.Errorf("filed %+v, the advice is %q", c.Confirmed, c.Advices[0].Closing)
				}
			}
		},
	}, {
		Name: "a record that is no PDF does not stand for the record that was asked for", Step: "inspect",
		Given: func(b *apptest.Bench) events.Event {
			c := b.Assigned(plan.New)
			b.Do(c.ID, func(c *plan.Case) error { return c.RequestRecord(b.Now(), "r1") })
			d := b.Add(c.ID, "keika", plan.ForRecord, []byte("MZ, and surely no PDF"))
			b.Do(c.ID, func(c *plan.Case) error { return c.SendRecord(d.ID) })
			return b.Arrived(d)
		},
		Then: func(t *testing.T, b *apptest.Bench) {
			for _, c := range b.Scene().Cases {
				if c.Record == nil || c.Record.Document != "" {
					t.Errorf("the record is %+v", c.Record)
				}
			}
		},
	},
}

func caseOf(d plan.Document) string { return strings.Split(d.Key, "/")[2] }

// of is the document as it is now.
func of(b *apptest.Bench, d plan.Document) plan.Document {
	c := b.Case(caseOf(d))
	return *c.Document(d.ID)
}

// A file outside the set (経過記録, 確定プラン) is not waited for by validate:
// inspect alone must come to an end with it.
func TestAFileOutsideTheSet(t *testing.T) {
	record := func(t *testing.T, body []byte) (*apptest.Bench, plan.Document) {
		b := apptest.New(t)
		c := b.InReview(plan.New)
		b.Do(c.ID, func(c *plan.Case) error { return c.RequestRecord(b.Now(), "r1") })
		b.Scan = "" // the scanner never answers
		d := b.Add(c.ID, "keika", plan.ForRecord, body)
		b.Settle()
		return b, d
	}
	end := func(b *apptest.Bench, d plan.Document) plan.Document {
		b.Advance(b.Now().Add(3 * time.Hour))
		c := b.Case(caseOf(d))
		for _, p := range c.Owes() {
			if strings.HasPrefix(p.Name, "inspect-") {
				b.T.Errorf("still promised: %s", p.Name)
			}
		}
		return of(b, d)
	}
	t.Run("that never arrives is given up with the reason", func(t *testing.T) {
		b, d := record(t, nil)
		if d = end(b, d); len(d.Reasons) != 1 || d.Reasons[0].Code != "file-not-arrived" {
			t.Errorf("it is %+v", d)
		}
	})
	t.Run("without a verdict is unclear in the end, and the town may release it", func(t *testing.T) {
		b, d := record(t, apptest.PDF("x"))
		if d = end(b, d); d.Verdict != plan.VerdictUnclear || d.Readable() {
			t.Fatalf("it is %+v", d)
		}
		b.Do(caseOf(d), func(c *plan.Case) error { return c.Release(d.ID, "窓口で確認した") })
		b.Settle()
		if d = of(b, d); !d.Readable() {
			t.Errorf("it is %+v", d)
		}
	})
	t.Run("that was filed as the confirmed plan and is refused is not filed, and the office hears", func(t *testing.T) {
		for scan, code := range map[string]string{"THREATS_FOUND": "malware", "never": "file-not-arrived"} {
			b := apptest.New(t)
			c := b.InReview(plan.New)
			b.Scan = scan
			body := apptest.PDF("x")
			if scan == "never" {
				body = nil
			}
			d := b.Add(c.ID, plan.PlanForm, plan.ForConfirmed, body)
			b.Do(c.ID, func(c *plan.Case) error { return c.Confirm(b.Now(), d.ID, day.On(b.Now()), nil) })
			b.Settle()
			b.Advance(b.Now().Add(3 * time.Hour))
			if c = b.Case(c.ID); c.Confirmed != nil || c.Document(d.ID).Reasons[0].Code != code {
				t.Errorf("%s: filed %+v, the document %+v", scan, c.Confirmed, c.Document(d.ID))
			}
			heard := 0
			for _, n := range b.Scene().Told {
				if n.Kind == "document-refused" && n.Staff == "m1" && n.Sent == 1 {
					heard++
				}
			}
			if heard != 1 {
				t.Errorf("%s: the office heard %d times", scan, heard)
			}
		}
	})
	t.Run("is not given up before its time", func(t *testing.T) {
		b, d := record(t, nil)
		b.Do(caseOf(d), func(c *plan.Case) error { return c.GiveUp(b.Now(), d.ID) })
		if d = of(b, d); len(d.Reasons) != 0 {
			t.Errorf("it is %+v", d)
		}
	})
}

// The scanner speaks once; the object store may be away for longer than its
// event is given again.
func TestAFileThatCannotBeReadOrCopiedLosesNoVerdict(t *testing.T) {
	for call, what := range []string{"the look", "the copy"} {
		t.Run(what, func(t *testing.T) {
			b := apptest.New(t)
			d := one(b)
			a, _ := b.Disturbed("inspect", "files", func(n int) fault.Outcome {
				if n > call {
					return fault.NotDone
				}
				return fault.Fine
			})
			if err := inspect.Step(a)(t.Context(), b.In, b.Verdict(d, "NO_THREATS_FOUND")); err == nil {
				t.Error("it says nothing of it")
			}
			if d = of(b, d); d.Verdict != plan.VerdictClean || d.Checked != (what == "the copy") || d.Readable() {
				t.Fatalf("it is %+v", d)
			}
			hear(b, b.Arrived(d))
			if d = of(b, d); !d.Readable() {
				t.Errorf("it is %+v", d)
			}
		})
	}
}
