package dynamo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/sasae-care/sasae/shared/store"
)

// Commit does all writes or none. One write costs half of what a transaction
// does, but has no token: after a lost answer it is store.ErrUnknown at once,
// because a second try would take its own write for a conflict. A transaction
// is tried again under the same token, which does it once.
func (d *DB) Commit(ctx context.Context, ws ...store.Write) error {
	err := store.Check(ctx, ws)
	switch {
	case err != nil:
	case len(ws) == 1:
		err = d.repeat(ctx, d.single(ws[0]), store.ErrThrottled)
	default:
		err = d.repeat(ctx, d.transaction(ws), store.ErrThrottled, store.ErrUnknown)
	}
	if err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// single is a commit of one write.
func (d *DB) single(w store.Write) func(context.Context) error {
	when, values := condition(w)
	call := func(ctx context.Context) error {
		_, err := d.client.PutItem(ctx, &dynamodb.PutItemInput{
			TableName: d.table, Item: encode(w), ConditionExpression: when, ExpressionAttributeValues: values,
		}, once)
		return err
	}
	if w.Body == nil {
		call = func(ctx context.Context) error {
			_, err := d.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{
				TableName: d.table, Key: key(w.Key), ConditionExpression: when, ExpressionAttributeValues: values,
			}, once)
			return err
		}
	}
	return func(ctx context.Context) error {
		if err := verdict(call(ctx)); err != nil {
			return fmt.Errorf("write %s over version %d: %w", w.Key, w.If, err)
		}
		return nil
	}
}

// transaction is a commit of several writes. Once a try went unheard only
// success is certain: a conflict may be with a try that is still on its way.
func (d *DB) transaction(ws []store.Write) func(context.Context) error {
	in := &dynamodb.TransactWriteItemsInput{ClientRequestToken: aws.String(rand.Text())}
	for _, w := range ws {
		in.TransactItems = append(in.TransactItems, d.part(w))
	}
	var unheard error
	return func(ctx context.Context) error {
		_, err := d.client.TransactWriteItems(ctx, in, once)
		if err = verdict(err); err == nil {
			return nil
		}
		if errors.Is(err, store.ErrUnknown) {
			unheard = err
		}
		if unheard != nil {
			return unheard
		}
		return fmt.Errorf("write %s and %d more: %w", ws[0].Key, len(ws)-1, err)
	}
}

func (d *DB) part(w store.Write) types.TransactWriteItem {
	when, values := condition(w)
	if w.Body == nil {
		return types.TransactWriteItem{Delete: &types.Delete{
			TableName: d.table, Key: key(w.Key), ConditionExpression: when, ExpressionAttributeValues: values,
		}}
	}
	return types.TransactWriteItem{Put: &types.Put{
		TableName: d.table, Item: encode(w), ConditionExpression: when, ExpressionAttributeValues: values,
	}}
}

var (
	isAbsent = aws.String("attribute_not_exists(" + attrPartition + ")")
	isJust   = aws.String(attrVersion + " = :" + attrVersion)
)

// condition is that of a write, with the values it names.
func condition(w store.Write) (*string, map[string]types.AttributeValue) {
	if w.If == 0 {
		return isAbsent, nil
	}
	return isJust, map[string]types.AttributeValue{":" + attrVersion: number(w.If)}
}
