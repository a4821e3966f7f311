package town

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/sasae-care/sasae/shared/day"
)

// Proposal is what a proposal of a reviewer is made from.
type Proposal struct {
	Reviewers []Staff        // of the centre on the day: Directory.Reviewers
	District  string         // where the person lives
	Previous  string         // who had the person before, "" for nobody
	Open      map[string]int // open reviews by staff id
	Absent    []string       // away, besides what the staff rows say
	On        day.Date
}

// Proposed is the answer. Staff "" means nobody: the review goes to the queue of
// the unassigned and the head is told.
type Proposed struct {
	Staff   string    `json:"staff"`
	Because string    `json:"because"`
	Tried   []Skipped `json:"tried,omitempty"`
}

// Skipped is a person who was passed over, and why.
type Skipped struct {
	Staff string `json:"staff"`
	Why   string `json:"why"`
}

// Propose proposes the reviewer who had the person before, then the district's,
// then anyone of the centre; among equals the fewest open reviews, then the
// lower staff id. The absent are passed over. A proposal binds nobody.
func Propose(in Proposal) Proposed {
	present, tried := in.present()
	out := Proposed{Tried: tried}
	own := slices.DeleteFunc(slices.Clone(present), func(s Staff) bool { return !slices.Contains(s.Districts, in.District) })
	switch {
	case in.previousIn(present):
		out.Staff, out.Because = in.Previous, "前回もこの方を担当したため"
	case in.District != "" && len(own) > 0:
		out.Staff, out.Because = own[0].ID, in.fewest("この圏域の担当", own)
	case len(present) > 0:
		out.Staff, out.Because = present[0].ID, in.fewest("センターの検証担当者", present)
	default:
		out.Because = "割り当てられる検証担当者がいないため、未割当の一覧に入れ、センター長に知らせます"
	}
	return out
}

// present are the reviewers who are there, those with the fewest open first.
func (in Proposal) present() (here []Staff, tried []Skipped) {
	all := slices.Clone(in.Reviewers)
	slices.SortFunc(all, func(a, b Staff) int {
		return cmp.Or(cmp.Compare(in.Open[a.ID], in.Open[b.ID]), cmp.Compare(a.ID, b.ID))
	})
	known := in.Previous == ""
	for _, s := range all {
		known = known || s.ID == in.Previous
		if in.absent(s) {
			tried = append(tried, Skipped{s.ID, "不在のため"})
		} else {
			here = append(here, s)
		}
	}
	if !known {
		tried = append(tried, Skipped{in.Previous, "前回の担当ですが、今はこのセンターの検証担当者ではないため"})
	}
	slices.SortFunc(tried, func(a, b Skipped) int { return cmp.Compare(a.Staff, b.Staff) })
	return here, tried
}

func (in Proposal) absent(s Staff) bool {
	return s.AbsentOn(in.On) || slices.Contains(in.Absent, s.ID)
}

func (in Proposal) previousIn(staff []Staff) bool {
	return in.Previous != "" && slices.ContainsFunc(staff, func(s Staff) bool { return s.ID == in.Previous })
}

// fewest says how one was picked among several.
func (in Proposal) fewest(who string, staff []Staff) string {
	n := in.Open[staff[0].ID]
	switch {
	case len(staff) == 1:
		return who + "がほかにいないため"
	case in.Open[staff[1].ID] == n:
		return fmt.Sprintf("%sのうち、未完了の検証が最も少ない（%d件、同数は職員ID順）ため", who, n)
	}
	return fmt.Sprintf("%sのうち、未完了の検証が最も少ない（%d件）ため", who, n)
}
