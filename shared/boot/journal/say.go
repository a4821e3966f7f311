package journal

import (
	"errors"
	"fmt"
	"path"
	"runtime"
	"strings"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/plan"
)

// Failure is an error in words that may leave the wall: the code first, then
// what Say says. errors.Is and As see what is behind it.
type Failure struct {
	Code string
	err  error
}

// Error is the code and what was being done.
func (f *Failure) Error() string { return f.Code + ": " + Say(f.err) }

// Unwrap is the error as it came.
func (f *Failure) Unwrap() error { return f.err }

// Say tells an error without a word about a person. The detail of a refusal may
// name what somebody wrote, so it is told by its code.
func Say(err error) string {
	var unfit *events.Unfit
	var refusal *plan.Refusal
	switch {
	case errors.As(err, &unfit):
		return unfit.Says
	case errors.As(err, &refusal):
		return "refused (" + refusal.Code + ")"
	}
	return Clean(err.Error())
}

// longest is how many bytes an error may have in a line.
const longest = 1000

// What an error of somebody else's may hold about a person: an address of
// e-mail, a number of ten digits or a few more (被保険者番号, a telephone), the
// query of a URL, and whatever is not ASCII. A provider's refusal names the
// address.
var (
	query   = pattern(`(https?://[^\s"?]*)\?[^\s"]*`)
	address = pattern(`[^\s"'<>:=,;()@]+@[^\s"'<>:=,;()@]+\.[A-Za-z]{2,}`)
	digits  = pattern(`\b(?:[0-9]{10,13}|0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4})\b`)
	foreign = pattern(`[^\x20-\x7e]+`)
)

// Clean takes out of a text whatever may be about a person, and cuts it short.
// It is the last net; who makes an error puts no value into it.
func Clean(text string) string {
	text = query().ReplaceAllString(strings.ReplaceAll(text, "\n", "; "), "$1")
	text = address().ReplaceAllString(text, "*")
	text = digits().ReplaceAllString(text, "*")
	text = foreign().ReplaceAllString(text, "*")
	if len(text) > longest {
		text = text[:longest] + "*"
	}
	return text
}

// Panic is an error that stands for a panic: its type and its place, not its
// value.
type Panic struct{ kind, place string }

// Error names the type and the place.
func (p *Panic) Error() string { return "panicked with " + p.kind + " at " + p.place }

// Panicked makes an error of what recover gave.
func Panicked(value any) *Panic { return &Panic{fmt.Sprintf("%T", value), place()} }

// place is the innermost line of ours below the panic.
func place() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for below := false; ; {
		f, more := frames.Next()
		if below && strings.Contains(f.Function, "/sasae/") {
			return fmt.Sprintf("%s (%s:%d)", path.Base(f.Function), path.Base(f.File), f.Line)
		}
		below = below || f.Function == "runtime.gopanic"
		if !more {
			return "?"
		}
	}
}
