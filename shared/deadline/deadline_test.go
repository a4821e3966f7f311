package deadline

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

var update = flag.Bool("update", false, "write the golden files anew")

// review is Kumamoto's clock, changed by the test.
func review(t testing.TB, change ...func(*rules.Clock)) rules.Clock {
	t.Helper()
	s, err := rules.For("431001", day.MustParse("2026-04-20"))
	if err != nil {
		t.Fatal(err)
	}
	r, _ := s.Clock("review")
	for _, f := range change {
		f(&r)
	}
	return r
}

func roller(v rules.Way) func(*rules.Clock) { return func(r *rules.Clock) { r.Roll.Is = v } }

func period(n int, u rules.Unit) func(*rules.Clock) {
	return func(r *rules.Clock) { r.Period.N, r.Period.Unit = n, u }
}

func included(r *rules.Clock) { r.FirstDay.Is = rules.Included }
func backward(r *rules.Clock) { r.Period.Backward = true }
func clearly(r *rules.Clock)  { r.Period.Clear = true }

func due(t testing.TB, r rules.Clock, from string) string {
	t.Helper()
	res, err := Due(r, on(from), day.Calendar{})
	if err != nil {
		t.Fatal(err)
	}
	return res.Due.String()
}

// on is a receipt on a day.
func on(from string) Given { return since(day.MustParse(from)) }

func since(from day.Date) Given { return Given{Facts: []Fact{{Anchor: rules.Received, On: from}}} }

// Source: KUM-10, 民法140条, 142条.
func TestTwoWeeks(t *testing.T) {
	for _, c := range []struct{ received, plain, next, previous, open string }{
		{"2025-12-19", "2026-01-02", "2026-01-05", "2025-12-26", "2026-01-09"},
		{"2026-04-15", "2026-04-29", "2026-04-30", "2026-04-28", "2026-04-30"},
		{"2026-04-20", "2026-05-04", "2026-05-07", "2026-05-01", "2026-05-08"},
		{"2026-11-09", "2026-11-23", "2026-11-24", "2026-11-20", "2026-11-24"},
		{"2026-12-17", "2026-12-31", "2027-01-04", "2026-12-28", "2027-01-06"},
	} {
		got := []string{
			due(t, review(t, roller(rules.RollNone)), c.received),
			due(t, review(t), c.received),
			due(t, review(t, roller(rules.RollPrevious)), c.received),
			due(t, review(t, period(10, rules.OpenDays)), c.received),
		}
		if diff := cmp.Diff([]string{c.plain, c.next, c.previous, c.open}, got); diff != "" {
			t.Errorf("received %s (-want +got):\n%s", c.received, diff)
		}
	}
}

