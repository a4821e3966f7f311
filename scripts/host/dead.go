package host

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"
)

// Letter is what Lambda sends to an on-failure destination: of an event with
// what was asked and answered, of a stream batch with where it stood and, as a
// destination in S3 gets it, the whole payload.
type Letter struct {
	Version         string          `json:"version"`
	Timestamp       string          `json:"timestamp"` // RFC 3339 with milliseconds, UTC
	RequestContext  RequestContext  `json:"requestContext"`
	RequestPayload  json.RawMessage `json:"requestPayload,omitempty"`
	ResponseContext ResponseContext `json:"responseContext"`
	ResponsePayload json.RawMessage `json:"responsePayload,omitempty"`
	Batch           *BatchInfo      `json:"DDBStreamBatchInfo,omitempty"`
	Payload         string          `json:"payload,omitempty"` // of a batch: the event, as text
}

// RequestContext says which request failed for good.
type RequestContext struct {
	RequestID   string `json:"requestId"`
	FunctionARN string `json:"functionArn"`
	Condition   string `json:"condition"` // RetriesExhausted; of a batch RetryAttemptsExhausted
	Invocations int    `json:"approximateInvokeCount"`
}

// ResponseContext says how the last attempt ended.
type ResponseContext struct {
	Status        int    `json:"statusCode"`
	Executed      string `json:"executedVersion"`
	FunctionError string `json:"functionError,omitempty"` // none where the function reported failed records
}

// BatchInfo is where in a table's stream the records of a batch stand.
type BatchInfo struct {
	Shard     string `json:"shardId"`
	Start     string `json:"startSequenceNumber"`
	End       string `json:"endSequenceNumber"`
	First     string `json:"approximateArrivalOfFirstRecord"`
	Last      string `json:"approximateArrivalOfLastRecord"`
	Size      int    `json:"batchSize"`
	StreamARN string `json:"streamArn"`
}

func newLetter(p *pool, id, condition string, tries int, err error) Letter {
	l := Letter{
		Version: "1.0", Timestamp: time.Now().UTC().Format("2006-01-02T15:04:05.000Z"),
		RequestContext:  RequestContext{RequestID: id, FunctionARN: p.arn + ":$LATEST", Condition: condition, Invocations: tries},
		ResponseContext: ResponseContext{Status: 200, Executed: "$LATEST"},
	}
	if err != nil {
		l.ResponseContext.FunctionError = "Unhandled"
	}
	return l
}

func eventLetter(p *pool, j job, tries int, err error) Letter {
	l := newLetter(p, j.id, "RetriesExhausted", tries, err)
	l.RequestPayload = j.payload
	var fe *FunctionError
	if !errors.As(err, &fe) {
		fe = lambdaError(p.Name, "Host", err.Error())
	}
	l.ResponsePayload = fe.Payload
	return l
}

// bury keeps a dead letter, if the function may leave one.
func (p *pool) bury(l Letter) {
	p.count(func(c *Counts) { c.DeadLetters++ })
	if p.host.may(p, Buries) {
		p.host.dead.add(l)
	}
}

// Dead are the dead letters, oldest first.
func (h *Host) Dead() []Letter {
	h.dead.mu.Lock()
	defer h.dead.mu.Unlock()
	return slices.Clone(h.dead.letters)
}

// Redrive takes out the dead letters that which says yes to (nil: all) and gives
// what they hold to their functions again. It gives their number; a letter of
// a function that is not there stays.
func (h *Host) Redrive(which func(Letter) bool) (int, error) {
	taken := h.dead.take(func(l Letter) bool {
		p, err := h.pool(l.RequestContext.FunctionARN)
		return err == nil && (l.Batch == nil || h.source(p, l.Batch.StreamARN) != nil) && (which == nil || which(l))
	})
	for i, l := range taken {
		if err := h.again(l); err != nil {
			for _, left := range taken[i:] {
				h.dead.add(left)
			}
			return i, fmt.Errorf("redrive the request %s: %w", l.RequestContext.RequestID, err)
		}
	}
	return len(taken), h.dead.wrong()
}

func (h *Host) again(l Letter) error {
	if l.Batch == nil {
		_, err := h.Send(l.RequestContext.FunctionARN, l.RequestPayload)
		return err
	}
	p, err := h.pool(l.RequestContext.FunctionARN)
	if err != nil {
		return err
	}
	return h.source(p, l.Batch.StreamARN).again(l)
}

// dead is the store of dead letters; with a file, each change is in it.
type dead struct {
	file    string
	mu      sync.Mutex
	letters []Letter
	err     error // the first
}

// openDead reads the letters that a file holds already.
func openDead(file string) (*dead, error) {
	d := &dead{file: file}
	if file == "" {
		return d, nil
	}
	b, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return d, fmt.Errorf("read the dead letters: %w", err)
	}
	lines := bufio.NewScanner(bytes.NewReader(b))
	lines.Buffer(nil, len(b)+1)
	for n := 1; lines.Scan(); n++ {
		var l Letter
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return d, fmt.Errorf("read the dead letters: line %d of %s: %w", n, file, err)
		}
		d.letters = append(d.letters, l)
	}
	return d, nil
}

func (d *dead) add(l Letter) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.letters = append(d.letters, l)
	if d.file != "" {
		d.note(d.write(d.file, os.O_APPEND, l))
	}
}

// take takes out the letters that which says yes to; the file is written anew
// and put in place of the old one.
func (d *dead) take(which func(Letter) bool) (taken []Letter) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.letters = slices.DeleteFunc(d.letters, func(l Letter) bool {
		yes := which(l)
		if yes {
			taken = append(taken, l)
		}
		return yes
	})
	if d.file != "" && len(taken) > 0 {
		err := d.write(d.file+".new", os.O_TRUNC, d.letters...)
		if err == nil {
			err = os.Rename(d.file+".new", d.file)
		}
		d.note(err)
	}
	return taken
}

func (d *dead) write(file string, how int, letters ...Letter) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|how, 0o600)
	if err != nil {
		return err
	}
	lines := json.NewEncoder(f)
	for _, l := range letters {
		err = errors.Join(err, lines.Encode(l))
	}
	return errors.Join(err, f.Close())
}

// note keeps the first error.
func (d *dead) note(err error) {
	if err != nil && d.err == nil {
		d.err = fmt.Errorf("keep the dead letters: %w", err)
	}
}

func (d *dead) wrong() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.err
}
