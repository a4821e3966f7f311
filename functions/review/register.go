package review

import (
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// entry is one person of the district: the latest plan of whatever office. Who
// it is, the centre in charge of the district today sees, whichever centre
// reviewed the plan; the town does not.
type entry struct {
	Latest      api.Item        `json:"latest"`
	Submissions int             `json:"submissions"`
	Person      *api.PersonView `json:"person,omitempty"`
}

// register is the 圏域台帳, person by person.
func register(ctx context.Context, c *api.Call) (api.Answer, error) {
	if err := mayRegister(c); err != nil {
		return api.Answer{}, err
	}
	limit, err := c.Limit()
	if err != nil {
		return api.Answer{}, err
	}
	list := app.OfDistrict(c.In, c.Path("district"))
	after, err := c.After(list)
	if err != nil {
		return api.Answer{}, err
	}
	people, last, err := c.App.People(ctx, list.Behind(after), limit)
	if err != nil {
		return api.Answer{}, err
	}
	page := api.Page[entry]{Items: make([]entry, len(people)), Next: c.Next(list, last)}
	for i, cases := range people {
		if page.Items[i], err = entryOf(ctx, c, cases); err != nil {
			return api.Answer{}, err
		}
	}
	return api.OK(page), nil
}

// mayRegister: the centre that has the district today, or had it to its end, and
// the town. Source: KUM-13.
func mayRegister(c *api.Call) error {
	d, ok := c.Town.InCharge(c.Path("district"), day.On(c.App.Now()))
	if !ok || c.Who.Role != town.Clerk && c.Who.Org != d.Centre {
		return plan.Refuse("not-found")
	}
	return c.May()
}

func entryOf(ctx context.Context, c *api.Call, cases []app.Summary) (entry, error) {
	latest := cases[0]
	for _, s := range cases[1:] {
		if s.State != plan.Withdrawn && (latest.State == plan.Withdrawn || s.Received.After(latest.Received)) {
			latest = s
		}
	}
	e := entry{Latest: api.ItemOf(latest), Submissions: len(cases)}
	if c.Who.Role == town.Clerk {
		return e, nil
	}
	k, err := c.App.Case(ctx, c.In, latest.ID)
	if err == nil && c.Who.Knows(&k) {
		e.Person = api.PersonOf(&k)
	}
	return e, err
}
