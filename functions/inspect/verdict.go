package inspect

import (
	"strings"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/plan"
)

// said is what the malware scanner says of one version; zero: nothing yet.
type said struct{ version, verdict string }

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
