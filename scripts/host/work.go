package host

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
)

// work counts what is under way, so that one can wait until nothing is. The
// zero value is at rest.
type work struct {
	mu     sync.Mutex
	now    int // under way
	begun  int // ever
	closed bool
	rest   chan struct{} // closed when now is 0 again
}

// begin counts something in; ErrClosed.
func (w *work) begin() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return ErrClosed
	}
	if w.now == 0 {
		w.rest = make(chan struct{})
	}
	w.now, w.begun = w.now+1, w.begun+1
	return nil
}

func (w *work) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.now--; w.now == 0 {
		close(w.rest)
	}
}

// close lets nothing new begin.
func (w *work) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
}

// quiet waits until nothing is under way.
func (w *work) quiet(ctx context.Context) error {
	w.mu.Lock()
	now, rest := w.now, w.rest
	w.mu.Unlock()
	if now == 0 {
		return nil
	}
	select {
	case <-rest:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// seen is how much ever began, and whether nothing of it is under way.
func (w *work) seen() (begun int, atRest bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.begun, w.now == 0
}

// Idle waits until nothing is queued or running, retries included, and the
// streams hold nothing that was not delivered. An error says what was waited
// for when ctx ended.
func (h *Host) Idle(ctx context.Context) error {
	for {
		if err := h.work.quiet(ctx); err != nil {
			return fmt.Errorf("wait for the host to be idle: %w", err)
		}
		before, _ := h.work.seen()
		for _, s := range h.sources {
			if err := s.drained(ctx); err != nil {
				return fmt.Errorf("wait for the stream of %s: %w", s.pool.Name, errors.Join(err, s.trouble()))
			}
		}
		if after, atRest := h.work.seen(); atRest && after == before {
			return nil
		}
	}
}

// newID is a random id in the form of a UUID.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
