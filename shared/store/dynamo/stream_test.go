package dynamo_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"github.com/sasae-care/sasae/shared/boot"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/dynamo"
)

// image is a stream's image as Lambda hands it over.
func image(t *testing.T, in map[string]types.AttributeValue) map[string]events.DynamoDBAttributeValue {
	t.Helper()
	out := map[string]events.DynamoDBAttributeValue{}
	for name, v := range in {
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			out[name] = events.NewStringAttribute(v.Value)
		case *types.AttributeValueMemberN:
			out[name] = events.NewNumberAttribute(v.Value)
		case *types.AttributeValueMemberB:
			out[name] = events.NewBinaryAttribute(v.Value)
		default:
			t.Errorf("attribute %s is a %T", name, v)
		}
	}
	return out
}

// records reads the table's stream from its beginning.
func records(t *testing.T, client *dynamodb.Client, table string) (out []events.DynamoDBEventRecord) {
	t.Helper()
	d, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String(table)})
	if err != nil {
		t.Fatal(err)
	}
	stream := dynamodbstreams.NewFromConfig(config(t))
	about, err := stream.DescribeStream(t.Context(), &dynamodbstreams.DescribeStreamInput{StreamArn: d.Table.LatestStreamArn})
	if err != nil {
		t.Fatal(err)
	}
	for _, shard := range about.StreamDescription.Shards {
		at, err := stream.GetShardIterator(t.Context(), &dynamodbstreams.GetShardIteratorInput{
			StreamArn: d.Table.LatestStreamArn, ShardId: shard.ShardId, ShardIteratorType: types.ShardIteratorTypeTrimHorizon})
		if err != nil {
			t.Fatal(err)
		}
		got, err := stream.GetRecords(t.Context(), &dynamodbstreams.GetRecordsInput{ShardIterator: at.ShardIterator})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range got.Records {
			if len(r.Dynamodb.OldImage) > 0 {
				t.Errorf("a record carries the image before")
			}
			out = append(out, events.DynamoDBEventRecord{EventName: string(r.EventName), Change: events.DynamoDBStreamRecord{
				NewImage: image(t, r.Dynamodb.NewImage), SequenceNumber: aws.ToString(r.Dynamodb.SequenceNumber)}})
		}
	}
	return out
}

func TestTheStreamOfATableIsWhatBootReads(t *testing.T) {
	name, client := table(t)
	db := dynamo.New(client, name, dynamo.Options{})
	first, second := store.Create(k("1"), []byte{0, 1, 0xff}), store.Create(k("2"), []byte{})
	second.Expires = time.Now().Add(time.Hour).Unix()
	third := store.Create(store.Key{P: "町", S: "𠮷"}, []byte("c"))
	for _, ws := range [][]store.Write{{first}, {second, third}, {{Key: first.Key, Body: []byte("later"), If: 1}}, {store.Delete(third.Key, 1)}} {
		if err := db.Commit(t.Context(), ws...); err != nil {
			t.Fatal(err)
		}
	}
	all := records(t, client, name)
	if len(all) != 5 {
		t.Errorf("the stream has %d records, want 5", len(all))
	}
	var got []store.Item
	hear := func(_ context.Context, it store.Item) error { got = append(got, it); return nil }
	out, err := boot.Stream("relay", hear, slog.New(slog.DiscardHandler))(t.Context(), events.DynamoDBEvent{Records: all})
	if err != nil || len(out.BatchItemFailures) > 0 {
		t.Fatal(err, out)
	}
	slices.SortFunc(got[1:], func(a, b store.Item) int { return len(a.P) - len(b.P) }) // of one commit, in any order
	want := []store.Write{first, third, second}
	if len(got) != len(want) {
		t.Fatalf("boot hears of %v", got)
	}
	for i, w := range want {
		if it := got[i]; it.Key != w.Key || it.Version != 1 || string(it.Body) != string(w.Body) {
			t.Errorf("boot hears of %+v, want %+v", it, w)
		}
	}
}
