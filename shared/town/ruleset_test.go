package town

import (
	"strings"
	"testing"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// ruled is a book with a closed day of the town and one of a centre.
func ruled() Book {
	from := day.MustParse("2024-04-01")
	base := Base{Town: "999997", From: from}
	days, _ := ParseWeek("月火水木金土")
	return Book{Code: "999997", Rows: Rows{
		Towns:   []Town{{Base: base, Name: "見本市", Insurer: "999997"}},
		Centres: []Centre{{Base: base, ID: "c1", Name: "中央センター", Open: days}},
		ClosedDays: []ClosedDay{
			{Base: Base{Town: "999997", From: day.MustParse("2026-06-01"), To: day.MustParse("2026-06-01")}, Name: "市制記念日"},
			{Base: Base{Town: "999997", From: day.MustParse("2026-06-02"), To: day.MustParse("2026-06-02")}, Centre: "c1", Name: "棚卸し"},
		},
	}}
}

func TestAClockCountsByTheCalendarThatItsRuleNames(t *testing.T) {
	d := Open(ruled())
	own := rules.Set{Calendar: rules.Calendar{Weekly: []rules.Weekday{"月", "火"}, Basis: rules.Basis{Source: "x"}}}
	of := func(w rules.Whose) rules.Clock { return rules.Clock{Calendar: rules.Choice[rules.Whose]{Is: w}} }
	for _, c := range []struct {
		name string
		set  rules.Set
		of   rules.Whose
		open string // of 2026-05-30 (土) to 06-03 (水)
	}{
		{"the town's", rules.Set{}, rules.Municipal, "06-02 06-03"},
		{"the centre's", rules.Set{}, rules.Centres, "05-30 06-03"},
		{"the rule set's week, the town's closed day", own, rules.Municipal, "06-02"},
		{"the rule set's week, the closed days of both", own, rules.Centres, ""},
	} {
		cal := d.CalendarFor(c.set, of(c.of), "c1")
		var open []string
		for on := day.MustParse("2026-05-30"); !on.After(day.MustParse("2026-06-03")); on = on.AddDays(1) {
			if cal.Open(on) {
				open = append(open, on.String()[5:])
			}
		}
		if got := strings.Join(open, " "); got != c.open {
			t.Errorf("%s: open on %q, want %q", c.name, got, c.open)
		}
	}
}

func TestTwoRuleSetsForOneCaseAreNotTaken(t *testing.T) {
	set := func(name, from, until string) rules.Set {
		e := rules.Effective{From: day.MustParse(from)}
		if until != "" {
			e.Until = day.MustParse(until)
		}
		return rules.Set{Name: name, Effective: e, Binds: rules.Binding{Towns: []string{"999997"}, Care: rules.Support}}
	}
	today := day.MustParse("2026-05-01")
	for _, c := range []struct {
		name  string
		next  rules.Set
		taken bool
	}{
		{"another name at the same time", set("other", "2027-04-01", ""), false},
		{"the next edition", set("mihon", "2027-04-01", ""), true},
		{"another name before it", set("other", "2025-04-01", "2026-03-31"), true},
	} {
		held, _, bad := ruled().WithRules([]rules.Set{set("mihon", "2026-04-01", "")}, today)
		if len(bad) > 0 {
			t.Fatal(bad)
		}
		after, _, bad := held.WithRules([]rules.Set{c.next}, today)
		if (len(bad) == 0) != c.taken || len(after.Rules) != map[bool]int{true: 2, false: 1}[c.taken] {
			t.Errorf("%s: %v, %d sets", c.name, bad, len(after.Rules))
		}
	}
}
