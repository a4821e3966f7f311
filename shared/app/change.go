package app

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/jot"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// Act says who changes which case, and by which POST.
type Act struct {
	In   Scope
	Case string
	By   string // staff id; "" = the step itself
	Post *Post  // when one asked for it
}

// Change reads the case, lets decide change it, and commits the new state, its
// audit entries, its lists, its promises and its announcements at once. When
// decide did nothing, nothing is written: a redelivery is a silent success. On
// a conflict it reads again and decides again, up to Tries times; after an
// unknown outcome it looks first whether its own audit entry is there.
func (a *App) Change(ctx context.Context, act Act, decide func(c *plan.Case) error) (plan.Case, error) {
	var out plan.Case
	var unheard mark
	err := again(ctx, func() (bool, error) {
		done, err := a.landed(ctx, unheard) // before it is read: the commit may land any time
		if err != nil {
			return !passing(err), err
		}
		r, err := a.load(ctx, act.In, act.Case)
		if err != nil {
			return !passing(err), err
		}
		if done {
			out = r.Case
			return true, nil
		}
		if err := r.forget(a.Now()); err != nil {
			return true, err
		}
		if known, err := r.knows(act.Post); known || err != nil {
			if known {
				Counted(ctx).Duplicates.Add(1)
			}
			out = r.Case
			return true, err
		}
		if err := a.decide(ctx, act.In, &r.Case, decide); err != nil {
			return !passing(err), err
		}
		if r.Case.State == "" {
			return true, plan.Refuse("not-found")
		}
		var m mark
		if out, m, err = a.commit(ctx, act, r); errors.Is(err, store.ErrUnknown) {
			unheard = m
		}
		return err == nil || !passing(err), err
	})
	return out, err
}

// decide lets an act change a case, and what is tracked follow it.
func (a *App) decide(ctx context.Context, in Scope, c *plan.Case, act func(c *plan.Case) error) error {
	was := c.Bearing()
	if err := act(c); err != nil || !c.Stirs(was) {
		return err
	}
	return a.watch(ctx, in, c)
}

// errGone says that somebody took away what was sealed. Nothing is written over
// that: it would hide what the audit names.
var errGone = errors.New("what is sealed is gone; restore it")

// commit writes what decide did, under an id of its own, and gives the mark of
// what it wrote.
func (a *App) commit(ctx context.Context, act Act, r record) (plan.Case, mark, error) {
	c, b := &r.Case, a.batch(act.In)
	if r.head.Version > 0 && r.sealed.Version == 0 {
		return *c, mark{}, fmt.Errorf("save case %s: %w", c.ID, errGone)
	}
	happened := c.Happened()
	if len(happened) == 0 {
		Counted(ctx).Duplicates.Add(1)
		if act.Post == nil {
			return *c, mark{}, nil
		}
		happened = []plan.Happening{{Action: "unchanged"}} // asked again when the case has gone on, it might change something
	}
	if err := b.change(&r, act, happened); err != nil {
		return r.Case, mark{}, err
	}
	if err := b.commit(ctx); err != nil {
		return *c, b.mark, fmt.Errorf("save case %s: %w", c.ID, err)
	}
	return *c, b.mark, nil
}

func (a *App) commitID() string { b := a.Random(); return hex.EncodeToString(b[:]) }

// batch gathers the writes of one commit.
type batch struct {
	app     *App
	in      Scope
	at      time.Time
	id      string
	entries []audit.Entry
	log     [][]byte // the entries, written
	mark    mark
	writes  []store.Write
}

func (a *App) batch(in Scope) batch {
	return batch{app: a, in: in, at: a.Now().UTC(), id: a.commitID()}
}

func (b *batch) add(w store.Write) { b.writes = append(b.writes, w) }

// change adds everything that a change of a case writes.
func (b *batch) change(r *record, act Act, happened []plan.Happening) error {
	c, sealed := &r.Case, b.seal(r)
	r.Schema = Schema
	if act.Post != nil {
		r.remember(act.Post, b.at)
	}
	by := act.By
	if by == "" {
		by = b.app.Step
	}
	seq, prev := c.Seq, c.Head
	c.Seq, c.Head = c.Seq+int64(len(happened)), ""
	if err := b.beside(r, seq, happened); err != nil {
		return err
	}
	head := jot.Marked(r, "head", func(head []byte) string { // the last entry holds the digest of the head without its hash
		state := audit.Sum(head)
		for i, h := range happened {
			e := audit.Entry{Chain: c.ID, By: by, Action: h.Action, Facts: h.Facts}
			if i == len(happened)-1 {
				e.State, e.Sealed = state, sealed
			}
			e = b.enter(e, seq, prev)
			seq, prev = e.Seq, e.Hash
		}
		return prev
	})
	c.Head = prev
	b.add(b.app.known.head(store.Write{Key: headKey(b.in, c.ID), Body: head, If: r.head.Version}, r))
	return nil
}

