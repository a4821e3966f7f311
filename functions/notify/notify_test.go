package notify_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
)

// told lists the notices as "kind to person by channel: state ×sent".
func told(b *apptest.Bench) []string {
	b.T.Helper()
	out := []string{}
	for _, n := range b.Scene().Told {
		out = append(out, fmt.Sprintf("%s to %s by %s: %s ×%d", n.Kind, n.Staff, n.Channel, n.State, n.Sent))
	}
	slices.Sort(out)
	return out
}

func sent(want ...string) func(*testing.T, *apptest.Bench) {
	return func(t *testing.T, b *apptest.Bench) {
		var notices []string
		for _, w := range want {
			notices = append(notices, w+": sent ×1")
		}
		is(t, b, notices...)
	}
}

func is(t *testing.T, b *apptest.Bench, want ...string) {
	t.Helper()
	want = append([]string{}, want...)
	slices.Sort(want)
	if diff := cmp.Diff(want, told(b)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// after is what a case announces when act was done to it; nothing else was
// announced before that anybody heard of.
func after(given func(b *apptest.Bench) plan.Case, act func(b *apptest.Bench, c *plan.Case) error, body func(c plan.Case) events.Body) func(b *apptest.Bench) events.Event {
	return func(b *apptest.Bench) events.Event {
		c := given(b)
		if act != nil {
			c = b.Do(c.ID, func(c *plan.Case) error { return act(b, c) })
		}
		return b.Event(fmt.Sprintf("%s-%d", c.ID, c.Seq), body(c))
	}
}

func assigned(b *apptest.Bench) plan.Case { return b.Assigned(plan.New) }

// toEast is the other centre, which has a head but no reviewer.
var toEast = plan.Assignment{District: "k2", Centre: "c2", Routed: "転居", How: plan.ByHand}

func advise(b *apptest.Bench, c *plan.Case) error {
	return c.Advise(b.Now(), "r1", []plan.Word{{Viewpoint: 1, Text: "目標を具体的に"}})
}

var audiences = []struct {
	name  string
	event func(b *apptest.Bench) events.Event
	want  []string
}{
	{
		"the office hears that its set is received",
		after(func(b *apptest.Bench) plan.Case { return b.Accepted(plan.New) }, nil, func(c plan.Case) events.Body { return events.Accepted{Case: c.ID, Seq: c.Seq} }),
		[]string{"accepted to m1 by email"},
	}, {
		"the office hears that its set is sent back",
		after(assigned, func(b *apptest.Bench, c *plan.Case) error { return c.SendBackBy(b.Now(), "別の方の書類") },
			func(c plan.Case) events.Body {
				return events.SentBack{Case: c.ID, Seq: c.Seq, Codes: []string{"content"}}
			}),
		[]string{"sent-back to m1 by email"},
	}, {
		"the office and the town hear that a set is held",
		after(held, nil, func(c plan.Case) events.Body { return events.SetHeld{Case: c.ID, Seq: c.Seq} }),
		[]string{"set-held to m1 by email", "desk to k1 by email"},
	}, {
		"the town hears that somebody must choose the centre",
		after(assigned, func(_ *apptest.Bench, c *plan.Case) error { return c.LoseDistrict() },
			func(c plan.Case) events.Body { return events.RoutingNeeded{Case: c.ID, Seq: c.Seq} }),
		[]string{"desk to k1 by email"},
	}, {
		"the reviewer hears of a new review, by e-mail and SMS",
		after(assigned, nil, func(c plan.Case) events.Body {
			return events.ReviewStarted{Case: c.ID, Seq: c.Seq, Centre: c.Centre, Reviewer: c.Reviewer}
		}),
		[]string{"review-started to r1 by email", "review-started to r1 by sms"},
	}, {
		"a review that went to somebody else is not told again by an event of before",
		after(assigned, func(_ *apptest.Bench, c *plan.Case) error { return c.Reassign("r2", "担当を分けるため") },
			func(c plan.Case) events.Body {
				return events.ReviewStarted{Case: c.ID, Seq: c.Seq, Centre: c.Centre, Reviewer: "r1"}
			}),
		nil,
	}, {
		"the reviewer who takes over hears of it",
		after(assigned, func(_ *apptest.Bench, c *plan.Case) error { return c.Reassign("r2", "担当を分けるため") },
			func(c plan.Case) events.Body {
				return events.ReviewerChanged{Case: c.ID, Seq: c.Seq, Reviewer: "r2"}
			}),
		[]string{"review-started to r2 by email"},
	}, {
		"the heads of both centres hear of a new centre, which has nobody to review yet",
		after(assigned, func(b *apptest.Bench, c *plan.Case) error { return c.Reroute(b.Now(), toEast) },
			func(c plan.Case) events.Body { return events.Rerouted{Case: c.ID, Seq: c.Seq, From: "c1", To: "c2"} }),
		[]string{"rerouted to h1 by email", "unassigned to h2 by email"},
	}, {
		"the reviewer hears that the day is near",
		after(assigned, nil, func(c plan.Case) events.Body {
			return events.DeadlineNear{Case: c.ID, Seq: c.Seq, Clock: "review", Stage: "before3"}
		}),
		[]string{"deadline-before3 to r1 by email", "deadline-before3 to r1 by sms"},
	}, {
		"the reviewer hears that the day has come",
		after(assigned, nil, func(c plan.Case) events.Body {
			return events.DeadlineNear{Case: c.ID, Seq: c.Seq, Clock: "review", Stage: "due"}
		}),
		[]string{"deadline-due to r1 by email", "deadline-due to r1 by sms"},
	}, {
		"nobody hears of the day after: the lapse is told",
		after(assigned, nil, func(c plan.Case) events.Body {
			return events.DeadlineNear{Case: c.ID, Seq: c.Seq, Clock: "review", Stage: "after1"}
		}), nil,
	}, {
		"the office hears that the centre asks for the record",
		after(assigned, func(b *apptest.Bench, c *plan.Case) error { return c.RequestRecord(b.Now(), "r1") },
			func(c plan.Case) events.Body { return events.RecordRequested{Case: c.ID, Seq: c.Seq} }),
		[]string{"record-requested to m1 by email"},
	}, {
		"the reviewer hears that the record came",
		after(assigned, func(b *apptest.Bench, c *plan.Case) error { return c.RequestRecord(b.Now(), "r1") },
			func(c plan.Case) events.Body { return events.RecordSent{Case: c.ID, Seq: c.Seq, Document: "d4"} }),
		[]string{"record-sent to r1 by email", "record-sent to r1 by sms"},
	}, {
		"the office hears that a file outside the set was refused",
		after(assigned, nil, func(c plan.Case) events.Body { return events.DocumentRefused{Case: c.ID, Seq: c.Seq, Document: "d4"} }),
		[]string{"document-refused to m1 by email"},
	}, {
		"the office hears of advice",
		after(assigned, advise, finished), []string{"advised to m1 by email"},
	}, {
		"the office hears that there is no advice",
		after(assigned, func(b *apptest.Bench, c *plan.Case) error { return c.AdviseNone(b.Now()) }, finished),
		[]string{"no-advice to m1 by email"},
	}, {
		"office and reviewer hear of the lapse",
		after(assigned, func(b *apptest.Bench, c *plan.Case) error {
			return c.Ring(day.MustParse("2026-05-08").At(8, 30), "review", "after1", c.Clock.Stages[2].At)
		}, finished),
		[]string{"lapsed to m1 by email", "lapsed to r1 by email", "lapsed to r1 by sms"},
	}, {
		"reviewer and town hear that a review is late which the rules do not end",
		after(assigned, func(b *apptest.Bench, c *plan.Case) error {
			c.Clock.Stays, c.Clock.Tells = true, true
			return c.Ring(day.MustParse("2026-05-08").At(8, 30), "review", "after1", c.Clock.Stages[2].At)
		}, func(c plan.Case) events.Body {
			return events.DeadlineNear{Case: c.ID, Seq: c.Seq, Clock: "review", Stage: "after1"}
		}),
		[]string{"overdue to r1 by email", "overdue to r1 by sms", "overdue to k1 by email"},
	}, {
		"the reviewer hears of the answers",
		after(assigned, func(b *apptest.Bench, c *plan.Case) error {
			if err := advise(b, c); err != nil {
				return err
			}
			return c.Answer(b.Now(), []plan.Answer{{Advice: "a1", Closing: "taken-up"}})
		}, func(c plan.Case) events.Body { return events.Answered{Case: c.ID, Seq: c.Seq} }),
		[]string{"answered to r1 by email", "answered to r1 by sms"},
	}, {
		"the reviewer hears of the confirmed plan",
		after(assigned, nil, func(c plan.Case) events.Body { return events.PlanConfirmed{Case: c.ID, Seq: c.Seq} }),
		[]string{"plan-confirmed to r1 by email", "plan-confirmed to r1 by sms"},
	}, {
		"the reviewer and the centre's head hear that the person died",
		after(assigned, died, func(c plan.Case) events.Body {
			return events.SituationChanged{Case: c.ID, Seq: c.Seq, Kind: "died"}
		}),
		[]string{"situation to r1 by email", "situation to r1 by sms", "situation to h1 by email"},
	}, {
		"the reviewer hears of a withdrawal",
		after(assigned, func(b *apptest.Bench, c *plan.Case) error { return c.Withdraw(b.Now(), "利用者の希望") },
			func(c plan.Case) events.Body { return events.Withdrawn{Case: c.ID, Seq: c.Seq} }),
		[]string{"withdrawn to r1 by email", "withdrawn to r1 by sms"},
	},
}

func finished(c plan.Case) events.Body {
	return events.ReviewFinished{Case: c.ID, Seq: c.Seq, Outcome: string(c.State)}
}

func died(b *apptest.Bench, c *plan.Case) error {
	return c.Tell(b.Now(), plan.News{Kind: "died", On: day.MustParse("2026-04-19")})
}

// held is a set held for want of a verdict, which never comes.
func held(b *apptest.Bench) plan.Case {
	c := b.Submitted(plan.New)
	b.Scan = ""
	for _, d := range c.Documents {
		hear(b, "inspect", b.Arrived(d))
	}
	b.Set(b.Now().Add(plan.VerdictPeriod))
	hear(b, "validate", b.Event("x", events.Submitted{Case: c.ID}))
	return b.Case(c.ID)
}

func hear(b *apptest.Bench, step string, e events.Event) {
	b.T.Helper()
	if err := b.Hear(step, e); err != nil {
		b.T.Fatal(err)
	}
}

func TestWhoHearsOfWhatAndNobodyTwice(t *testing.T) {
	for _, x := range audiences {
		apptest.Outlast(t, apptest.Trial{
			Name: x.name, Step: "notify", Given: x.event, Then: sent(x.want...), Later: 3 * time.Hour,
		})
	}
}

func TestEveryEventThatNotifyHearsHasAnAudience(t *testing.T) {
	heard := map[string]bool{"notice-due.v1": true, "notice-receipt.v1": true}
	for _, x := range audiences {
		heard[x.event(apptest.New(t)).Type] = true
	}
	for _, e := range on(t) {
		if !heard[e] {
			t.Errorf("no test says who hears of %s", e)
		}
	}
}
