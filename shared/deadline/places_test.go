package deadline

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

func after(u rules.Unit) func(*rules.Clock) {
	return func(r *rules.Clock) { r.Period.After = &rules.Period{Unit: u} }
}

func dayOf(d int) func(*rules.Clock) { return func(r *rules.Clock) { r.Period.Day = d } }

func every(months int) func(*rules.Clock) { return func(r *rules.Clock) { r.Every = months } }

func TestPlacesAreCountedFromAnEndAndBackwards(t *testing.T) {
	none := roller(rules.RollNone)
	for _, c := range []struct {
		name, from string
		round      int
		want       string
		clock      rules.Clock
	}{
		{"the 20th of the month after the quarter", "2026-04-01", 0, "2026-07-20", review(t, period(1, rules.DayOfMonth), dayOf(20), after(rules.QuarterEnd), every(3), none)},
		{"and of the next quarter", "2026-06-30", 1, "2026-10-20", review(t, period(1, rules.DayOfMonth), dayOf(20), after(rules.QuarterEnd), every(3), none)},
		{"30 days after the fiscal year", "2026-05-10", 0, "2027-04-30", review(t, period(30, rules.Days), after(rules.FiscalYearEnd), none)},
		{"the next fiscal year's end", "2026-05-10", 1, "2028-03-31", review(t, period(0, rules.FiscalYearEnd), every(12), none)},
		{"every half-year", "2026-07-01", 1, "2027-03-31", review(t, period(0, rules.QuarterEnd), every(6), none)},
		{"3 open days before a month's end on a Sunday", "2026-05-10", 0, "2026-05-27", review(t, period(3, rules.OpenDays), after(rules.MonthEnd), backward, none)},
		{"the month end next time", "2026-05-10", 1, "2026-06-25", review(t, period(3, rules.OpenDays), after(rules.MonthEnd), backward, none, every(1))},
		{"the 20th of the month before", "2026-03-05", 0, "2026-02-20", review(t, period(1, rules.DayOfMonth), dayOf(20), backward, none)},
		{"a place counted back may roll on", "2026-10-05", 0, "2026-09-24", review(t, period(1, rules.DayOfMonth), dayOf(20), backward)},
		{"the end of the second month before", "2026-04-30", 0, "2026-02-28", review(t, period(2, rules.MonthEnd), backward, none)},
		{"the last open day of the month before", "2027-01-15", 0, "2026-12-28", review(t, period(1, rules.LastOpenDay), backward, none)},
		{"3 clear open days before", "2026-05-14", 0, "2026-05-08", review(t, period(3, rules.OpenDays), backward, clearly, none)},
		{"3 clear open days before a Sunday", "2026-05-17", 0, "2026-05-12", review(t, period(3, rules.OpenDays), backward, clearly, none)},
		{"3 clear open days after a Saturday", "2026-05-16", 0, "2026-05-21", review(t, period(3, rules.OpenDays), clearly, none)},
	} {
		g := on(c.from)
		g.Round = c.round
		res, err := Due(c.clock, g, day.Calendar{})
		if err != nil || res.Due.String() != c.want {
			t.Errorf("%s from %s: %s, %v; want %s", c.name, c.from, res.Due, err, c.want)
			continue
		}
		if to, ok := Replay(res.Because, day.Calendar{}); !ok || to != res.Due {
			t.Errorf("%s: replayed to %s", c.name, to)
		}
	}
}

func weekday(n int, w rules.Weekday) func(*rules.Clock) {
	return func(r *rules.Clock) { r.Period.Unit, r.Period.Day, r.Period.Weekday = rules.WeekdayOfMonth, n, w }
}

// afterThe counts the period from a place that says more than its unit.
func afterThe(to rules.Period) func(*rules.Clock) {
	return func(r *rules.Clock) { r.Period.After = &to }
}

// fixed gives the clock one exception of its dates.
func fixed(d rules.Fixed) func(*rules.Clock) {
	d.Source = "x"
	return func(r *rules.Clock) { r.Dates = []rules.Fixed{d} }
}

