package app

import (
	"context"

	"github.com/sasae-care/sasae/shared/plan"
)

// Told tells a case, as it is being changed, of the person's situation; after a
// move within the town it finds the centre, or asks the town to.
// Source: TOS-43, TOS-44.
func (a *App) Told(ctx context.Context, in Scope, k *plan.Case, n plan.News) error {
	before := len(k.Happened())
	if err := k.Tell(a.Now(), n); err != nil || len(k.Happened()) == before {
		return err
	}
	if n.Kind == "moved" && k.MayReroute() == nil {
		return a.Relocate(ctx, in, k)
	}
	return nil
}
