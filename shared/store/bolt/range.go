package bolt

import (
	"bytes"
	"context"
	"fmt"

	"github.com/sasae-care/sasae/shared/store"
	"go.etcd.io/bbolt"
)

// Range reads one page of a partition. Next is set only when a further item is
// there; a page ends at Limit items, or before the item that would make it
// longer than 1 MB (the first one always comes).
func (d *DB) Range(ctx context.Context, q store.Query) (store.Page, error) {
	if err := store.Ready(ctx, q.P); err != nil {
		return store.Page{}, fmt.Errorf("range %s: %w", q.P, err)
	}
	var page store.Page
	err := d.db.View(func(tx *bbolt.Tx) (err error) {
		page, err = fill(walk(tx.Bucket(items).Cursor(), q), q.Limit)
		return err
	})
	if err != nil {
		return store.Page{}, fmt.Errorf("range %s: %w", q.P, err)
	}
	return page, nil
}

// fill reads items until the page is full. next gives the next key and value
// of the range, and a nil key at its end.
func fill(next func() (k, v []byte), limit int) (store.Page, error) {
	var page store.Page
	bytes := 0
	for k, v := next(); k != nil; k, v = next() {
		r, err := decode(v)
		if err != nil {
			return store.Page{}, err
		}
		n := len(page.Items)
		bytes += len(k) - 1 + len(r.body)
		if n > 0 && (n == limit || bytes > store.MaxPageBytes) {
			page.Next = page.Items[n-1].S
			return page, nil
		}
		page.Items = append(page.Items, r.item(split(k)))
	}
	return page, nil
}

// walk gives the keys of q one by one, in its direction, after q.After.
func walk(c *bbolt.Cursor, q store.Query) func() (k, v []byte) {
	low, high := bounds(q)
	first := func() ([]byte, []byte) { return c.Seek(low) }
	step := c.Next
	if q.Backward {
		first, step = func() ([]byte, []byte) { return before(c, high) }, c.Prev
	}
	move := first
	return func() ([]byte, []byte) {
		k, v := move()
		move = step
		if k == nil || bytes.Compare(k, low) < 0 || bytes.Compare(k, high) >= 0 {
			return nil, nil
		}
		return k, v
	}
}

// bounds is the half-open range of keys in the file that q still asks for.
func bounds(q store.Query) (low, high []byte) {
	low, high = join(q.P, q.From), append([]byte(q.P), 1) // 1 follows the 0 that ends the partition
	if q.To != "" {
		high = join(q.P, q.To)
	}
	switch {
	case q.After == "":
	case q.Backward:
		high = least(high, join(q.P, q.After))
	default:
		low = most(low, append(join(q.P, q.After), 0)) // the first key that can follow After
	}
	return low, high
}

// before moves to the last key below high.
func before(c *bbolt.Cursor, high []byte) (k, v []byte) {
	if k, _ := c.Seek(high); k == nil {
		return c.Last()
	}
	return c.Prev()
}

func least(a, b []byte) []byte {
	if bytes.Compare(a, b) < 0 {
		return a
	}
	return b
}

func most(a, b []byte) []byte {
	if bytes.Compare(a, b) > 0 {
		return a
	}
	return b
}