// seal adds the encrypted item when it changed, and gives its hash.
func (b *batch) seal(r *record) string {
	k := sealedKey(b.in, r.Case.ID)
	plain := mustJSON(&r.Case.Sealed)
	if r.sealed.Version > 0 && bytes.Equal(r.plain, plain) {
		return audit.Sum(r.sealed.Body)
	}
	body := b.app.seal(b.in, k, plain)
	b.add(b.app.known.opened(store.Write{Key: k, Body: body, If: r.sealed.Version}, plain, r.Case.Sealed))
	return audit.Sum(body)
}

// beside adds the difference between the items the case keeps beside its head
// and those its new state wants, and the announcements.
func (b *batch) beside(r *record, seq int64, happened []plan.Happening) error {
	want := b.wanted(&r.Case)
	r.Beside = maps.Clone(r.Beside)
	for _, name := range sortedKeys(r.Beside) {
		if !slices.ContainsFunc(want, func(w wanted) bool { return w.name == name }) {
			b.add(store.Delete(keyOf(name), r.Beside[name].Version))
			delete(r.Beside, name)
		}
	}
	for _, w := range want {
		if err := b.lay(r, w); err != nil {
			return err
		}
	}
	for i, h := range happened {
		if h.Event == nil || spared(happened, i) {
			continue
		}
		if err := b.announce(fmt.Sprintf("%s-%d", r.Case.ID, seq+int64(i)+1), h.Event); err != nil {
			return err
		}
	}
	return nil
}

// spared tells whether an announcement wakes only who is woken by another one of
// the commit, and does the same then.
func spared(happened []plan.Happening, i int) bool {
	event := happened[i].Event.EventType()
	for j, h := range happened {
		if j == i || h.Event == nil {
			continue
		}
		if other := h.Event.EventType(); functions.Covers(other, event) && (j < i || !functions.Covers(event, other)) {
			return true
		}
	}
	return false
}

// announce adds an item of the outbox.
func (b *batch) announce(id string, body events.Body) error {
	e, err := events.New(id, b.in.town, b.at, body)
	if err != nil {
		return err
	}
	p := Promise{Event: e, Wait: functions.Keepers(e.Type)}
	b.add(b.app.known.promise(store.Create(outboxKey(b.in, b.at, id), mustJSON(&p)), p))
	return nil
}

// wanted is an item beside the head that the case's state asks for: a summary
// in a list, or a promise. What is told by its key has no sum: what stands there
// is not looked at again.
type wanted struct {
	name, sum string
	body      []byte // of a summary
	owed      plan.Promise
}

// wanted lists the items beside the head, by name.
func (b *batch) wanted(c *plan.Case) []wanted {
	keys, owes := listed(b.in, c), c.Owes()
	out := make([]wanted, 0, len(keys)+len(owes))
	list := Summarise(c)
	whole, pointer := mustJSON(&list), []byte(`{"id":"`+c.ID+`"}`)
	sum := audit.Sum(whole)[:16]
	for _, k := range keys {
		w := wanted{name: nameOf(k), sum: sum, body: whole}
		if points(k.P) {
			w.sum, w.body = "", pointer
		}
		out = append(out, w)
	}
	for _, p := range owes {
		out = append(out, wanted{name: nameOf(dueKey(b.in, p.Due, "case#"+c.ID+"#"+p.Name)), owed: p})
	}
	slices.SortFunc(out, func(x, y wanted) int { return strings.Compare(x.name, y.name) })
	return slices.CompactFunc(out, func(x, y wanted) bool { return x.name == y.name })
}

// lay adds an item beside the head, unless it stands there.
func (b *batch) lay(r *record, w wanted) error {
	was := r.Beside[w.name]
	if was.Version > 0 && was.Sum == w.sum {
		return nil
	}
	if w.body == nil {
		e, err := events.New(r.Case.ID+"-"+w.owed.Name, b.in.town, w.owed.Due, w.owed.Wake)
		if err != nil {
			return err
		}
		p := Promise{Event: e}
		w.body = mustJSON(&p)
		b.app.known.promises.keep(keyOf(w.name), w.body, p)
	}
	b.add(store.Write{Key: keyOf(w.name), Body: w.body, If: was.Version})
	r.Beside[w.name] = place{was.Version + 1, w.sum}
	return nil
}

func nameOf(k store.Key) string { return k.P + "\x00" + k.S }

func keyOf(name string) store.Key {
	p, s, _ := strings.Cut(name, "\x00")
	return store.Key{P: p, S: s}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
