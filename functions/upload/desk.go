package upload

import (
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/town"
)

// opening is what the desk says of the set, checked on the day it was received.
func (in paper) opening(c *api.Call, dir *town.Directory) (plan.Opening, error) {
	o, err := identify(c, in.Insurer, in.Insured, in.Person.sealed())
	if err != nil {
		return o, err
	}
	if in.Channel == "portal" {
		return o, plan.Refuse("channel-unknown", in.Channel)
	}
	for _, f := range in.Forms {
		if _, known := rules.FormByID(f); !known {
			return o, plan.Refuse("form-unknown", f)
		}
	}
	office, _ := dir.Office(in.Office, in.ReceivedOn.Date) // the number in its plain form
	o.Kind, o.Channel, o.Office = in.Kind, in.Channel, office.ID
	if err := designated(dir, o.Office, in.ReceivedOn.Date); err != nil {
		return o, err
	}
	o.Manager, err = managerOf(dir, o.Office, in.Manager, day.On(c.App.Now()))
	return o, err
}
