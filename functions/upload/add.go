package upload

import (
	"cmp"
	"fmt"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
)

// addTo declares files of a case under the rules of today: all of them, or none
// and every mistake with its place in the list.
func addTo(c *api.Call, k *plan.Case, list []declaration) error {
	now := c.App.Now()
	set, err := c.Town.RulesFor(app.Bound(k), day.On(now))
	if err != nil {
		return err
	}
	held := content.Rules{Set: set}
	var sound []plan.Document
	wrong := &api.Invalid{}
	for i, in := range list {
		var why []*plan.Refusal
		d := in.document(held)
		if _, known := set.Form(in.Form); !known {
			why = append(why, plan.Refuse("form-unknown", in.Form))
		}
		if why = append(why, k.Refuses(d, sound...)...); len(why) == 0 {
			sound = append(sound, d)
		}
		for _, r := range why {
			wrong.Why = cmp.Or(wrong.Why, r)
			wrong.Reasons = append(wrong.Reasons, api.Reason{
				Code: r.Code, Field: fmt.Sprintf("documents[%d]", i), Message: fmt.Sprintf("%d番目の書類: %s", i+1, r.Detail),
			})
		}
	}
	if wrong.Why != nil {
		return wrong
	}
	return k.AddDocument(now, sound...)
}

func (in declaration) document(held plan.SetRules) plan.Document {
	d := plan.Document{Name: plan.OwnName(in.Form, held), Form: in.Form, Purpose: cmp.Or(in.Purpose, plan.ForSet), Type: in.Type, Format: in.Format}
	if in.Upload == "form" {
		d.Most = cmp.Or(in.Size, plan.MaxDocument)
	} else {
		d.Size, d.SHA256 = in.Size, in.SHA256
	}
	return d
}
