package journal

import (
	"context"
	"errors"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/store"
)

// The stable codes of what goes wrong at a step, beside those of a refusal
// (docs/reasons.md) and of what is unfit (package events).
// docs/observability.md explains them.
const (
	codeNewer        = "record-newer"
	codeNotFound     = "not-found"
	codeBusy         = "busy"
	codeUnavailable  = "unavailable"
	codeRulesMissing = "rules-missing"
	codeTimeout      = "timeout"
	codePanic        = "panic"
	codeInternal     = "internal"
	codeRuntime      = "runtime"  // what the runtime says outside of any invocation
	CodeSettings     = "settings" // the function cannot start
)

// Meaning is the stable code of what went wrong at a step, and what follows
// from it for the delivery.
func Meaning(err error) (code string, o Outcome) {
	var unfit *events.Unfit
	var refusal *plan.Refusal
	var panicked *Panic
	switch {
	case errors.As(err, &unfit):
		return unfit.Code, Dead
	case errors.Is(err, app.ErrNewer):
		return codeNewer, Dead
	case errors.As(err, &refusal):
		return refusal.Code, Refused
	case errors.Is(err, store.ErrNotFound):
		return codeNotFound, Failed
	case errors.Is(err, app.ErrBusy):
		return codeBusy, Failed
	case errors.Is(err, store.ErrThrottled), errors.Is(err, store.ErrUnknown):
		return codeUnavailable, Failed
	case errors.Is(err, rules.ErrNoRule):
		return codeRulesMissing, Failed
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return codeTimeout, Failed
	case errors.As(err, &panicked):
		return codePanic, Failed
	}
	return codeInternal, Failed
}