// Vectors: E.1, E.3 and 民法140条, 143条.
func TestOtherPeriods(t *testing.T) {
	none, previous := roller(rules.RollNone), roller(rules.RollPrevious)
	for _, c := range []struct {
		name, from, want string
		clock            rules.Clock
	}{
		{"30 days before expiry", "2027-01-31", "2027-01-01", review(t, period(30, rules.Days), backward, none)},
		{"30 days before expiry, to act by", "2027-01-31", "2026-12-28", review(t, period(30, rules.Days), backward, previous)},
		{"30 days before expiry on a Sunday", "2026-06-30", "2026-05-31", review(t, period(30, rules.Days), backward, none)},
		{"30 days before expiry, the Friday before", "2026-06-30", "2026-05-29", review(t, period(30, rules.Days), backward, previous)},
		{"30 clear days before expiry", "2027-01-31", "2026-12-31", review(t, period(30, rules.Days), backward, clearly, none)},
		{"30 clear days before expiry, to act by", "2026-06-30", "2026-05-29", review(t, period(30, rules.Days), backward, clearly, previous)},
		{"3 open days before", "2026-05-07", "2026-04-28", review(t, period(3, rules.OpenDays), backward, none)},
		{"30 days from receipt, the first day counted", "2026-04-01", "2026-04-30", review(t, period(30, rules.Days), included, none)},
		{"10 open days, the first day counted", "2026-04-20", "2026-05-07", review(t, period(10, rules.OpenDays), included)},
		{"3 months into a short month", "2026-11-30", "2027-02-28", review(t, period(3, rules.Months), none)},
		{"3 months from a day without counterpart", "2026-11-29", "2027-02-28", review(t, period(3, rules.Months), none)},
		{"a month from the end of February ends with March", "2027-02-28", "2027-03-31", review(t, period(1, rules.Months), none)},
		{"a month, the first day counted", "2026-04-10", "2026-05-09", review(t, period(1, rules.Months), included, none)},
		{"five years of retention", "2026-03-31", "2031-03-31", review(t, period(5, rules.Years), none)},
		{"a month before a month's end is a month's end", "2027-02-28", "2027-01-31", review(t, period(1, rules.Months), backward, none)},
		{"3 months before", "2027-05-31", "2027-02-28", review(t, period(3, rules.Months), backward, none)},
		{"3 months before a day without counterpart", "2027-05-30", "2027-02-28", review(t, period(3, rules.Months), backward, none)},
		{"6 months before, to act by", "2027-03-31", "2026-09-30", review(t, period(6, rules.Months), backward, previous)},
		{"a year before 29 February", "2028-02-29", "2027-02-28", review(t, period(1, rules.Years), backward, none)},
		{"the same day", "2026-05-03", "2026-05-03", review(t, period(0, rules.Days), none)},
		{"a year into 29 February", "2027-02-28", "2028-02-29", review(t, period(1, rules.Years), none)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := due(t, c.clock, c.from); got != c.want {
				t.Errorf("from %s: %s, want %s", c.from, got, c.want)
			}
		})
	}
}

func TestVisitsFallIntoBlocksFromTheNextMonth(t *testing.T) {
	s, err := rules.For("431001", day.MustParse("2026-04-20"))
	if err != nil {
		t.Fatal(err)
	}
	visit, _ := s.Clock("monitoring-visit")
	start := Given{Facts: []Fact{{Anchor: rules.ServiceStart, On: day.MustParse("2026-04-30")}}}
	for round, want := range []string{"2026-07-31", "2026-10-31", "2027-01-31", "2027-04-30"} {
		start.Round = round
		if res, err := Due(visit, start, day.Calendar{}); err != nil || res.Due.String() != want {
			t.Errorf("visit %d is due on %s (%v), want %s", round+1, res.Due, err, want)
		}
	}
}

func TestACountThatCannotBeMadeIsRefused(t *testing.T) {
	for _, c := range []struct {
		name, from string
		clock      rules.Clock
	}{
		{"a start before 2000", "1999-12-31", review(t)},
		{"an end after 2099", "2099-12-20", review(t)},
		{"no open day left to roll to", "2099-12-16", review(t)},
		{"too many open days", "2099-12-16", review(t, period(99, rules.OpenDays))},
		{"a period of less than nothing", "2026-04-20", review(t, period(-1, rules.Days))},
		{"an unknown unit", "2026-04-20", review(t, period(1, "moons"))},
		{"an unknown roll", "2026-04-20", review(t, roller("sideways"))},
		{"an unknown first day", "2026-04-20", review(t, func(r *rules.Clock) { r.FirstDay.Is = "" })},
		{"an unknown hour", "2026-04-20", review(t, func(r *rules.Clock) { r.Cutoff.At = "25:00" })},
		{"a backward period that rolls on", "2026-04-20", review(t, backward)},
		{"clear weeks", "2026-04-20", review(t, clearly)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if res, err := Due(c.clock, on(c.from), day.Calendar{}); err == nil {
				t.Errorf("counted to %s", res.Due)
			}
		})
	}
	if _, err := Due(review(t), Given{Facts: []Fact{{Anchor: rules.Received}}}, day.Calendar{}); !errors.Is(err, day.ErrRange) {
		t.Errorf("no date: %v", err)
	}
}

