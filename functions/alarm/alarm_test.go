package alarm_test

import (
	"testing"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
)

// ringing is a case in review to which something happened before the stage
// rings; it rings so much later than it was set for.
func ringing(stage int, late time.Duration, before func(b *apptest.Bench, c plan.Case)) func(b *apptest.Bench) events.Event {
	return func(b *apptest.Bench) events.Event {
		c := b.Assigned(plan.New)
		s := c.Clock.Stages[stage]
		if before != nil {
			before(b, c)
		}
		b.Set(s.At.Add(late))
		return b.Event("ring", events.AlarmRang{Case: c.ID, Clock: c.Clock.ID, Stage: s.Name, Due: s.At})
	}
}

func act(decide func(b *apptest.Bench, c *plan.Case) error) func(b *apptest.Bench, c plan.Case) {
	return func(b *apptest.Bench, c plan.Case) {
		b.Do(c.ID, func(c *plan.Case) error { return decide(b, c) })
	}
}

func found(state plan.State, stage, outcome, why string) func(*testing.T, *apptest.Bench) {
	return func(t *testing.T, b *apptest.Bench) {
		for _, c := range b.Scene().Cases {
			if c.State != state {
				t.Errorf("the case is %s, want %s", c.State, state)
			}
			for _, s := range c.Alarms() {
				if s.Name != stage {
					continue
				}
				if s.Outcome != outcome || s.Why != why {
					t.Errorf("the alarm is %q %q, want %q %q", s.Outcome, s.Why, outcome, why)
				}
				return
			}
			t.Errorf("there is no alarm %s", stage)
		}
	}
}

func TestAlarmOutlastsDoublesAndFailures(t *testing.T) {
	apptest.Outlast(t, trials...)
}

const before3, due, after1 = 0, 1, 2

