package host

import (
	"sync"
	"time"
)

// call is one invocation in the hands of a worker.
type call struct {
	job
	handed   time.Time
	deadline time.Time
	answer   chan struct{} // closed when it is there

	once sync.Once
	out  []byte
	err  *FunctionError
	at   time.Time
}

func newCall(j job, deadline time.Time) *call {
	return &call{job: j, handed: time.Now(), deadline: deadline, answer: make(chan struct{})}
}

// settle gives the answer; the first one counts.
func (c *call) settle(out []byte, err *FunctionError) {
	c.once.Do(func() {
		c.out, c.err, c.at = out, err, time.Now()
		close(c.answer)
	})
}

// answered is when the answer came. It waits for it.
func (c *call) answered() time.Time {
	<-c.answer
	return c.at
}

// serve hands a call to a worker that has asked for one, and waits for the
// answer, the deadline or the end of the process. With kill the worker is
// killed that long after the hand-out, or AtAnswer.
func (w *worker) serve(c *call, kill *time.Duration) ([]byte, error) {
	t := time.NewTimer(time.Until(c.deadline))
	defer t.Stop()
	var slay <-chan time.Time
	give := w.work
	for waiting := true; waiting; {
		select {
		case give <- c:
			give = nil // once
			if kill != nil && *kill != AtAnswer {
				slay = time.After(*kill)
			}
		case <-c.answer:
			waiting = false
		case <-w.done:
			c.settle(nil, w.lost(c.id))
		case <-slay:
			w.slay()
			slay = nil
		case <-t.C:
			w.kill()
			<-w.done
			late := timedOut(w.pool.Name, c.id, w.pool.Timeout)
			late.Said = w.voice.last()
			c.settle(nil, late)
		}
	}
	w.first(c)
	if w.pool.host.isClosed() && c.err != nil && c.err.Type == typeExit {
		return nil, ErrClosed
	}
	switch {
	case c.err != nil:
		return nil, c.err
	case kill != nil && *kill == AtAnswer:
		w.slay()
		<-w.done
		return nil, w.lost(c.id)
	}
	return c.out, nil
}

func (w *worker) slay() {
	w.mu.Lock()
	w.slain = true
	w.mu.Unlock()
	w.kill()
}

// lost is the error of a call whose worker ended without an answer.
func (w *worker) lost(id string) *FunctionError {
	e := w.exited(id)
	w.mu.Lock()
	e.killed = w.slain
	w.mu.Unlock()
	return e
}

// first notes a worker's first answer.
func (w *worker) first(c *call) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.answered || c.err != nil && (c.err.Type == typeExit || c.err.Type == typeTimeout) {
		return
	}
	w.answered = true
	w.pool.count(func(n *Counts) { n.ColdStarts[w.place].FirstAnswer = c.at.Sub(w.began) })
}
