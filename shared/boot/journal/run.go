package journal

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/store"
)

// lineKey is the key of an invocation's line in its context.
type lineKey struct{}

// Run runs an invocation that l begins to describe, and writes its line. f, and
// whatever it calls, notes on the line what it knows. A panic is an error. The
// error that comes back is a *Failure, whose words may leave the wall.
func Run(ctx context.Context, log *slog.Logger, l Line, f func(ctx context.Context, l *Line) error) error {
	began := time.Now()
	ctx, l.counts = app.Counting(ctx)
	err := guarded(context.WithValue(ctx, lineKey{}, &l), &l, f)
	l.Took = time.Since(began)
	l.settle(err)
	l.Write(ctx, log)
	if err == nil {
		return nil
	}
	return &Failure{l.Code, err}
}

func guarded(ctx context.Context, l *Line, f func(context.Context, *Line) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = Panicked(p)
		}
	}()
	return f(ctx, l)
}

// settle says what became of the invocation.
func (l *Line) settle(err error) {
	switch {
	case err != nil:
		l.Err = err
		l.Code, l.Outcome = Meaning(err)
	case l.Outcome != "":
	case l.Status >= http.StatusInternalServerError:
		l.Outcome = Failed
	case l.Status >= http.StatusBadRequest:
		l.Outcome = Refused
	default:
		l.Outcome = Done
	}
	if errors.Is(l.Err, store.ErrThrottled) && l.counts.Throttled.Load() == 0 {
		l.counts.Throttled.Add(1) // of a call that nobody tried again
	}
}

// Answered notes on the line of a request which route it took, about which case
// ("" for none), and under which instance its answer can be asked about.
func Answered(ctx context.Context, route, about, instance string) {
	if l, ok := ctx.Value(lineKey{}).(*Line); ok {
		l.Route, l.Case, l.Request = route, about, instance
	}
}

// Problem notes on the line of a request the problem it was answered with. A
// request without a line of its own, on one machine, gets one when it failed.
func Problem(ctx context.Context, instance string, status int, code string, err error) {
	l, ok := ctx.Value(lineKey{}).(*Line)
	if !ok {
		l = &Line{Msg: "request", Request: instance, Status: status}
	}
	l.Code = code
	if status < http.StatusInternalServerError {
		return // the rest of it is the caller's own
	}
	l.Err = err
	if !ok {
		l.Outcome = Failed
		l.Write(ctx, slog.Default())
	}
}
