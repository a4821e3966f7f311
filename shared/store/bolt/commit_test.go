package bolt

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/store"
	"go.etcd.io/bbolt"
)

func temp(t *testing.T, bo *bbolt.Options) *DB {
	t.Helper()
	d, err := open(filepath.Join(t.TempDir(), "table.db"), Options{}, bo)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// together commits each of the lists at the same time, in one batch, and gives
// their errors.
func together(t *testing.T, d *DB, lists ...[]store.Write) []error {
	t.Helper()
	errs := make([]error, len(lists))
	var all sync.WaitGroup
	d.writing.Lock()
	for i, ws := range lists {
		all.Go(func() { errs[i] = d.Commit(t.Context(), ws...) })
		for queued := 0; queued <= i; time.Sleep(time.Millisecond) {
			d.waiting.Lock()
			queued = len(d.queue)
			d.waiting.Unlock()
		}
	}
	d.writing.Unlock()
	all.Wait()
	return errs
}

func transactions(d *DB) (id int) {
	_ = d.db.View(func(tx *bbolt.Tx) error { id = tx.ID(); return nil })
	return id
}

func make1(s string, size int) []store.Write {
	return []store.Write{store.Create(store.Key{P: "A", S: s}, make([]byte, size))}
}

func TestCommitsThatWaitShareOneTransactionEachWithItsOwnVerdict(t *testing.T) {
	d := temp(t, nil)
	before := transactions(d)
	var lists [][]store.Write
	for n := range 40 {
		lists = append(lists, make1(fmt.Sprint(n/2), 1))
	}
	for i, err := range together(t, d, lists...) {
		if first := i%2 == 0; first != (err == nil) || !first && !errors.Is(err, store.ErrConflict) {
			t.Errorf("commit %d of the batch: %v", i, err)
		}
	}
	if n := transactions(d) - before; n != 1 {
		t.Errorf("%d transactions, want 1", n)
	}
}

func TestABatchThatCannotBeWrittenSaysNothingItDoesNotKnow(t *testing.T) {
	d := temp(t, &bbolt.Options{MaxSize: 1 << 20})
	var lists [][]store.Write
	for n := range 6 {
		lists = append(lists, make1(fmt.Sprint(n), 300<<10))
	}
	lists = append(lists, make1("0", 1)) // conflicts with its neighbour alone
	errs := together(t, d, lists...)
	for i, err := range errs[:6] {
		if !errors.Is(err, store.ErrUnknown) {
			t.Errorf("commit %d of the batch: %v", i, err)
		}
	}
	if last := errs[6]; !errors.Is(last, store.ErrThrottled) || errors.Is(last, store.ErrConflict) {
		t.Errorf("the conflict with what was never written: %v", last)
	}
	if err := d.Commit(t.Context(), make1("0", 1)...); err != nil {
		t.Errorf("the next commit: %v", err)
	}
}

func TestADamagedItemFailsAloneAndIsNamed(t *testing.T) {
	d := temp(t, nil)
	err := d.db.Update(func(tx *bbolt.Tx) error { return tx.Bucket(items).Put(join("A", "bad"), []byte("short")) })
	if err != nil {
		t.Fatal(err)
	}
	errs := together(t, d, make1("bad", 1), make1("good", 1))
	if errs[0] == nil || errors.Is(errs[0], store.ErrConflict) || errs[1] != nil {
		t.Errorf("the batch says %v", errs)
	}
	if _, err := d.Get(t.Context(), store.Key{P: "A", S: "bad"}); err == nil {
		t.Error("get of the damaged item succeeds")
	}
	if _, err := d.Range(t.Context(), store.Query{P: "A"}); err == nil {
		t.Error("range over the damaged item succeeds")
	}
	if err := d.Items(func(store.Item) error { return nil }); err == nil {
		t.Error("items over the damaged item succeed")
	}
}

func BenchmarkCommitBySixtyFour(b *testing.B) {
	d, err := open(filepath.Join(b.TempDir(), "table.db"), Options{}, &bbolt.Options{FreelistType: bbolt.FreelistMapType})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	b.SetParallelism(32)
	var mu sync.Mutex
	n := 0
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			mu.Lock()
			n++
			me := fmt.Sprint(n)
			mu.Unlock()
			if err := d.Commit(b.Context(), make1(me, 500)...); err != nil {
				b.Error(err)
			}
		}
	})
}