func TestTheShapesThatTownsPublish(t *testing.T) {
	none, prev := roller(rules.RollNone), rules.Roll{Is: rules.RollPrevious}
	third := rules.Period{Unit: rules.WeekdayOfMonth, Day: 3, Weekday: "水"}
	for _, c := range []struct {
		name, from string
		round      int
		want       string
		clock      rules.Clock
	}{
		{"the third Wednesday", "2026-07-01", 0, "2026-07-15", review(t, period(0, rules.WeekdayOfMonth), weekday(3, "水"), none)},
		{"the first Wednesday of a month that begins with it", "2026-07-20", 0, "2026-07-01", review(t, period(0, rules.WeekdayOfMonth), weekday(1, "水"), none)},
		{"the last Friday of a month of four", "2026-02-01", 0, "2026-02-27", review(t, period(0, rules.WeekdayOfMonth), weekday(5, "金"), none)},
		{"the last Friday of a month of five", "2026-05-01", 0, "2026-05-29", review(t, period(0, rules.WeekdayOfMonth), weekday(5, "金"), none)},
		{"the second Monday next time, a holiday", "2026-09-01", 1, "2026-10-13", review(t, period(0, rules.WeekdayOfMonth), weekday(2, "月"), every(1))},
		{"10 days before the third Wednesday", "2026-07-01", 0, "2026-07-05", review(t, period(10, rules.Days), backward, afterThe(third), none)},
		{"10 days before that of the next month", "2026-07-01", 1, "2026-08-09", review(t, period(10, rules.Days), backward, afterThe(third), none, every(1))},
		{"5 open days before the 15th of the next month", "2026-04-30", 0, "2026-05-08", review(t, period(5, rules.OpenDays), backward, afterThe(rules.Period{N: 1, Unit: rules.DayOfMonth, Day: 15}), none)},
		{"the month after the half-year", "2026-08-03", 0, "2026-10-31", review(t, period(1, rules.MonthEnd), after(rules.HalfYearEnd), none)},
		{"the half-year over the New Year", "2026-11-03", 0, "2027-03-31", review(t, period(0, rules.HalfYearEnd), none)},
		{"the next half-year", "2026-04-01", 1, "2027-03-31", review(t, period(0, rules.HalfYearEnd), every(6), none)},
		{"three months with the first one", "2026-04-30", 0, "2026-06-30", review(t, period(3, rules.Blocks), included, none)},
		{"and the next three", "2026-04-30", 1, "2026-09-30", review(t, period(3, rules.Blocks), included, every(3), none)},
		{"the 20th open day of a month of eighteen", "2026-05-01", 0, "2026-05-29", review(t, period(0, rules.OpenDayOfMonth), dayOf(20), none)},
		{"in March the 25th, of any year", "2028-03-01", 0, "2028-03-24", review(t, period(0, rules.MonthEnd), roller(rules.RollPrevious), fixed(rules.Fixed{InMonth: 3, Day: 25}))},
		{"in another month the end", "2028-04-01", 0, "2028-04-28", review(t, period(0, rules.MonthEnd), roller(rules.RollPrevious), fixed(rules.Fixed{InMonth: 3, Day: 25}))},
		{"in December back, else on", "2027-12-01", 0, "2027-12-03", review(t, period(0, rules.DayOfMonth), dayOf(5), fixed(rules.Fixed{InMonth: 12, Roll: prev}))},
		{"on in November", "2028-11-01", 0, "2028-11-06", review(t, period(0, rules.DayOfMonth), dayOf(5), fixed(rules.Fixed{InMonth: 12, Roll: prev}))},
		{"February has no 30th", "2027-02-01", 0, "2027-02-28", review(t, period(0, rules.DayOfMonth), dayOf(5), none, fixed(rules.Fixed{InMonth: 2, Day: 30}))},
	} {
		g := on(c.from)
		g.Round = c.round
		res, err := Due(c.clock, g, day.Calendar{})
		if err != nil || res.Due.String() != c.want {
			t.Errorf("%s from %s: %s, %v; want %s", c.name, c.from, res.Due, err, c.want)
			continue
		}
		if to, ok := Replay(res.Because, day.Calendar{}); !ok || to != res.Due {
			t.Errorf("%s: replayed to %s\n%s", c.name, to, res.Text())
		}
	}
	for round, k := range map[int]rules.Clock{-1: review(t), 1 << 32: review(t, period(0, rules.MonthEnd), every(1), none)} {
		g := on("2026-04-01")
		g.Round = round
		if res, err := Due(k, g, day.Calendar{}); err == nil {
			t.Errorf("round %d ends on %s", round, res.Due)
		}
	}
}

func TestTheNthWeekdayIsTheOnlyOneInItsWeek(t *testing.T) {
	base := review(t, roller(rules.RollNone))
	rapid.Check(t, func(t *rapid.T) {
		k := base
		k.Period = rules.Period{Unit: rules.WeekdayOfMonth, Day: rapid.IntRange(1, 5).Draw(t, "n"), Weekday: rapid.SampledFrom(rules.Weekdays()).Draw(t, "weekday"), N: rapid.IntRange(0, 3).Draw(t, "months")}
		from := day.MustParse("2005-01-01").AddDays(rapid.IntRange(0, 30000).Draw(t, "from"))
		res, err := Due(k, since(from), day.Calendar{})
		if err != nil {
			t.Fatal(err)
		}
		_, _, d := res.Due.Civil()
		if res.Due.Month() != from.Month().Add(k.Period.N) || res.Due.Weekday() != k.Period.Weekday.Day() {
			t.Fatalf("from %s: %s", from, res.Due)
		}
		if n := (d + 6) / 7; n != k.Period.Day && (k.Period.Day != 5 || res.Due.AddDays(7).Month() == res.Due.Month()) {
			t.Fatalf("from %s: %s is the %dth", from, res.Due, n)
		}
	})
}

