package dynamo

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/sasae-care/sasae/shared/store"
)

// Range reads one page of a partition. A page that DynamoDB ended before its
// first item is read on, so only the last page can be empty.
func (d *DB) Range(ctx context.Context, q store.Query) (store.Page, error) {
	if err := store.Ready(ctx, q.P); err != nil {
		return store.Page{}, fmt.Errorf("range %s: %w", q.P, err)
	}
	for {
		page, err := d.page(ctx, q)
		if err != nil {
			return store.Page{}, fmt.Errorf("range %s: %w", q.P, err)
		}
		if len(page.Items) > 0 || page.Next == "" {
			return page, nil
		}
		q.After = page.Next
	}
}

func (d *DB) page(ctx context.Context, q store.Query) (store.Page, error) {
	left, ok := leftOf(q)
	if !ok {
		return store.Page{}, nil
	}
	in := d.query(q, left)
	var out *dynamodb.QueryOutput
	err := d.read(ctx, func(ctx context.Context) (err error) {
		out, err = d.client.Query(ctx, in, once)
		return err
	})
	if err != nil {
		return store.Page{}, err
	}
	page := store.Page{Items: make([]store.Item, 0, len(out.Items))}
	for _, item := range out.Items {
		it, err := decode(q.P, item)
		if err != nil {
			return store.Page{}, err
		}
		if it.S == left.high {
			continue // BETWEEN has its upper end, To has not
		}
		page.Items = append(page.Items, it)
	}
	page.Next, err = next(out.LastEvaluatedKey)
	return page, err
}

// next is the sort key that the next page goes on behind.
func next(last map[string]types.AttributeValue) (string, error) {
	if len(last) == 0 {
		return "", nil
	}
	s, ok := last[attrSort].(*types.AttributeValueMemberS)
	if !ok {
		return "", errors.New("the key to go on behind has no sort key")
	}
	return s.Value, nil
}

// query is the request for what is left of q. A condition on a sort key has one
// operator, so a lower and an upper end are BETWEEN, which has both; page leaves
// the upper one out.
func (d *DB) query(q store.Query, left span) *dynamodb.QueryInput {
	in := &dynamodb.QueryInput{
		TableName: d.table, ConsistentRead: aws.Bool(true), ScanIndexForward: aws.Bool(!q.Backward),
		ExpressionAttributeValues: map[string]types.AttributeValue{":p": text(q.P)},
	}
	if q.Limit > 0 {
		in.Limit = aws.Int32(int32(min(q.Limit, math.MaxInt32)))
	}
	if left.low != "" {
		in.ExpressionAttributeValues[":low"] = text(left.low)
	}
	if left.high != "" {
		in.ExpressionAttributeValues[":high"] = text(left.high)
	}
	switch {
	case left.low == "" && left.high == "":
		in.KeyConditionExpression = aws.String("p = :p")
	case left.high == "":
		in.KeyConditionExpression = aws.String("p = :p AND s >= :low")
	case left.low == "":
		in.KeyConditionExpression = aws.String("p = :p AND s < :high")
	default:
		in.KeyConditionExpression = aws.String("p = :p AND s BETWEEN :low AND :high")
	}
	if left.behind != "" {
		in.ExclusiveStartKey = key(store.Key{P: q.P, S: left.behind})
	}
	return in
}
