package monthend

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/town"
)

func had(provider string, care Care, from, to string) Charge {
	c := Charge{Provider: provider, Care: care}
	if from != "" {
		c.From = day.MustParse(from)
	}
	if to != "" {
		c.To = day.MustParse(to)
	}
	return c
}

func TestTheMonthBelongsToWhoHasThePersonOnItsLastDay(t *testing.T) {
	for _, c := range []struct {
		name string
		in   []Charge
		want string // "" when the dates do not tell
		open bool
	}{
		{"one office all month", []Charge{had("a", Support, "2025-10-01", "")}, "a", false},
		{"要支援 became 要介護 in mid-month", []Charge{had("a", Support, "2025-10-01", "2026-05-14"), had("b", CarePlan, "2026-05-15", "")}, "b", false},
		{"要介護 became 要支援 in mid-month", []Charge{had("b", CarePlan, "2025-10-01", "2026-05-14"), had("a", Support, "2026-05-15", "")}, "a", false},
		{"the office went over to the centre's ケアマネジメント", []Charge{had("a", Support, "", "2026-05-20"), had("c", Management, "2026-05-21", "")}, "c", false},
		{"another office from the 31st", []Charge{had("a", Support, "2025-10-01", "2026-05-30"), had("b", Support, "2026-05-31", "")}, "b", true},
		{"another office from the next month", []Charge{had("a", Support, "2025-10-01", "2026-05-31"), had("b", Support, "2026-06-01", "")}, "a", false},
		{"nobody after the person's death", []Charge{had("a", Support, "2025-10-01", "2026-05-03")}, "a", true},
		{"the last one, when nobody has the person at the end", []Charge{had("a", Support, "2026-05-01", "2026-05-03"), had("b", Support, "2026-05-04", "2026-05-09")}, "b", true},
		{"the one before, who is back", []Charge{had("a", Support, "2025-10-01", ""), had("b", Support, "2026-05-04", "2026-05-09")}, "a", true},
		{"two at the end: the later 届出", []Charge{had("b", Support, "2026-05-10", ""), had("a", Support, "2025-10-01", "")}, "b", true},
		{"two at the end, with one day", []Charge{had("a", Support, "2026-05-10", ""), had("b", Support, "2026-05-10", "")}, "", false},
		{"nobody in the month", []Charge{had("a", Support, "2026-01-01", "2026-04-30")}, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, ok := OwnerOf(may, c.in)
			if ok != (c.want != "") || ok && (c.in[o.At].Provider != c.want || o.Open != c.open || o.Text == "" || o.Source == "") {
				t.Errorf("%v %+v, want %s, open %v", ok, o, c.want, c.open)
			}
		})
	}
}

func TestTheOwnerDoesNotDependOnTheOrderOfTheClaims(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []Charge
		for _, p := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), 1, 3, rapid.ID).Draw(t, "who") {
			from := day.MustParse("2026-04-20").AddDays(rapid.IntRange(0, 60).Draw(t, "from"))
			all = append(all, Charge{Provider: p, Care: Support, From: from, To: from.AddDays(rapid.IntRange(0, 60).Draw(t, "days"))})
		}
		o, ok := OwnerOf(may, all)
		turned := slices.Clone(all)
		slices.Reverse(turned)
		o2, ok2 := OwnerOf(may, turned)
		if ok != ok2 || ok && (all[o.At] != turned[o2.At] || o.Open != o2.Open) {
			t.Fatalf("%v %+v, turned %v %+v", ok, o, ok2, o2)
		}
	})
}

func notified(on string) func(*billing.PersonMonth) {
	return func(p *billing.PersonMonth) { p.PlanNotified = day.MustParse(on) }
}

func TestOfTwoClaimsOfAPersonMonthTheOwnersIsPriced(t *testing.T) {
	first, second := record(1, notified("2026-01-05")), record(1, byOther, notified("2026-05-12"))
	for _, in := range [][]billing.PersonMonth{{first, second}, {second, first}} {
		got := priced(t, billing.Options{SkipRefused: true}, in...)
		if got.Result.Claims != 1 || got.Result.Priced[0].Office != office2 || len(got.Refused) != 1 {
			t.Fatalf("%+v %+v", got.Result.Priced, got.Refused)
		}
		if f := got.Refused[0]; f.Code != billing.CodeNotOwner || f.Provider != office1 {
			t.Errorf("%+v", f)
		}
	}
	got := priced(t, billing.Options{SkipRefused: true}, record(1), record(1, byOther))
	if len(got.Refused) != 1 || got.Refused[0].Code != billing.CodeDuplicate {
		t.Errorf("where nobody can tell: %+v", got.Refused)
	}
}

func TestTheTownHearsAtOnceWhoseClaimInItsUploadIsNot(t *testing.T) {
	clerk := Submitter{town.Clerk, "999997"}
	_, bad := Sift(upload(record(1, notified("2026-01-05")), record(2), record(1, byOther, notified("2026-05-12"))), may, clerk)
	if len(bad.First) != 1 || bad.First[0].Line != 1 || bad.First[0].Code != string(billing.CodeNotOwner) {
		t.Errorf("%+v", bad)
	}
}

func TestWhatWaitsIsShownWithEveryOutcome(t *testing.T) {
	program := func(p *billing.PersonMonth) { p.PreventiveManaged, p.ProgramManaged = false, true }
	in := []billing.Record{
		{Line: 1, PersonMonth: record(1)}, {Line: 2, PersonMonth: record(2, pending)}, {Line: 3, PersonMonth: record(3, pending, program)},
		{Line: 4, PersonMonth: record(4, pending)},
	}
	got := Pending(in)
	if len(got) != 2 || got[0].Records != 2 || !slices.Equal(got[0].Lines, []int{2, 4}) || !slices.Equal(got[1].Lines, []int{3}) {
		t.Fatalf("%+v", got)
	}
	for i, want := range [][]string{{"none", "46-2", "43"}, {"AF", "AF", "none"}} {
		for k, e := range got[i].Outcomes {
			if e.Fee != want[k] || e.Because[0].Text == "" {
				t.Errorf("%+v, want %s", e, want[k])
			}
		}
	}
}
