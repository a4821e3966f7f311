package assign_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// received is a set that is received; the reference data, the person and the
// work that is open already are as the test wants them.
func received(book func(*town.Book), person func(*plan.Sealed), before func(b *apptest.Bench)) func(b *apptest.Bench) events.Event {
	return func(b *apptest.Bench) events.Event {
		if before != nil {
			before(b)
		}
		if book != nil {
			b.Import(book)
		}
		c := b.Accepted(plan.New)
		if person != nil {
			b.Do(c.ID, func(c *plan.Case) error {
				person(&c.Sealed)
				return c.OpenedBy("m1", c.Documents[0].ID, "") // only what happened is written
			})
		}
		return b.Event("accepted", events.Accepted{Case: c.ID, Seq: c.Seq})
	}
}

// last is the newest case of the town.
func last(t *testing.T, b *apptest.Bench) plan.Case {
	t.Helper()
	var out plan.Case
	for id, c := range b.Scene().Cases {
		if id > out.ID {
			out = c
		}
	}
	return out
}

func reviewed(centre, reviewer string) func(*testing.T, *apptest.Bench) {
	return func(t *testing.T, b *apptest.Bench) {
		c := last(t, b)
		if c.State != plan.InReview || c.Centre != centre || c.Reviewer != reviewer {
			t.Errorf("%s at %q with %q, want in review at %q with %q", c.State, c.Centre, c.Reviewer, centre, reviewer)
		}
		if c.Clock == nil || len(c.Clock.Stages) == 0 || len(c.Clock.Because) == 0 {
			t.Errorf("its clock is %+v", c.Clock)
		}
	}
}

func TestAssignOutlastsDoublesAndFailures(t *testing.T) {
	apptest.Outlast(t, trials...)
}

var trials = []apptest.Trial{
	{
		Name: "a set goes to the centre of the district where the person lives", Step: "assign", Swept: true, Later: 2 * time.Hour,
		Given: received(nil, nil, nil),
		Then: func(t *testing.T, b *apptest.Bench) {
			reviewed("c1", "r1")(t, b)
			c := last(t, b)
			if due := c.DueDay(); due != day.MustParse("2026-05-07") {
				t.Errorf("due on %s", due)
			}
		},
	}, {
		Name: "a set from an address in several districts waits for somebody's choice", Step: "assign", Swept: true, Later: 2 * time.Hour,
		Given: received(func(b *town.Book) {
			d := b.Districts[1]
			d.Area = "本町一丁目"
			b.Districts = append(b.Districts, d)
		}, nil, nil),
		Then: unrouted,
	}, {
		Name: "a set from an address in no district waits for somebody's choice", Step: "assign",
		Given: received(nil, func(s *plan.Sealed) { s.Address = plan.Address{Area: "外町"} }, nil),
		Then:  unrouted,
	}, {
		Name: "a set at a centre without a reviewer is unassigned, and its clock runs", Step: "assign",
		Given: received(nil, func(s *plan.Sealed) { s.Address = plan.Address{Area: "東町一丁目", Block: "1"} }, nil),
		Then:  reviewed("c2", ""),
	}, {
		Name: "whoever had the person before is proposed again", Step: "assign",
		Given: received(nil, nil, func(b *apptest.Bench) { work(b, "r2", "person2") }),
		Then:  reviewed("c1", "r2"),
	}, {
		Name: "a reviewer who is away is passed over", Step: "assign",
		Given: received(func(b *town.Book) { b.Staff[2].AbsentFrom = day.MustParse("2026-04-01") }, nil, nil),
		Then:  reviewed("c1", "r2"),
	}, {
		Name: "whoever had the person before is passed over while away", Step: "assign",
		Given: received(func(b *town.Book) { b.Staff[3].AbsentFrom = day.MustParse("2026-04-01") }, nil, func(b *apptest.Bench) { work(b, "r2", "person2") }),
		Then:  reviewed("c1", "r1"),
	}, {
		Name: "among equals the one with the fewest open reviews is proposed", Step: "assign",
		Given: received(func(b *town.Book) { b.Staff[2].Districts = nil }, nil, func(b *apptest.Bench) { work(b, "r1", "somebody") }),
		Then:  reviewed("c1", "r2"),
	}, {
		Name: "a set that was withdrawn meanwhile is left alone", Step: "assign",
		Given: func(b *apptest.Bench) events.Event {
			c := b.Accepted(plan.New)
			b.Do(c.ID, func(c *plan.Case) error { return c.Withdraw(b.Now(), "利用者の希望") })
			return b.Event("accepted", events.Accepted{Case: c.ID, Seq: c.Seq})
		},
		Then: func(t *testing.T, b *apptest.Bench) {
			if c := last(t, b); c.State != plan.Withdrawn || c.Centre != "" {
				t.Errorf("%s at %q", c.State, c.Centre)
			}
		},
	}, {
		Name: "on the day a district changes hands, its open sets go to the new centre", Step: "assign",
		Given: func(b *apptest.Bench) events.Event {
			b.Assigned(plan.New)
			b.Submitted(plan.New) // has no centre yet: nothing to move
			today := day.On(apptest.Start)
			b.Import(func(book *town.Book) {
				for i := range book.Districts {
					if d := book.Districts[i]; d.Centre == "c1" {
						book.Districts[i].To = today
						d.Centre, d.From = "c2", today.AddDays(1)
						book.Districts = append(book.Districts, d)
					}
				}
			})
			b.Set(today.AddDays(1).At(0, 30))
			return b.Event("hour", events.HourStruck{Hour: b.Now()})
		},
		Then: func(t *testing.T, b *apptest.Bench) {
			moved := 0
			for _, c := range b.Scene().Cases {
				if c.State == plan.InReview && c.Centre == "c2" && c.Clock != nil {
					moved++
				}
			}
			if moved != 1 {
				t.Errorf("%d sets are at the new centre, want 1", moved)
			}
		},
	},
}

func unrouted(t *testing.T, b *apptest.Bench) {
	c := last(t, b)
	if c.State != plan.Unrouted || c.Centre != "" || c.Clock != nil || !c.NeedsTown() {
		t.Errorf("%s at %q, clock %v", c.State, c.Centre, c.Clock)
	}
}

var works int

// work is an open review of a reviewer about a person.
func work(b *apptest.Bench, reviewer, person string) {
	works++
	c := b.Open(plan.New)
	b.Do(c.ID, func(c *plan.Case) error {
		c.Person, c.Receipt, c.State = person, fmt.Sprintf("W-%d", works), plan.Accepted
		return c.Assign(b.Now(), plan.Assignment{District: "k1", Centre: "c1", Routed: "test", How: plan.ByAddress, Reviewer: reviewer})
	})
}
