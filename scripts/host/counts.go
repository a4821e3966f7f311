package host

import (
	"errors"
	"slices"
	"time"
)

// Counts is what happened to a function so far.
type Counts struct {
	Invocations  int // attempts, each retry and each second delivery counted
	Failures     int // attempts that did not end in a result
	Timeouts     int // failures for want of an answer in time
	Killed       int // failures by Options.Kill
	InitFailures int // failures of a worker that never asked for work
	Retries      int // events and batches that were given again after a failure
	DeadLetters  int
	Lines        int             // that were logged
	Logged       int             // their bytes
	ColdStarts   []ColdStart     // workers that started, in order
	Durations    []time.Duration // of the attempts that were handed out, until the answer
}

// ColdStart is how long a new worker took, from just before its process was
// started.
type ColdStart struct {
	Start       time.Duration // to its first request for work: the init duration
	FirstAnswer time.Duration // to its first answer; 0: it never gave one
}

// Counts is a copy of the counters of every function.
func (h *Host) Counts() map[string]Counts {
	all := make(map[string]Counts, len(h.pools))
	for name, p := range h.pools {
		p.mu.Lock()
		c := p.counts
		c.ColdStarts, c.Durations = slices.Clone(c.ColdStarts), slices.Clone(c.Durations)
		p.mu.Unlock()
		all[name] = c
	}
	return all
}

// count changes the counters.
func (p *pool) count(f func(*Counts)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f(&p.counts)
}

// begun counts an attempt and gives its number, from 1.
func (p *pool) begun() (n int) {
	p.count(func(c *Counts) { c.Invocations++; n = c.Invocations })
	return n
}

func (p *pool) succeeded(took time.Duration) {
	p.count(func(c *Counts) { c.Durations = append(c.Durations, took) })
}

// failed counts a failure by its kind and gives it back. That the host was
// closed is nobody's failure.
func (p *pool) failed(err error, took time.Duration) error {
	var fe *FunctionError
	if !errors.As(err, &fe) && errors.Is(err, ErrClosed) {
		return err
	}
	p.count(func(c *Counts) {
		c.Failures++
		switch {
		case fe == nil:
			return
		case fe.init:
			c.InitFailures++
			return
		case fe.Type == typeTimeout:
			c.Timeouts++
		case fe.killed:
			c.Killed++
		}
		c.Durations = append(c.Durations, took)
	})
	return err
}

// started counts a cold start and gives its place among them.
func (p *pool) started(took time.Duration) (place int) {
	p.count(func(c *Counts) {
		place = len(c.ColdStarts)
		c.ColdStarts = append(c.ColdStarts, ColdStart{Start: took})
	})
	return place
}
