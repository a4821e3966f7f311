// Package guard holds a step to the key prefixes that the table of steps gives
// it, as the IAM grants do in the cloud.
//
//	call of a step → is its partition granted? → the store beneath, or ErrRefused
package guard

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sasae-care/sasae/shared/store"
)

// Keys are the prefixes of the partitions that a step may touch.
type Keys struct{ Get, List, Put, Delete []string }

type guarded struct {
	to   store.Store
	step string
	keys Keys
}

// New gives step a store in which it may Get, Range, write and delete only in
// partitions that begin with one of the prefixes for just that. Anything else is
// store.ErrRefused, named by step and partition prefix, and nothing happens.
func New(s store.Store, step string, keys Keys) store.Store { return guarded{s, step, keys} }

func (g guarded) Get(ctx context.Context, k store.Key) (store.Item, error) {
	if err := g.allow("get", k.P, g.keys.Get); err != nil {
		return store.Item{}, err
	}
	return g.to.Get(ctx, k)
}

func (g guarded) Range(ctx context.Context, q store.Query) (store.Page, error) {
	if err := g.allow("list", q.P, g.keys.List); err != nil {
		return store.Page{}, err
	}
	return g.to.Range(ctx, q)
}

func (g guarded) Commit(ctx context.Context, ws ...store.Write) error {
	for _, w := range ws {
		verb, prefixes := "put", g.keys.Put
		if w.Body == nil {
			verb, prefixes = "delete", g.keys.Delete
		}
		if err := g.allow(verb, w.P, prefixes); err != nil {
			return err
		}
	}
	return g.to.Commit(ctx, ws...)
}

func (g guarded) allow(verb, p string, prefixes []string) error {
	if slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(p, prefix) }) {
		return nil
	}
	return g.refused(verb, p)
}

func (g guarded) refused(verb, p string) error {
	return fmt.Errorf("%w: step %s may not %s %s", store.ErrRefused, g.step, verb, head(p))
}

// head is the partition up to its first '#': enough to find the missing grant,
// too little to name a case.
func head(p string) string {
	before, _, found := strings.Cut(p, "#")
	if !found {
		return fmt.Sprintf("%.16q", p)
	}
	return fmt.Sprintf("%.16q", before+"#")
}
