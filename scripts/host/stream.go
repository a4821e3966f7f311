package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
)

// StreamsClient is what a host needs of DynamoDB Streams;
// *dynamodbstreams.Client has it.
type StreamsClient interface {
	DescribeStream(context.Context, *dynamodbstreams.DescribeStreamInput, ...func(*dynamodbstreams.Options)) (*dynamodbstreams.DescribeStreamOutput, error)
	GetShardIterator(context.Context, *dynamodbstreams.GetShardIteratorInput, ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetShardIteratorOutput, error)
	GetRecords(context.Context, *dynamodbstreams.GetRecordsInput, ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetRecordsOutput, error)
}

// Stream gives what happens in a table to a function, from the oldest record
// on, in batches; the function may report the records that failed
// (ReportBatchItemFailures).
type Stream struct {
	Client   StreamsClient
	ARN      string // of the table's stream
	Function string // name or ARN
	Batch    int    // records at once, at most; 0: 100
	Tries    int    // of a batch whose first failed record stays the same; 0: 3
	// Filters are patterns (as of a Rule) over records in Lambda's form: one that
	// matches none is not delivered. nil: all are.
	Filters []json.RawMessage
	Every   time.Duration // between two looks at a stream that had nothing; 0: 100 ms
	// Again says how many of the records delivered last are delivered once more
	// after batch n (1, 2, …): those of the batch itself, and stale ones before
	// it. nil: none (see Repeats).
	Again func(n int) int
}

// source polls one stream.
type source struct {
	Stream
	wanted []map[string]any // Filters
	host   *Host
	pool   *pool
	asks   chan chan struct{} // who waits until the stream is drained
	shards []*shard           // parents before their children
	recent []record           // delivered, the last ones
	n      int                // batches

	mu  sync.Mutex
	err error // of the last look
}

func (h *Host) addStreams() error {
	var wrong []error
	for _, s := range h.o.Streams {
		p, err := h.pool(s.Function)
		if s.Client == nil || s.ARN == "" {
			err = errors.Join(err, errors.New("it has no client or no ARN"))
		}
		made := &source{host: h, pool: p, asks: make(chan chan struct{})}
		for _, f := range s.Filters {
			pattern, bad := readPattern(f)
			err = errors.Join(err, bad)
			made.wanted = append(made.wanted, pattern)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("stream %q: %w", s.ARN, err))
		}
		s.Batch, s.Tries, s.Every = or(s.Batch, 100), or(s.Tries, 3), or(s.Every, 100*time.Millisecond)
		made.Stream = s
		h.sources = append(h.sources, made)
	}
	return errors.Join(wrong...)
}

// source is the stream that feeds a function.
func (h *Host) source(p *pool, arn string) *source {
	for _, s := range h.sources {
		if s.pool == p && s.ARN == arn {
			return s
		}
	}
	return nil
}

// poll reads the stream until the host closes.
func (s *source) poll() {
	ctx := s.host.ctx
	t := time.NewTimer(0)
	defer t.Stop()
	var asked []chan struct{}
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-t.C:
		case a := <-s.asks:
			asked = append(asked, a)
		}
		if s.drain(ctx) {
			for _, a := range asked {
				close(a)
			}
			asked = nil
		}
		t.Reset(s.Every)
	}
}

// drained waits until a look that began after the call found nothing.
func (s *source) drained(ctx context.Context) error {
	a := make(chan struct{})
	select {
	case s.asks <- a:
	case <-ctx.Done():
		return ctx.Err()
	case <-s.host.ctx.Done():
		return ErrClosed
	}
	select {
	case <-a:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-s.host.ctx.Done():
		return ErrClosed
	}
}

// drain looks and delivers until a look finds nothing; false: a look failed, or
// the host closes.
func (s *source) drain(ctx context.Context) bool {
	for {
		found, err := s.look(ctx)
		s.mu.Lock()
		s.err = err
		s.mu.Unlock()
		if err != nil || ctx.Err() != nil {
			return false
		}
		if found == 0 {
			return true
		}
	}
}

// trouble is why the last look at the stream failed.
func (s *source) trouble() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}
