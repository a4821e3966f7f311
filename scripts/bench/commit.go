package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"

	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/bolt"
)

// A change of a case writes about this: head, sealed part, audit entry, log,
// three lists, two promises, an announcement.
const (
	itemsACommit = 10
	bytesAnItem  = 600
	commitsATurn = 50
)

// commits is the embedded table, durable, against bbolt with nothing on top:
// as many puts of as many bytes in one transaction.
func commits(ctx context.Context, _ bool) ([]figure, error) {
	dir, err := os.MkdirTemp("", "bench-commit-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	table, err := bolt.Open(filepath.Join(dir, "ours.db"), bolt.Options{})
	if err != nil {
		return nil, err
	}
	defer table.Close()
	bare, err := bbolt.Open(filepath.Join(dir, "bare.db"), 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return nil, err
	}
	defer bare.Close()
	n, m := 0, 0
	ours, anchor, err := turns(rounds,
		func() error { n += commitsATurn; return commitTo(ctx, table, n) },
		func() error { m += commitsATurn; return putInto(bare, m) })
	return []figure{{
		Figure: "commit", Value: commitsATurn / ours, Unit: "commits/s",
		Against: commitsATurn / anchor, Anchor: fmt.Sprintf("a bare bbolt transaction of %d puts of %d bytes", itemsACommit, bytesAnItem),
	}}, err
}

func commitTo(ctx context.Context, table *bolt.DB, from int) error {
	for i := range commitsATurn {
		ws := make([]store.Write, itemsACommit)
		for j := range ws {
			ws[j] = store.Create(store.Key{P: fmt.Sprintf("CASE#999997#%08d", from+i), S: fmt.Sprintf("%012d", j)}, make([]byte, bytesAnItem))
		}
		if err := table.Commit(ctx, ws...); err != nil {
			return err
		}
	}
	return nil
}

func putInto(db *bbolt.DB, from int) error {
	for i := range commitsATurn {
		err := db.Update(func(tx *bbolt.Tx) error {
			b, err := tx.CreateBucketIfNotExists([]byte("items"))
			for j := 0; j < itemsACommit && err == nil; j++ {
				key := binary.BigEndian.AppendUint64(make([]byte, 0, 40), uint64((from+i)*itemsACommit+j))
				err = b.Put(append(key, make([]byte, 32)...), make([]byte, bytesAnItem))
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
