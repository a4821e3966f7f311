package app

import (
	"context"

	"github.com/sasae-care/sasae/shared/plan"
)

// Begin is Change for a case that is most likely new, as that of a POST is: it
// decides and commits on condition that there is none, and reads only when that
// fails. So it finds there what a POST that comes again has done, also when the
// answer to it was lost: the case remembers it.
func (a *App) Begin(ctx context.Context, act Act, decide func(c *plan.Case) error) (plan.Case, error) {
	r := record{Case: plan.Case{ID: act.Case, Town: act.In.town}, Beside: map[string]place{}}
	if act.Post == nil || a.decide(ctx, act.In, &r.Case, decide) != nil || r.Case.State == "" {
		return a.Change(ctx, act, decide) // which knows what to say
	}
	out, _, err := a.commit(ctx, act, r)
	if err == nil || !passing(err) {
		return out, err
	}
	Counted(ctx).met(err)
	Counted(ctx).Retries.Add(1)
	return a.Change(ctx, act, decide)
}
