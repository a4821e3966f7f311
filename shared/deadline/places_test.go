package deadline

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

func after(u rules.Unit) func(*rules.Clock) { return func(r *rules.Clock) { r.Period.After = u } }

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
