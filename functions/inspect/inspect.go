// Package inspect looks at a document as it arrived and takes the malware
// verdict in.
//
//	object-arrived, malware-verdict, document-released → inspect → document-checked, document-refused
//
// Our own checks and the verdict name one version of the object; only that
// version is copied to clean/, and only there may it be read.
package inspect

import (
	"context"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
)

// Step wakes on an arrived object, on a verdict, and again when either is late.
func Step(a *app.App) app.Handler {
	return func(ctx context.Context, in app.Scope, e events.Event) error {
		switch e.Type {
		case events.MalwareVerdict{}.EventType():
			return verdict(ctx, a, in, e)
		case events.DocumentReleased{}.EventType():
			c, err := a.Case(ctx, in, events.CaseOf(e))
			if err != nil {
				return err
			}
			return copyClean(ctx, a, in, c)
		}
		arrived, err := events.Read[events.ObjectArrived](e)
		if err != nil {
			return err
		}
		return look(ctx, a, in, arrived.Key)
	}
}
