package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/sasae-care/sasae/shared/store"
	"go.etcd.io/bbolt"
)

// Snapshot writes a consistent copy of the whole file, with the buckets of
// other ports, while it is in use; it returns the bytes written. Open reads the
// copy. A slow w makes the file grow meanwhile.
func (d *DB) Snapshot(w io.Writer) (int64, error) {
	var n int64
	err := d.db.View(func(tx *bbolt.Tx) (err error) {
		n, err = tx.WriteTo(w)
		return err
	})
	if err != nil {
		return n, fmt.Errorf("copy the table: %w", err)
	}
	return n, nil
}

// Items gives every item to f in the order of partition and sort key, all as of
// one instant; an error of f ends the reading and comes back. f must not write
// to this DB: it would wait for ever.
func (d *DB) Items(f func(store.Item) error) error {
	return d.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(items).ForEach(func(k, v []byte) error {
			r, err := decode(v)
			if err != nil {
				return fmt.Errorf("read %s: %w", split(k), err)
			}
			return f(r.item(split(k)))
		})
	})
}

// Sweep removes the items that expired before the Unix second now, as the
// cloud's table does by itself, and returns how many. Nobody is told:
// OnCommit is not called.
func (d *DB) Sweep(now int64) (int, error) {
	total := 0
	for {
		n, err := d.sweep(now)
		total += n
		if err != nil || n == 0 {
			return total, err
		}
	}
}

// sweep removes up to a thousand. It looks without holding up the writers and
// looks again before it deletes.
func (d *DB) sweep(now int64) (n int, err error) {
	keys, err := d.expired(now, 1000)
	if err != nil || len(keys) == 0 {
		return 0, err
	}
	err = d.db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket(items)
		for _, k := range keys {
			r, err := decode(b.Get(k))
			if err != nil || !r.expired(now) {
				continue // gone or written anew meanwhile
			}
			if err := b.Delete(k); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("remove expired items: %w", err)
	}
	return n, nil
}

var errEnough = errors.New("enough")

func (d *DB) expired(now int64, limit int) (keys [][]byte, err error) {
	err = d.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(items).ForEach(func(k, v []byte) error {
			r, err := decode(v)
			if err == nil && r.expired(now) {
				keys = append(keys, bytes.Clone(k))
			}
			if len(keys) == limit {
				return errEnough
			}
			return err
		})
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, fmt.Errorf("look for expired items: %w", err)
	}
	return keys, nil
}
