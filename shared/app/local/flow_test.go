package local_test

import (
	"testing"

	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
)

func TestASetIsReceivedReviewedAndLapses(t *testing.T) {
	b := apptest.New(t)
	c := b.InReview(plan.New)
	if got, want := c.DueDay(), day.MustParse("2026-05-07"); got != want {
		t.Fatalf("due %s, want %s", got, want)
	}
	if c.Centre != "c1" || c.Reviewer != "r1" {
		t.Fatalf("centre %s, reviewer %s", c.Centre, c.Reviewer)
	}
	b.Advance(day.MustParse("2026-05-08").At(9, 0))
	c = b.Case(c.ID)
	if c.State != plan.Lapsed {
		t.Fatalf("want lapsed, got %s", c.State)
	}
	for _, s := range c.Alarms() {
		if s.Outcome != plan.Rung {
			t.Errorf("alarm %s at %s: %q %s", s.Name, s.At, s.Outcome, s.Why)
		}
	}
}
