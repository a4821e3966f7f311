package tally

import (
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/monthend"
)

// taken answers an upload.
type taken struct {
	Month     day.Month `json:"month"`
	Providers []string  `json:"providers"` // whose records were replaced
	Before    int       `json:"before"`    // their records until now
	After     int       `json:"after"`

	Pending []monthend.Waiting `json:"pending"` // what waits for a certification, with both outcomes
}

// sums is what a closed month shows.
type sums struct {
	Run string `json:"run"`
	billing.Sum
	ByFee        map[string]billing.Sum `json:"byFee"`
	ByClaimTo    map[string]billing.Sum `json:"byClaimTo"`
	HeldCount    int                    `json:"heldCount"`
	RefusedCount int                    `json:"refusedCount"`
	Unverified   []string               `json:"unverified"`
}

// ran is the answer of a run. Held and Refused have at most mostKept entries;
// the files have all of them.
type ran struct {
	Month day.Month `json:"month"`
	State string    `json:"state"`
	sums
	Held    []monthend.Held    `json:"held"`
	Refused []monthend.Refused `json:"refused"`
}

// mostKept keeps the kept answer well below an item's limit.
const mostKept = 200

func answer(month day.Month, run string, t monthend.Tallied) ran {
	r := t.Result
	return ran{
		Month: month, State: app.MonthClosed,
		sums:    sums{run, r.Sum, r.ByFee, r.ByClaimTo, len(r.Held), len(r.Refused), r.Unverified},
		Held:    append([]monthend.Held{}, t.Held[:min(len(t.Held), mostKept)]...),
		Refused: append([]monthend.Refused{}, t.Refused[:min(len(t.Refused), mostKept)]...),
	}
}