var trials = []apptest.Trial{
	{
		Name: "an alarm that is still needed rings", Step: "alarm", Swept: true, Later: 2 * time.Hour,
		Given: ringing(before3, 0, nil), Then: found(plan.InReview, "before3", plan.Rung, ""),
	}, {
		Name: "on the due day it rings, and nothing lapses", Step: "alarm",
		Given: ringing(due, 0, nil), Then: found(plan.InReview, "due", plan.Rung, ""),
	}, {
		Name: "the last one lets the period lapse", Step: "alarm", Swept: true, Later: 2 * time.Hour,
		Given: ringing(after1, 0, nil), Then: found(plan.Lapsed, "after1", plan.Rung, ""),
	}, {
		Name: "the first one that rings after the end of the day lets it lapse, after a long outage", Step: "alarm", Swept: true, Later: 2 * time.Hour,
		Given: ringing(before3, 60*24*time.Hour, nil), Then: found(plan.Lapsed, "before3", plan.Rung, ""),
	}, {
		Name: "a moved day makes it moot", Step: "alarm", Swept: true, Later: 2 * time.Hour,
		Given: ringing(before3, 0, func(b *apptest.Bench, c plan.Case) {
			clock, err := b.Whole("test").Extended(b.T.Context(), b.In, c, day.MustParse("2026-05-20"))
			if err != nil {
				b.T.Fatal(err)
			}
			b.Do(c.ID, func(c *plan.Case) error { return c.Extend(clock, "資料を待つため") })
		}), Then: found(plan.InReview, "before3", plan.Moot, "moved"),
	}, {
		Name: "a finished review makes it moot", Step: "alarm", Swept: true, Later: 2 * time.Hour,
		Given: ringing(due, 0, act(func(b *apptest.Bench, c *plan.Case) error { return c.AdviseNone(b.Now()) })),
		Then:  found(plan.NoAdvice, "due", plan.Moot, "no-advice"),
	}, {
		Name: "the last one after an advice lets nothing lapse", Step: "alarm",
		Given: ringing(after1, 0, act(func(b *apptest.Bench, c *plan.Case) error {
			return c.Advise(b.Now(), "r1", []plan.Word{{Viewpoint: 1, Text: "目標を具体的に"}})
		})), Then: found(plan.Advised, "after1", plan.Moot, "advised"),
	}, {
		Name: "the person's death makes it moot", Step: "alarm",
		Given: ringing(due, 0, act(func(b *apptest.Bench, c *plan.Case) error {
			return c.Tell(b.Now(), plan.News{Kind: "died", On: day.MustParse("2026-04-21")})
		})), Then: found(plan.Ended, "due", plan.Moot, "situation-died"),
	}, {
		Name: "a withdrawal makes it moot", Step: "alarm",
		Given: ringing(due, 0, act(func(b *apptest.Bench, c *plan.Case) error { return c.Withdraw(b.Now(), "利用者の希望") })),
		Then:  found(plan.Withdrawn, "due", plan.Moot, "withdrawn"),
	}, {
		Name: "what one case was told of a death, the person's other cases hear", Step: "alarm",
		Given: told(plan.News{Kind: "died", On: day.MustParse("2026-04-20"), Note: "電話で"}),
		Then: func(t *testing.T, b *apptest.Bench) {
			states := map[plan.State]int{}
			for _, c := range b.Scene().Cases {
				states[c.State]++
				if c.State == plan.Ended && (len(c.Situation) != 1 || c.Clock != nil && c.Clock.Stopped == "") {
					t.Errorf("an ended case has %+v, its clock %+v", c.Situation, c.Clock)
				}
			}
			if states[plan.Ended] != 3 || states[plan.InReview] != 1 {
				t.Errorf("the cases are %v, want the three of the person ended and the neighbour's in review", states)
			}
		},
	}, {
		Name: "what one case was told of a move brings the others to the new centre", Step: "alarm",
		Given: told(plan.News{Kind: "moved", On: day.MustParse("2026-04-20"), Address: plan.Address{Area: "東町一丁目"}}),
		Then: func(t *testing.T, b *apptest.Bench) {
			moved, lives := 0, 0
			for _, c := range b.Scene().Cases {
				if c.Centre == "c2" {
					moved++
				}
				if b.Case(c.ID).Sealed.Address.Area == "東町一丁目" {
					lives++
				}
			}
			if moved != 1 || lives != 3 {
				t.Errorf("%d cases are at the new centre, %d persons' cases have the new address, want 1 and 3", moved, lives)
			}
		},
	}, {
		Name: "a changed level is the business of one case", Step: "alarm",
		Given: told(plan.News{Kind: "level", On: day.MustParse("2026-04-20")}),
		Then: func(t *testing.T, b *apptest.Bench) {
			news := 0
			for _, c := range b.Scene().Cases {
				news += len(c.Situation)
			}
			if news != 1 {
				t.Errorf("%d cases were told", news)
			}
		},
	}, {
		Name: "the result of an application reaches whoever of the person's cases awaits it", Step: "alarm",
		Given: toldOf(plan.News{Kind: "level", On: day.MustParse("2026-04-20"), Certified: &plan.Certification{
			Level: "13", From: day.MustParse("2026-04-01"), To: day.MustParse("2027-03-31")}}, awaiting()),
		Then: func(t *testing.T, b *apptest.Bench) {
			for _, id := range []string{"01TESTCASEDRAFT00000000000", "01TESTCASETOLD000000000000"} {
				if c := b.Case(id); c.Pending || c.Sealed.Certification.To.String() != "2027-03-31" {
					t.Errorf("%s: pending %v, certified until %s", id, c.Pending, c.Sealed.Certification.To)
				}
			}
			news := 0
			for _, c := range b.Scene().Cases {
				news += len(c.Situation)
			}
			if news != 2 {
				t.Errorf("%d cases were told, want the two that await it", news)
			}
		},
	}, {
		Name: "an alarm nobody set changes nothing", Step: "alarm",
		Given: func(b *apptest.Bench) events.Event {
			c := b.Assigned(plan.New)
			return b.Event("ring", events.AlarmRang{Case: c.ID, Clock: "review", Stage: "due", Due: b.Now()})
		}, Then: found(plan.InReview, "due", "", ""),
	},
}

// told is a person with a case in review, a draft and another one that is told
// the news, and a neighbour's case in review.
func told(n plan.News) func(b *apptest.Bench) events.Event { return toldOf(n, apptest.Person()) }

// awaiting is the person while an application is pending.
func awaiting() plan.Sealed {
	s := apptest.Person()
	s.Certification = plan.Certification{Status: "pending"}
	return s
}

func toldOf(n plan.News, of plan.Sealed) func(b *apptest.Bench) events.Event {
	return func(b *apptest.Bench) events.Event {
		b.Assigned(plan.New)
		person := b.Assigned(plan.New).Person
		open := func(id string) plan.Case {
			return b.Do(id, func(c *plan.Case) error {
				return c.Open(b.Now(), plan.Opening{
					Office: apptest.Other, Manager: "m2", Person: person, Insurer: apptest.Insurer, Channel: "portal", Kind: plan.Renewal, Sealed: of,
				})
			})
		}
		open("01TESTCASEDRAFT00000000000")
		c := b.Do(open("01TESTCASETOLD000000000000").ID, func(c *plan.Case) error { return c.Tell(b.Now(), n) })
		return b.Event("told", events.SituationChanged{Case: c.ID, Seq: c.Seq, Kind: n.Kind})
	}
}

func TestNewsThatIsPassedOnComesToAnEnd(t *testing.T) {
	b := apptest.New(t)
	told(plan.News{Kind: "died", On: day.MustParse("2026-04-20"), Note: "電話で"})(b)
	b.Settle()
	for _, c := range b.Scene().Cases {
		if len(c.Situation) > 1 {
			t.Errorf("case %s was told %d times", c.ID, len(c.Situation))
		}
	}
}
