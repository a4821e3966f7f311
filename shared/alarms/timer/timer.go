// Package timer keeps one-shot alarms in a bucket of a bbolt file: the durable
// timer of the laptop.
//
//	alarms.Alarm → Set → (the file) → Due → somebody rings it → Done
//
// It has no goroutine and no clock of its own: the program asks Next when to
// wake, rings what is Due, and says Done when the step has taken it. What rang
// and was not Done is due again, also after a crash.
package timer

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/sasae-care/sasae/shared/alarms"
	"go.etcd.io/bbolt"
)

// Bucket is where the timer keeps itself. *bolt.Bucket is one, so that the
// alarms lie in the table's file and one snapshot holds both.
type Bucket interface {
	// Update runs f in a transaction that is durable when it returns nil.
	Update(f func(*bbolt.Bucket) error) error
	// View lets f read as of one instant.
	View(f func(*bbolt.Bucket) error) error
}

// Options of New.
type Options struct {
	// Now is the clock that says how long a name has been remembered; nil is
	// time.Now.
	Now func() time.Time
	// Remember is how long after Done a name is remembered, so that the same
	// Set again does not ring anew; 0 is 30 days.
	Remember time.Duration
	// OnSet, when not nil, is called with the time of each new alarm once it is
	// durable, so that a sleeping loop can look at Next again.
	OnSet func(at time.Time)
}

// Timer is a durable timer. It is safe for concurrent use.
type Timer struct {
	bucket Bucket
	o      Options
}

var _ alarms.Alarms = (*Timer)(nil)

// New makes the timer that b holds.
func New(b Bucket, o Options) *Timer {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Remember == 0 {
		o.Remember = 30 * 24 * time.Hour
	}
	return &Timer{b, o}
}

// Set keeps the alarm until it is Done; nil means that it is on the disk. A
// name that is set, or was Done and is still remembered, is a silent success
// and changes nothing.
func (t *Timer) Set(ctx context.Context, a alarms.Alarm) error {
	if err := alarms.Check(a); err != nil {
		return fmt.Errorf("set an alarm: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("set the alarm %s: %w", a.Name, err)
	}
	made, err := t.set(a)
	if err != nil {
		return fmt.Errorf("set the alarm %s: %w: %w", a.Name, alarms.ErrUnknown, err)
	}
	if made && t.o.OnSet != nil {
		t.o.OnSet(a.At)
	}
	return nil
}

func (t *Timer) set(a alarms.Alarm) (made bool, err error) {
	known := false
	look := func(b *bbolt.Bucket) error { known = b.Get(nameKey(a.Name)) != nil; return nil }
	if err := t.bucket.View(look); err != nil || known {
		return false, err
	}
	err = t.bucket.Update(func(b *bbolt.Bucket) error {
		if _ = look(b); known {
			return nil
		}
		if err := b.Put(nameKey(a.Name), state(pending, a.At)); err != nil {
			return err
		}
		return b.Put(timeKey(due, a.At, a.Name), a.Body)
	})
	return !known, err
}

// Next is when the earliest alarm is due; false when none is set.
func (t *Timer) Next() (at time.Time, found bool) {
	_ = t.bucket.View(func(b *bbolt.Bucket) error { // fails only when the file is closed: then none is set
		k, _ := b.Cursor().Seek([]byte{due})
		if found = len(k) > 0 && k[0] == due; found {
			at, _ = readTimeKey(k)
		}
		return nil
	})
	return at, found
}

// Due gives all alarms whose time is not after now and that are not Done, in
// the order of time and then name; times are in UTC. A closed file has none.
func (t *Timer) Due(now time.Time) (as []alarms.Alarm) {
	_ = t.bucket.View(func(b *bbolt.Bucket) error { // fails only when the file is closed
		c := b.Cursor()
		for k, v := c.Seek([]byte{due}); len(k) > 0 && k[0] == due; k, v = c.Next() {
			at, name := readTimeKey(k)
			if at.After(now) {
				return nil
			}
			as = append(as, alarms.Alarm{Name: name, At: at, Body: bytes.Clone(v)})
		}
		return nil
	})
	return as
}

// Done forgets the alarm, due or not, and remembers its name for a while. An
// unknown name is a success. When it fails the alarm may be due again.
func (t *Timer) Done(name string) error {
	now := t.o.Now()
	err := t.bucket.Update(func(b *bbolt.Bucket) error {
		s, at, ok := readState(b.Get(nameKey(name)))
		if !ok || s != pending {
			return nil
		}
		until := now.Add(t.o.Remember)
		if err := b.Delete(timeKey(due, at, name)); err != nil {
			return err
		}
		if err := b.Put(nameKey(name), state(remembered, until)); err != nil {
			return err
		}
		if err := b.Put(timeKey(forget, until, name), nil); err != nil {
			return err
		}
		return forgetBefore(b, now)
	})
	if err != nil {
		return fmt.Errorf("note that the alarm %s is done: %w", name, err)
	}
	return nil
}

// forgetBefore drops names whose time is over, a few with each Done.
func forgetBefore(b *bbolt.Bucket, now time.Time) error {
	var old [][]byte
	c := b.Cursor()
	for k, _ := c.Seek([]byte{forget}); len(k) > 0 && k[0] == forget && len(old) < 64; k, _ = c.Next() {
		if at, _ := readTimeKey(k); !at.Before(now) {
			break
		}
		old = append(old, bytes.Clone(k))
	}
	for _, k := range old {
		_, name := readTimeKey(k)
		if err := b.Delete(nameKey(name)); err != nil {
			return err
		}
		if err := b.Delete(k); err != nil {
			return err
		}
	}
	return nil
}
