package billing

import (
	"slices"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
)

// Total is the packed summary of one insurer × service month × office.
type Total struct {
	Insurer number.Insurer `json:"insurer"`
	Month   day.Month      `json:"month"`
	Office  number.Office  `json:"office"`
	Sum
	ByFee      map[string]Sum `json:"byFee"`
	Unverified bool           `json:"unverified"` // some claim rests on a row nobody verified
}

// Tally sums claims up by insurer, service month and office, in that order,
// whatever order they come in.
func Tally(claims []Claim) ([]Total, error) {
	var all []Total
	for group := range groups(claims) {
		t := Total{Insurer: group[0].Insurer, Month: group[0].Month, Office: group[0].Office, ByFee: map[string]Sum{}}
		for _, c := range group {
			if err := t.add(c.Quote); err != nil {
				return nil, err
			}
			if err := addTo(t.ByFee, c.Fee, c.Quote); err != nil {
				return nil, err
			}
			t.Unverified = t.Unverified || len(c.Unverified) > 0
		}
		all = append(all, t)
	}
	return all, nil
}

// groups yields the claims of one insurer × month × office at a time, sorted.
func groups(claims []Claim) func(func([]Claim) bool) {
	if !slices.IsSortedFunc(claims, inOrder) {
		claims = slices.Clone(claims)
		slices.SortFunc(claims, inOrder)
	}
	return func(yield func([]Claim) bool) {
		for len(claims) > 0 {
			n := 1
			for n < len(claims) && together(claims[0], claims[n]) {
				n++
			}
			if !yield(claims[:n]) {
				return
			}
			claims = claims[n:]
		}
	}
}

func together(a, b Claim) bool {
	return a.Insurer == b.Insurer && a.Month == b.Month && a.Office == b.Office
}
