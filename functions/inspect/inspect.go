// Package inspect looks at a document as it arrived and takes the malware
// verdict in.
//
//	object-arrived, malware-verdict, document-released → inspect → accepted | sent-back | set-held, document-refused
//
// Our own checks and the verdict name one version of the object; only that
// version is copied to clean/, and only there may it be read. The set is decided
// in the commit that ends the waiting for its last file (ADR 0014).
package inspect

import (
	"context"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/plan"
)

// Step wakes on an arrived object, on a verdict, and again when either is late.
func Step(a *app.App) app.Handler {
	return func(ctx context.Context, in app.Scope, e events.Event) error {
		switch e.Type {
		case events.MalwareVerdict{}.EventType():
			return verdict(ctx, a, in, e)
		case events.DocumentReleased{}.EventType():
			return settle(ctx, a, in, events.CaseOf(e), func(*plan.Case) error { return nil })
		}
		arrived, err := events.Read[events.ObjectArrived](e)
		if err != nil {
			return err
		}
		return look(ctx, a, in, arrived.Key)
	}
}
