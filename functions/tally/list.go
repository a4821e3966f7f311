package tally

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/town"
)

// standing is what stands of one provider, and who handed it in.
type standing struct {
	Provider     string    `json:"provider"`
	Organisation string    `json:"organisation"`
	Records      int       `json:"records"`
	At           time.Time `json:"at"`
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
	page := api.Page[standing]{Items: []standing{}}
	for _, s := range seen {
		switch {
		case s.Provider <= after:
		case len(page.Items) == limit:
			page.Next = c.Next(name, page.Items[limit-1].Provider)
			return api.OK(page), nil
		default:
			page.Items = append(page.Items, s)
		}
	}
	return api.OK(page), nil
}

// see reads the month, and of who handed in what the caller may see: an office
// and a centre their own.
func see(ctx context.Context, c *api.Call) (app.Month, []standing, error) {
	month, err := monthOf(c)
	if err != nil {
		return app.Month{}, nil, err
	}
	m, err := c.App.Month(ctx, c.In, month)
	var seen []standing
	for provider, h := range m.In {
		up := m.Uploads[h.Upload]
		if c.Who.Role == town.Clerk || provider == c.Who.Org || up.Org == c.Who.Org {
			seen = append(seen, standing{provider, up.Org, h.Records, up.At})
		}
	}
	slices.SortFunc(seen, func(a, b standing) int { return strings.Compare(a.Provider, b.Provider) })
	return m, seen, err
}
