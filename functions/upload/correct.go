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

// correct changes the case with that receipt, when it is the same office's,
// person's and kind of set: who registers has it on paper.
func correct(ctx context.Context, c *api.Call, receipt string, o plan.Opening, decide func(*plan.Case) error) (api.Answer, error) {
	no, err := number.ParseReceipt(receipt)
	if err != nil {
		return api.Answer{}, plan.Refuse("receipt-wrong")
	}
	found, err := c.App.Summaries(ctx, app.OfReceipt(c.In, string(no)))
	if err != nil {
		return api.Answer{}, err
	}
	if len(found) != 1 {
		return api.Answer{}, plan.Refuse("not-found")
	}
	return c.Begin(ctx, found[0].ID, func(k *plan.Case) error {
		same := k.Office == o.Office && k.Person == o.Person && k.Insurer == o.Insurer && k.Kind == o.Kind && cmp.Or(k.Care, rules.Support) == cmp.Or(o.Care, rules.Support) && plan.TrackOf(k.Care, k.Track) == o.Track && k.Type == o.Type
		switch {
		case !same || !c.Who.Corrects(k):
			return plan.Refuse("not-found")
		case k.Erased != nil:
			return plan.Refuse("erased")
		case k.Channel == "portal":
			return plan.Refuse("role-not-allowed")
		}
		return decide(k)
	}, receiptOf)
}
