package upload

import (
	"cmp"
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
)

// caseOf is the case with a receipt number.
func caseOf(ctx context.Context, c *api.Call, receipt string) (string, error) {
	no, err := number.ParseReceipt(receipt)
	if err != nil {
		return "", plan.Refuse("receipt-wrong")
	}
	found, err := c.App.Summaries(ctx, app.OfReceipt(c.In, string(no)))
	if err != nil {
		return "", err
	}
	if len(found) != 1 {
		return "", plan.Refuse("not-found")
	}
	return found[0].ID, nil
}

// correctable is a case of the same office, person and kind of set, which who
// registers has on paper.
func correctable(c *api.Call, k *plan.Case, o plan.Opening) error {
	same := k.Office == o.Office && k.Person == o.Person && k.Insurer == o.Insurer && k.Kind == o.Kind && cmp.Or(k.Care, rules.Support) == cmp.Or(o.Care, rules.Support) && plan.TrackOf(k.Care, k.Track) == o.Track && k.Type == o.Type
	switch {
	case !same || !c.Who.Corrects(k):
		return plan.Refuse("not-found")
	case k.Erased != nil:
		return plan.Refuse("erased")
	case k.Channel == "portal":
		return plan.Refuse("role-not-allowed")
	}
	return nil
}
