package validate_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
)

func submitted(b *apptest.Bench, c plan.Case) events.Event {
	return b.Event("submitted", events.Submitted{Case: c.ID, Seq: c.Seq})
}

func do(b *apptest.Bench, err error) {
	b.T.Helper()
	if err != nil {
		b.T.Fatal(err)
	}
}

// the only case, and the state it must be in.
func the(t *testing.T, b *apptest.Bench, want plan.State) plan.Case {
	t.Helper()
	for _, c := range b.Scene().Cases {
		if c.State != want {
			t.Fatalf("the case is %s %v, want %s", c.State, c.Reasons, want)
		}
		return c
	}
	t.Fatal("no case")
	return plan.Case{}
}

func state(want plan.State) func(*testing.T, *apptest.Bench) {
	return func(t *testing.T, b *apptest.Bench) { the(t, b, want) }
}

func because(codes ...string) func(*testing.T, *apptest.Bench) {
	return func(t *testing.T, b *apptest.Bench) {
		var got []string
		for _, r := range the(t, b, plan.SentBack).Reasons {
			got = append(got, r.Code)
		}
		if diff := cmp.Diff(codes, got); diff != "" {
			t.Error(diff)
		}
	}
}

// with is a complete set about a person that the test changes, inspected before
// it was handed in.
func with(change func(*plan.Sealed)) func(b *apptest.Bench) events.Event {
	return func(b *apptest.Bench) events.Event {
		c := b.Open(plan.New)
		b.Do(c.ID, func(c *plan.Case) error {
			s := apptest.Person()
			change(&s)
			return c.Amend(s)
		})
		for _, d := range b.Wanted(plan.New) {
			b.Add(c.ID, d.Form, plan.ForSet, apptest.PDF(d.Form))
		}
		b.Inspected(c.ID, "NO_THREATS_FOUND")
		return submitted(b, b.Submit(c.ID))
	}
}

func TestValidateOutlastsDoublesAndFailures(t *testing.T) {
	apptest.Outlast(t, decisions...)
	apptest.Outlast(t, waits...)
}

var decisions = []apptest.Trial{
	{
		Name: "a complete and clean set is received", Step: "validate", Swept: true, Later: 2 * time.Hour,
		Given: with(func(*plan.Sealed) {}),
		Then: func(t *testing.T, b *apptest.Bench) {
			if c := the(t, b, plan.Accepted); !c.Complete.Equal(apptest.Start) {
				t.Errorf("complete at %s", c.Complete)
			}
		},
	}, {
		Name: "a set while the certification is pending is received, and flagged", Step: "validate",
		Given: with(func(s *plan.Sealed) { s.Certification = plan.Certification{Status: "pending"} }),
		Then: func(t *testing.T, b *apptest.Bench) {
			if !the(t, b, plan.Accepted).Pending {
				t.Error("it is not flagged")
			}
		},
	}, {
		Name: "a plan beyond the certification is sent back", Step: "validate", Swept: true, Later: 2 * time.Hour,
		Given: with(func(s *plan.Sealed) { s.PlanTo = day.MustParse("2027-04-30") }),
		Then:  because("certification-not-covering"),
	}, {
		Name: "a plan that ends before it begins is sent back", Step: "validate",
		Given: with(func(s *plan.Sealed) { s.PlanTo = s.PlanFrom.AddDays(-1) }),
		Then:  because("plan-period-wrong"),
	}, {
		Name: "a set without certification is sent back", Step: "validate",
		Given: with(func(s *plan.Sealed) { s.Certification = plan.Certification{} }),
		Then:  because("certification-missing"),
	}, {
		Name: "a level that is not support is sent back", Step: "validate",
		Given: with(func(s *plan.Sealed) { s.Certification.Level = "21" }),
		Then:  because("level-not-support"),
	}, {
		Name: "a set with a virus and a wrong period is sent back with both reasons", Step: "validate",
		Given: func(b *apptest.Bench) events.Event {
			c := b.Open(plan.New)
			b.Do(c.ID, func(c *plan.Case) error {
				s := apptest.Person()
				s.PlanTo = s.PlanFrom.AddDays(-1)
				return c.Amend(s)
			})
			for _, d := range b.Wanted(plan.New) {
				b.Add(c.ID, d.Form, plan.ForSet, apptest.PDF(d.Form))
			}
			b.Inspected(c.ID, "NO_THREATS_FOUND")
			b.Do(c.ID, func(c *plan.Case) error { // as if the scanner had known more
				c.Documents[1].Verdict, c.Documents[1].Clean = "", ""
				return c.Scanned(c.Documents[1].ID, c.Documents[1].Version, plan.VerdictInfected)
			})
			return submitted(b, b.Submit(c.ID))
		},
		Then: because("malware", "plan-period-wrong"),
	},
}

var waits = []apptest.Trial{
	{
		Name: "a set whose files are on their way waits", Step: "validate",
		Given: func(b *apptest.Bench) events.Event { return submitted(b, b.Submitted(plan.New)) },
		Then:  state(plan.Submitted),
	}, {
		Name: "a set without a verdict waits while its time runs", Step: "validate",
		Given: func(b *apptest.Bench) events.Event { return inspectedOnly(b, plan.VerdictPeriod-time.Second) },
		Then:  state(plan.Submitted),
	}, {
		Name: "a set without a verdict is held after 30 minutes", Step: "validate", Swept: true, Later: 2 * time.Hour,
		Given: func(b *apptest.Bench) events.Event { return inspectedOnly(b, plan.VerdictPeriod) },
		Then: func(t *testing.T, b *apptest.Bench) {
			c := the(t, b, plan.Held)
			if c.Documents[0].Verdict != plan.VerdictUnclear || c.Documents[0].Readable() {
				t.Errorf("it is %+v", c.Documents[0])
			}
		},
	}, {
		Name: "a file that is there is waited for, though nobody looked at it in 30 minutes", Step: "validate",
		Given: func(b *apptest.Bench) events.Event {
			c := b.Submitted(plan.New)
			b.Set(b.Now().Add(time.Hour))
			return submitted(b, c)
		},
		Then: state(plan.Submitted),
	}, {
		Name: "a held set stays held while nothing is new", Step: "validate",
		Given: func(b *apptest.Bench) events.Event {
			e := inspectedOnly(b, plan.VerdictPeriod)
			do(b, b.Hear("validate", e))
			b.Set(b.Now().Add(time.Hour))
			return e
		},
		Then: state(plan.Held),
	}, {
		Name: "a document checked before the set was handed in decides nothing", Step: "validate",
		Given: func(b *apptest.Bench) events.Event {
			c := b.Open(plan.New)
			d := b.Add(c.ID, "F-KIHON", plan.ForSet, apptest.PDF("x"))
			do(b, b.Hear("inspect", b.Arrived(d)))
			return b.Event("x", events.DocumentChecked{Case: c.ID, Document: d.ID})
		},
		Then: state(plan.Draft),
	},
}

// inspectedOnly is a set that was looked at, but of which the scanner said
// nothing, some time after it was handed in.
func inspectedOnly(b *apptest.Bench, after time.Duration) events.Event {
	c := b.Submitted(plan.New)
	b.Scan = ""
	for _, d := range c.Documents {
		do(b, b.Hear("inspect", b.Arrived(d)))
	}
	b.Set(b.Now().Add(after))
	return submitted(b, c)
}
