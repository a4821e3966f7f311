package journal

import (
	"bytes"
	"context"
	"errors"
	"log"
	"log/slog"
)

// Quiet holds what the process says besides to the one schema: slog's default
// logger is to, and what the runtime writes through package log becomes lines of
// its own, but for its words about an invocation that failed, which has its line.
func Quiet(to *slog.Logger) {
	slog.SetDefault(to)
	log.SetFlags(0)
	log.SetOutput(Runtime(to))
}

// Runtime is where the runtime's words go.
func Runtime(to *slog.Logger) *Words { return &Words{to} }

// Words makes lines of what is written to it.
type Words struct{ to *slog.Logger }

// Write implements io.Writer: one line a call.
func (w *Words) Write(p []byte) (int, error) {
	if !bytes.Contains(p, []byte(`"errorMessage"`)) {
		said := errors.New(string(bytes.TrimSpace(p)))
		Line{Msg: "runtime", Outcome: Failed, Code: codeRuntime, Err: said}.Write(context.Background(), w.to)
	}
	return len(p), nil
}
