// Package boot starts a step on Lambda: logger, settings, decoding, partial
// batch failures, one log line an invocation.
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
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/cloud"
)

// Start runs the logic of a step for every event that Lambda delivers. It does
// not return.
func Start(step string, logic func(*app.App) app.Handler) {
	lambda.Start(Events(step, app.Deliver(logic(Open(step))), Log()))
}

// Open fills in the App of a step from its settings; a step with a setting that
// is missing or malformed ends at once, saying all of them.
func Open(step string) *app.App {
	a, err := cloud.Open(step, os.Environ())
	if err != nil {
		Log().Error("cannot start", "step", step, "error", err)
		os.Exit(1)
	}
	return a
}

// Log is the logger of a function: JSON lines, fixed keys, never personal data.
func Log() *slog.Logger { return slog.New(slog.NewJSONHandler(os.Stdout, nil)) }

// Events handles one delivery: it is decoded, given to the step and logged. An
// error makes Lambda deliver it again.
func Events(step string, h events.Handler, log *slog.Logger) func(context.Context, json.RawMessage) error {
	return func(ctx context.Context, raw json.RawMessage) error {
		began := time.Now()
		e, ours, err := Decode(raw)
		if err != nil {
			log.ErrorContext(ctx, "delivery not understood", "step", step, "error", err)
			return fmt.Errorf("decode the delivery: %w", err)
		}
		if !ours {
			return nil
		}
		err = h(ctx, e)
		report(ctx, log, step, e, err, time.Since(began))
		return err
	}
}

// report writes the one line of an invocation: case, event, step, outcome.
func report(ctx context.Context, log *slog.Logger, step string, e events.Event, err error, took time.Duration) {
	outcome, level := "done", slog.LevelInfo
	if err != nil {
		outcome, level = "failed", slog.LevelError
	}
	log.LogAttrs(ctx, level, "step", slog.String("step", step), slog.String("event", e.ID), slog.String("type", e.Type),
		slog.String("case", events.CaseOf(e)), slog.String("outcome", outcome), slog.Int64("ms", took.Milliseconds()), slog.Any("error", err))
}
