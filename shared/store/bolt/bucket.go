package bolt

import (
	"fmt"

	"github.com/sasae-care/sasae/shared/store"
	"go.etcd.io/bbolt"
)

// Bucket is a part of the same file for another port, such as the timer: one
// Snapshot then holds both as of one instant.
type Bucket struct {
	db   *bbolt.DB
	name []byte
}

// Bucket opens the part called name or makes it. store.ErrRefused: the name is
// empty or that of the table itself.
func (d *DB) Bucket(name string) (*Bucket, error) {
	if name == "" || name == string(items) {
		return nil, fmt.Errorf("%w: a bucket called %q", store.ErrRefused, name)
	}
	return d.bucket([]byte(name))
}

// bucket makes it only when it is missing: an idle transaction is an fsync too.
func (d *DB) bucket(name []byte) (*Bucket, error) {
	b := &Bucket{d.db, name}
	missing := false
	if err := d.db.View(func(tx *bbolt.Tx) error { missing = tx.Bucket(name) == nil; return nil }); err != nil || !missing {
		return b, err
	}
	err := d.db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucketIfNotExists(name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("make the bucket %s: %w", name, err)
	}
	return b, nil
}

// Update runs f in a transaction of its own: all that f changed is on the disk
// when it returns nil. An error of f undoes it and comes back; another error
// leaves the outcome unknown.
func (b *Bucket) Update(f func(*bbolt.Bucket) error) error {
	return b.db.Update(func(tx *bbolt.Tx) error { return f(tx.Bucket(b.name)) })
}

// View lets f read as of one instant. What f sees is not its own after it
// returns.
func (b *Bucket) View(f func(*bbolt.Bucket) error) error {
	return b.db.View(func(tx *bbolt.Tx) error { return f(tx.Bucket(b.name)) })
}