func TestAClosingDayThatIsClosedMoves(t *testing.T) {
	for _, c := range []struct {
		way        rules.Way
		from, want string // 2026年8月15日 is a Saturday
	}{
		{rules.RollPrevious, "2026-08-14", "2026-09-01"}, {rules.RollPrevious, "2026-08-15", "2026-10-01"},
		{rules.RollNext, "2026-08-17", "2026-09-01"}, {rules.RollNext, "2026-08-18", "2026-10-01"},
		{rules.RollNone, "2026-08-15", "2026-09-01"}, {"", "2026-08-16", "2026-10-01"},
	} {
		k := review(t, period(1, rules.DayOfMonth), dayOf(1), roller(rules.RollNone))
		k.Arrival = rules.Arrival{Closing: 15, ClosingRoll: c.way, Basis: rules.Basis{Source: "x"}}
		res, err := Due(k, on(c.from), day.Calendar{})
		if err != nil || res.Due.String() != c.want {
			t.Errorf("%s, received %s: %s, %v; want %s\n%s", c.way, c.from, res.Due, err, c.want, res.Text())
		}
	}
}

func TestAPostmarkCountsForThePostOnly(t *testing.T) {
	k := review(t)
	k.StartsFrom = rules.Start{Latest: []rules.Anchor{rules.Received, rules.Contract}, Basis: k.StartsFrom.Basis}
	k.Principle = rules.CountsBy{Is: rules.ByArrival, Channels: map[string]rules.Counts{"post": rules.BySending}}
	given := Given{Facts: []Fact{{Anchor: rules.Received, On: day.MustParse("2026-04-23")}, {Anchor: rules.Sent, On: day.MustParse("2026-04-20")}, {Anchor: rules.Contract, On: day.MustParse("2026-04-01")}}}
	for channel, want := range map[string]string{"post": "2026-04-20", "window": "2026-04-23", "": "2026-04-23"} {
		given.Channel = channel
		if res, err := Due(k, given, day.Calendar{}); err != nil || res.From.String() != want {
			t.Errorf("by %q from %s, %v; want %s", channel, res.From, err, want)
		}
	}
}

func TestWhatComesAfterTheClosingDayIsOfTheNextMonth(t *testing.T) {
	k := review(t, period(0, rules.MonthEnd), roller(rules.RollNone))
	k.Arrival = rules.Arrival{Closing: 15, OnClosed: rules.NextOpenDay, Basis: rules.Basis{Source: "x"}}
	for from, want := range map[string]string{"2026-05-15": "2026-05-31", "2026-05-16": "2026-06-30", "2026-11-14": "2026-12-31"} {
		res, err := Due(k, on(from), day.Calendar{}) // 11月14日 is a Saturday: it counts on the 16th
		if err != nil || res.Due.String() != want {
			t.Errorf("received %s: %s, %v; want %s", from, res.Due, err, want)
		}
		if to, ok := Replay(res.Because, day.Calendar{}); !ok || to != res.Due {
			t.Errorf("received %s: replayed to %s", from, to)
		}
	}
	if res, _ := Due(k, on("2026-05-16"), day.Calendar{}); !strings.Contains(res.Text(), "締め日（毎月15日）の後に届いたため、翌月の令和8年6月1日(月)") {
		t.Error(res.Text())
	}
}

func TestAWindowMayStandBesideARuleWithoutADay(t *testing.T) {
	k := review(t)
	k.Period = rules.Period{Unit: rules.NoPeriod, Words: "遅滞なく"}
	k.Opens = rules.Period{Unit: rules.QuarterEnd}
	res, err := Due(k, on("2026-04-20"), day.Calendar{})
	if err != nil || !res.Due.IsZero() || res.Opens.String() != "2026-06-30" {
		t.Errorf("%+v, %v", res, err)
	}
}

func TestClearOpenDaysAreAsManyAsSaid(t *testing.T) {
	base := review(t, clearly, roller(rules.RollNone))
	rapid.Check(t, func(t *rapid.T) {
		var cal day.Calendar
		k := base
		k.Period.N, k.Period.Unit = rapid.IntRange(1, 40).Draw(t, "n"), rules.OpenDays
		k.Period.Backward = rapid.Bool().Draw(t, "backward")
		from := day.MustParse("2005-01-01").AddDays(rapid.IntRange(0, 30000).Draw(t, "from"))
		res, err := Due(k, since(from), cal)
		if err != nil {
			t.Fatal(err)
		}
		a, b := from, res.Due
		if k.Period.Backward {
			a, b = b, a
		}
		between := 0
		for d := a.AddDays(1); d.Before(b); d = d.AddDays(1) {
			if cal.Open(d) {
				between++
			}
		}
		if between != k.Period.N || !cal.Open(res.Due) {
			t.Fatalf("from %s to %s: %d open days between, want %d", from, res.Due, between, k.Period.N)
		}
	})
}
