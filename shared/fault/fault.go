// Package fault plans which calls of a port fail in a test, and in which of the
// ways an outside call can fail.
//
//	call 1, 2, 3, … → Plan → Outcome → (a faulty port)
//
// Every outside call fails in two ways at least: it did not happen, or it
// happened and the answer was lost. The store, files, alarms and mail packages
// each have a faulty wrapper made from this one.
package fault

import (
	"fmt"
	"math/rand/v2"
	"sync"
)

// Outcome is what becomes of one call.
type Outcome int

// The outcomes. The zero one is that nothing goes wrong.
const (
	// Fine: the call happens and its answer is heard.
	Fine Outcome = iota
	// NotDone: the call does not happen, and the port says so (throttled),
	// where its contract has a word for that; else the outcome is unknown.
	NotDone
	// DoneUnheard: the call happens, but the caller hears "unknown".
	DoneUnheard
	// NotDoneUnheard: the call does not happen, and the caller hears "unknown".
	NotDoneUnheard
)

// Plan gives the outcome of a call; calls are numbered from 1. A nil Plan is
// Fine for ever. It is called by one goroutine at a time.
type Plan func(call int) Outcome

// On plans o for one call and Fine for all others.
func On(call int, o Outcome) Plan {
	return func(n int) Outcome {
		if n == call {
			return o
		}
		return Fine
	}
}

// Seeded plans, for percent of the calls, one of the outcomes in among (all
// three failures when there is none). Equal seeds make equal plans, whatever
// the order in which the calls are asked about.
func Seeded(seed uint64, percent int, among ...Outcome) Plan {
	if len(among) == 0 {
		among = []Outcome{NotDone, DoneUnheard, NotDoneUnheard}
	}
	return func(n int) Outcome {
		r := rand.New(rand.NewPCG(seed, uint64(n)))
		if r.IntN(100) >= percent {
			return Fine
		}
		return among[r.IntN(len(among))]
	}
}

// Calls counts the calls of one port and asks the plan about each. It is safe
// for concurrent use. Make it with New.
type Calls struct {
	mu   sync.Mutex
	plan Plan
	n    int
}

// New starts counting. A nil plan only counts.
func New(p Plan) *Calls { return &Calls{plan: p} }

// Count is the number of calls so far.
func (c *Calls) Count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

func (c *Calls) next() (int, Outcome) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	if c.plan == nil {
		return c.n, Fine
	}
	return c.n, c.plan(c.n)
}

// Do makes one call as the plan has it. The errors are what the port says for
// "nothing happened" and for "unknown"; they come back wrapped.
func (c *Calls) Do(notDone, unknown error, call func() error) error {
	n, o := c.next()
	switch o {
	case NotDone:
		return fmt.Errorf("call %d fails as planned: %w", n, notDone)
	case NotDoneUnheard:
		return fmt.Errorf("call %d fails as planned: %w", n, unknown)
	case DoneUnheard:
		_ = call() // the caller does not hear this either
		return fmt.Errorf("call %d fails as planned: %w", n, unknown)
	}
	return call()
}

// Value is Do for a call that answers with a value; a failing call answers
// with the zero value.
func Value[T any](c *Calls, notDone, unknown error, call func() (T, error)) (T, error) {
	var v T
	err := c.Do(notDone, unknown, func() (err error) {
		v, err = call()
		return err
	})
	if err != nil {
		var none T
		return none, err
	}
	return v, nil
}
