package host

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// remembered is how many delivered records a stream can give again.
const remembered = 1000

// feed delivers what was read, and again what the plan says.
func (s *source) feed(shard string, read []types.Record) {
	if len(read) == 0 || s.host.work.begin() != nil {
		return
	}
	defer s.host.work.end()
	var batch []record
	for _, r := range read {
		if made := s.record(shard, r); s.wants(made) {
			batch = append(batch, made)
		}
	}
	if len(batch) == 0 {
		return
	}
	for range s.host.times() {
		s.deliver(batch)
	}
	s.n++
	s.recent = append(s.recent, batch...)
	s.recent = slices.Clone(s.recent[max(0, len(s.recent)-remembered):])
	if s.Again == nil {
		return
	}
	if n := min(s.Again(s.n), len(s.recent)); n > 0 {
		s.deliver(slices.Clone(s.recent[len(s.recent)-n:]))
	}
}

// wants tells whether a filter matches a record, or there is none.
func (s *source) wants(r record) bool {
	if len(s.wanted) == 0 {
		return true
	}
	raw, err := json.Marshal(r)
	var seen map[string]any
	if err == nil {
		err = json.Unmarshal(raw, &seen)
	}
	return err == nil && slices.ContainsFunc(s.wanted, func(p map[string]any) bool { return matches(p, seen) })
}

// deliver gives a batch to the function until every record of it is done, or a
// dead letter: what failed is tried again from the first failed record on. A
// record that was reported at every try goes alone; where nobody knows which one
// it was, all that is left of the batch goes.
func (s *source) deliver(rest []record) {
	for tries := 1; len(rest) > 0; tries++ {
		id := newID()
		out, err := s.attempt(id, rest)
		if errors.Is(err, ErrClosed) {
			return
		}
		done, lost := 0, rest // where the function fails
		if err == nil {
			done, lost = report(out, rest)
		}
		if done > 0 {
			rest, tries = rest[done:], 1
		}
		if len(lost) == 0 {
			return
		}
		if tries >= s.Tries {
			s.bury(id, lost, tries, err)
			rest, tries = rest[len(lost):], 0
			continue
		}
		if !s.host.pause(tries) {
			return
		}
		s.pool.count(func(c *Counts) { c.Retries++ })
	}
}

func (s *source) attempt(id string, batch []record) ([]byte, error) {
	payload, err := json.Marshal(batchEvent{batch})
	if err != nil {
		return nil, fmt.Errorf("write the batch: %w", err)
	}
	return s.pool.run(context.Background(), job{id: id, payload: payload})
}

// report reads what a function answers about a batch: the number of records
// before the first failed one, and that one; none failed where it says nothing.
// A report that cannot be read, or that names no record of the batch, is a
// failure of all of it.
func report(out []byte, batch []record) (done int, failed []record) {
	var said struct {
		Items []struct {
			ID string `json:"itemIdentifier"`
		} `json:"batchItemFailures"`
	}
	if len(bytes.TrimSpace(out)) == 0 {
		return len(batch), nil
	}
	if json.Unmarshal(out, &said) != nil {
		return 0, batch
	}
	first := len(batch)
	for _, item := range said.Items {
		i := slices.IndexFunc(batch, func(r record) bool { return r.Change.SequenceNumber == item.ID })
		if i < 0 {
			return 0, batch
		}
		first = min(first, i)
	}
	return first, batch[first:min(first+1, len(batch))]
}

// bury makes a dead letter of records that failed for good.
func (s *source) bury(id string, lost []record, tries int, err error) {
	payload, bad := json.Marshal(batchEvent{lost})
	if bad != nil {
		payload = []byte(bad.Error()) // cannot be: it was sent
	}
	l := newLetter(s.pool, id, "RetryAttemptsExhausted", tries, err)
	first, last := lost[0], lost[len(lost)-1]
	l.Batch = &BatchInfo{
		Shard: first.shard, Start: first.Change.SequenceNumber, End: last.Change.SequenceNumber,
		First: first.arrived(), Last: last.arrived(), Size: len(lost), StreamARN: s.ARN,
	}
	l.Payload = string(payload)
	s.pool.bury(l)
}

// again delivers a dead letter's records, in the background.
func (s *source) again(l Letter) error {
	var e batchEvent
	if err := json.Unmarshal([]byte(l.Payload), &e); err != nil {
		return fmt.Errorf("read the dead batch: %w", err)
	}
	for i := range e.Records {
		e.Records[i].shard = l.Batch.Shard
	}
	if err := s.host.work.begin(); err != nil {
		return err
	}
	go func() {
		defer s.host.work.end()
		s.deliver(e.Records)
	}()
	return nil
}

func (r record) arrived() string {
	return time.Unix(r.Change.Created, 0).UTC().Format(time.RFC3339)
}
