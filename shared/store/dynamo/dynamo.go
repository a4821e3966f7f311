// Package dynamo keeps the table in DynamoDB: the driver of the cloud.
//
//	store.Key, store.Query → GetItem, Query (both strong) → store.Item
//	[]store.Write → PutItem or DeleteItem for one, TransactWriteItems for more
//
// An item has the attributes p and s (partition and sort key, strings), b (body,
// binary) or z (body, packed: a write is paid by the kilobyte), v (version,
// number) and, when it expires, e (Unix second, number: the table's TTL
// attribute). As in the sibling driver a key holds no 0x00.
//
// The driver tries again by itself, so it needs no retries of the client and
// turns them off: only it knows which calls may be made twice.
package dynamo

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/packed"
)

// Names of an item's attributes. shared/boot reads all but the last from the
// table's stream.
const (
	attrPartition = "p"
	attrSort      = "s"
	attrBody      = "b"
	attrPacked    = "z"
	attrVersion   = "v"
	attrExpires   = "e"
)

// Options of New. The zero Options are the usual ones.
type Options struct {
	// Tries is how often a call is made that did not happen or may be made
	// twice; 0 is 4. The pauses between them are random, 20 ms at most for the
	// first, and double.
	Tries int
	// Timeout is how long one try may take; 0 is 5 seconds.
	Timeout time.Duration
}

// DB is one table. It is safe for concurrent use.
type DB struct {
	client  *dynamodb.Client
	table   *string
	tries   int
	timeout time.Duration
}

var _ store.Store = (*DB)(nil)

// New uses a table that is there, see Create. Any client will do; its own
// retries are not used.
func New(client *dynamodb.Client, table string, o Options) *DB {
	d := &DB{client: client, table: aws.String(table), tries: o.Tries, timeout: o.Timeout}
	if d.tries == 0 {
		d.tries = 4
	}
	if d.timeout == 0 {
		d.timeout = 5 * time.Second
	}
	return d
}

// once is the option of every call: the client makes it one time.
func once(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} }

// Get reads one item. store.ErrRefused: the key can never exist;
// store.ErrThrottled and store.ErrUnknown: no answer was to be had.
func (d *DB) Get(ctx context.Context, k store.Key) (store.Item, error) {
	if err := store.Ready(ctx, k.P, k.S); err != nil {
		return store.Item{}, fmt.Errorf("get %s: %w", k, err)
	}
	var out *dynamodb.GetItemOutput
	err := d.read(ctx, func(ctx context.Context) (err error) {
		out, err = d.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: d.table, Key: key(k), ConsistentRead: aws.Bool(true)}, once)
		return err
	})
	if err == nil && len(out.Item) == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Item{}, fmt.Errorf("get %s: %w", k, err)
	}
	it, err := decode(k.P, out.Item)
	if err != nil {
		return store.Item{}, fmt.Errorf("get %s: %w", k, err)
	}
	return it, nil
}

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func number(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

func key(k store.Key) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{attrPartition: text(k.P), attrSort: text(k.S)}
}

// encode makes the item that a write leaves, one version on.
func encode(w store.Write) map[string]types.AttributeValue {
	item := make(map[string]types.AttributeValue, 5)
	item[attrPartition], item[attrSort] = text(w.P), text(w.S)
	if z, ok := packed.Pack(w.Body); ok {
		item[attrPacked] = &types.AttributeValueMemberB{Value: z}
	} else {
		item[attrBody] = &types.AttributeValueMemberB{Value: w.Body}
	}
	item[attrVersion] = number(w.If + 1)
	if w.Expires != 0 {
		item[attrExpires] = number(w.Expires)
	}
	return item
}

// decode reads an item of partition p. An empty body is not nil: nil deletes.
func decode(p string, item map[string]types.AttributeValue) (store.Item, error) {
	s, ok := item[attrSort].(*types.AttributeValueMemberS)
	body, isBytes := item[attrBody].(*types.AttributeValueMemberB)
	z, isPacked := item[attrPacked].(*types.AttributeValueMemberB)
	v, isNumber := item[attrVersion].(*types.AttributeValueMemberN)
	if !ok || isBytes == isPacked || !isNumber {
		return store.Item{}, errors.New("an item lacks its sort key, body or version: it is damaged")
	}
	version, err := strconv.ParseInt(v.Value, 10, 64)
	if err != nil {
		return store.Item{}, fmt.Errorf("read the version of %s: %w", s.Value, err)
	}
	it := store.Item{Key: store.Key{P: p, S: s.Value}, Body: []byte{}, Version: version}
	switch {
	case isPacked:
		if it.Body, err = packed.Open(z.Value); err != nil {
			return store.Item{}, fmt.Errorf("read the body of %s: %w", s.Value, err)
		}
	case body.Value != nil:
		it.Body = body.Value
	}
	return it, nil
}
