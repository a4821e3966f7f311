package plan

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// outcomes lists the alarms as "stage@day outcome why", past ones first.
func outcomes(c *Case) (out []string) {
	for _, s := range c.Alarms() {
		out = append(out, fmt.Sprintf("%s@%s %s %s", s.Name, day.On(s.At), s.Outcome, s.Why))
	}
	return out
}

// ringAll lets every alarm ring at its time.
func ringAll(t testing.TB, c *Case) *Case {
	t.Helper()
	for _, s := range c.Alarms() {
		c = did(t, c, ring(s.Name, s.At))
	}
	return c
}

func rings(t *testing.T, c *Case, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, outcomes(c)); diff != "" {
		t.Errorf("alarms (-want +got):\n%s", diff)
	}
	if owed := c.Owes(); len(owed) != 0 {
		t.Errorf("still owed: %v", owed)
	}
}

func TestEveryAlarmRingsAndTheLastLetsThePeriodLapse(t *testing.T) {
	c := ringAll(t, inReview(t))
	rings(t, c, "before3@2026-05-04 rung ", "due@2026-05-07 rung ", "after1@2026-05-08 rung ")
	if c.State != Lapsed || !c.Finished.Equal(day.MustParse("2026-05-08").At(8, 30)) {
		t.Errorf("it is %s since %s", c.State, c.Finished)
	}
}

func TestAdviceAfterTheLapseIsLateAndStillCounts(t *testing.T) {
	c := did(t, lapsed(t), func(c *Case) error {
		return c.Advise(day.MustParse("2026-05-11").At(9, 0), "r1", []Word{{1, "目標を具体的に"}})
	})
	if c.State != Advised || len(c.Advices) != 1 || !c.Advices[0].Late {
		t.Errorf("it is %s with %+v", c.State, c.Advices)
	}
}

func TestAdviceOnTheDueDayIsInTimeAndAMinuteLaterIsLate(t *testing.T) {
	end := day.MustParse("2026-05-08").At(0, 0)
	for at, late := range map[time.Time]bool{end.Add(-time.Minute): false, end: true} {
		c := did(t, inReview(t), func(c *Case) error { return c.Advise(at, "r1", []Word{{1, "目標"}}) })
		if c.Advices[0].Late != late {
			t.Errorf("at %s: late %v", at, c.Advices[0].Late)
		}
	}
}

func TestAFinishedReviewMakesItsAlarmsMoot(t *testing.T) {
	rings(t, ringAll(t, noAdvice(t)), "before3@2026-05-04 moot no-advice", "due@2026-05-07 moot no-advice", "after1@2026-05-08 moot no-advice")
}

func TestAnExtensionMakesTheAlarmsOfTheOldDayMoot(t *testing.T) {
	c := did(t, inReview(t), extend("2026-05-20", "資料待ち"))
	if c.DueDay() != day.MustParse("2026-05-20") {
		t.Fatalf("due %s", c.DueDay())
	}
	rings(t, ringAll(t, c),
		"before3@2026-05-04 moot moved", "due@2026-05-07 moot moved", "after1@2026-05-08 moot moved",
		"before3@2026-05-17 rung ", "due@2026-05-20 rung ", "after1@2026-05-21 rung ")
}

func TestADeathMakesTheAlarmsMoot(t *testing.T) {
	rings(t, ringAll(t, ended(t)), "before3@2026-05-04 moot situation-died", "due@2026-05-07 moot situation-died", "after1@2026-05-08 moot situation-died")
}

// resubmitted is a set that the centre sent back and that came again, with a
// clock that ends on due.
func resubmitted(t testing.TB, due string) *Case {
	c := did(t, sentBackCase(t), add(file("a")), submit)
	c = did(t, c, looked("d3"), scanned("d3", VerdictClean), copied("d3"), validate(time.Minute))
	a := place("k1", "c1")
	a.Clock = clock(due)
	return did(t, c, func(c *Case) error { return c.Assign(t0, a) })
}

func TestSendingBackStopsTheClockAndTheSetStartsANewOne(t *testing.T) {
	c := sentBackCase(t)
	if c.Clock.Stopped != "sent-back" {
		t.Fatalf("the clock is stopped by %q", c.Clock.Stopped)
	}
	c = resubmitted(t, "2026-05-14")
	if c.State != InReview || c.Clock.Stopped != "" || c.Round != 2 || c.Receipt != "K7F-2MQ-9XD" {
		t.Fatalf("%s, stopped %q, round %d, receipt %s", c.State, c.Clock.Stopped, c.Round, c.Receipt)
	}
	rings(t, ringAll(t, c),
		"before3@2026-05-04 moot sent-back", "due@2026-05-07 moot sent-back", "after1@2026-05-08 moot sent-back",
		"before3@2026-05-11 rung ", "due@2026-05-14 rung ", "after1@2026-05-15 rung ")
}

