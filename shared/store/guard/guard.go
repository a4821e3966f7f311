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

type guarded struct {
	to                store.Store
	step              string
	read, write, kept []string
}

// New gives step a store in which it may Get and Range only partitions that
// begin with one of read, and write only those that begin with one of write.
// Writing does not include reading, nor deleting what begins with one of kept.
// Anything else is store.ErrRefused, named by step and partition prefix, and
// nothing happens.
func New(s store.Store, step string, read, write, kept []string) store.Store {
	return guarded{s, step, slices.Clone(read), slices.Clone(write), slices.Clone(kept)}
}

func (g guarded) Get(ctx context.Context, k store.Key) (store.Item, error) {
	if err := g.allow("read", k.P, g.read); err != nil {
		return store.Item{}, err
	}
	return g.to.Get(ctx, k)
}

func (g guarded) Range(ctx context.Context, q store.Query) (store.Page, error) {
	if err := g.allow("read", q.P, g.read); err != nil {
		return store.Page{}, err
	}
	return g.to.Range(ctx, q)
}

func (g guarded) Commit(ctx context.Context, ws ...store.Write) error {
	for _, w := range ws {
		if err := g.allow("write", w.P, g.write); err != nil {
			return err
		}
		if w.Body == nil && begins(w.P, g.kept) {
			return g.refused("delete", w.P)
		}
	}
	return g.to.Commit(ctx, ws...)
}

func (g guarded) allow(verb, p string, prefixes []string) error {
	if begins(p, prefixes) {
		return nil
	}
	return g.refused(verb, p)
}

func (g guarded) refused(verb, p string) error {
	return fmt.Errorf("%w: step %s may not %s %s", store.ErrRefused, g.step, verb, head(p))
}

func begins(p string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(p, prefix) })
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
