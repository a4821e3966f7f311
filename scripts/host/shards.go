package host

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// shard is a part of a stream; its records are in order.
type shard struct {
	id, parent string
	next       *string // iterator; nil: none is held
	last       string  // sequence number of the last record read
	ended      bool
}

// look reads once from every shard whose parent is read to its end, and gives
// the number of records, which are delivered, and of shards that ended.
func (s *source) look(ctx context.Context) (found int, err error) {
	if err := s.describe(ctx); err != nil {
		return 0, err
	}
	for _, sh := range s.shards {
		if sh.ended || s.behind(sh.parent) {
			continue
		}
		records, err := s.read(ctx, sh)
		if err != nil {
			return found, err
		}
		found += len(records)
		if sh.ended {
			found++ // its children may have something
		}
		s.feed(sh.id, records)
	}
	return found, nil
}

// behind tells whether a shard is known and not read to its end.
func (s *source) behind(id string) bool {
	for _, sh := range s.shards {
		if sh.id == id {
			return !sh.ended
		}
	}
	return false
}

// describe takes new shards in.
func (s *source) describe(ctx context.Context) error {
	in := &dynamodbstreams.DescribeStreamInput{StreamArn: &s.ARN}
	for {
		out, err := s.Client.DescribeStream(ctx, in)
		if err != nil {
			return fmt.Errorf("describe the stream: %w", err)
		}
		for _, sh := range out.StreamDescription.Shards {
			s.know(aws.ToString(sh.ShardId), aws.ToString(sh.ParentShardId))
		}
		if in.ExclusiveStartShardId = out.StreamDescription.LastEvaluatedShardId; in.ExclusiveStartShardId == nil {
			return nil
		}
	}
}

func (s *source) know(id, parent string) {
	for _, sh := range s.shards {
		if sh.id == id {
			return
		}
	}
	s.shards = append(s.shards, &shard{id: id, parent: parent})
}

// read gets the next records of a shard.
func (s *source) read(ctx context.Context, sh *shard) ([]types.Record, error) {
	if sh.next == nil {
		if err := s.begin(ctx, sh); err != nil {
			return nil, err
		}
	}
	out, err := s.Client.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: sh.next, Limit: aws.Int32(int32(s.Batch))})
	var expired *types.ExpiredIteratorException
	var trimmed *types.TrimmedDataAccessException
	switch {
	case errors.As(err, &trimmed):
		sh.last = "" // what is left begins later
		fallthrough
	case errors.As(err, &expired):
		sh.next = nil // the next look gets a new one
		fallthrough
	case err != nil:
		return nil, fmt.Errorf("read the shard %s: %w", sh.id, err)
	}
	sh.next, sh.ended = out.NextShardIterator, out.NextShardIterator == nil
	if n := len(out.Records); n > 0 {
		sh.last = aws.ToString(out.Records[n-1].Dynamodb.SequenceNumber)
	}
	return out.Records, nil
}

// begin gets an iterator behind what was read already.
func (s *source) begin(ctx context.Context, sh *shard) error {
	in := &dynamodbstreams.GetShardIteratorInput{StreamArn: &s.ARN, ShardId: &sh.id, ShardIteratorType: types.ShardIteratorTypeTrimHorizon}
	if sh.last != "" {
		in.ShardIteratorType, in.SequenceNumber = types.ShardIteratorTypeAfterSequenceNumber, &sh.last
	}
	out, err := s.Client.GetShardIterator(ctx, in)
	if err != nil {
		return fmt.Errorf("begin the shard %s: %w", sh.id, err)
	}
	sh.next = out.ShardIterator
	return nil
}
