// Package journal is what a function says of itself: one JSON line an
// invocation, which is its log and its metrics at once.
//
//	invocation → Run → Line (who notes what it knows) → keys of the log, CloudWatch's embedded metrics
//
// Line is the whole schema; docs/observability.md has it as a table. Nothing
// about a person is in a line: ids are held against their shapes, a path is its
// pattern, an error is cleaned (Clean), a refusal is its code.
package journal

import (
	"context"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/sasae-care/sasae/shared/app"
)

// Outcome is what became of an invocation.
type Outcome string

// The outcomes.
const (
	Done       Outcome = "done"        // also: there was nothing left to do
	Failed     Outcome = "failed"      // may go well the next time
	PassedOver Outcome = "passed-over" // a delivery about nothing of ours
	Refused    Outcome = "refused"     // a rule forbids it, or what it is about is not there
	Dead       Outcome = "dead"        // no next time goes well before somebody mends something
)

// Line is what an invocation leaves behind. What is empty is left out.
type Line struct {
	Msg     string // event, batch, request, start, runtime: what was at work
	Step    string
	Case    string // id of the case it was about
	Event   string // id of the event
	Type    string // of the event, with its version
	Request string // Lambda's id of the invocation; of a request, the instance of its problem
	Outcome Outcome
	Code    string // stable code of what went wrong
	Err     error  // what went wrong, for operators
	Route   string // pattern of the route, never the path
	Status  int    // of the answer
	Took    time.Duration
	counts  *app.Counts // nil: no invocation, so no metrics
}

func (l Line) failed() bool { return l.Outcome == Failed || l.Outcome == Dead }

// Write writes the line. What failed is an error, all else information.
func (l Line) Write(ctx context.Context, log *slog.Logger) {
	level := slog.LevelInfo
	if l.failed() {
		level = slog.LevelError
	}
	attrs := []slog.Attr{slog.String("step", l.Step), slog.String("outcome", string(l.Outcome))}
	text := func(key, value string) {
		if value != "" {
			attrs = append(attrs, slog.String(key, value))
		}
	}
	text("case", shaped(caseID, longestCase, l.Case))
	text("event", shaped(eventID, longestEvent, l.Event))
	text("type", shaped(typeName, longestType, l.Type))
	text("request", shaped(eventID, longestEvent, l.Request))
	text("route", l.Route)
	if l.Status != 0 {
		attrs = append(attrs, slog.Int("status", l.Status))
	}
	text("code", l.Code)
	if l.Err != nil {
		text("error", Say(l.Err))
	}
	if l.counts != nil {
		attrs = append(attrs, l.measured(time.Now())...)
	}
	log.LogAttrs(ctx, level, l.Msg, attrs...)
}

// The shapes of what a line may name. Whatever else stands in an id's place is
// not told.
var (
	caseID   = pattern(`^[0-9A-Z]{26}$`)
	eventID  = pattern(`^[0-9A-Za-z][0-9A-Za-z._:/#@+-]*$`)
	typeName = pattern(`^[a-z-]{1,83}\.v[0-9]{1,3}$`)
)

// The longest of each, in bytes: counted, since {0,199} makes a pattern dear.
const (
	longestCase  = 26
	longestEvent = 200
	longestType  = 88
)

// pattern is compiled when it is first asked: a start compiles none.
func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

// shaped is the id, when it has the shape; a number or a date alone is no id of
// ours.
func shaped(shape func() *regexp.Regexp, longest int, id string) string {
	if id != "" && len(id) <= longest && strings.ContainsFunc(id, isLetter) && shape().MatchString(id) {
		return id
	}
	return ""
}

func isLetter(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }
