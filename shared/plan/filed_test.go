package plan

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/day"
)

var flaw = Reason{Code: "file-not-arrived", Message: "届いていません"}

// advisedTwice has two advices, the second answered, and a plan filed as d3.
func advisedTwice(t testing.TB) *Case {
	return did(t, inReview(t), advise(1, 2), answer(Answer{"a2", "not", "本人の希望"}), add(purposed(PlanForm, ForConfirmed)), confirm("d3", day.On(t0)))
}

func TestAFiledPlanWhoseFileIsRefusedLaterIsNotFiled(t *testing.T) {
	for name, end := range map[string]func(*Case) error{
		"our look":  looked("d3", flaw),
		"a virus":   scanned("d3", VerdictInfected),
		"no upload": func(c *Case) error { return c.GiveUp(t0.Add(time.Hour), "d3") },
	} {
		t.Run(name, func(t *testing.T) {
			c := advisedTwice(t)
			if c.Advices[0].Closing != "taken-up" || c.Confirmed == nil {
				t.Fatalf("filed %+v %+v", c.Confirmed, c.Advices)
			}
			if err := end(c); err != nil {
				t.Fatal(err)
			}
			var acts []string
			for _, h := range c.Happened() {
				acts = append(acts, h.Action)
			}
			if !slices.Contains(acts, "confirmation-void") || !slices.Equal(announced(c), []string{"document-refused.v1"}) {
				t.Errorf("happened %v, announced %v", acts, announced(c))
			}
			c = saved(c)
			if c.Confirmed != nil || !c.Sealed.Consent.IsZero() || c.Advices[0].Closing != "" || !c.Advices[0].ClosedAt.IsZero() || c.Advices[1].Closing != "not" {
				t.Errorf("it is filed %+v, advices %+v", c.Confirmed, c.Advices)
			}
			c = did(t, c, add(purposed(PlanForm, ForConfirmed)), confirm("d4", day.On(t0)))
			if c.Confirmed.Document != "d4" || c.Advices[0].Closing != "taken-up" {
				t.Errorf("filed again: %+v %+v", c.Confirmed, c.Advices)
			}
		})
	}
}

func TestARefusedRecordReopensTheRequest(t *testing.T) {
	send := func(doc string) func(*Case) error { return func(c *Case) error { return c.SendRecord(doc) } }
	c := did(t, recordFiled(t), send("d3"), looked("d3", flaw))
	if c.Record.Document != "" {
		t.Errorf("answered by %s", c.Record.Document)
	}
	c = did(t, c, add(purposed("r", ForRecord)), send("d4"))
	if c.Record.Document != "d4" {
		t.Errorf("answered by %s", c.Record.Document)
	}
}

func TestAFileOutsideTheSetWithoutAVerdictIsTheTownsUntilItIsReleased(t *testing.T) {
	c := did(t, recordFiled(t), looked("d3"), scanned("d3", VerdictUnclear))
	if !c.NeedsTown() {
		t.Error("the town need not settle it")
	}
	if c = did(t, c, release("d3", "確認した")); c.NeedsTown() {
		t.Error("the town must still settle it")
	}
}

func TestACorrectedNewsIsHeardAndARepeatIsNot(t *testing.T) {
	to := func(area, note string) News {
		return News{Kind: "moved", On: day.On(t0), Address: Address{Area: area}, Note: note}
	}
	c := inReview(t)
	passed := to("西町", "")
	passed.Passed = true
	for i, x := range []struct {
		says string
		n    News
		news int
	}{
		{"the first news", to("東町", "電話"), 1},
		{"the same again", to("東町", "電話"), 1},
		{"another address", to("西町", "電話"), 2},
		{"another note", to("西町", "訪問"), 3},
		{"what another case was told", passed, 3},
		{"an older one again", to("東町", "電話"), 3},
	} {
		c = did(t, c, func(c *Case) error { return c.Tell(t0, x.n) })
		if len(c.Situation) != x.news {
			t.Errorf("%d, %s: %d news, want %d", i, x.says, len(c.Situation), x.news)
		}
	}
	if c.Sealed.Address.Area != "西町" {
		t.Errorf("the person lives in %s", c.Sealed.Address.Area)
	}
}

func TestTheMessageAboutACertificationIsSealedAndSeenInside(t *testing.T) {
	for code, change := range map[string]func(*Sealed){
		"certification-not-covering": func(s *Sealed) { s.PlanTo = day.MustParse("2027-04-30") },
		"level-not-support":          func(s *Sealed) { s.Certification.Level = "XX" },
	} {
		c := did(t, draft(t), amend(change), register(Paper{Received: t0, Forms: []string{"a", "b"}}))
		head, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		if c.State != SentBack || c.Reasons[0].Code != code || c.Reasons[0].Message != "" || strings.Contains(string(head), "2027") || strings.Contains(string(head), "XX") {
			t.Errorf("%s: the head is %s", code, head)
		}
		if why := c.Why(); why[0].Message == "" || code == "certification-not-covering" && !strings.Contains(why[0].Message, "令和9年4月30日") {
			t.Errorf("%s: inside it says %q", code, why[0].Message)
		}
	}
}

func TestASetThatIsRegisteredLateIsNotRungForDaysThatAreOver(t *testing.T) {
	for _, x := range []struct {
		name string
		at   time.Time
		open int
	}{
		{"on the eve of the day", day.MustParse("2026-05-06").At(12, 0), 2},
		{"on the day after, before the last alarm", day.MustParse("2026-05-08").At(8, 0), 1},
		{"weeks later", day.MustParse("2026-06-01").At(9, 0), 0},
	} {
		t.Run(x.name, func(t *testing.T) {
			c := did(t, accepted(t), func(c *Case) error { return c.Assign(x.at, place("k1", "c1")) })
			open := 0
			for _, s := range c.Alarms() {
				if s.Outcome == "" {
					open++
				} else if s.Outcome != Moot || s.Why != "registered-late" {
					t.Errorf("%s is %s %s", s.Name, s.Outcome, s.Why)
				}
			}
			for _, s := range c.Alarms()[:3-x.open] {
				c = did(t, c, func(c *Case) error { return c.Ring(x.at, "review", s.Name, s.At) })
			}
			if open != x.open || c.State != InReview || c.DueDay().String() != firstDue {
				t.Errorf("%d alarms are open, want %d; it is %s, due %s", open, x.open, c.State, c.DueDay())
			}
			c = did(t, c, func(c *Case) error { return c.Advise(x.at, "r1", []Word{{1, "目標を具体的に"}}) })
			if want := !x.at.Before(c.Clock.LapseAt); c.Advices[0].Late != want {
				t.Errorf("the advice is late: %v, want %v", c.Advices[0].Late, want)
			}
		})
	}
}
