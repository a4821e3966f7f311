package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/store"
)

// Schema is the number of the shape of stored records that this release reads
// and writes. A record says its number at its top, "schema"; none is 1. A
// release that gives a stored field another meaning writes the next number, and
// no release touches a record of a higher number than its own.
const Schema = 1

// ErrNewer says that a record was written by a newer release, and so was
// neither read nor written over.
var ErrNewer = errors.New("record-newer")

// decode reads a stored record into v. Its error is ErrNewer, or tells a place
// in the record and never a value.
func decode(body []byte, v any) error {
	if err := newer(body); err != nil {
		return err
	}
	if err := json.Unmarshal(body, v); err != nil {
		return errors.New(events.Where(err))
	}
	return nil
}

// newer is ErrNewer for a record of a number above ours. What names no number,
// and what is no record at all, is not looked at closely.
func newer(body []byte) error {
	if !bytes.HasPrefix(body, []byte("{")) || bytes.HasPrefix(body, ours) || !bytes.Contains(body, []byte(`"schema"`)) {
		return nil
	}
	var says struct {
		Schema int `json:"schema"`
	}
	if err := json.Unmarshal(body, &says); err == nil && says.Schema > Schema {
		return fmt.Errorf("%w: schema %d, this release reads up to %d", ErrNewer, says.Schema, Schema)
	}
	return nil
}

// ours is how a case's head of this release begins; most reads are of one.
var ours = fmt.Appendf(nil, `{"schema":%d,`, Schema)

// Readable is a store that gives out no record of a newer release. Promises and
// announcements are given out whatever they say, one by one, so that one of them
// does not keep those behind it from being kept.
func Readable(s store.Store) store.Store { return readable{s} }

type readable struct{ store.Store }

// Get is store.Store's, or ErrNewer.
func (r readable) Get(ctx context.Context, k store.Key) (store.Item, error) {
	it, err := r.Store.Get(ctx, k)
	if err == nil {
		err = newer(it.Body)
	}
	return it, err
}

// Range is store.Store's, or ErrNewer.
func (r readable) Range(ctx context.Context, q store.Query) (store.Page, error) {
	page, err := r.Store.Range(ctx, q)
	if err != nil || strings.HasPrefix(q.P, Dues) || strings.HasPrefix(q.P, Outboxes) {
		return page, err
	}
	for _, it := range page.Items {
		if err := newer(it.Body); err != nil {
			return store.Page{}, fmt.Errorf("read %s: %w", it.Key, err)
		}
	}
	return page, nil
}

// ReadPromise reads a promise or an announcement. Its error is ErrNewer, or an
// *events.Unfit that tells a place in the item and never a value.
func ReadPromise(it store.Item) (Promise, error) {
	var p Promise
	if err := newer(it.Body); err != nil {
		return p, fmt.Errorf("read the promise %s: %w", it.Key, err)
	}
	if err := json.Unmarshal(it.Body, &p); err != nil {
		return p, &events.Unfit{Code: events.Malformed, Says: "read a promise: " + events.Where(err)}
	}
	return p, nil
}
