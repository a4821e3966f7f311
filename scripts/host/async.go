package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// retries is how often Lambda tries an asynchronous event again.
const retries = 2

// Send gives a function (name or ARN) a JSON payload without waiting: the event
// is queued, tried up to three times, and then a dead letter. It gives the
// request's id.
func (h *Host) Send(name string, payload []byte) (string, error) {
	p, payload, err := h.accept(name, payload, MaxEvent)
	if err != nil {
		return "", err
	}
	id := newID()
	for range h.times() {
		if err := h.work.begin(); err != nil {
			return "", err
		}
		go func() {
			defer h.work.end()
			p.deliver(job{id: id, payload: payload, async: true})
		}()
	}
	return id, nil
}

func (h *Host) times() int {
	if h.o.Twice {
		return 2
	}
	return 1
}

// deliver tries an event until it is done, or a dead letter.
func (p *pool) deliver(j job) {
	for n := 1; ; n++ {
		err := p.attempt(j)
		switch {
		case err == nil || errors.Is(err, ErrClosed):
			return
		case n > retries:
			p.bury(eventLetter(p, j, n, err))
			return
		}
		if !p.host.pause(n) {
			return
		}
		p.count(func(c *Counts) { c.Retries++ })
	}
}

// attempt is one try of an event, when it is its turn.
func (p *pool) attempt(j job) error {
	select {
	case p.queue <- struct{}{}:
	case <-p.host.ctx.Done():
		return ErrClosed
	}
	defer func() { <-p.queue }()
	_, err := p.run(context.Background(), j)
	return err
}

// Schedule is a payload that a schedule gives to a function.
type Schedule struct {
	Name     string
	Function string
	Payload  json.RawMessage
}

func (h *Host) checkSchedules() error {
	var wrong []error
	for _, s := range h.o.Schedules {
		if _, _, err := h.accept(s.Function, s.Payload, MaxEvent); err != nil {
			wrong = append(wrong, fmt.Errorf("schedule %s: %w", s.Name, err))
		}
	}
	return errors.Join(wrong...)
}

// Ring lets a schedule ring now: its function gets its payload, asynchronously,
// as from Send.
func (h *Host) Ring(name string) error {
	for _, s := range h.o.Schedules {
		if s.Name == name {
			_, err := h.Send(s.Function, s.Payload)
			return err
		}
	}
	return fmt.Errorf("there is no schedule %q", name)
}
