package upload

import (
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// opening is what the desk says of the set, checked on the day it was received.
func (in paper) opening(c *api.Call) (plan.Opening, error) {
	o, err := identify(c, in.Insurer, in.Insured, in.Person.sealed())
	if err != nil {
		return o, err
	}
	if in.Channel == "portal" {
		return o, plan.Refuse("channel-unknown", in.Channel)
	}
	office, _ := c.Town.Office(in.Office, in.ReceivedOn.Date) // the number in its plain form
	o.Kind, o.Channel, o.Office = in.Kind, in.Channel, office.ID
	in.binding.into(&o)
	if err := designated(c.Town, o, in.ReceivedOn.Date); err != nil {
		return o, err
	}
	o.Manager, err = managerOf(c.Town, o.Office, in.Manager, day.On(c.App.Now()))
	return o, err
}

// checked is what it opens, and the rules that it is held against.
func (in paper) checked(c *api.Call) (o plan.Opening, held content.Rules, err error) {
	if o, err = in.opening(c); err != nil {
		return o, held, err
	}
	bound := town.Bound{Office: o.Office, Address: town.Address(o.Sealed.Address), Care: o.Care, Track: o.Track}
	if held.Set, err = c.Town.RulesFor(bound, in.ReceivedOn.Date); err != nil {
		return o, held, err
	}
	for _, f := range in.Forms {
		if _, known := held.Set.Form(f); !known {
			return o, held, plan.Refuse("form-unknown", f)
		}
	}
	return o, held, nil
}
