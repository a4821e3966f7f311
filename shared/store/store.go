// Package store is the contract of the one table: everything sasae knows is an
// item under a partition and a sort key, read strongly, written conditionally.
//
//	Key → Get, Range → Item
//	[]Write → Commit → all of them, or none
//
// There is no scan, no secondary index and no write without a condition. Every
// driver passes storetest and refuses what DynamoDB refuses.
package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Store is the table. All methods are safe for concurrent use.
type Store interface {
	// Get reads one item strongly; ErrNotFound when there is none.
	Get(ctx context.Context, k Key) (Item, error)
	// Range reads one partition in the order of the sort keys (bytes).
	Range(ctx context.Context, q Query) (Page, error)
	// Commit does all writes or none. ErrConflict: a condition did not hold and
	// nothing happened. ErrUnknown: it may or may not have happened.
	// ErrThrottled: nothing happened, try later.
	Commit(ctx context.Context, ws ...Write) error
}

// Key names an item: partition and sort key.
type Key struct{ P, S string }

// String is for error messages.
func (k Key) String() string { return k.P + " / " + k.S }

// Item is what was stored. Version is 1 after the first write and grows by one
// with each later one.
type Item struct {
	Key
	Body    []byte
	Version int64
}

// Query asks for the items of partition P with From <= sort key < To (an empty
// To is open). Limit 0 is as many as fit in a page of 1 MB. After is the Next
// of the page before.
type Query struct {
	P, From, To string
	Limit       int
	Backward    bool
	After       string
}

// Page is part of a Range. Next is "" on the last page.
type Page struct {
	Items []Item
	Next  string
}

// Prefix is the query for all sort keys that begin with s.
func Prefix(p, s string) Query { return Query{P: p, From: s, To: s + "\xff"} }

// Write is one conditional write. The zero condition (If 0) refuses to
// overwrite: the item must not exist. Otherwise the item must have just that
// version. A nil Body deletes, and a delete must name the version.
type Write struct {
	Key
	Body []byte
	If   int64
	// Expires, when not 0, is the Unix second after which the driver may drop
	// the item; readers must not rely on its being gone.
	Expires int64
}

// Create writes a new item; Replace writes over just that version of one;
// Delete removes just that version.
func Create(k Key, body []byte) Write { return Write{Key: k, Body: body} }

// Replace writes over an item as it was read.
func Replace(it Item, body []byte) Write { return Write{Key: it.Key, Body: body, If: it.Version} }

// Delete removes an item as it was read.
func Delete(k Key, version int64) Write { return Write{Key: k, If: version} }

// What can go wrong. Test with errors.Is.
var (
	ErrNotFound  = errors.New("no such item")
	ErrConflict  = errors.New("a condition does not hold")
	ErrUnknown   = errors.New("the outcome is unknown")
	ErrThrottled = errors.New("throttled")
	ErrRefused   = errors.New("the table refuses this")
)

// Limits of DynamoDB, which every driver keeps.
const (
	MaxWrites      = 100
	MaxCommitBytes = 4 << 20
	MaxItemBytes   = 400 << 10
	MaxPageBytes   = 1 << 20
	MaxPartition   = 2048
	MaxSort        = 1024
)

// Ready refuses an ended context, an empty part of a key, and one that no driver
// holds: not UTF-8, or with a 0x00 in it. Drivers call it before they read.
func Ready(ctx context.Context, parts ...string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, part := range parts {
		if part == "" || !keyable(part) {
			return fmt.Errorf("%w: part of the key is empty, not UTF-8 or holds 0x00", ErrRefused)
		}
	}
	return nil
}

func keyable(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

// twice tells whether one of a commit's few writes is of that key.
func twice(ws []Write, k Key) bool {
	return slices.ContainsFunc(ws, func(w Write) bool { return w.S == k.S && w.P == k.P })
}

// Check refuses a commit that DynamoDB would refuse, and an ended context.
// Drivers call it before they write.
func Check(ctx context.Context, ws []Write) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(ws) == 0 || len(ws) > MaxWrites {
		return fmt.Errorf("%w: %d writes in a commit, want 1 to %d", ErrRefused, len(ws), MaxWrites)
	}
	total := 0
	for i, w := range ws {
		size := len(w.P) + len(w.S) + len(w.Body)
		total += size
		switch {
		case w.P == "" || len(w.P) > MaxPartition || w.S == "" || len(w.S) > MaxSort:
			return fmt.Errorf("%w: the key %s is empty or too long", ErrRefused, w.Key)
		case !keyable(w.P) || !keyable(w.S):
			return fmt.Errorf("%w: the key %q is not UTF-8 or holds 0x00", ErrRefused, w.Key)
		case twice(ws[:i], w.Key):
			return fmt.Errorf("%w: %s twice in a commit", ErrRefused, w.Key)
		case w.Body != nil && size > MaxItemBytes:
			return fmt.Errorf("%w: %s has %d bytes, at most %d", ErrRefused, w.Key, size, MaxItemBytes)
		case w.Body == nil && w.If == 0:
			return fmt.Errorf("%w: the delete of %s names no version", ErrRefused, w.Key)
		}
	}
	if total > MaxCommitBytes {
		return fmt.Errorf("%w: a commit of %d bytes, at most %d", ErrRefused, total, MaxCommitBytes)
	}
	return nil
}

// All reads every page of q and gives each item to f, in order; an error of f
// ends the reading.
func All(ctx context.Context, s Store, q Query, f func(Item) error) error {
	for {
		page, err := s.Range(ctx, q)
		if err != nil {
			return err
		}
		for _, it := range page.Items {
			if err := f(it); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}
