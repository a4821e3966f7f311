// Package erase deletes the files of a record whose time is over.
//
//	content-erased → erase → every version of the files of the case gone from incoming/ and clean/, noted in the case
//
// What was about the person left the table with the commit that announced it;
// head and audit chain stay, and still verify. Source: KAW-31-2, AMB-17.
package erase

import (
	"context"
	"errors"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/plan"
)

// Step deletes the files of one case; a second time there is nothing to delete.
// What cannot be deleted now is deleted when sweep says it again.
func Step(a *app.App) app.Handler {
	return func(ctx context.Context, in app.Scope, e events.Event) error {
		c, err := a.Case(ctx, in, events.CaseOf(e))
		if err != nil || c.Erased == nil || !c.Erased.Files.IsZero() {
			return err
		}
		var errs []error
		for _, d := range c.Documents {
			if !d.Paper {
				errs = append(errs, a.Files.Delete(ctx, d.Key), a.Files.Delete(ctx, plan.CleanKey(d.Key)))
			}
		}
		if err := errors.Join(errs...); err != nil {
			return err
		}
		_, err = a.Change(ctx, app.Act{In: in, Case: c.ID}, func(c *plan.Case) error {
			c.FilesGone(a.Now())
			return nil
		})
		return err
	}
}
