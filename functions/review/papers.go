package review

import (
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/plan"
)

// because is the body of what needs a reason and no more.
type because struct {
	Reason string `json:"reason" validate:"max=2000"`
}

// sendBack asks the office to correct the content; the clock stops. The town
// does so with what waits on its desk.
func sendBack(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[because](c)
	if err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, func(k *plan.Case) error { return k.SendBackBy(c.App.Now(), in.Reason) }, api.Stands)
}

// requestRecord asks the office for the 経過記録. Source: KUM-16.
func requestRecord(ctx context.Context, c *api.Call) (api.Answer, error) {
	if _, err := api.Read[struct{}](c); err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, func(k *plan.Case) error { return k.RequestRecord(c.App.Now(), c.Who.Staff) }, api.Stands)
}

// takeBack records that the office gave the originals back. Source: TOS-42.
func takeBack(ctx context.Context, c *api.Call) (api.Answer, error) {
	if _, err := api.Read[struct{}](c); err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, func(k *plan.Case) error { return k.TakeBack(c.App.Now()) }, api.Stands)
}

// release lets a document without a malware verdict be read, on the town's
// responsibility. Source: NTF-14.
func release(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[struct {
		Document string `json:"document" validate:"required,max=20"`
		Reason   string `json:"reason" validate:"max=2000"`
	}](c)
	if err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, func(k *plan.Case) error { return k.Release(in.Document, in.Reason) }, api.Stands)
}
