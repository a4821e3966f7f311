package tally

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/town"
)

// handed is what was handed in for one provider, and by whom.
type handed struct {
	Provider     string    `json:"provider"`
	Organisation string    `json:"organisation"`
	Records      int       `json:"records"`
	At           time.Time `json:"at"`
}

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
	for _, h := range seen {
		v.Records += h.Records
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

// list answers who handed in how much.
func list(ctx context.Context, c *api.Call) (api.Answer, error) {
	m, seen, err := see(ctx, c)
	if err != nil {
		return api.Answer{}, err
	}
	limit, err := c.Limit()
	if err != nil {
		return api.Answer{}, err
	}
	name := app.OfMonth(c.In, m.Month)
	after, err := c.After(name)
	if err != nil {
		return api.Answer{}, err
	}
	page := api.Page[handed]{Items: []handed{}}
	for _, h := range seen {
		switch {
		case h.Provider <= after:
		case len(page.Items) == limit:
			page.Next = c.Next(name, page.Items[limit-1].Provider)
			return api.OK(page), nil
		default:
			page.Items = append(page.Items, h)
		}
	}
	return api.OK(page), nil
}

// see reads the month, and of who handed in what the caller may see: an office
// and a centre their own.
func see(ctx context.Context, c *api.Call) (app.Month, []handed, error) {
	if err := c.May(); err != nil {
		return app.Month{}, nil, err
	}
	month, err := monthOf(c)
	if err != nil {
		return app.Month{}, nil, err
	}
	m, err := c.App.Month(ctx, c.In, month)
	var seen []handed
	for provider, h := range m.In {
		up := m.Uploads[h.Upload]
		if c.Who.Role == town.Clerk || provider == c.Who.Org || up.Org == c.Who.Org {
			seen = append(seen, handed{provider, up.Org, h.Records, up.At})
		}
	}
	slices.SortFunc(seen, func(a, b handed) int { return strings.Compare(a.Provider, b.Provider) })
	return m, seen, err
}

// monthOf is the month of the path.
func monthOf(c *api.Call) (day.Month, error) {
	m, err := day.ParseMonth(c.Path("month"))
	if err != nil {
		return m, plan.Refuse("request-malformed", "月は 2026-05 の形で指定してください")
	}
	return m, nil
}

// once is Call.Once; when others kept it busy, a twin of this very POST may
// have been first, and its answer is the answer.
func once(ctx context.Context, c *api.Call, do func(keep func(int, any) store.Write) error) (api.Answer, error) {
	ans, err := c.Once(ctx, do)
	if !errors.Is(err, app.ErrBusy) {
		return ans, err
	}
	return c.Once(ctx, func(func(int, any) store.Write) error { return err })
}
