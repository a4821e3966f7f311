package upload

import (
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
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