func TestTheDaysOfCorrectionDoNotCountWhereTheRulesSaySo(t *testing.T) {
	k := rules.Clock{ID: "review", Name: "検証", StartsFrom: rules.Start{Is: rules.Received}, Period: rules.Period{N: 14, Unit: rules.Days},
		FirstDay: rules.Choice[rules.FirstDay]{Is: rules.Excluded}, Roll: rules.Roll{Is: rules.RollNone}, Cutoff: rules.Cutoff{At: "24:00"}}
	c := resubmitted(t, firstDue)
	first := c.Corrections[0].Received
	c.Corrections[0].Asked = first.AddDate(0, 0, 2)
	c.Corrections = append(c.Corrections, Correction{Received: first.AddDate(0, 0, 5), Asked: first.AddDate(0, 0, 6)})
	c.Received = first.AddDate(0, 0, 10)
	for stop, want := range map[rules.Stop]day.Date{
		rules.StopNever:  day.On(c.Received).AddDays(14),
		rules.StopPapers: day.On(first).AddDays(14 + 3 + 4),
	} {
		k.Stop.Is = stop
		got, err := c.Review(k, day.Calendar{})
		if err != nil || got.Due != want {
			t.Errorf("%s: due %s (%v), want %s", stop, got.Due, err, want)
		}
	}
}

// A set that comes again on the same day, or a day that moves over a holiday,
// gives alarms of the same name at the same instant.
func TestAnAlarmOfTheSameNameAndInstantIsOneAlarm(t *testing.T) {
	c := resubmitted(t, firstDue)
	unique(t, c)
	rings(t, ringAll(t, c), "before3@2026-05-04 rung ", "due@2026-05-07 rung ", "after1@2026-05-08 rung ")
}

func unique(t testing.TB, c *Case) {
	t.Helper()
	names := map[string]bool{}
	for _, p := range c.Owes() {
		if names[p.Name] {
			t.Errorf("a %s case promises %s twice", c.State, p.Name)
		}
		names[p.Name] = true
	}
}

func TestAMoveWithinTheTownChangesTheAddressAndTheCentreButNotTheDay(t *testing.T) {
	c := did(t, inReview(t), tell("moved"), reroute("k2", "c2", "転居"))
	if c.Centre != "c2" || c.Sealed.Address.Area != "東町" || c.DueDay() != day.MustParse(firstDue) || c.Situation[0].From != "c1" {
		t.Errorf("%s %s %s %+v", c.Centre, c.Sealed.Address.Area, c.DueDay(), c.Situation)
	}
}

func TestAMoveToNoKnownDistrictIsTheTownsUntilSomebodyChooses(t *testing.T) {
	c := did(t, inReview(t), func(c *Case) error { return c.LoseDistrict() })
	if !c.Stray || !c.NeedsTown() || c.Centre != "c1" {
		t.Fatalf("stray %v at %s", c.Stray, c.Centre)
	}
	c = did(t, c, reroute("k1", "c1", "電話で確認"))
	if c.Stray || c.NeedsTown() {
		t.Error("it is still the town's")
	}
}

func TestTheSetIsCompleteWhenItsLastFileArrived(t *testing.T) {
	c := submitted(t)
	late := t0.Add(9 * time.Minute)
	c = did(t, c, looked("d1"), scanned("d1", VerdictClean), copied("d1"), func(c *Case) error {
		return c.Inspected("d2", Seen{Version: "v-d2", Arrived: late})
	}, scanned("d2", VerdictClean), copied("d2"), validate(time.Hour))
	if !c.Complete.Equal(late) || !c.Received.Equal(t0) {
		t.Errorf("received %s, complete %s", c.Received, c.Complete)
	}
}

func TestAVerdictCountsForTheVersionThatWasLookedAtOnly(t *testing.T) {
	t.Run("a verdict on other bytes before our look is forgotten", func(t *testing.T) {
		c := did(t, submitted(t), func(c *Case) error { return c.Scanned("d1", "other", VerdictClean) }, looked("d1"))
		if d := c.Document("d1"); d.Verdict != "" {
			t.Errorf("it is %s", d.Verdict)
		}
	})
	t.Run("a verdict on other bytes afterwards changes nothing", func(t *testing.T) {
		c := did(t, submitted(t), looked("d1"), func(c *Case) error { return c.Scanned("d1", "other", VerdictInfected) })
		if d := c.Document("d1"); d.Verdict != "" || len(d.Reasons) != 0 {
			t.Errorf("it is %+v", d)
		}
	})
	t.Run("a settled verdict stays", func(t *testing.T) {
		c := did(t, readable(t), scanned("d1", VerdictInfected))
		if d := c.Document("d1"); d.Verdict != VerdictClean {
			t.Errorf("it is %s", d.Verdict)
		}
	})
}

func TestAHeldSetThatCanBeDecidedOnIsOwedTheDecision(t *testing.T) {
	owed := func(c *Case) bool {
		for _, p := range c.Owes() {
			if p.Name == "validate" {
				return true
			}
		}
		return false
	}
	if owed(heldCase(t)) {
		t.Error("a set without a verdict is owed a decision")
	}
	for name, c := range map[string]*Case{
		"clean at last":   did(t, heldCase(t), scanned("d1", VerdictClean), copied("d1")),
		"bad in the end":  did(t, heldCase(t), scanned("d1", VerdictInfected)),
		"released":        did(t, heldCase(t), release("d1", "確認した"), copied("d1")),
		"just handed in":  submitted(t),
		"ready to decide": readable(t),
	} {
		if !owed(c) {
			t.Errorf("%s: nobody owes a decision", name)
		}
	}
}
