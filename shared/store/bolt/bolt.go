// Package bolt keeps the table in one bbolt file: the driver of the laptop, of
// tests and of a town on one machine.
//
//	[]store.Write → Commit → one fsync, shared with the commits beside it
//	the file → Snapshot, Items → backup and audit
//
// An item is stored under its partition, a 0x00 and its sort key, so a key may
// hold no 0x00. One process at a time holds the file.
package bolt

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/sasae-care/sasae/shared/store"
	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// ErrInUse: another process has the file open.
var ErrInUse = errors.New("another process has the file open")

// Options of Open. The zero Options are the safe ones.
type Options struct {
	// NoSync leaves fsync out: for throw-away runs. A crash may lose everything.
	NoSync bool
	// Timeout is how long Open waits for another process to let go of the
	// file; 0 is one second.
	Timeout time.Duration
	// OnCommit, when not nil, is called with the writes of each commit that
	// succeeded, after it is durable and before Commit returns, outside the
	// transaction. Concurrent commits call it concurrently and in any order.
	// It must not change or keep the bodies. It is a hint: a crash loses it.
	OnCommit func([]store.Write)
}

// DB is the table in one file. It is safe for concurrent use.
type DB struct {
	db       *bbolt.DB
	onCommit func([]store.Write)

	waiting sync.Mutex // holds queue
	queue   []*job
	writing sync.Mutex // held by the one who writes the queue out
}

var _ store.Store = (*DB)(nil)

var items = []byte("items")

// Open opens the file at path or makes it, readable by its owner alone.
// ErrInUse: another process has it.
func Open(path string, o Options) (*DB, error) {
	wait := o.Timeout
	if wait == 0 {
		wait = time.Second
	}
	return open(path, o, &bbolt.Options{
		Timeout: wait, NoSync: o.NoSync, FreelistType: bbolt.FreelistMapType,
		NoFreelistSync: o.NoSync, // the next Open works it out from the pages
		NoStatistics:   true,     // nobody reads them
	})
}

func open(path string, o Options, bo *bbolt.Options) (*DB, error) {
	db, err := bbolt.Open(path, 0o600, bo)
	if errors.Is(err, berrors.ErrTimeout) {
		return nil, fmt.Errorf("open the table %s: %w", path, ErrInUse)
	}
	if err != nil {
		return nil, fmt.Errorf("open the table %s: %w", path, err)
	}
	d := &DB{db: db, onCommit: o.OnCommit}
	if _, err := d.bucket(items); err != nil {
		return nil, errors.Join(fmt.Errorf("open the table %s: %w", path, err), db.Close())
	}
	return d, nil
}

// Close ends the use of the file; it waits for transactions under way.
func (d *DB) Close() error { return d.db.Close() }

// Get reads one item. store.ErrRefused: the key can never exist.
func (d *DB) Get(ctx context.Context, k store.Key) (store.Item, error) {
	if err := store.Ready(ctx, k.P, k.S); err != nil {
		return store.Item{}, fmt.Errorf("get %s: %w", k, err)
	}
	var it store.Item
	err := d.db.View(func(tx *bbolt.Tx) error {
		v := tx.Bucket(items).Get(join(k.P, k.S))
		if v == nil {
			return store.ErrNotFound
		}
		r, err := decode(v)
		it = r.item(k)
		return err
	})
	if err != nil {
		return store.Item{}, fmt.Errorf("get %s: %w", k, err)
	}
	return it, nil
}
