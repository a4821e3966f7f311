package inspect

import (
	"context"
	"strings"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/plan"
)

// verdict records what the malware scanner says of one version.
func verdict(ctx context.Context, a *app.App, in app.Scope, e events.Event) error {
	v, err := events.Read[events.MalwareVerdict](e)
	if err != nil {
		return err
	}
	id, doc, ok := split(in, v.S3ObjectDetails.ObjectKey)
	if !ok {
		return nil
	}
	return ignore(settle(ctx, a, in, id, func(c *plan.Case) error {
		return c.Scanned(doc, v.S3ObjectDetails.VersionID, meaning(v))
	}))
}

// meaning of GuardDuty's result; whatever is not clean or a threat is unclear.
func meaning(v events.MalwareVerdict) string {
	switch v.ScanResult.Status {
	case "NO_THREATS_FOUND":
		return plan.VerdictClean
	case "THREATS_FOUND":
		return plan.VerdictInfected
	}
	return plan.VerdictUnclear
}

// split takes incoming/<town>/<case>/<document> apart.
func split(in app.Scope, key string) (id, doc string, ok bool) {
	parts := strings.Split(key, "/")
	if len(parts) != 4 || parts[0] != "incoming" || parts[1] != in.Town() {
		return "", "", false
	}
	return parts[2], parts[3], true
}
