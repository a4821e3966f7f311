package host_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/scripts/host"
)

// split is a stream whose shard has split in two, as no stand-in does: a page
// of the description a shard, two records in each, the children named first.
type split struct{}

// parents by shard.
var parents = map[string]*string{"left": aws.String("old"), "right": aws.String("old"), "old": aws.String("forgotten")}

func (split) DescribeStream(_ context.Context, in *dynamodbstreams.DescribeStreamInput, _ ...func(*dynamodbstreams.Options)) (*dynamodbstreams.DescribeStreamOutput, error) {
	order := map[string]string{"": "left", "left": "right", "right": "old"}
	id := order[aws.ToString(in.ExclusiveStartShardId)]
	d := &types.StreamDescription{Shards: []types.Shard{{ShardId: &id, ParentShardId: parents[id]}}}
	if id != "old" {
		d.LastEvaluatedShardId = &id
	}
	return &dynamodbstreams.DescribeStreamOutput{StreamDescription: d}, nil
}

func (split) GetShardIterator(_ context.Context, in *dynamodbstreams.GetShardIteratorInput, _ ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetShardIteratorOutput, error) {
	return &dynamodbstreams.GetShardIteratorOutput{ShardIterator: aws.String(*in.ShardId + " 1")}, nil
}

// GetRecords gives one record; behind the second one a shard has ended.
func (split) GetRecords(_ context.Context, in *dynamodbstreams.GetRecordsInput, _ ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetRecordsOutput, error) {
	var shard string
	var n int
	if _, err := fmt.Sscan(*in.ShardIterator, &shard, &n); err != nil {
		return nil, err
	}
	name := fmt.Sprintf("%s-%d", shard, n)
	out := &dynamodbstreams.GetRecordsOutput{Records: []types.Record{{EventName: types.OperationTypeInsert, Dynamodb: &types.StreamRecord{
		Keys: map[string]types.AttributeValue{"s": &types.AttributeValueMemberS{Value: name}}, SequenceNumber: &name,
	}}}}
	if n == 1 {
		out.NextShardIterator = aws.String(shard + " 2")
	}
	return out, nil
}

func TestAShardIsReadAfterItsParent(t *testing.T) {
	file := filepath.Join(t.TempDir(), "heard")
	h := open(t, host.Options{
		Functions: []host.Function{toy("batch", "FILE="+file)},
		Streams:   []host.Stream{{Client: split{}, ARN: "arn", Function: "batch"}},
	})
	idle(t, h)
	want := []string{"INSERT old-1 -", "INSERT old-2 -", "INSERT left-1 -", "INSERT right-1 -", "INSERT left-2 -", "INSERT right-2 -"}
	if diff := cmp.Diff(want, lines(t, file)); diff != "" {
		t.Error(diff)
	}
}
