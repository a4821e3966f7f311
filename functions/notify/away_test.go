package notify_test

import (
	"testing"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// left is a change of the reference data: these people are there until the day
// before the bench begins.
func left(ids ...string) func(*town.Book) {
	return people(func(s *town.Staff) { s.To = day.On(apptest.Start).AddDays(-1) }, ids...)
}

func absent(ids ...string) func(*town.Book) {
	return people(func(s *town.Staff) {
		s.AbsentFrom, s.AbsentTo = day.On(apptest.Start), day.On(apptest.Start).AddDays(5)
	}, ids...)
}

func people(change func(*town.Staff), ids ...string) func(*town.Book) {
	return func(b *town.Book) {
		for i := range b.Staff {
			for _, id := range ids {
				if b.Staff[i].ID == id {
					change(&b.Staff[i])
				}
			}
		}
	}
}

// colleague is a second care manager of the office.
func colleague(b *town.Book) {
	m := b.Staff[0]
	m.ID, m.Name, m.Email = "m3", "試験 m3", "m3@example.jp"
	b.Staff = append(b.Staff, m)
}

func both(changes ...func(*town.Book)) func(*town.Book) {
	return func(b *town.Book) {
		for _, c := range changes {
			c(b)
		}
	}
}

func TestANoticeNeverGoesToNobody(t *testing.T) {
	record := func(c plan.Case) events.Body { return events.RecordRequested{Case: c.ID, Seq: c.Seq} }
	start := func(c plan.Case) events.Body {
		return events.ReviewStarted{Case: c.ID, Seq: c.Seq, Centre: c.Centre, Reviewer: c.Reviewer}
	}
	confirmed := func(c plan.Case) events.Body { return events.PlanConfirmed{Case: c.ID, Seq: c.Seq} }
	for _, x := range []struct {
		name string
		book func(*town.Book)
		body func(plan.Case) events.Body
		want []string
	}{
		{"the office's other manager hears for one who left", both(colleague, left("m1")), record, []string{"record-requested to m3 by email"}},
		{"the town hears for an office without managers", left("m1"), record, []string{"record-requested to k1 by email"}},
		{"the head hears for a reviewer who left", left("r1"), confirmed, []string{"plan-confirmed to h1 by email"}},
		{"the head must assign the review of one who left", left("r1"), start, []string{"unassigned to h1 by email"}},
		{"the head hears beside an absent reviewer", absent("r1"), confirmed, []string{"plan-confirmed to r1 by email", "plan-confirmed to r1 by sms", "plan-confirmed to h1 by email"}},
		{"an absent head hears when there is no other", both(left("r1"), absent("h1")), confirmed, []string{"plan-confirmed to h1 by email"}},
		{"the town hears for a centre where nobody is left", left("r1", "r2", "h1"), confirmed, []string{"plan-confirmed to k1 by email"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			b := apptest.New(t)
			c := b.Assigned(plan.New)
			b.Import(x.book)
			hear(b, "notify", b.Event("e", x.body(c)))
			sent(x.want...)(t, b)
		})
	}
}
