package host_test

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"github.com/sasae-care/sasae/scripts/host"
	"github.com/sasae-care/sasae/shared/standin"
	"github.com/sasae-care/sasae/shared/standin/trouble"
)

// dynamo is one stand-in for all tests of this package; TestMain stops it.
var dynamo struct {
	sync.Once
	*standin.Dynamo
	err error
}

func startDynamo() (*standin.Dynamo, error) {
	dynamo.Do(func() { dynamo.Dynamo, dynamo.err = standin.Dynoxide(context.Background()) })
	return dynamo.Dynamo, dynamo.err
}

func stopDynamo() {
	if dynamo.Dynamo != nil {
		dynamo.Stop()
	}
}

// table is a table with a stream, and what reads it.
type table struct {
	t      testing.TB
	name   *string
	client *dynamodb.Client
	stream host.Stream
	calls  *trouble.Transport // to the stream
}

// newTable makes a table of the test's own; calls to its stream go as plan has
// it (nil: well).
func newTable(t testing.TB, plan trouble.Plan) *table {
	t.Helper()
	d, err := startDynamo()
	standin.Need(t, err)
	cfg := d.Config()
	b := &table{t: t, name: aws.String("t-" + rand.Text()), client: dynamodb.NewFromConfig(cfg)}
	made, err := b.client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: b.name, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String("p"), AttributeType: types.ScalarAttributeTypeS}, {AttributeName: aws.String("s"), AttributeType: types.ScalarAttributeTypeS},
		},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: aws.String("p"), KeyType: types.KeyTypeHash}, {AttributeName: aws.String("s"), KeyType: types.KeyTypeRange},
		},
		StreamSpecification: &types.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewAndOldImages},
	})
	if err != nil {
		t.Fatal(err)
	}
	b.calls = trouble.New(plan, nil)
	cfg.HTTPClient = b.calls.Client()
	b.stream = host.Stream{Client: dynamodbstreams.NewFromConfig(cfg), ARN: aws.ToString(made.TableDescription.LatestStreamArn), Function: "batch"}
	return b
}

// put writes an item of each name, one after the other.
func (b *table) put(names ...string) {
	b.t.Helper()
	for _, name := range names {
		b.write(map[string]types.AttributeValue{"b": &types.AttributeValueMemberB{Value: []byte("body of " + name)}}, name)
	}
}

func (b *table) write(item map[string]types.AttributeValue, name string) {
	b.t.Helper()
	item["p"], item["s"] = &types.AttributeValueMemberS{Value: "P#1"}, &types.AttributeValueMemberS{Value: name}
	if _, err := b.client.PutItem(b.t.Context(), &dynamodb.PutItemInput{TableName: b.name, Item: item}); err != nil {
		b.t.Fatal(err)
	}
}

// reading is a host whose function batch hears the table, and the file where
// it notes what it hears.
func (b *table) reading(o host.Options, env ...string) (h *host.Host, file string) {
	b.t.Helper()
	file = filepath.Join(b.t.TempDir(), "heard")
	o.Functions = []host.Function{toy("batch", append(env, "FILE="+file)...)}
	o.Streams = []host.Stream{b.stream}
	return open(b.t, o), file
}

// inserted are the lines that the function notes of new items.
func inserted(names ...string) (all []string) {
	for _, name := range names {
		all = append(all, "INSERT "+name+" body of "+name)
	}
	return all
}
