package town

import (
	"testing"

	"pgregory.net/rapid"
)

func reviewers() []Staff {
	return []Staff{{ID: "r3"}, {ID: "r1", Districts: []string{"D1"}}, {ID: "r2", Districts: []string{"D1", "D2"}}}
}

func TestPropose(t *testing.T) {
	away := reviewers()
	away[1].AbsentFrom, away[1].AbsentTo = on("2026-04-01"), on("2026-04-30")
	for _, c := range []struct {
		name string
		in   Proposal
		want Proposed
	}{
		{"who had the person before comes first", Proposal{Reviewers: reviewers(), District: "D1", Previous: "r3", Open: map[string]int{"r3": 9}},
			Proposed{Staff: "r3", Because: "前回もこの方を担当したため"}},
		{"then the district's, the fewest open first", Proposal{Reviewers: reviewers(), District: "D1", Open: map[string]int{"r1": 2, "r2": 1}},
			Proposed{Staff: "r2", Because: "この圏域の担当のうち、未完了の検証が最も少ない（1件）ため"}},
		{"the lower id among equals", Proposal{Reviewers: reviewers(), District: "D1"},
			Proposed{Staff: "r1", Because: "この圏域の担当のうち、未完了の検証が最も少ない（0件、同数は職員ID順）ため"}},
		{"the only one of the district", Proposal{Reviewers: reviewers(), District: "D2", Open: map[string]int{"r2": 50}},
			Proposed{Staff: "r2", Because: "この圏域の担当がほかにいないため"}},
		{"anyone where the district has nobody", Proposal{Reviewers: reviewers(), District: "D9", Open: map[string]int{"r1": 1, "r2": 1}},
			Proposed{Staff: "r3", Because: "センターの検証担当者のうち、未完了の検証が最も少ない（0件）ため"}},
		{"an absent previous reviewer is passed over", Proposal{Reviewers: away, District: "D1", Previous: "r1", On: spring},
			Proposed{Staff: "r2", Because: "この圏域の担当がほかにいないため", Tried: []Skipped{{"r1", "不在のため"}}}},
		{"back after the absence", Proposal{Reviewers: away, District: "D1", Previous: "r1", On: on("2026-05-01")},
			Proposed{Staff: "r1", Because: "前回もこの方を担当したため"}},
		{"a previous reviewer of another centre is passed over", Proposal{Reviewers: reviewers(), District: "D2", Previous: "x1"},
			Proposed{Staff: "r2", Because: "この圏域の担当がほかにいないため", Tried: []Skipped{{"x1", "前回の担当ですが、今はこのセンターの検証担当者ではないため"}}}},
		{"nobody is there", Proposal{Reviewers: reviewers(), District: "D1", Absent: []string{"r1", "r2", "r3"}},
			Proposed{Because: "割り当てられる検証担当者がいないため、未割当の一覧に入れ、センター長に知らせます",
				Tried: []Skipped{{"r1", "不在のため"}, {"r2", "不在のため"}, {"r3", "不在のため"}}}},
		{"a centre without reviewers", Proposal{District: "D1"},
			Proposed{Because: "割り当てられる検証担当者がいないため、未割当の一覧に入れ、センター長に知らせます"}},
	} {
		if diff := compare(c.want, Propose(c.in)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestProposeDoesNotDependOnTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := Proposal{
			Reviewers: reviewers(), District: rapid.SampledFrom([]string{"", "D1", "D2"}).Draw(t, "district"),
			Previous: rapid.SampledFrom([]string{"", "r1", "x"}).Draw(t, "previous"),
			Open:     map[string]int{"r1": rapid.IntRange(0, 2).Draw(t, "r1"), "r2": rapid.IntRange(0, 2).Draw(t, "r2")},
			Absent:   rapid.SliceOf(rapid.SampledFrom([]string{"r1", "r2", "r3"})).Draw(t, "absent"),
		}
		one := Propose(in)
		in.Reviewers = rapid.Permutation(reviewers()).Draw(t, "order")
		if diff := compare(one, Propose(in)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestEffects(t *testing.T) {
	old := sampleBook(t)
	moved, _ := mustMerge(t, old, KindDistricts, head(KindDistricts)+
		"431001,D2,北,C2,,本町一丁目,,,2026-06-01,\n"+
		"431001,D2,北,C2,,霞ケ丘,1,9,2026-06-01,\n")
	d1, d2 := Place{"D1", "C1"}, Place{"D2", "C2"}
	open := []OpenCase{
		{"a", Address{Area: "本町1丁目", Block: "3"}, d1, false},
		{"b", Address{Area: "霞ヶ丘"}, d1, false},
		{"c", Address{Area: "霞ヶ丘", Block: "20"}, d1, false},
		{"d", Address{Area: "どこか"}, d2, false},
		{"e", Address{Area: "本町一丁目"}, d2, false},
		{"f", Address{Area: "南町"}, d1, false},
	}
	summary := func(ms []Move) []string {
		var out []string
		for _, m := range ms {
			to := m.To.District
			if m.ByHand {
				to = "?" + ids(m.Candidates, func(d District) string { return d.ID })
			}
			out = append(out, m.ID+" "+m.From.District+">"+to)
		}
		return out
	}
	for _, c := range []struct {
		name string
		got  []Move
		want []string
	}{
		{"before the day nothing moves", Effects(old, moved, open, on("2026-05-31")), nil},
		{"from the day on the district moves, and what a range splits is chosen by hand; one placed by hand and one already there stay",
			Effects(old, moved, open, on("2026-06-01")), []string{"a D1>D2", "b D1>?D1 D2"}},
		{"the same book moves nothing", Effects(moved, moved, open, on("2026-06-01")), nil},
		{"a dated row moves on its day without an import", Onset(old, open, on("2026-10-01")), []string{"f D1>D3"}},
		{"the day after, nothing more", Onset(old, open, on("2026-10-02")), nil},
	} {
		if diff := compare(c.want, summary(c.got)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		for _, m := range c.got {
			if m.Because == "" {
				t.Errorf("%s: %s has no reason", c.name, m.ID)
			}
		}
	}
}

func TestACaseWhoseCentreIsGoneIsChosenByHand(t *testing.T) {
	old := sampleBook(t)
	gone := old
	gone.Centres = old.Centres[:1]
	gone.Districts = nil
	got := Effects(old, gone, []OpenCase{{"x", Address{Area: "どこか"}, Place{"D2", "C2"}, false}}, spring)
	if len(got) != 1 || !got[0].ByHand {
		t.Errorf("%+v", got)
	}
}
