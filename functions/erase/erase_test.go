package erase_test

import (
	"errors"
	"testing"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/plan"
)

// over is a case of which the time for keeping its record is over.
func over(b *apptest.Bench) events.Event {
	c := b.Expired(plan.New)
	return b.Event("erased", events.ContentErased{Case: c.ID, Seq: c.Seq})
}

// forgotten is a draft with a file that nobody looked at, withdrawn long ago.
func forgotten(b *apptest.Bench) events.Event {
	c := b.Open(plan.New)
	b.Add(c.ID, "checklist", plan.ForSet, apptest.PDF("checklist"))
	b.Do(c.ID, func(c *plan.Case) error { return c.Withdraw(b.Now(), "利用者の希望") })
	c = b.Expire(c.ID)
	return b.Event("erased", events.ContentErased{Case: c.ID, Seq: c.Seq})
}

// empty looks that nothing is left of a case but its head and its chain, which
// still verifies.
func empty(t *testing.T, b *apptest.Bench) {
	for id, c := range b.Scene().Cases {
		if c.Erased == nil || c.Erased.Files.IsZero() {
			t.Errorf("case %s: %+v", id, c.Erased)
		}
		for _, d := range c.Documents {
			for _, key := range []string{d.Key, plan.CleanKey(d.Key)} {
				if _, err := b.Whole("test").Files.Head(t.Context(), key); !errors.Is(err, files.ErrNotFound) {
					t.Errorf("%s is there: %v", key, err)
				}
			}
		}
		if got := b.Case(id); got.Sealed.Name != "" {
			t.Errorf("the table knows %s", got.Sealed.Name)
		}
	}
	report, err := b.Whole("audit").Verify(t.Context(), b.In, nil)
	if err != nil || !report.OK {
		t.Errorf("%v %v", report.Break, err)
	}
}

func TestEraseOutlastsDoublesAndFailures(t *testing.T) {
	apptest.Outlast(t, apptest.Trial{
		Name: "the files of a record whose time is over are deleted", Step: "erase", Swept: true, Later: 2 * time.Hour, Given: over, Then: empty,
	}, apptest.Trial{
		Name: "a file that nobody took note of is deleted with the others", Step: "erase", Swept: true, Later: 2 * time.Hour, Given: forgotten, Then: empty,
	}, apptest.Trial{
		Name: "a record whose time is not over keeps its files", Step: "erase",
		Given: func(b *apptest.Bench) events.Event {
			c := b.Assigned(plan.New)
			return b.Event("erased", events.ContentErased{Case: c.ID, Seq: c.Seq})
		},
		Then: func(t *testing.T, b *apptest.Bench) {
			for _, c := range b.Scene().Cases {
				for _, d := range c.Documents {
					if _, err := b.Whole("test").Files.Head(t.Context(), plan.CleanKey(d.Key)); err != nil {
						t.Error(err)
					}
				}
			}
		},
	})
}
