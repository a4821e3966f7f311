package tally

import (
	"context"
	"time"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/town"
)

// monthView is a month as a caller may see it: sums are for the town.
type monthView struct {
	Month     day.Month  `json:"month"`
	State     string     `json:"state"`
	Providers int        `json:"providers"` // for whom somebody handed in, as far as the caller may see
	Records   int        `json:"records"`
	ClosedAt  *time.Time `json:"closedAt,omitempty"`
	Closed    *sums      `json:"closed,omitempty"`
	Files     int        `json:"files"`
}

// read answers the state of a month, and to the town its sums.
func read(ctx context.Context, c *api.Call) (api.Answer, error) {
	m, seen, err := see(ctx, c)
	if err != nil {
		return api.Answer{}, err
	}
	v := monthView{Month: m.Month, State: m.State, Providers: len(seen)}
	for _, s := range seen {
		v.Records += s.Records
	}
	if k := m.Closed; k != nil {
		v.ClosedAt = &k.At
		if c.Who.Role == town.Clerk {
			v.Closed = &sums{k.Run, k.Sum, k.ByFee, k.ByClaimTo, k.Held, k.Refused, k.Unverified}
			v.Files = len(k.Files)
		}
	}
	return api.OK(v), nil
}
