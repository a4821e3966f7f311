package dynamo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/sasae-care/sasae/shared/answer"
	"github.com/sasae-care/sasae/shared/store"
)

// meanings of DynamoDB's error codes. Whatever these do not name is judged by
// its HTTP status.
var meanings = map[string]error{
	"ConditionalCheckFailedException": store.ErrConflict,

	"ProvisionedThroughputExceededException": store.ErrThrottled,
	"RequestLimitExceeded":                   store.ErrThrottled,
	"ThrottlingException":                    store.ErrThrottled,
	"TransactionCanceledException":           store.ErrThrottled, // to a single write, whose answers the client reads no reasons from
	"TransactionConflictException":           store.ErrThrottled, // another transaction holds the item just now
	"ReplicatedWriteConflictException":       store.ErrThrottled, // another region does

	"ValidationException":                      store.ErrRefused,
	"ItemCollectionSizeLimitExceededException": store.ErrRefused,

	"TransactionInProgressException": store.ErrUnknown, // an earlier try of ours is under way
}

// verdict gives a failed call its meaning. nil, and an error that is none of
// store's: it surely did not happen and never will (no such table, no rights).
func verdict(err error) error {
	var cancelled *types.TransactionCanceledException
	switch {
	case err == nil:
		return nil
	case errors.As(err, &cancelled):
		return fmt.Errorf("%w: %w", reasons(cancelled), err)
	case answer.Unreachable(err):
		return fmt.Errorf("%w: %w", store.ErrThrottled, err)
	}
	var said smithy.APIError
	if errors.As(err, &said) {
		if meaning, ok := meanings[said.ErrorCode()]; ok {
			return fmt.Errorf("%w: %w", meaning, err)
		}
		if answer.Declined(err) {
			return err
		}
	}
	return fmt.Errorf("%w: %w", store.ErrUnknown, err)
}

// reasons is why a transaction was cancelled; in any case nothing happened.
// What can never be done comes before what is so now, and that before what
// passes.
func reasons(e *types.TransactionCanceledException) error {
	out := store.ErrThrottled
	for _, r := range e.CancellationReasons {
		if r.Code == nil {
			continue
		}
		switch *r.Code {
		case "ValidationError", "ItemCollectionSizeLimitExceeded":
			return store.ErrRefused
		case "ConditionalCheckFailed":
			out = store.ErrConflict
		}
	}
	return out
}

// read makes a call that changes nothing. When the context ends, that is the
// error.
func (d *DB) read(ctx context.Context, call func(context.Context) error) error {
	err := d.repeat(ctx, func(ctx context.Context) error { return verdict(call(ctx)) },
		store.ErrThrottled, store.ErrUnknown)
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// repeat makes a call up to d.tries times, as long as it fails with one of the
// passing errors. The last error comes back.
func (d *DB) repeat(ctx context.Context, call func(context.Context) error, passing ...error) error {
	for n := 0; ; n++ {
		err := d.limited(ctx, call)
		if err == nil || n+1 >= d.tries || !oneOf(err, passing) || pause(ctx, n) != nil {
			return err
		}
	}
}

func (d *DB) limited(ctx context.Context, call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, d.timeout)
	defer cancel()
	return call(ctx)
}

func oneOf(err error, list []error) bool {
	for _, e := range list {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// pause waits at random, at most 20 ms before the second try and twice as long
// before each one after.
func pause(ctx context.Context, n int) error {
	select {
	case <-ctx.Done():
	case <-time.After(rand.N(20 * time.Millisecond << n)):
	}
	return ctx.Err()
}
