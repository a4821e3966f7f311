package plan

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// book has one set of a few clocks, and a calendar without closed days of its own.
type book struct{ set rules.Set }

func (b book) RuleSet(string) (rules.Set, error)                              { return b.set, nil }
func (b book) CalendarFor(rules.Set, rules.Clock, string) (none day.Calendar) { return none }

func few() book {
	clock := func(from rules.Anchor, p rules.Period, every int, stages ...rules.Stage) rules.Clock {
		return rules.Clock{
			Name: "期日", StartsFrom: rules.Start{Is: from}, Period: p, Every: every, Stages: stages,
			Roll: rules.Roll{Is: rules.RollNone}, Cutoff: rules.Cutoff{At: "24:00"},
		}
	}
	before := rules.Stage{Name: "before3", OpenDays: -3, At: "08:30"}
	return book{rules.Set{Name: "few", Clocks: map[string]rules.Clock{
		"review":           clock(rules.Received, rules.Period{N: 2, Unit: rules.Weeks}, 0),
		"monitoring-visit": clock(rules.ServiceStart, rules.Period{N: 3, Unit: rules.Blocks}, 3, before),
		"filing":           clock(rules.ServiceStart, rules.Period{Unit: rules.MonthEnd}, 0, before),
		"evaluation":       clock(rules.PlanEnd, rules.Period{Unit: rules.MonthEnd}, 0, before),
		"retention":        clock(rules.Completed, rules.Period{N: 5, Unit: rules.Years}, 0),
		"payment":          clock(rules.InvoiceReceived, rules.Period{N: 30, Unit: rules.Days}, 0, before),
		"change-visit":     clock(rules.Happened, rules.Period{Unit: rules.NoPeriod, Words: "そのつど"}, 0),
	}}}
}

// served is a case of a person whose plan runs to the end of October and whose
// service began on 15 April 2026.
func served(t testing.TB) *Case {
	t.Helper()
	c := confirmed(t)
	c.Rules, c.Sealed.PlanTo = "few", day.MustParse("2026-10-31")
	tellFact(t, c, rules.ServiceStart, "2026-04-15", t0)
	return c
}

func tellFact(t testing.TB, c *Case, a rules.Anchor, on string, at time.Time) {
	t.Helper()
	if err := c.TellFact(Told{Fact: a, On: day.MustParse(on), Rules: "few"}); err != nil {
		t.Fatal(err)
	}
	track(t, c, at)
}

func track(t testing.TB, c *Case, at time.Time) {
	t.Helper()
	if err := c.Watch(at, few()); err != nil {
		t.Fatal(err)
	}
}

// dues are the tracked clocks that run, each with its due day.
func dues(c *Case) map[string]string {
	out := map[string]string{}
	for _, x := range c.Tracked {
		if x.Runs() {
			out[x.Clock.ID] = x.Clock.Due.String()
		}
	}
	return out
}

