// Package alarmstest is the contract of alarms.Alarms as tests.
//
//	open → Run → does the timer keep the contract?
//
// An alarm rings once at least, so nothing here asks that it rings only once.
package alarmstest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/alarms"
)

// Open gives a timer on which nothing is set yet, how often an alarm has rung
// so far, and a way to move the timer's clock on to a time. advance returns
// when all that is due by then has rung. The clock of a new timer stands
// anywhere before 2026-04-01.
type Open func(t *testing.T) (a alarms.Alarms, rung func(name string) int, advance func(to time.Time))

// Run holds the timers that open gives to the contract.
func Run(t *testing.T, open Open) {
	for _, s := range sentences {
		t.Run(s.name, func(t *testing.T) {
			a, rung, advance := open(t)
			advance(start)
			s.holds(&bench{t, a, rung, advance})
		})
	}
}

var start = time.Date(2026, 4, 1, 8, 30, 0, 0, time.FixedZone("Asia/Tokyo", 9*60*60))

// bench is one timer under test.
type bench struct {
	*testing.T
	alarms  alarms.Alarms
	rung    func(string) int
	advance func(time.Time)
}

func (b *bench) set(name string, at time.Time) {
	b.Helper()
	if err := b.alarms.Set(b.Context(), alarms.Alarm{Name: name, At: at, Body: []byte(name)}); err != nil {
		b.Fatalf("set %s: %v", name, err)
	}
}

func (b *bench) silent(names ...string) {
	b.Helper()
	for _, name := range names {
		if n := b.rung(name); n != 0 {
			b.Errorf("%s has rung %d times, want none yet", name, n)
		}
	}
}

func (b *bench) heard(names ...string) {
	b.Helper()
	for _, name := range names {
		if b.rung(name) == 0 {
			b.Errorf("%s has not rung", name)
		}
	}
}

func after(h int) time.Time { return start.Add(time.Duration(h) * time.Hour) }

var sentences = []struct {
	name  string
	holds func(*bench)
}{
	{"an alarm rings at its time and not before", func(b *bench) {
		b.set("due", after(24))
		b.silent("due")
		b.advance(after(24).Add(-time.Second))
		b.silent("due")
		b.advance(after(24))
		b.heard("due")
	}},
	{"an alarm set for the past rings at once", func(b *bench) {
		b.set("late", after(-100))
		b.advance(start)
		b.heard("late")
	}},
	{"an alarm whose time was slept through rings afterwards", func(b *bench) {
		b.set("a", after(1))
		b.set("b", after(2))
		b.advance(after(1000))
		b.heard("a", "b")
	}},
	{"alarms at different times ring each at its own", func(b *bench) {
		b.set("third", after(3))
		b.set("first", after(1))
		b.set("second", after(2))
		b.advance(after(1))
		b.heard("first")
		b.silent("second", "third")
		b.advance(after(2))
		b.heard("second")
		b.silent("third")
		b.advance(after(3))
		b.heard("third")
	}},
	{"many alarms at one time all ring", func(b *bench) {
		names := strings.Fields(strings.Repeat("x ", 300))
		for i := range names {
			names[i] = strings.Repeat("n", 1+i%60) + "-" + string(rune('a'+i/60))
			b.set(names[i], after(1))
		}
		b.advance(after(1))
		b.heard(names...)
	}},
	{"the same alarm again is a silent success", func(b *bench) {
		b.set("due", after(1))
		b.set("due", after(1))
		b.advance(after(1))
		b.heard("due")
	}},
	{"the same name with another time is a silent success and changes nothing", func(b *bench) {
		b.set("due", after(3))
		b.set("due", after(1))
		b.advance(after(2))
		b.silent("due")
		b.set("due", after(9))
		b.advance(after(3))
		b.heard("due")
	}},
	{"16 that set one alarm at once all succeed and it rings", func(b *bench) {
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				if err := b.alarms.Set(b.Context(), alarms.Alarm{Name: "due", At: after(1)}); err != nil {
					b.Errorf("set: %v", err)
				}
			})
		}
		all.Wait()
		b.silent("due")
		b.advance(after(1))
		b.heard("due")
	}},
	{"names and bodies up to the limits are accepted", func(b *bench) {
		long := strings.Repeat("A", 64)
		b.set("0-9_a.Z", after(1))
		err := b.alarms.Set(b.Context(), alarms.Alarm{Name: long, At: after(1), Body: []byte(strings.Repeat("x", alarms.MaxBody))})
		if err != nil {
			b.Errorf("set: %v", err)
		}
		b.advance(after(1))
		b.heard("0-9_a.Z", long)
	}},
	{"what a schedule cannot be is refused and does not ring", refusals},
	{"an ended context fails", func(b *bench) {
		ended, cancel := context.WithCancel(b.Context())
		cancel()
		if b.alarms.Set(ended, alarms.Alarm{Name: "due", At: after(1)}) == nil {
			b.Error("set succeeds")
		}
	}},
}

func refusals(b *bench) {
	for _, a := range []alarms.Alarm{
		{Name: "", At: after(1)},
		{Name: "a/b", At: after(1)},
		{Name: "a b", At: after(1)},
		{Name: "本日期限", At: after(1)},
		{Name: strings.Repeat("A", 65), At: after(1)},
		{Name: "no-time"},
		{Name: "too-long", At: after(1), Body: make([]byte, alarms.MaxBody+1)},
	} {
		if err := b.alarms.Set(b.Context(), a); !errors.Is(err, alarms.ErrRefused) {
			b.Errorf("set %.20q says %v, want a refusal", a.Name, err)
		}
		b.advance(after(2))
		b.silent(a.Name)
	}
}
