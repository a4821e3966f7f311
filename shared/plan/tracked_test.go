package plan

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/events"
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
	if err := c.TellFact(Told{Fact: a, On: day.MustParse(on), Rules: "few"}, few().set.Recurs(a)); err != nil {
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
		owed := slices.DeleteFunc(c.owesAlarms(), func(p Promise) bool { return p.Wake.(events.AlarmRang).Clock == review })
		slices.SortStableFunc(owed, func(a, b Promise) int { return a.Due.Compare(b.Due) })
		if len(owed) == 0 || owed[0].Due.After(until) {
			return rang
		}
		at, ring := owed[0].Due, owed[0].Wake.(events.AlarmRang)
		rang = append(rang, ring.Clock+" "+ring.Stage+" "+day.On(ring.Due).String())
		if err := c.Ring(at, ring.Clock, ring.Stage, ring.Due); err != nil {
			t.Fatal(err)
		}
		track(t, c, at)
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

func TestACorrectedStartSkipsNoRound(t *testing.T) {
	c := served(t)
	c.Sealed.PlanTo = day.MustParse("2027-03-31")
	tellFact(t, c, rules.ServiceStart, "2025-10-15", t0)
	tellFact(t, c, rules.ServiceStart, "2026-04-15", t0)
	if x := c.running("monitoring-visit"); x.Clock.Due != day.MustParse("2026-07-31") || len(x.Missed) != 0 {
		t.Errorf("%+v", x)
	}
}

func TestAClockThatCannotBeginLeavesNothingBehind(t *testing.T) {
	c := confirmed(t)
	c.Rules, c.Sealed.PlanTo = "few", day.MustParse("2026-10-31")
	later := day.MustParse("2027-03-01").At(9, 0)
	tellFact(t, c, rules.ServiceStart, "2026-04-15", later)
	n := len(c.Tracked)
	track(t, c, later)
	if len(c.Tracked) != n || c.running("monitoring-visit") != nil {
		t.Errorf("%d clocks, then %d", n, len(c.Tracked))
	}
}

func TestAFactThatIsTakenBackEndsWhatStartedFromIt(t *testing.T) {
	c := served(t)
	if err := c.TakeFact(Told{Fact: rules.ServiceStart, On: day.MustParse("2026-04-15"), Rules: "few"}); err != nil {
		t.Fatal(err)
	}
	track(t, c, t0)
	if got := dues(c); got["filing.1"] != "" || got["monitoring-visit.1"] != "" || got["evaluation.1"] == "" {
		t.Errorf("%v", got)
	}
}

func TestACorrectionOfThePersonKeepsWhatIsTracked(t *testing.T) {
	c := inReview(t)
	c.Rules = "few"
	tellFact(t, c, rules.ServiceStart, "2026-04-15", t0)
	if err := c.SendBackBy(t0, "内容"); err != nil {
		t.Fatal(err)
	}
	s := c.Sealed
	s.Kana = "ベツ"
	if err := c.Amend(s); err != nil {
		t.Fatal(err)
	}
	track(t, c, t0)
	if dues(c)["filing.1"] == "" {
		t.Errorf("%v", dues(c))
	}
}

func TestAnotherDayForAFactMovesWhatStartedFromIt(t *testing.T) {
	c := served(t)
	tellFact(t, c, rules.ServiceStart, "2026-05-07", t0)
	if got := dues(c); got["filing.1"] != "2026-05-31" || got["monitoring-visit.1"] != "2026-08-31" {
		t.Errorf("%v", got)
	}
	for _, s := range c.running("filing").Clock.Past {
		if s.comes() {
			t.Errorf("an alarm of the day before would still ring: %+v", s)
		}
	}
}

func TestAClockOfAnotherTypeOfCareManagementIsNotTracked(t *testing.T) {
	by := few()
	visit := by.set.Clocks["monitoring-visit"]
	visit.Types = []rules.Type{rules.TypeA}
	by.set.Clocks["monitoring-visit"] = visit
	for typ, runs := range map[rules.Type]bool{rules.TypeA: true, rules.TypeC: false, "": true} {
		c := served(t)
		c.Type = typ
		if err := c.Watch(t0, by); err != nil {
			t.Fatal(err)
		}
		if got := c.running("monitoring-visit") != nil; got != runs {
			t.Errorf("type %q: it runs is %v", typ, got)
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
	if diff := cmp.Diff(map[string]string{"retention.1": "2031-04-20"}, dues(c)); diff != "" {
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

func TestAStandingRecordHasAClockForEachFact(t *testing.T) {
	c := &Case{ID: "x", Town: "999997"}
	c.Stand(t0, OfTown)
	tellFact(t, c, rules.InvoiceReceived, "2026-04-20", t0)
	tellFact(t, c, rules.InvoiceReceived, "2026-05-20", t0)
	if diff := cmp.Diff(map[string]string{"payment.1": "2026-05-20", "payment.2": "2026-06-19"}, dues(c)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if err := c.Done(t0, "payment", day.On(t0), day.Date{}); codeOf(err) != "clock-unknown" {
		t.Errorf("which of the two: %v", err)
	}
	once := few().set.Clocks["payment"]
	if x, _ := c.instance("other", rules.Clock{ID: "payment", Every: once.Every}, c.Sealed.Counts["payment.1"][0]); x.Clock.ID != "payment.3" {
		t.Errorf("a clock of another set is %s", x.Clock.ID)
	}
	c.Tracked = c.Tracked[:2]
	if err := c.Done(t0, "payment.1", day.On(t0), day.Date{}); err != nil || len(dues(c)) != 1 {
		t.Errorf("%v %v", err, dues(c))
	}
	track(t, c, t0)
	if len(dues(c)) != 1 {
		t.Error("what was done began again")
	}
	track(t, c, t0.AddDate(2, 0, 0))
	if len(c.Tracked) != 1 || len(c.Sealed.Facts) != 1 || len(c.Sealed.Counts) != 1 {
		t.Errorf("what was done two years ago is kept: %d clocks, %d facts", len(c.Tracked), len(c.Sealed.Facts))
	}
}

func TestAFactThatComesBackToADayThatWasDoneBeginsNothingAnew(t *testing.T) {
	c := served(t)
	if err := c.Done(t0, "filing", day.On(t0), day.Date{}); err != nil {
		t.Fatal(err)
	}
	tellFact(t, c, rules.ServiceStart, "2026-05-07", t0)
	if dues(c)["filing.2"] != "2026-05-31" {
		t.Fatalf("another day: %v", dues(c))
	}
	tellFact(t, c, rules.ServiceStart, "2026-04-15", t0)
	if x := c.running("filing"); x != nil {
		t.Errorf("the day that was done, and %s runs until %s", x.Clock.ID, x.Clock.Due)
	}
}

func TestWhatTheRulesNoLongerKnowEnds(t *testing.T) {
	c, by := served(t), few()
	delete(by.set.Clocks, "filing")
	if err := c.Watch(t0, by); err != nil {
		t.Fatal(err)
	}
	if x := c.running("filing"); x != nil || c.running("evaluation") == nil {
		t.Errorf("filing is %+v", x)
	}
}

func TestAStandingRecordWaitsForTheLatestOfSeveralFacts(t *testing.T) {
	by := few()
	pay := by.set.Clocks["payment"]
	pay.StartsFrom = rules.Start{Latest: []rules.Anchor{rules.InvoiceReceived, rules.Reported}}
	by.set.Clocks["payment"] = pay
	c := &Case{ID: "x", Town: "999997"}
	c.Stand(t0, OfTown)
	for _, f := range []struct {
		fact     rules.Anchor
		on, want string
	}{{rules.InvoiceReceived, "2026-04-20", ""}, {rules.Reported, "2026-04-25", "2026-05-25"}, {rules.Reported, "2026-04-25", "2026-05-25"}} {
		if err := c.TellFact(Told{Fact: f.fact, On: day.MustParse(f.on), Rules: "few"}, false); err != nil {
			t.Fatal(err)
		}
		if err := c.Watch(t0, by); err != nil {
			t.Fatal(err)
		}
		if got := dues(c); got["payment.1"] != f.want || len(got) > 1 {
			t.Errorf("after %s: %v, want %q", f.fact, got, f.want)
		}
	}
}

func TestARecordThatWasOnlyEverSentBackIsKeptForItsTime(t *testing.T) {
	c := sentBackCase(t)
	c.Rules = "few"
	track(t, c, t0)
	due := dues(c)["retention.1"]
	if len(dues(c)) != 1 || due == "" {
		t.Fatalf("%v", dues(c))
	}
	ringTrackedUntil(t, c, day.MustParse(due).AddDays(2).At(0, 0))
	if c.Erased == nil || c.State != Ended || c.Sealed.Name != "" {
		t.Errorf("%s, erased %v", c.State, c.Erased)
	}
}

func TestAStandingRecordHasOneOfWhatComesAgain(t *testing.T) {
	c := &Case{ID: "x", Town: "999997"}
	c.Stand(t0, OfTown)
	tellFact(t, c, rules.ServiceStart, "2026-04-01", t0)
	tellFact(t, c, rules.ServiceStart, "2026-05-01", t0)
	if diff := cmp.Diff(map[string]string{"filing.1": "2026-04-30", "filing.2": "2026-05-31", "monitoring-visit.1": "2026-08-31"}, dues(c)); diff != "" && len(dues(c)) > 3 {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if err := c.TakeFact(Told{Fact: rules.ServiceStart, On: day.MustParse("2026-05-01"), Rules: "few"}); err != nil {
		t.Fatal(err)
	}
	track(t, c, t0)
	if len(dues(c)) != 0 {
		t.Errorf("what was taken back runs: %v", dues(c))
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
