// Package boot starts a step on Lambda: logger, settings, decoding, partial
// batch failures, one line an invocation (boot/journal).
//
//	EventBridge, Scheduler, table stream → boot → events.Event → step
//
// HTTP is in boot/web, so that a step that hears events only does not carry it.
package boot

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"slices"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/cloud"
	"github.com/sasae-care/sasae/shared/boot/journal"
)

// Start runs the logic of a step for every event that Lambda delivers, on the
// ports that its main names. It does not return.
func Start(step string, logic func(*app.App) app.Handler, ports ...func() cloud.Port) {
	a := Open(step, ports...)
	hear := Events(step, a.Deliver(logic(a)), Log())
	Run(func(ctx context.Context, raw json.RawMessage) (any, error) { return nil, hear(ctx, raw) })
}

// Open fills in the App of a step from its settings and its ports; a step with a
// setting that is missing or malformed ends at once, saying all of them. It
// reads no record of a newer release.
func Open(step string, ports ...func() cloud.Port) *app.App {
	roomy()
	a, err := cloud.Open(step, os.Environ(), ports...)
	if err != nil {
		journal.Line{Msg: "start", Step: step, Outcome: journal.Failed, Code: journal.CodeSettings, Err: err}.Write(context.Background(), Log())
		os.Exit(1)
	}
	a.Store = app.Readable(a.Store)
	return a
}

// Log is the logger of a function: JSON lines of journal.Line.
func Log() *slog.Logger { return slog.New(slog.NewJSONHandler(os.Stdout, nil)) }

// Run gives every delivery to f, whatever its bytes are. It does not return.
func Run(f func(context.Context, json.RawMessage) (any, error)) {
	journal.Quiet(Log())
	lambda.Start(Bytes(f))
}

// Bytes is a handler of the bytes that Lambda delivers: what is no JSON is told
// like everything else, and an error names its code as its type, so that the
// destination of failures keeps the delivery with the reason.
type Bytes func(context.Context, json.RawMessage) (any, error)

// Invoke implements lambda.Handler.
func (f Bytes) Invoke(ctx context.Context, raw []byte) ([]byte, error) {
	out, err := f(ctx, raw)
	if err != nil {
		return nil, reply(err)
	}
	answer, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("write the answer: %w", err)
	}
	return answer, nil
}

// Events handles one delivery: it is decoded, given to the step and told in a
// line. An error makes Lambda deliver it again, and in the end keep it. A known
// event that does not wake the step is one: somebody misdirected it, and the
// step whose work it is did not hear it.
func Events(step string, h events.Handler, log *slog.Logger) func(context.Context, json.RawMessage) error {
	return func(ctx context.Context, raw json.RawMessage) error {
		begin := journal.Line{Msg: "event", Step: step, Request: invocation(ctx)}
		return journal.Run(ctx, log, begin, func(ctx context.Context, l *journal.Line) error {
			e, ours, err := Decode(raw)
			if err != nil {
				return err
			}
			if !ours {
				l.Outcome = journal.PassedOver
				return nil
			}
			l.Event, l.Type, l.Case = e.ID, e.Type, events.CaseOf(e)
			if s, ok := functions.Find(step); ok && !slices.Contains(s.On, e.Type) {
				return &events.Unfit{Code: events.Unheard, Says: e.Type + " does not wake " + step}
			}
			return h(ctx, e)
		})
	}
}

// invocation is Lambda's id of what is at work.
func invocation(ctx context.Context) string {
	if c, ok := lambdacontext.FromContext(ctx); ok {
		return c.AwsRequestID
	}
	return ""
}
