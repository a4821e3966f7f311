package bolt

import (
	"context"
	"fmt"

	"github.com/sasae-care/sasae/shared/store"
	"go.etcd.io/bbolt"
)

// job is one Commit on its way to the file. Whoever holds DB.writing owns done
// and err.
type job struct {
	writes []store.Write
	done   bool
	err    error
}

// Commit does all writes or none; nil means they are on the disk (unless
// NoSync). Commits that wait at the same time share one transaction and its
// fsync, each with its own verdict. A context that ends while Commit waits does
// not stop it: the outcome is soon known.
func (d *DB) Commit(ctx context.Context, ws ...store.Write) error {
	if err := store.Check(ctx, ws); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	j := &job{writes: ws}
	d.enqueue(j)
	d.await(j)
	if j.err != nil {
		return fmt.Errorf("commit: %w", j.err)
	}
	if d.onCommit != nil {
		d.onCommit(ws)
	}
	return nil
}

func (d *DB) enqueue(j *job) {
	d.waiting.Lock()
	defer d.waiting.Unlock()
	d.queue = append(d.queue, j)
}

// await returns once j is decided. The first to come writes for all who have
// queued up meanwhile; the others find their job done when their turn comes.
func (d *DB) await(j *job) {
	d.writing.Lock()
	defer d.writing.Unlock()
	if j.done {
		return
	}
	d.waiting.Lock()
	batch := d.queue
	d.queue = nil
	d.waiting.Unlock()
	d.write(batch)
}

// write puts a batch into one transaction. Until that is durable every verdict
// rests on it: when it fails, nobody may be told nil, nor "conflict" with a
// neighbour that was never written.
func (d *DB) write(batch []*job) {
	for _, j := range batch { // what stands if this panics
		j.done, j.err = true, fmt.Errorf("%w: the batch was interrupted", store.ErrUnknown)
	}
	tx, err := d.db.Begin(true)
	if err != nil {
		settle(batch, fmt.Errorf("begin a transaction: %w", err))
		return
	}
	defer func() { _ = tx.Rollback() }() // after a commit there is nothing to roll back
	for _, j := range batch {
		if j.err = judge(tx.Bucket(items), j.writes); j.err != nil {
			continue
		}
		if err := change(tx.Bucket(items), j.writes); err != nil {
			settle(batch, err)
			return
		}
	}
	if err := tx.Commit(); err != nil {
		doubt(batch, err)
	}
}

func settle(batch []*job, err error) {
	for _, j := range batch {
		j.err = err
	}
}

func doubt(batch []*job, err error) {
	for _, j := range batch {
		outcome := store.ErrUnknown
		if j.err != nil {
			outcome = store.ErrThrottled // a conflict, perhaps only within the batch: nothing was written
		}
		j.err = fmt.Errorf("%w: write the batch: %w", outcome, err)
	}
}

// judge reports the first condition that does not hold; it changes nothing.
func judge(b *bbolt.Bucket, ws []store.Write) error {
	for _, w := range ws {
		now, err := version(b, w.Key)
		if err != nil {
			return fmt.Errorf("%s: %w", w.Key, err)
		}
		if now != w.If {
			return fmt.Errorf("%w: %s has version %d, want %d", store.ErrConflict, w.Key, now, w.If)
		}
	}
	return nil
}

// change does the writes of one job; after an error the transaction is spoilt.
func change(b *bbolt.Bucket, ws []store.Write) error {
	for _, w := range ws {
		if err := put(b, w); err != nil {
			return fmt.Errorf("write %s: %w", w.Key, err)
		}
	}
	return nil
}

// version is that of the stored item, 0 when there is none.
func version(b *bbolt.Bucket, k store.Key) (int64, error) {
	v := b.Get(join(k.P, k.S))
	if v == nil {
		return 0, nil
	}
	r, err := decode(v)
	return r.version, err
}

func put(b *bbolt.Bucket, w store.Write) error {
	if w.Body == nil {
		return b.Delete(join(w.P, w.S))
	}
	return b.Put(join(w.P, w.S), record{w.If + 1, w.Expires, w.Body}.encode())
}
