package timer_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sasae-care/sasae/shared/alarms"
	"github.com/sasae-care/sasae/shared/alarms/alarmstest"
	"github.com/sasae-care/sasae/shared/alarms/timer"
	"github.com/sasae-care/sasae/shared/store/bolt"
	"go.etcd.io/bbolt"
	"pgregory.net/rapid"
)

func bucket(t *testing.T, path string) *bolt.Bucket {
	t.Helper()
	db, err := bolt.Open(path, bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	b, err := db.Bucket("alarms")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func open(t *testing.T, path string, o timer.Options) (*timer.Timer, func()) {
	t.Helper()
	db, err := bolt.Open(path, bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	b, err := db.Bucket("alarms")
	if err != nil {
		t.Fatal(err)
	}
	return timer.New(b, o), func() { _ = db.Close() }
}

func file(t *testing.T) string { return filepath.Join(t.TempDir(), "table.db") }

func TestTheContract(t *testing.T) {
	alarmstest.Run(t, func(t *testing.T) (alarms.Alarms, func(string) int, func(time.Time)) {
		tm, _ := open(t, file(t), timer.Options{})
		rung := map[string]int{}
		advance := func(to time.Time) {
			for _, a := range tm.Due(to) {
				rung[a.Name]++
				if err := tm.Done(a.Name); err != nil {
					t.Fatal(err)
				}
			}
		}
		return tm, func(name string) int { return rung[name] }, advance
	})
}

var nine = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

func set(t *testing.T, tm *timer.Timer, name string, at time.Time) {
	t.Helper()
	if err := tm.Set(t.Context(), alarms.Alarm{Name: name, At: at, Body: []byte("body of " + name)}); err != nil {
		t.Fatal(err)
	}
}

func names(as []alarms.Alarm) (ns []string) {
	for _, a := range as {
		ns = append(ns, a.Name)
	}
	return ns
}

func TestDueIsInTheOrderOfTimeThenName(t *testing.T) {
	tm, _ := open(t, file(t), timer.Options{})
	set(t, tm, "b", nine)
	set(t, tm, "a", nine.Add(time.Nanosecond))
	set(t, tm, "aa", nine)
	set(t, tm, "z", nine.Add(-time.Hour))
	set(t, tm, "later", nine.Add(2*time.Nanosecond))
	set(t, tm, "before-1970", time.Date(1912, 7, 30, 0, 0, 0, 0, time.UTC))
	want := []string{"before-1970", "z", "aa", "b", "a"}
	if got := names(tm.Due(nine.Add(time.Nanosecond))); !slices.Equal(got, want) {
		t.Errorf("due are %q, want %q", got, want)
	}
}

func TestADueAlarmCarriesItsTimeAndBody(t *testing.T) {
	tm, _ := open(t, file(t), timer.Options{})
	at := nine.Add(123456789)
	set(t, tm, "a", at)
	want := []alarms.Alarm{{Name: "a", At: at, Body: []byte("body of a")}}
	if diff := cmp.Diff(want, tm.Due(at)); diff != "" {
		t.Error(diff)
	}
	if next, ok := tm.Next(); !ok || !next.Equal(at) {
		t.Errorf("next is %v, %v", next, ok)
	}
}

func TestAnAlarmIsDueUntilItIsDoneAlsoAfterACrash(t *testing.T) {
	path := file(t)
	tm, crash := open(t, path, timer.Options{})
	set(t, tm, "a", nine)
	set(t, tm, "b", nine)
	if got := names(tm.Due(nine)); len(got) != 2 {
		t.Fatalf("due are %q", got)
	}
	if err := tm.Done("a"); err != nil {
		t.Fatal(err)
	}
	crash()
	tm, _ = open(t, path, timer.Options{})
	if got := names(tm.Due(nine)); !slices.Equal(got, []string{"b"}) {
		t.Errorf("after reopening due are %q, want b", got)
	}
}

func TestADoneNameIsRememberedForAWhile(t *testing.T) {
	now := nine
	tm, _ := open(t, file(t), timer.Options{Now: func() time.Time { return now }, Remember: time.Hour})
	done := func(name string) {
		t.Helper()
		if err := tm.Done(name); err != nil {
			t.Fatal(err)
		}
	}
	set(t, tm, "a", nine)
	done("a")
	now = nine.Add(time.Hour)
	done("never-set")
	set(t, tm, "a", nine)
	if _, ok := tm.Next(); ok {
		t.Error("a name still remembered is set anew")
	}
	now = nine.Add(time.Hour + time.Second)
	set(t, tm, "b", nine)
	done("b") // drops what has been remembered long enough
	set(t, tm, "a", nine)
	if got := names(tm.Due(nine)); !slices.Equal(got, []string{"a"}) {
		t.Errorf("due are %q: the name was to be forgotten by now", got)
	}
}

// meeting lets nobody go on from View before all have come there.
type meeting struct {
	timer.Bucket
	all *sync.WaitGroup
}

func (m meeting) View(f func(*bbolt.Bucket) error) error {
	err := m.Bucket.View(f)
	m.all.Done()
	m.all.Wait()
	return err
}

func TestOfManyThatSetOneAlarmAtOnceOneSetsItAndTells(t *testing.T) {
	b := bucket(t, file(t))
	var looked, set sync.WaitGroup
	var mu sync.Mutex
	var told []time.Time
	tm := timer.New(meeting{b, &looked}, timer.Options{OnSet: func(at time.Time) { mu.Lock(); told = append(told, at); mu.Unlock() }})
	looked.Add(8)
	for n := range 8 {
		set.Go(func() { _ = tm.Set(t.Context(), alarms.Alarm{Name: "a", At: nine.Add(time.Duration(n))}) })
	}
	set.Wait()
	due := timer.New(b, timer.Options{}).Due(nine.Add(time.Hour))
	if len(told) != 1 || len(due) != 1 || !due[0].At.Equal(told[0]) {
		t.Errorf("told %v, due %v", told, due)
	}
}

func TestAClosedFileIsUnknownAndHasNothingDue(t *testing.T) {
	tm, shut := open(t, file(t), timer.Options{})
	set(t, tm, "a", nine)
	shut()
	if err := tm.Set(t.Context(), alarms.Alarm{Name: "b", At: nine}); !errors.Is(err, alarms.ErrUnknown) {
		t.Errorf("set says %v", err)
	}
	if err := tm.Done("a"); err == nil {
		t.Error("done succeeds")
	}
	if _, ok := tm.Next(); ok || tm.Due(nine) != nil {
		t.Error("something is due")
	}
}

// Whatever is set, done and asked in whatever order, each name is due exactly
// from its time on until it is done.
func TestAnyOrderOfCallsKeepsTheBooks(t *testing.T) {
	db, err := bolt.Open(file(t), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	run := 0
	rapid.Check(t, func(r *rapid.T) {
		run++
		b, err := db.Bucket("run" + time.Unix(int64(run), 0).UTC().Format("150405"))
		if err != nil {
			r.Fatal(err)
		}
		tm := timer.New(b, timer.Options{Now: func() time.Time { return nine }})
		waiting, known := map[string]time.Time{}, map[string]bool{}
		name := rapid.SampledFrom([]string{"a", "aa", "b", "0", "z.z", "-"})
		at := rapid.Map(rapid.Int64Range(-3, 3), func(n int64) time.Time { return nine.Add(time.Duration(n)) })
		r.Repeat(map[string]func(*rapid.T){
			"set": func(r *rapid.T) {
				n, at := name.Draw(r, "name"), at.Draw(r, "at")
				if err := tm.Set(t.Context(), alarms.Alarm{Name: n, At: at}); err != nil {
					r.Fatal(err)
				}
				if !known[n] {
					known[n], waiting[n] = true, at
				}
			},
			"done": func(r *rapid.T) {
				n := name.Draw(r, "name")
				if err := tm.Done(n); err != nil {
					r.Fatal(err)
				}
				delete(waiting, n)
			},
			"": func(r *rapid.T) {
				now := at.Draw(r, "now")
				var want []string
				for n, at := range waiting {
					if !at.After(now) {
						want = append(want, n)
					}
				}
				slices.SortFunc(want, func(a, b string) int {
					if c := waiting[a].Compare(waiting[b]); c != 0 {
						return c
					}
					return strings.Compare(a, b)
				})
				if got := names(tm.Due(now)); !slices.Equal(got, want) {
					r.Fatalf("due are %q, want %q", got, want)
				}
			},
		})
	})
}
