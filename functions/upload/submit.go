package upload

import (
	"context"
	"time"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/plan"
)

// receipt is the 受付票: the number, and the instant that counts.
type receipt struct {
	ID         string       `json:"id"`
	Receipt    string       `json:"receipt"`
	ReceivedAt time.Time    `json:"receivedAt"`
	State      plan.State   `json:"state"`
	Reasons    []api.Reason `json:"reasons,omitempty"`
}

func receiptOf(k *plan.Case, _ app.Heard) (any, error) {
	out := receipt{ID: k.ID, Receipt: k.Receipt, ReceivedAt: k.Received, State: k.State}
	for _, r := range k.Reasons { // codes and forms: words may be about the person
		out.Reasons = append(out.Reasons, api.Reason{Code: r.Code, Form: r.Form})
	}
	return out, nil
}

// submit hands the declared set in. The arrival instant is fixed here and the
// receipt given at once, whatever the checks will say. Source: KUM-08, KUM-15.
func submit(ctx context.Context, c *api.Call) (api.Answer, error) {
	if _, err := api.Read[struct{}](c); err != nil {
		return api.Answer{}, err
	}
	now := c.App.Now()
	return c.Change(ctx, func(k *plan.Case) error {
		set, err := c.Town.RulesFor(app.Bound(k), day.On(now))
		if err != nil {
			return err
		}
		return k.Submit(now, newReceipt(c.App), content.Rules{Set: set})
	}, receiptOf)
}

// newReceipt draws a number; a commit that meets one that is taken decides
// again and draws another.
func newReceipt(a *app.App) string {
	random := a.Random()
	return string(number.NewReceipt([8]byte(random[:8])))
}
