package app

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/sasae-care/sasae/shared/store"
)

// Counts are what one invocation met at the table. They travel in its context,
// so that no two invocations share any.
type Counts struct {
	Conflicts  atomic.Int64 // commits of which a condition did not hold, as somebody else was first
	Retries    atomic.Int64 // tries after the first
	Throttled  atomic.Int64 // calls that the table put off
	Duplicates atomic.Int64 // changes and POSTs that found their work done
}

// countsKey is the key of the counts of an invocation.
type countsKey struct{}

// Counting begins to count.
func Counting(ctx context.Context) (context.Context, *Counts) {
	c := &Counts{}
	return context.WithValue(ctx, countsKey{}, c), c
}

// Counted are the counts of the invocation that ctx belongs to; never nil.
func Counted(ctx context.Context) *Counts {
	if c, ok := ctx.Value(countsKey{}).(*Counts); ok {
		return c
	}
	return &Counts{} // nobody looks at it
}

// met counts what stopped a try.
func (c *Counts) met(err error) {
	switch {
	case errors.Is(err, store.ErrConflict):
		c.Conflicts.Add(1)
	case errors.Is(err, store.ErrThrottled):
		c.Throttled.Add(1)
	}
}
