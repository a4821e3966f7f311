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
	if err := k.Tell(a.Now(), n); err != nil {
		return err
	}
	if len(k.Happened()) > before {
		if err := a.Watch(ctx, in, k); err != nil {
			return err
		}
	}
	if n.Kind != "moved" || len(k.Happened()) == before || k.MayReroute() != nil {
		return nil
	}
	to, err := a.Relocated(ctx, in, *k)
	switch {
	case err != nil:
		return err
	case to.Centre == "":
		return k.LoseDistrict()
	}
	return k.Reroute(a.Now(), to)
}
