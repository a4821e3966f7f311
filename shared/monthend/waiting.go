package monthend

import (
	"slices"

	"github.com/sasae-care/sasae/shared/billing"
)

// Waiting are records of an upload whose certification is pending, of one use of
// services, with what becomes of each for every outcome.
type Waiting struct {
	Records  int                `json:"records"`
	Lines    []int              `json:"lines"` // at most mostLines
	Outcomes []billing.Expected `json:"outcomes"`
}

const mostLines = 200

// Pending gathers them, in the order of their first lines. Source: MHLW-7-07.
func Pending(records []billing.Record) []Waiting {
	out := []Waiting{}
	for _, r := range records {
		next := billing.WhenDecided(r.PersonMonth)
		if r.Certification != billing.Pending || len(next) == 0 {
			continue
		}
		same := func(w Waiting) bool { return slices.EqualFunc(w.Outcomes, next, billing.Expected.Same) }
		i := slices.IndexFunc(out, same)
		if i < 0 {
			i, out = len(out), append(out, Waiting{Outcomes: next})
		}
		if out[i].Records++; len(out[i].Lines) < mostLines {
			out[i].Lines = append(out[i].Lines, r.Line)
		}
	}
	return out
}
