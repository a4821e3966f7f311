// Package faulty is a store whose calls fail as planned, for tests.
//
//	call → fault.Plan → the store beneath, ErrThrottled or ErrUnknown
package faulty

import (
	"context"

	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/store"
)

// Store passes calls on as its plan has it. Get, Range and Commit are counted
// together, so that a loop over the call number reaches each of them.
type Store struct {
	to    store.Store
	calls *fault.Calls
}

var _ store.Store = (*Store)(nil)

// New wraps s. A nil plan only counts.
func New(s store.Store, p fault.Plan) *Store { return &Store{s, fault.New(p)} }

// Calls is the number of calls so far.
func (s *Store) Calls() int { return s.calls.Count() }

// Get is store.Store's; a failing one is ErrThrottled or ErrUnknown.
func (s *Store) Get(ctx context.Context, k store.Key) (store.Item, error) {
	return fault.Value(s.calls, store.ErrThrottled, store.ErrUnknown, func() (store.Item, error) {
		return s.to.Get(ctx, k)
	})
}

// Range is store.Store's; a failing one is ErrThrottled or ErrUnknown.
func (s *Store) Range(ctx context.Context, q store.Query) (store.Page, error) {
	return fault.Value(s.calls, store.ErrThrottled, store.ErrUnknown, func() (store.Page, error) {
		return s.to.Range(ctx, q)
	})
}

// Commit is store.Store's. fault.NotDone is ErrThrottled and nothing happened;
// fault.DoneUnheard is ErrUnknown and it happened.
func (s *Store) Commit(ctx context.Context, ws ...store.Write) error {
	return s.calls.Do(store.ErrThrottled, store.ErrUnknown, func() error {
		return s.to.Commit(ctx, ws...)
	})
}
