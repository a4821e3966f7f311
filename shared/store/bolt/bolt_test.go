package bolt_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/bolt"
	"github.com/sasae-care/sasae/shared/store/storetest"
	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

func open(t *testing.T, path string, o bolt.Options) *bolt.DB {
	t.Helper()
	db, err := bolt.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func file(t *testing.T) string { return filepath.Join(t.TempDir(), "table.db") }

func TestTheContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return open(t, file(t), bolt.Options{NoSync: true}) })
}

func item(t *testing.T, s store.Store, p, sort, body string) {
	t.Helper()
	if err := s.Commit(t.Context(), store.Create(store.Key{P: p, S: sort}, []byte(body))); err != nil {
		t.Fatal(err)
	}
}

func all(t *testing.T, db *bolt.DB) (lines []string) {
	t.Helper()
	err := db.Items(func(it store.Item) error {
		lines = append(lines, fmt.Sprintf("%s v%d %s", it.Key, it.Version, it.Body))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestWhatWasCommittedIsThereAfterReopening(t *testing.T) {
	path := file(t)
	db := open(t, path, bolt.Options{})
	item(t, db, "A", "1", "a")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if got := all(t, open(t, path, bolt.Options{})); !slices.Equal(got, []string{"A / 1 v1 a"}) {
		t.Errorf("the file holds %q", got)
	}
}

func TestAClosedTableFailsAndIsNotUnknown(t *testing.T) {
	db := open(t, file(t), bolt.Options{})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	err := db.Commit(t.Context(), store.Create(store.Key{P: "A", S: "1"}, []byte("a")))
	if !errors.Is(err, berrors.ErrDatabaseNotOpen) || errors.Is(err, store.ErrUnknown) {
		t.Errorf("commit says %v", err)
	}
}

func TestASecondProcessIsToldThatTheFileIsInUse(t *testing.T) {
	path := file(t)
	open(t, path, bolt.Options{})
	if _, err := bolt.Open(path, bolt.Options{Timeout: 20 * time.Millisecond}); !errors.Is(err, bolt.ErrInUse) {
		t.Errorf("open says %v", err)
	}
}

func TestAFileThatIsNoTableIsRefused(t *testing.T) {
	path := file(t)
	if err := os.WriteFile(path, bytes.Repeat([]byte("not a table "), 2000), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := bolt.Open(path, bolt.Options{}); err == nil {
		t.Error("it opens")
	}
}

func TestAKeyThatTheFileCannotHoldIsRefused(t *testing.T) {
	db := open(t, file(t), bolt.Options{NoSync: true})
	for _, k := range []store.Key{{P: "A\x00", S: "1"}, {P: "A", S: "\x001"}, {P: "A\xff", S: "1"}, {P: "A", S: "\xc3"}, {P: "", S: "1"}, {P: "A", S: ""}} {
		if err := db.Commit(t.Context(), store.Create(k, []byte("a"))); !errors.Is(err, store.ErrRefused) {
			t.Errorf("commit %q: %v", k, err)
		}
		if _, err := db.Get(t.Context(), k); !errors.Is(err, store.ErrRefused) {
			t.Errorf("get %q: %v", k, err)
		}
	}
	if _, err := db.Range(t.Context(), store.Query{P: "A\x00"}); !errors.Is(err, store.ErrRefused) {
		t.Errorf("range: %v", err)
	}
	if got := all(t, db); got != nil {
		t.Errorf("the file holds %q", got)
	}
}

func TestEachCommitThatSucceedsIsAnnouncedOnceAndMayCommitAgain(t *testing.T) {
	var mu sync.Mutex
	heard := map[store.Key]int{}
	var db *bolt.DB
	db = open(t, file(t), bolt.Options{NoSync: true, OnCommit: func(ws []store.Write) {
		mu.Lock()
		heard[ws[0].Key]++
		mu.Unlock()
		if ws[0].P == "A" {
			item(t, db, "ECHO", ws[0].S, "x")
		}
	}})
	var all sync.WaitGroup
	for n := range 20 {
		all.Go(func() { // each key is tried twice, and one of the two conflicts
			_ = db.Commit(t.Context(), store.Create(store.Key{P: "A", S: fmt.Sprint(n / 2)}, []byte("a")))
		})
	}
	all.Wait()
	if len(heard) != 20 {
		t.Errorf("%d commits announced, want 10 and their 10 echoes", len(heard))
	}
	for k, n := range heard {
		if n != 1 {
			t.Errorf("%s announced %d times", k, n)
		}
	}
}

func TestASnapshotTakenInUseIsATableAsOfOneInstant(t *testing.T) {
	db := open(t, file(t), bolt.Options{NoSync: true})
	var stop atomic.Bool
	var writer sync.WaitGroup
	writer.Go(func() {
		for n := 0; !stop.Load(); n++ { // both halves in one commit: a copy with one of them is torn
			left, right := store.Key{P: "L", S: fmt.Sprintf("%06d", n)}, store.Key{P: "R", S: fmt.Sprintf("%06d", n)}
			if err := db.Commit(t.Context(), store.Create(left, []byte("x")), store.Create(right, []byte("x"))); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for range 5 {
		path := file(t)
		var buf bytes.Buffer
		if n, err := db.Snapshot(&buf); err != nil || n != int64(buf.Len()) {
			t.Fatalf("%d bytes of %d, %v", n, buf.Len(), err)
		}
		if err := os.WriteFile(path, buf.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		halves := map[string]int{}
		err := open(t, path, bolt.Options{}).Items(func(it store.Item) error { halves[it.P]++; return nil })
		if err != nil || halves["L"] != halves["R"] {
			t.Errorf("the copy holds %v, %v", halves, err)
		}
	}
	stop.Store(true)
	writer.Wait()
}

func TestSweepRemovesWhatHasExpiredAndNothingElse(t *testing.T) {
	db := open(t, file(t), bolt.Options{NoSync: true})
	put := func(sort string, expires int64) {
		w := store.Create(store.Key{P: "A", S: sort}, []byte("x"))
		w.Expires = expires
		if err := db.Commit(t.Context(), w); err != nil {
			t.Fatal(err)
		}
	}
	put("for ever", 0)
	put("at the second", 1000)
	put("later", 1001)
	for n := range 1500 {
		put(fmt.Sprintf("past %04d", n), 999)
	}
	replaced := store.Item{Key: store.Key{P: "A", S: "past 0007"}, Version: 1}
	if err := db.Commit(t.Context(), store.Replace(replaced, []byte("kept"))); err != nil {
		t.Fatal(err)
	}
	if n, err := db.Sweep(1000); n != 1499 || err != nil {
		t.Errorf("%d removed, %v", n, err)
	}
	want := []string{"A / at the second v1 x", "A / for ever v1 x", "A / later v1 x", "A / past 0007 v2 kept"}
	if got := all(t, db); !slices.Equal(got, want) {
		t.Errorf("the file holds %q", got)
	}
}

func TestAnErrorOfItemsReaderEndsTheReading(t *testing.T) {
	db := open(t, file(t), bolt.Options{NoSync: true})
	item(t, db, "A", "1", "a")
	item(t, db, "A", "2", "a")
	stop, seen := errors.New("stop"), 0
	if err := db.Items(func(store.Item) error { seen++; return stop }); !errors.Is(err, stop) || seen != 1 {
		t.Errorf("%v after %d items", err, seen)
	}
}

func TestABucketBesideTheTableIsKeptApartAndInTheSnapshot(t *testing.T) {
	db := open(t, file(t), bolt.Options{NoSync: true})
	for _, name := range []string{"", "items"} {
		if _, err := db.Bucket(name); !errors.Is(err, store.ErrRefused) {
			t.Errorf("bucket %q: %v", name, err)
		}
	}
	b, err := db.Bucket("alarms")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Update(func(b *bbolt.Bucket) error { return b.Put([]byte("k"), []byte("v")) }); err != nil {
		t.Fatal(err)
	}
	if got := all(t, db); got != nil {
		t.Errorf("the table holds %q", got)
	}
	path := file(t)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Snapshot(f); err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
	copied, err := open(t, path, bolt.Options{}).Bucket("alarms")
	if err != nil {
		t.Fatal(err)
	}
	_ = copied.View(func(b *bbolt.Bucket) error {
		if string(b.Get([]byte("k"))) != "v" {
			t.Error("the snapshot lacks the bucket's content")
		}
		return nil
	})
}
