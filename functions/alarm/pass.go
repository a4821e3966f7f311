package alarm

import (
	"context"
	"errors"
	"slices"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/plan"
)

// reviewed are the states in which the review rings no more.
var reviewed = []plan.State{plan.Advised, plan.NoAdvice, plan.Lapsed, plan.Withdrawn, plan.Ended}

// pass tells the person's other open cases what one case was told. Those
// announce it too; what a case knows already changes nothing, so it ends there.
func pass(ctx context.Context, a *app.App, in app.Scope, e events.Event) error {
	c, err := a.Case(ctx, in, events.CaseOf(e))
	if err != nil {
		return err
	}
	said, err := events.Read[events.SituationChanged](e)
	if err != nil {
		return err
	}
	n, ok := newsOf(c, said.Kind)
	if !ok {
		return nil
	}
	all, err := a.Summaries(ctx, app.OfPerson(in, c.Person))
	if err != nil {
		return err
	}
	var errs []error
	for _, s := range all {
		if s.ID == c.ID || rests(n, s.State, s.NextDue, s.Pending) {
			continue
		}
		_, err := a.Change(ctx, app.Act{In: in, Case: s.ID}, func(k *plan.Case) error {
			if rests(n, k.State, k.NextDue().String(), k.Pending) {
				return nil
			}
			return a.Told(ctx, in, k, n)
		})
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// rests tells whether nobody has anything to do for a case any more: its review is
// over, and the news ends nothing that is tracked. A result is for who awaits it.
func rests(n plan.News, s plan.State, next string, pending bool) bool {
	if n.Result == plan.ToSupport {
		return !pending
	}
	return slices.Contains(reviewed, s) && (next == "" || !n.EndsSupport())
}

// newsOf is the latest news of that kind that others must hear. The words stay
// with the office that wrote them and its centre.
func newsOf(c plan.Case, kind string) (plan.News, bool) {
	for _, s := range slices.Backward(c.Situation) {
		if s.Kind != kind {
			continue
		}
		n := plan.News{Kind: kind, On: s.On, Result: s.Result, Passed: true}
		if kind == "moved" {
			n.Address = c.Sealed.Address
		}
		if s.Result != "" {
			n.Certified = &c.Sealed.Certification
		}
		return n, kind == "moved" || s.Result != "" || n.EndsSupport()
	}
	return plan.News{}, false
}
