package host

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
)

// logs is where all workers write, a whole line at a time.
type logs struct {
	mu  sync.Mutex
	to  io.Writer
	err error // the first
}

func (l *logs) write(b []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.to == nil || len(b) == 0 {
		return
	}
	if _, err := l.to.Write(b); err != nil && l.err == nil {
		l.err = fmt.Errorf("write the log lines of a worker: %w", err)
	}
}

func (l *logs) wrong() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// lastWords is how much is kept of what a worker wrote, in bytes.
const lastWords = 4 << 10

// voice is what one worker writes: passed on in whole lines, its end kept.
type voice struct {
	to   *logs
	of   *pool
	mu   sync.Mutex
	line []byte // not ended yet
	tail []byte
}

// Write implements io.Writer.
func (v *voice) Write(b []byte) (int, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.line = append(v.line, b...)
	if end := bytes.LastIndexByte(v.line, '\n') + 1; end > 0 {
		v.pass(v.line[:end])
		v.line = append([]byte(nil), v.line[end:]...)
	}
	v.tail = append(v.tail, b...)
	v.tail = v.tail[max(0, len(v.tail)-lastWords):]
	return len(b), nil
}

// pass hands whole lines on, if the function may log.
func (v *voice) pass(lines []byte) {
	if v.of.host.may(v.of, Logs) {
		v.of.count(func(c *Counts) { c.Lines += bytes.Count(lines, []byte("\n")); c.Logged += len(lines) })
		v.to.write(lines)
	}
}

// end passes on what was not ended by a line break.
func (v *voice) end() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.line) > 0 {
		v.pass(append(v.line, '\n'))
		v.line = nil
	}
}

// last is the end of what was written.
func (v *voice) last() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return strings.TrimSpace(string(v.tail))
}