func TestTheDerivationIsToldInWords(t *testing.T) {
	var b strings.Builder
	for _, c := range []struct {
		name, from string
		clock      rules.Clock
	}{
		{"二週間、閉庁日は次の開庁日", "2026-04-20", review(t)},
		{"二週間、閉庁日でない", "2026-04-08", review(t)},
		{"前の開庁日", "2026-12-17", review(t, roller(rules.RollPrevious))},
		{"動かさない", "2026-11-09", review(t, roller(rules.RollNone))},
		{"十開庁日", "2026-09-14", review(t, period(10, rules.OpenDays))},
		{"満了日の三十日前", "2027-01-31", review(t, period(30, rules.Days), backward, roller(rules.RollPrevious))},
		{"起算して三十日", "2026-04-01", review(t, period(30, rules.Days), included)},
		{"公告前の年", "2028-03-06", review(t)},
	} {
		res, err := Due(c.clock, on(c.from), day.Calendar{})
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString("# " + c.name + "\n" + res.Text() + "\n\n")
	}
	golden(t, "derivations.txt", b.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestAClockRingsOnOpenMorningsAroundTheDueDay(t *testing.T) {
	got := Rings(review(t), day.MustParse("2026-05-07"), day.Calendar{})
	want := []Ring{
		{"before3", time.Date(2026, 4, 27, 23, 30, 0, 0, time.UTC)}, // 04-28 08:30
		{"due", time.Date(2026, 5, 6, 23, 30, 0, 0, time.UTC)},
		{"after1", time.Date(2026, 5, 7, 23, 30, 0, 0, time.UTC)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := Rings(review(t), day.MustParse("2099-12-30"), day.Calendar{}); len(got) != 2 {
		t.Errorf("at the calendar's end ring %v", got)
	}
}

func TestAShortPeriodRingsBeforeItsStart(t *testing.T) {
	r := review(t, period(1, rules.OpenDays))
	from := day.MustParse("2026-04-20")
	res, err := Due(r, since(from), day.Calendar{})
	if err != nil {
		t.Fatal(err)
	}
	if s := Rings(r, res.Due, day.Calendar{}); len(s) != 3 || !s[0].At.Before(from.At(0, 0)) {
		t.Errorf("stages: %v", s)
	}
}

func TestAnExtensionKeepsItsReason(t *testing.T) {
	res, err := Due(review(t), on("2026-04-20"), day.Calendar{})
	if err != nil {
		t.Fatal(err)
	}
	longer, err := Extend(review(t), res, day.MustParse("2026-05-14"), "経過記録の確認", day.Calendar{})
	if err != nil {
		t.Fatal(err)
	}
	last := longer.Because[len(longer.Because)-1]
	if longer.Due.String() != "2026-05-14" || last.Date != longer.Due || !strings.Contains(last.Text(), "経過記録の確認") {
		t.Errorf("extended to %s: %s", longer.Due, last.Line())
	}
	if again, err := Extend(review(t), res, day.MustParse("2026-05-20"), "別の理由", day.Calendar{}); err != nil || longer.Because[len(longer.Because)-1] != last || again.Due == longer.Due {
		t.Error("a second extension of the same result changed the first")
	}
	for to, reason := range map[string]string{"2026-05-07": "同じ日", "2026-05-01": "前の日", "2026-05-14": "", "2100-01-01": "遠い日"} {
		if _, err := Extend(review(t), res, day.MustParse(to), reason, day.Calendar{}); err == nil {
			t.Errorf("extended to %s for %q", to, reason)
		}
	}
}

func TestThePeriodEndsWithItsCutoff(t *testing.T) {
	res := Result{Due: day.MustParse("2026-05-07"), Cutoff: "24:00"}
	if got := res.Ends(); !got.Equal(day.MustParse("2026-05-08").At(0, 0)) {
		t.Errorf("24:00 ends at %s", got)
	}
	res.Cutoff = "17:15"
	if got := res.Ends(); !got.Equal(day.MustParse("2026-05-07").At(17, 15)) {
		t.Errorf("17:15 ends at %s", got)
	}
}

func clocks(t *rapid.T, base rules.Clock) rules.Clock {
	r := base
	r.FirstDay.Is = rapid.SampledFrom([]rules.FirstDay{rules.Excluded, rules.Included}).Draw(t, "first day")
	r.Roll.Is = rapid.SampledFrom([]rules.Way{rules.RollNone, rules.RollPrevious, rules.RollNext}).Draw(t, "roll")
	r.Period.Unit = rapid.SampledFrom([]rules.Unit{rules.Days, rules.OpenDays, rules.Weeks, rules.Months, rules.Years}).Draw(t, "unit")
	r.Period.N = rapid.IntRange(1, 20).Draw(t, "n")
	r.Period.Backward = r.Roll.Is != rules.RollNext && rapid.Bool().Draw(t, "backward")
	return r
}

func TestADerivationEndsInItsDueDayAndRecomputingChangesNothing(t *testing.T) {
	base := review(t)
	rapid.Check(t, func(t *rapid.T) {
		r := clocks(t, base)
		from := day.MustParse("2021-01-01").AddDays(rapid.IntRange(0, 20000).Draw(t, "from"))
		res, err := Due(r, since(from), day.Calendar{})
		if err != nil {
			t.Fatal(err)
		}
		last := res.Because[len(res.Because)-1]
		if last.Date != res.Due || !strings.Contains(last.Text(), res.Due.WarekiWeekday()) {
			t.Fatalf("due %s, derived to %s: %s", res.Due, last.Date, last.Text())
		}
		if to, ok := Replay(res.Because, day.Calendar{}); !ok || to != res.Due {
			t.Fatalf("replayed to %s, due %s", to, res.Due)
		}
		for _, b := range res.Because {
			if b.Source == "" {
				t.Fatalf("no source: %s", b.Text())
			}
		}
		if again, _ := Due(r, since(from), day.Calendar{}); again.Text() != res.Text() {
			t.Fatalf("counted again:\n%s\n%s", res.Text(), again.Text())
		}
		if r.Roll.Is != rules.RollNone && !(day.Calendar{}).Open(res.Due) {
			t.Fatalf("rolled to %s, a closed day", res.Due)
		}
	})
}

func TestAPeriodOfOpenDaysCountedBackGivesItsStart(t *testing.T) {
	base := review(t)
	rapid.Check(t, func(t *rapid.T) {
		var cal day.Calendar
		from := cal.Next(day.MustParse("2001-01-01").AddDays(rapid.IntRange(0, 35000).Draw(t, "from")))
		r := base
		r.Period.N, r.Period.Unit, r.Roll.Is = rapid.IntRange(1, 60).Draw(t, "n"), rules.OpenDays, rules.RollNone
		there, err := Due(r, since(from), cal)
		if err != nil {
			t.Fatal(err)
		}
		r.Period.Backward = true
		if back, err := Due(r, since(there.Due), cal); err != nil || back.Due != from {
			t.Fatalf("%s, then %s, back %s (%v)", from, there.Due, back.Due, err)
		}
	})
}

func TestAResultSurvivesTheTable(t *testing.T) {
	res, err := Due(review(t), on("2026-04-20"), day.Calendar{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(res)
	if err != nil {
		t.Fatal(err)
	}
	var back Result
	if err := json.Unmarshal(b, &back); err != nil || back.Text() != res.Text() || back.Due != res.Due {
		t.Errorf("read back (%v): %s", err, back.Text())
	}
}

func TestWhatIsSentInTimeCountsFromItsSending(t *testing.T) {
	k := review(t, func(r *rules.Clock) { r.Principle.Is = rules.BySending })
	g := Given{Facts: []Fact{{Anchor: rules.Received, On: day.MustParse("2026-04-20")}, {Anchor: rules.Sent, On: day.MustParse("2026-04-17")}}}
	if r, err := Due(k, g, day.Calendar{}); err != nil || r.From != day.MustParse("2026-04-17") || r.Due != day.MustParse("2026-05-01") {
		t.Errorf("from %s due %s (%v)", r.From, r.Due, err)
	}
	if _, err := Due(k, on("2026-04-20"), day.Calendar{}); !errors.Is(err, ErrAnchor) {
		t.Errorf("without the day of sending: %v", err)
	}
}
