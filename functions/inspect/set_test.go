package inspect_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/plan"
)

// The set is decided in the commit that ends the waiting for its last file.
func TestInspectDecidesTheSet(t *testing.T) { apptest.Outlast(t, sets...) }

// is the state of the only case, and why it was sent back.
func is(want plan.State, codes ...string) func(*testing.T, *apptest.Bench) {
	return func(t *testing.T, b *apptest.Bench) {
		for _, c := range b.Scene().Cases {
			var got []string
			for _, r := range c.Reasons {
				got = append(got, r.Code)
			}
			if diff := cmp.Diff(codes, got); c.State != want || diff != "" {
				t.Errorf("the case is %s, want %s\n%s", c.State, want, diff)
			}
		}
	}
}

// allBut is a submitted set of which every document but the first was looked at
// and has its verdict.
func allBut(b *apptest.Bench) (plan.Case, plan.Document) {
	c := b.Submitted(plan.New)
	for _, d := range c.Documents[1:] {
		hear(b, b.Verdict(d, "NO_THREATS_FOUND"))
	}
	return c, c.Documents[0]
}

var sets = []apptest.Trial{
	{
		Name: "the last verdict of a set receives it", Step: "inspect", Swept: true, Later: 2 * time.Hour,
		Given: func(b *apptest.Bench) events.Event {
			_, d := allBut(b)
			return b.Verdict(d, "NO_THREATS_FOUND")
		},
		Then: func(t *testing.T, b *apptest.Bench) {
			is(plan.Accepted)(t, b)
			for _, c := range b.Scene().Cases {
				if !c.Documents[0].Readable() || !c.Complete.Equal(apptest.Start) {
					t.Errorf("complete at %s with %+v", c.Complete, c.Documents[0])
				}
			}
		},
	}, {
		Name: "a last file that is infected sends it back", Step: "inspect",
		Given: func(b *apptest.Bench) events.Event {
			_, d := allBut(b)
			return b.Verdict(d, "THREATS_FOUND")
		},
		Then: is(plan.SentBack, "malware"),
	}, {
		Name: "a last file that is no PDF sends it back", Step: "inspect",
		Given: func(b *apptest.Bench) events.Event {
			d := but(b, []byte("MZ, and surely no PDF"))
			return b.Verdict(d, "NO_THREATS_FOUND")
		},
		Then: is(plan.SentBack, "type-differs"),
	}, {
		Name: "a file that never came is given up in the end, and sends it back", Step: "inspect", Swept: true, Later: 2 * time.Hour,
		Given: func(b *apptest.Bench) events.Event {
			d := but(b, nil)
			b.Set(b.Now().Add(plan.VerdictPeriod))
			return b.Event("sweep", events.ObjectArrived{Key: d.Key})
		},
		Then: is(plan.SentBack, "file-not-arrived"),
	}, {
		Name: "a file that came late is not held against the set before its verdict can come", Step: "inspect",
		Given: func(b *apptest.Bench) events.Event {
			b.Scan = ""
			return b.Arrived(late(b, plan.VerdictPeriod-1))
		},
		Then: is(plan.Submitted),
	}, {
		Name: "and holds it when it was waited for as long", Step: "inspect", Swept: true, Later: 2 * time.Hour,
		Given: func(b *apptest.Bench) events.Event {
			b.Scan = ""
			return b.Arrived(late(b, plan.VerdictPeriod))
		},
		Then: is(plan.Held),
	}, {
		Name: "a late clean verdict on a held set receives it", Step: "inspect", Swept: true, Later: 2 * time.Hour,
		Given: func(b *apptest.Bench) events.Event { return b.Verdict(held(b), "NO_THREATS_FOUND") },
		Then:  is(plan.Accepted),
	}, {
		Name: "a late verdict on a held set that is bad sends it back", Step: "inspect", Swept: true, Later: 2 * time.Hour,
		Given: func(b *apptest.Bench) events.Event { return b.Verdict(held(b), "THREATS_FOUND") },
		Then:  is(plan.SentBack, "malware"),
	}, {
		Name: "the town's release of the last file of a held set receives it", Step: "inspect", Swept: true, Later: 2 * time.Hour,
		Given: func(b *apptest.Bench) events.Event {
			d := held(b)
			c := b.Do(caseOf(d), func(c *plan.Case) error { return c.Release(d.ID, "窓口で確認した") })
			return b.Event("x", events.DocumentReleased{Case: c.ID, Seq: c.Seq, Document: d.ID})
		},
		Then: is(plan.Accepted),
	},
}

// held is the one document without a verdict of a set that is held for it.
func held(b *apptest.Bench) plan.Document {
	b.Scan = ""
	c, d := allBut(b)
	hear(b, b.Arrived(d))
	b.Set(b.Now().Add(plan.VerdictPeriod))
	do := b.Hear("validate", b.Event("late", events.Submitted{Case: c.ID, Seq: c.Seq}))
	if do != nil {
		b.T.Fatal(do)
	}
	b.Set(b.Now().Add(time.Hour))
	return d
}

// but is the first document of a submitted set, which has this body, or never came;
// every other was looked at and has its verdict.
func but(b *apptest.Bench, body []byte) plan.Document {
	c := b.Open(plan.New)
	for i, d := range b.Wanted(plan.New) {
		is := apptest.PDF(d.Form)
		if i == 0 {
			is = body
		}
		b.Add(c.ID, d.Form, plan.ForSet, is)
	}
	c = b.Submit(c.ID)
	for _, d := range c.Documents[1:] {
		hear(b, b.Verdict(d, "NO_THREATS_FOUND"))
	}
	return c.Documents[0]
}

// late is the last document of a set, which came an hour after it was handed in;
// so long ago that is now.
func late(b *apptest.Bench, ago time.Duration) plan.Document {
	d := but(b, nil)
	b.Set(b.Now().Add(time.Hour))
	b.Upload(d, apptest.PDF(d.Form))
	b.Set(b.Now().Add(ago))
	return d
}
