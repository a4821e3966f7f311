package plan

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

func TestADutyThatIsDoneIsNotRungFor(t *testing.T) {
	c := served(t)
	may := day.MustParse("2026-05-20")
	for _, duty := range []string{"monitoring-visit", "filing.1", "evaluation"} {
		if err := c.Done(may.At(10, 0), duty, may, day.Date{}); err != nil {
			t.Fatal(err)
		}
		track(t, c, may.At(10, 0))
	}
	want := map[string]string{"monitoring-visit.1": "2026-10-31", "retention.1": "2031-10-31"}
	if diff := cmp.Diff(want, dues(c)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, x := range c.Tracked {
		for _, s := range x.Clock.Past {
			if s.comes() {
				t.Errorf("an alarm of the round before would still ring: %+v", s)
			}
		}
	}
	if err := c.Done(may.At(10, 0), "monitoring-visit", may, day.Date{}); codeOf(err) != "done-before" {
		t.Errorf("the same visit again: %v", err)
	}
	if err := c.Done(may.At(10, 0), "evaluation", may, day.Date{}); codeOf(err) != "clock-unknown" {
		t.Errorf("a duty that is done: %v", err)
	}
	if err := c.Done(may.At(10, 0), "monitoring-visit", may.AddDays(1), day.Date{}); codeOf(err) != "done-in-future" {
		t.Errorf("tomorrow's visit: %v", err)
	}
}

func TestAMissedRoundIsMadeGoodByADayInIt(t *testing.T) {
	c := served(t)
	ringTrackedUntil(t, c, day.MustParse("2026-08-02").At(0, 0))
	august := day.MustParse("2026-08-03").At(10, 0)
	if err := c.Done(august, "monitoring-visit", day.MustParse("2026-07-30"), day.Date{}); err != nil {
		t.Fatal(err)
	}
	track(t, c, august)
	x := c.running("monitoring-visit")
	if len(x.Missed) != 0 || x.Clock.Due != day.MustParse("2026-10-31") {
		t.Errorf("%+v", x)
	}
}

func TestALateDutyIsDoneForTheDueDayThatIsNamed(t *testing.T) {
	c := late(t)
	august := day.MustParse("2026-08-03")
	if err := c.Done(august.At(10, 0), "monitoring-visit", august, day.MustParse("2026-07-31")); err != nil {
		t.Fatal(err)
	}
	track(t, c, august.At(10, 0))
	if x := c.running("monitoring-visit"); len(x.Missed) != 0 || x.Clock.Due != day.MustParse("2026-10-31") {
		t.Errorf("%+v", x)
	}
	c = late(t)
	if err := c.Done(august.At(10, 0), "monitoring-visit", august, day.MustParse("2026-10-31")); err != nil {
		t.Fatal(err)
	}
	if x := c.running("monitoring-visit"); len(x.Missed) != 1 {
		t.Errorf("the visit of August made July's good: %+v", x)
	}
	c = late(t)
	if err := c.Done(august.At(10, 0), "filing", august, day.Date{}); err != nil || c.running("filing") != nil {
		t.Errorf("a late filing: %v", err)
	}
}

func TestADayBeforeTheRoundThatWasMissedMakesNothingGood(t *testing.T) {
	c := served(t)
	may := day.MustParse("2026-05-20")
	if err := c.Done(may.At(10, 0), "monitoring-visit", may, day.Date{}); err != nil {
		t.Fatal(err)
	}
	track(t, c, may.At(10, 0))
	c.Sealed.PlanTo = day.MustParse("2027-03-31")
	track(t, c, may.At(10, 0))
	november := day.MustParse("2026-11-05").At(10, 0)
	ringTrackedUntil(t, c, november)
	if err := c.Done(november, "monitoring-visit", may, day.Date{}); codeOf(err) != "done-before" {
		t.Errorf("the visit of May again: %v", err)
	}
}

func TestADutyThatIsDoneStaysDoneWhenItsStartIsCorrected(t *testing.T) {
	c := served(t)
	tellFact(t, c, rules.ServiceStart, "2026-04-20", t0)
	if err := c.Done(t0, "filing", day.On(t0), day.Date{}); err != nil {
		t.Fatal(err)
	}
	track(t, c, t0)
	if c.running("filing") != nil {
		t.Error("what was done began again")
	}
}

// late is a case whose visit of the first block was missed.
func late(t testing.TB) *Case {
	c := served(t)
	ringTrackedUntil(t, c, day.MustParse("2026-08-02").At(0, 0))
	c.happened = nil
	return c
}

// visited is a case whose visit of the first block was done.
func visited(t testing.TB) *Case {
	c := served(t)
	if err := c.Done(t0, "monitoring-visit", day.MustParse("2026-04-19"), day.Date{}); err != nil {
		t.Fatal(err)
	}
	track(t, c, t0)
	c.happened = nil
	return c
}

func TestARecordWhoseTimeIsOverIsErased(t *testing.T) {
	c := served(t)
	end := day.MustParse("2031-11-01").At(0, 10)
	ringTrackedUntil(t, c, end.Add(-time.Hour))
	if c.Erased != nil {
		t.Fatal("erased too early")
	}
	ringTrackedUntil(t, c, end)
	if c.Erased == nil || c.Sealed.Name != "" || c.Sealed.Texts != nil || c.Sealed.Facts != nil {
		t.Fatalf("%+v %+v", c.Erased, c.Sealed)
	}
	owed := func() bool { return slices.ContainsFunc(c.Owes(), func(p Promise) bool { return p.Name == "erase" }) }
	if !owed() {
		t.Error("nobody deletes the files")
	}
	c.FilesGone(end)
	if owed() {
		t.Error("the files are gone, and still owed")
	}
	if err := c.OpenedBy("m1", "d1", ""); codeOf(err) != "erased" {
		t.Errorf("its document opens: %v", err)
	}
	if err := c.Keep("請求中"); codeOf(err) != "erased" {
		t.Errorf("it is kept: %v", err)
	}
}

func erased(t testing.TB) *Case {
	c := inReview(t)
	c.erase(t0)
	c.happened = nil
	return c
}

func kept(t testing.TB) *Case {
	c := inReview(t)
	c.Hold = true
	return c
}

func TestARecordThatIsHeldIsErasedWhenItIsLetGo(t *testing.T) {
	c := served(t)
	if err := c.Keep("苦情の調査中"); err != nil {
		t.Fatal(err)
	}
	end := day.MustParse("2032-01-01").At(0, 0)
	ringTrackedUntil(t, c, end)
	if c.Erased != nil {
		t.Fatal("a held record was erased")
	}
	if err := c.LetGo(end); err != nil || c.Erased == nil {
		t.Errorf("%v %+v", err, c.Erased)
	}
	early := served(t)
	_ = early.Keep("苦情の調査中")
	if err := early.LetGo(t0); err != nil || early.Erased != nil {
		t.Errorf("let go before its time: %v %+v", err, early.Erased)
	}
}

func TestAMistypedYearErasesNothing(t *testing.T) {
	c := served(t)
	tellFact(t, c, rules.Completed, "2016-04-20", t0)
	if err := c.Tell(t0, News{Kind: "died", On: day.MustParse("2016-04-19")}); err != nil {
		t.Fatal(err)
	}
	track(t, c, t0)
	ringTrackedUntil(t, c, t0.AddDate(0, 1, 0))
	if got := dues(c)["retention.1"]; c.Erased != nil || got < "2031-04-01" {
		t.Errorf("erased %+v, kept until %s", c.Erased, got)
	}
	if err := c.Tell(t0, News{Kind: "died", On: day.On(t0)}); err != nil {
		t.Fatal(err)
	}
	if c.endedOn() != day.On(t0) {
		t.Errorf("the corrected day is %s", c.endedOn())
	}
}

// A schedule was lost and sweep rings the alarm of a day that is over: nobody is
// reminded of it, and its end is rung.
func TestNobodyIsRemindedOfADayThatIsOver(t *testing.T) {
	for _, x := range []struct {
		clock string
		turns bool
	}{{"monitoring-visit.1", true}, {"filing.1", false}} {
		c := served(t)
		due := dues(c)[x.clock]
		s := c.running(x.clock[:len(x.clock)-2]).Clock.Stages[0]
		n := len(c.Happened())
		at := day.MustParse(due).AddDays(3).At(9, 0)
		if err := c.Ring(at, x.clock, s.Name, s.At); err != nil {
			t.Fatal(err)
		}
		var rang []string
		for _, h := range c.Happened()[n:] {
			rang = append(rang, h.Action+" "+h.Facts["stage"])
		}
		if diff := cmp.Diff([]string{"alarm-moot before3", "alarm-rung over"}, rang); diff != "" {
			t.Errorf("%s (-want +got)\n%s", x.clock, diff)
		}
		track(t, c, at)
		run := c.running(x.clock[:len(x.clock)-2])
		if moved := run.Clock.Due.String() != due; moved != x.turns || len(run.Missed) != 1 {
			t.Errorf("%s goes on to %s, missed %v", x.clock, run.Clock.Due, run.Missed)
		}
	}
}

// Between its instant and its ringing the day of an alarm moves away and back.
func TestAnAlarmThatIsDueIsNotLostWhenItsDayMovesThereAndBack(t *testing.T) {
	c := served(t)
	s := c.running("filing").Clock.Stages[0]
	late := s.At.Add(30 * time.Minute)
	tellFact(t, c, rules.ServiceStart, "2026-05-15", late)
	if past := c.running("filing").Clock.Past; len(past) != 1 || past[0].comes() {
		t.Errorf("past are %+v", past)
	}
	tellFact(t, c, rules.ServiceStart, "2026-04-15", late.Add(time.Minute))
	if got := c.running("filing").Clock; !got.Stages[0].comes() || len(got.Past) != 0 {
		t.Errorf("%+v", got)
	}
}
