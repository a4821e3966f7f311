package host

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
)

// Function is one function as it is deployed.
type Function struct {
	Name    string
	Path    string        // the bootstrap binary, built for this machine
	Env     []string      // NAME=value; nothing is inherited but what Lambda itself sets
	Timeout time.Duration // of an invocation; 0: 3 s, as Lambda
	Memory  int           // MB, as the function is told; it is not limited. 0: 128
	Workers int           // invocations at once; 0: 1
}

func (f Function) check() error {
	if f.Name == "" {
		return errors.New("a function has no name")
	}
	info, err := os.Stat(f.Path)
	if err != nil {
		return fmt.Errorf("function %s: %w", f.Name, err)
	}
	if info.IsDir() || info.Mode()&0o111 == 0 {
		return fmt.Errorf("function %s: %s is not a program", f.Name, f.Path)
	}
	return nil
}

// pool is a function with its workers.
type pool struct {
	Function
	host   *Host
	arn    string
	places chan struct{} // one for each worker that may be at work
	queue  chan struct{} // as many asynchronous events compete for places, so that callers who wait are not starved

	mu     sync.Mutex
	idle   []*worker
	counts Counts
}

func newPool(h *Host, f Function) *pool {
	f.Timeout, f.Memory, f.Workers = or(f.Timeout, 3*time.Second), or(f.Memory, 128), max(f.Workers, 1)
	return &pool{
		Function: f, host: h,
		arn:    fmt.Sprintf("arn:aws:lambda:%s:%s:function:%s", h.o.Region, h.o.Account, f.Name),
		places: make(chan struct{}, f.Workers), queue: make(chan struct{}, f.Workers),
	}
}

// job is one attempt at an invocation.
type job struct {
	id      string
	payload []byte
	async   bool
}

// run gives a job to a worker, as soon as one may work, and waits for the
// answer. ctx bounds the wait for a worker only.
func (p *pool) run(ctx context.Context, j job) ([]byte, error) {
	select {
	case p.places <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for a worker of %s: %w", p.Name, ctx.Err())
	case <-p.host.ctx.Done():
		return nil, ErrClosed
	}
	n := p.begun()
	w, err := p.take(j.id)
	if err != nil {
		<-p.places
		return nil, p.failed(err, 0)
	}
	c := newCall(j, time.Now().Add(p.Timeout))
	out, err := w.serve(c, p.chaos(Delivery{Function: p.Name, N: n, Async: j.async}))
	p.host.tidying.Go(func() { p.settle(w, c.deadline) })
	if took := c.answered().Sub(c.handed); err == nil {
		p.succeeded(took)
	} else {
		err = p.failed(err, took)
	}
	return out, err
}

// take is a warm worker, or a new one.
func (p *pool) take(id string) (*worker, error) {
	for {
		p.mu.Lock()
		last := len(p.idle) - 1
		if last < 0 {
			p.mu.Unlock()
			return p.host.start(p, id)
		}
		w := p.idle[last]
		p.idle = p.idle[:last]
		p.mu.Unlock()
		if w.alive() {
			return w, nil
		}
	}
}

// settle waits until a worker that has answered asks for more; only then it is
// free, and its place with it. One that does not ask in time is killed.
func (p *pool) settle(w *worker, deadline time.Time) {
	defer func() { <-p.places }()
	t := time.NewTimer(time.Until(deadline))
	defer t.Stop()
	select {
	case <-w.asked:
		p.mu.Lock()
		p.idle = append(p.idle, w)
		p.mu.Unlock()
	case <-w.done:
	case <-t.C:
		w.kill()
		<-w.done
	}
}
