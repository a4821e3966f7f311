// Package host runs built functions as Lambda does, on one machine: it starts
// their bootstrap binaries and speaks the Lambda Runtime API to them.
//
//	request, event, schedule, table stream → a function's queue → a worker process → answer, retry or dead letter
//
// It is for tests and benchmarks; nothing that is deployed imports it. Where it
// differs from Lambda: memory is not limited, workers are not frozen between
// invocations, and who finds every worker busy waits instead of being throttled.
package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// Options say what a host runs and what wakes it. Only Functions is needed. The
// functions in it may be called by many goroutines at once.
type Options struct {
	Functions []Function
	Routes    []Route
	Rules     []Rule
	Schedules []Schedule
	Streams   []Stream

	Logs        io.Writer                                         // what the workers write, in whole lines; nil: nowhere
	DeadLetters string                                            // file that keeps the dead letters as JSON lines; "": memory only
	Retry       func(n int) time.Duration                         // wait before retry n (1, 2, …) of an event or a batch; nil: none
	Twice       bool                                              // every event and every stream batch is delivered twice, and each delivery may be a dead letter
	Kill        func(Delivery) (after time.Duration, killed bool) // kills workers at work; nil: none (see Seeded)

	// May tells whether the role of a function lets Lambda do something for it;
	// nil: it may everything.
	May func(function string, d Deed) bool

	InitTime    time.Duration // a new worker has until it asks for work; 0: 10 s
	RequestTime time.Duration // the HTTP API waits for a function; 0: 30 s

	Region  string // "": ap-northeast-1
	Account string // 12 digits; "": 111122223333
}

// Deed is what Lambda does with a function's role.
type Deed string

// The deeds. Where Starts is not allowed no worker starts; what cannot be logged
// or buried is lost.
const (
	Starts Deed = "starts" // reads its settings, which are encrypted
	Logs   Deed = "logs"
	Buries Deed = "buries"
)

func (h *Host) may(p *pool, d Deed) bool { return h.o.May == nil || h.o.May(p.Name, d) }

// What the errors of a host mean. Test with errors.Is.
var (
	ErrNoFunction = errors.New("there is no such function")
	ErrTooLarge   = errors.New("the payload is larger than Lambda takes")
	ErrNotJSON    = errors.New("the payload is not JSON")
	ErrClosed     = errors.New("the host is closed")
)

// Payloads that Lambda takes, in bytes.
const (
	MaxPayload = 6 << 20 // of an invocation that is waited for, and of every answer
	MaxEvent   = 1 << 20 // of an asynchronous one
)

// Host is the running functions. Its methods may be called by many at once.
type Host struct {
	o       Options
	pools   map[string]*pool
	sources []*source
	routes  []route
	rules   []rule
	dead    *dead
	logs    *logs
	work    work

	ctx     context.Context // ends with Close
	cancel  context.CancelFunc
	tidying sync.WaitGroup
	mu      sync.Mutex
	closed  bool
	live    map[*worker]struct{}
}

// Open checks the options and starts to poll the streams; workers start when
// they are first needed. Everything that is wrong is named in one error.
func Open(o Options) (*Host, error) {
	o.Region, o.Account = or(o.Region, "ap-northeast-1"), or(o.Account, "111122223333")
	o.InitTime, o.RequestTime = or(o.InitTime, 10*time.Second), or(o.RequestTime, 30*time.Second)
	h := &Host{o: o, pools: map[string]*pool{}, logs: &logs{to: o.Logs}, live: map[*worker]struct{}{}}
	h.ctx, h.cancel = context.WithCancel(context.Background())
	var err error
	h.dead, err = openDead(o.DeadLetters)
	if err = errors.Join(err, h.addFunctions(), h.addRoutes(), h.addRules(), h.checkSchedules(), h.addStreams()); err != nil {
		h.cancel()
		return nil, fmt.Errorf("open the host: %w", err)
	}
	for _, s := range h.sources {
		h.tidying.Go(s.poll)
	}
	return h, nil
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

func (h *Host) addFunctions() error {
	var wrong []error
	for _, f := range h.o.Functions {
		if err := f.check(); err != nil {
			wrong = append(wrong, err)
		} else if h.pools[f.Name] != nil {
			wrong = append(wrong, fmt.Errorf("two functions are named %q", f.Name))
		}
		h.pools[f.Name] = newPool(h, f)
	}
	return errors.Join(wrong...)
}

// pool finds a function by its name or its ARN, with or without a version.
func (h *Host) pool(name string) (*pool, error) {
	if parts := strings.Split(name, ":"); len(parts) >= 7 && parts[0] == "arn" {
		name = parts[6]
	}
	if p := h.pools[name]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("%w: %q", ErrNoFunction, name)
}

// Invoke gives a function (name or ARN) a JSON payload and waits for its answer.
// What the function itself answers as an error is a *FunctionError. When ctx
// ends first, Invoke returns while the invocation goes on, as in Lambda.
func (h *Host) Invoke(ctx context.Context, name string, payload []byte) ([]byte, error) {
	p, payload, err := h.accept(name, payload, MaxPayload)
	if err != nil {
		return nil, err
	}
	if err := h.work.begin(); err != nil {
		return nil, err
	}
	var out []byte
	done := make(chan struct{})
	go func() {
		defer h.work.end()
		defer close(done)
		out, err = p.run(ctx, job{id: newID(), payload: payload})
	}()
	select {
	case <-done:
		return out, err
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for %s: %w", p.Name, ctx.Err())
	}
}

// accept checks what a caller hands in. Nothing is an empty object.
func (h *Host) accept(name string, payload []byte, limit int) (*pool, []byte, error) {
	p, err := h.pool(name)
	if len(payload) == 0 {
		payload = []byte("{}")
	}
	switch {
	case err != nil:
		return nil, nil, err
	case len(payload) > limit:
		return nil, nil, fmt.Errorf("invoke %s with %d bytes: %w", p.Name, len(payload), ErrTooLarge)
	case !json.Valid(payload):
		return nil, nil, fmt.Errorf("invoke %s: %w", p.Name, ErrNotJSON)
	}
	return p, payload, nil
}

// Close kills all workers, lets go of what was not done yet and waits until
// nothing runs any more. It may be called twice.
func (h *Host) Close() error {
	h.mu.Lock()
	h.closed = true
	workers := make([]*worker, 0, len(h.live))
	for w := range h.live {
		workers = append(workers, w)
	}
	h.mu.Unlock()
	h.work.close()
	h.cancel()
	for _, w := range workers {
		w.kill()
	}
	_ = h.work.quiet(context.Background()) // ends, for nothing new begins
	h.tidying.Wait()
	for _, w := range workers {
		<-w.done
	}
	return errors.Join(h.logs.wrong(), h.dead.wrong())
}

// wait is a pause that ends early, and with false, when the host closes.
func (h *Host) wait(d time.Duration) bool {
	if d <= 0 {
		return !h.isClosed()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-h.ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

func (h *Host) isClosed() bool { return h.ctx.Err() != nil }

// pause before retry n.
func (h *Host) pause(n int) bool {
	if h.o.Retry == nil {
		return h.wait(0)
	}
	return h.wait(h.o.Retry(n))
}
