// Package inspect looks at a document once the malware scanner has spoken, and
// takes its verdict in.
//
//	malware-verdict → inspect → accepted | sent-back | set-held, document-refused
//	object-arrived (from sweep: no verdict came), document-released ─┘
//
// Our own checks and the verdict name one version of the object; only that
// version is copied to clean/, and only there may it be read. The set is decided
// in the commit that ends the waiting for its last file (ADR 0014, ADR 0022).
package inspect

import (
	"context"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/plan"
)

// Step wakes on a verdict, on the town's release, and when a verdict is late.
func Step(a *app.App) app.Handler {
	return func(ctx context.Context, in app.Scope, e events.Event) error {
		switch e.Type {
		case events.MalwareVerdict{}.EventType():
			v, err := events.Read[events.MalwareVerdict](e)
			if err != nil {
				return err
			}
			return look(ctx, a, in, v.S3ObjectDetails.ObjectKey, said{v.S3ObjectDetails.VersionID, meaning(v)})
		case events.DocumentReleased{}.EventType():
			return settle(ctx, a, in, events.CaseOf(e), func(*plan.Case) error { return nil })
		}
		arrived, err := events.Read[events.ObjectArrived](e)
		if err != nil {
			return err
		}
		return look(ctx, a, in, arrived.Key, said{})
	}
}
