package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/sasae-care/sasae/scripts/host"
	"github.com/sasae-care/sasae/shared/plan"
)

const (
	injected      = 5 * time.Millisecond // into each call
	mostCalls     = 3                    // the goal
	documentBytes = 10 << 20
)

// received is the way from the arrival of a set's last document, of which we hear
// by the verdict on it (ADR 0022), to the commit that makes the set received.
//
//	Scan Result → inspect → accepted
func received(ctx context.Context, _ bool) ([]figure, error) {
	p, err := settle(ctx)
	if err != nil {
		return nil, err
	}
	defer p.close()
	w := way{place: p, body: largePDF(documentBytes)}
	if w.host, err = p.open(ctx, "inspect"); err != nil {
		return nil, err
	}
	defer func() { _ = w.host.Close() }() // the figures are made
	var own, all, hash []float64
	for n := range rounds + 1 {
		if err := w.play(ctx, n); err != nil {
			return nil, fmt.Errorf("round %d: %w", n, err)
		}
		begin := time.Now()
		sha256.Sum256(w.body)
		if took := time.Since(begin); n > 0 {
			own, all, hash = append(own, ms(w.own)), append(all, ms(w.all)), append(hash, ms(took))
		}
	}
	return []figure{
		{Figure: "calls-to-received", Value: float64(len(w.calls)), Unit: "calls to AWS, one after another: " + strings.Join(w.calls, ", "), Against: mostCalls, Anchor: "the goal"},
		{Figure: "time-to-received", Value: median(all), Unit: "ms, 5 of them injected into each call", Against: ms(injected) * float64(len(w.calls)), Anchor: "as many calls of 5 ms"},
		{Figure: "own-to-received", Value: median(own), Unit: "ms besides the calls, for a document of 10 MB", Against: median(hash), Anchor: "SHA-256 of the same bytes"},
	}, nil
}

// way is what a document's way took.
type way struct {
	*place
	host     *host.Host
	body     []byte
	calls    []string // in sequence, of the last play
	own, all time.Duration
}

// play brings a set to its last document, and then measures.
func (w *way) play(ctx context.Context, n int) error {
	w.front.delay(0)
	c, err := w.submitted(ctx, n)
	if err != nil {
		return err
	}
	last := len(c.Documents) - 1
	for _, d := range c.Documents[:last] {
		if err := w.step(ctx, "inspect", cleared(d)); err != nil {
			return err
		}
	}
	w.front.delay(injected)
	w.calls, w.own, w.all = nil, 0, 0
	if err := w.step(ctx, "inspect", cleared(c.Documents[last])); err != nil {
		return err
	}
	c, err = w.whole.Case(ctx, w.in, c.ID)
	if err == nil && c.State != plan.Accepted {
		err = fmt.Errorf("the set is %s: %v", c.State, c.Reasons)
	}
	return err
}

// step gives a delivery to a step and adds what it took.
func (w *way) step(ctx context.Context, name string, delivery []byte) error {
	w.front.seen()
	begin := time.Now()
	if _, err := w.host.Invoke(ctx, name, delivery); err != nil {
		return err
	}
	took := time.Since(begin)
	calls := w.front.seen()
	w.calls = append(w.calls, named(name, calls)...)
	w.all, w.own = w.all+took, w.own+took-waited(calls)
	return nil
}

// named are the calls of a step in sequence; those at one time are one.
func named(step string, calls []call) (out []string) {
	var until time.Time
	for _, c := range calls { // by their beginning
		if c.begin.Before(until) {
			out[len(out)-1] += " with " + c.what
		} else {
			out = append(out, step+" "+c.what)
		}
		if c.end.After(until) {
			until = c.end
		}
	}
	return out
}

// submitted is a set that was handed in, its files in incoming/.
func (w *way) submitted(ctx context.Context, n int) (plan.Case, error) {
	c, err := w.opened(ctx, n)
	if err != nil {
		return c, err
	}
	for i := range c.Documents {
		d := &c.Documents[i]
		o, err := w.whole.Files.Put(ctx, d.Key, d.Type, w.body)
		if err != nil {
			return c, err
		}
		d.Version, d.ETag = o.Version, o.ETag // as the events tell them; the case does not know yet
	}
	return c, nil
}

func document(form string, body []byte) plan.Document {
	sum := sha256.Sum256(body)
	return plan.Document{Form: form, Purpose: plan.ForSet, Type: "application/pdf", Size: int64(len(body)), SHA256: hex.EncodeToString(sum[:])}
}