func TestAConfirmedPlanAndTheStartOfItsServiceStartTheirClocks(t *testing.T) {
	c := served(t)
	want := map[string]string{"monitoring-visit.1": "2026-07-31", "filing.1": "2026-04-30", "evaluation.1": "2026-10-31", "retention.1": "2031-10-31"}
	if diff := cmp.Diff(want, dues(c)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	n := len(c.Happened())
	track(t, c, t0)
	if len(c.Happened()) != n {
		t.Error("counting twice changed something")
	}
	for _, x := range c.Tracked {
		if x.Clock.Because != nil || !x.Clock.From.IsZero() || len(c.Sealed.Counts[x.Clock.ID]) == 0 {
			t.Errorf("%s: how it was found belongs to the sealed part", x.Clock.ID)
		}
	}
}

// ringAll rings every alarm of the case up to an instant, in the order in which
// they are owed, tracking behind each.
func ringTrackedUntil(t testing.TB, c *Case, until time.Time) (rang []string) {
	t.Helper()
	for {
		owed := c.owesTracked()
		slices.SortFunc(owed, func(a, b Promise) int { return a.Due.Compare(b.Due) })
		if len(owed) == 0 || owed[0].Due.After(until) {
			return rang
		}
		var ring = owed[0]
		for i := range c.Tracked {
			x := &c.Tracked[i]
			for _, s := range x.pending() {
				if s.At.Add(alarmGrace).Equal(ring.Due) {
					rang = append(rang, x.Clock.ID+" "+s.Name+" "+day.On(s.At).String())
					if err := c.Ring(ring.Due, x.Clock.ID, s.Name, s.At); err != nil {
						t.Fatal(err)
					}
					track(t, c, ring.Due)
				}
			}
		}
	}
}

func TestWhatComesAgainGoesOnUntilThePlanEnds(t *testing.T) {
	c := served(t)
	rang := ringTrackedUntil(t, c, day.MustParse("2027-12-01").At(0, 0))
	want := []string{
		"filing.1 before3 2026-04-24", "filing.1 over 2026-05-01",
		"monitoring-visit.1 before3 2026-07-28", "monitoring-visit.1 over 2026-08-01",
		"evaluation.1 before3 2026-10-28", "monitoring-visit.1 before3 2026-10-28",
		"evaluation.1 over 2026-11-01", "monitoring-visit.1 over 2026-11-01",
	}
	slices.Sort(want)
	slices.Sort(rang)
	if diff := cmp.Diff(want, rang); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	visits := c.Tracked[slices.IndexFunc(c.Tracked, func(x Tracked) bool { return x.rule() == "monitoring-visit" })]
	if visits.Clock.Stopped != "plan-ended" || len(visits.Missed) != 2 {
		t.Errorf("%+v", visits)
	}
}

func TestADutyThatIsDoneIsNotRungFor(t *testing.T) {
	c := served(t)
	may := day.MustParse("2026-05-20")
	for _, duty := range []string{"monitoring-visit", "filing.1", "evaluation"} {
		if err := c.Done(may.At(10, 0), duty, may); err != nil {
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
			if s.Outcome == "" && x.rule() == "monitoring-visit" && x.moot(&s) != "moved" {
				t.Error("an alarm of the round before would still ring")
			}
		}
	}
	if err := c.Done(may.At(10, 0), "monitoring-visit", may); codeOf(err) != "done-before" {
		t.Errorf("the same visit again: %v", err)
	}
	if err := c.Done(may.At(10, 0), "evaluation", may); codeOf(err) != "clock-unknown" {
		t.Errorf("a duty that is done: %v", err)
	}
	if err := c.Done(may.At(10, 0), "monitoring-visit", may.AddDays(1)); codeOf(err) != "done-in-future" {
		t.Errorf("tomorrow's visit: %v", err)
	}
}

func TestAMissedRoundIsMadeGoodByADayInIt(t *testing.T) {
	c := served(t)
	ringTrackedUntil(t, c, day.MustParse("2026-08-02").At(0, 0))
	august := day.MustParse("2026-08-03").At(10, 0)
	if err := c.Done(august, "monitoring-visit", day.MustParse("2026-07-30")); err != nil {
		t.Fatal(err)
	}
	track(t, c, august)
	x := c.running("monitoring-visit")
	if len(x.Missed) != 0 || x.Clock.Due != day.MustParse("2026-10-31") {
		t.Errorf("%+v", x)
	}
}

func TestAnotherDayForAFactMovesWhatStartedFromIt(t *testing.T) {
	c := served(t)
	tellFact(t, c, rules.ServiceStart, "2026-05-07", t0)
	if got := dues(c); got["filing.1"] != "2026-05-31" || got["monitoring-visit.1"] != "2026-08-31" {
		t.Errorf("%v", got)
	}
	for _, s := range c.running("filing").Clock.Past {
		if s.Outcome == "" && c.running("filing").moot(&s) != "moved" {
			t.Error("an alarm of the day before would still ring")
		}
	}
}

func TestADeathEndsEverythingButTheKeepingOfTheRecord(t *testing.T) {
	c := served(t)
	june := day.MustParse("2026-04-19")
	if err := c.Tell(t0, News{Kind: "died", On: june}); err != nil {
		t.Fatal(err)
	}
	track(t, c, t0)
	if diff := cmp.Diff(map[string]string{"retention.1": "2031-04-19"}, dues(c)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAPlanThatWasNotFiledAfterAllIsNotEvaluated(t *testing.T) {
	c := served(t)
	filed := c.Confirmed
	c.Confirmed = nil
	track(t, c, t0)
	if got := dues(c); got["evaluation.1"] != "" || got["monitoring-visit.1"] == "" {
		t.Errorf("%v", got)
	}
	c.Confirmed = filed
	track(t, c, t0)
	if got := dues(c); got["evaluation.2"] != "2026-10-31" {
		t.Errorf("filed again: %v", got)
	}
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
	if _, err := c.OpenedBy("m1", "d1", ""); codeOf(err) != "erased" {
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

// visited is a case whose visit of the first block was done.
func visited(t testing.TB) *Case {
	c := served(t)
	if err := c.Done(t0, "monitoring-visit", day.MustParse("2026-04-19")); err != nil {
		t.Fatal(err)
	}
	track(t, c, t0)
	c.happened = nil
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

func TestAStandingRecordHasAClockForEachFact(t *testing.T) {
	c := &Case{ID: "x", Town: "999997"}
	c.Stand(t0, OfTown)
	tellFact(t, c, rules.InvoiceReceived, "2026-04-20", t0)
	tellFact(t, c, rules.InvoiceReceived, "2026-05-20", t0)
	if diff := cmp.Diff(map[string]string{"payment.1": "2026-05-20", "payment.2": "2026-06-19"}, dues(c)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if err := c.Done(t0, "payment", day.On(t0)); codeOf(err) != "clock-unknown" {
		t.Errorf("which of the two: %v", err)
	}
	if err := c.Done(t0, "payment.1", day.On(t0)); err != nil || len(dues(c)) != 1 {
		t.Errorf("%v %v", err, dues(c))
	}
	track(t, c, t0)
	if len(dues(c)) != 1 {
		t.Error("what was done began again")
	}
}

func TestAlarmsOfWhatIsTrackedRingOnce(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := served(t)
		from := day.MustParse("2026-04-01").AddDays(rapid.IntRange(0, 200).Draw(r, "start"))
		tellFact(t, c, rules.ServiceStart, from.String(), t0)
		seen := map[string]bool{}
		for _, x := range ringTrackedUntil(t, c, day.MustParse("2027-06-01").At(0, 0)) {
			if seen[x] {
				r.Errorf("%s rang twice", x)
			}
			seen[x] = true
		}
		for id, due := range dues(c) {
			if id != "retention.1" && day.MustParse(due).Before(day.MustParse("2026-04-01")) {
				r.Errorf("%s is due on %s", id, due)
			}
		}
	})
}
