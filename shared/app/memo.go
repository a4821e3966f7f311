package app

import (
	"bytes"
	"slices"
	"sync"

	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/notice"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// known is what a process remembers of the items it read or wrote last: one
// event wakes several steps, and each reads the same items again.
type known struct {
	heads    memo[record]
	sealed   memo[opened]
	entries  memo[[]audit.Entry]
	promises memo[Promise]
	notices  memo[saved]
	books    memo[bookHead]
	anchors  memo[audit.Anchor]
}

// opened is what a sealed item holds.
type opened struct {
	plain []byte
	says  plan.Sealed
}

// memo remembers values beside the bytes that they were read from or written
// as, the last two of each key: a write that did not happen leaves the one that
// stands. It saves the decoding and nothing else: what is true is what the table
// gives out, byte for byte.
type memo[T any] struct {
	mu    sync.Mutex
	known map[store.Key]*[2]remembered[T]
	order []store.Key
	next  int
}

type remembered[T any] struct {
	body  []byte
	value T
}

// memoKeys is how many keys of a kind are remembered, and memoBody the largest
// body; a head is 4 to 6 KB.
const (
	memoKeys = 256
	memoBody = 32 << 10
)

// of gives the value that a body stands for, which is shared: who changes it
// makes a copy.
func (m *memo[T]) of(k store.Key, body []byte, read func([]byte) (T, error)) (T, error) {
	if v, ok := m.find(k, body); ok {
		return v, nil
	}
	v, err := read(body)
	if err == nil {
		m.keep(k, body, v)
	}
	return v, err
}

func (m *memo[T]) find(k store.Key, body []byte) (v T, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if two := m.known[k]; two != nil {
		for i := range two {
			if two[i].body != nil && bytes.Equal(two[i].body, body) {
				return two[i].value, true
			}
		}
	}
	return v, false
}

// keep remembers a value that was read or is being written. Nobody changes it,
// or the body, any more.
func (m *memo[T]) keep(k store.Key, body []byte, v T) {
	if len(body) > memoBody {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil {
		m.known = map[store.Key]*[2]remembered[T]{}
	}
	two := m.known[k]
	if two == nil {
		m.room(k)
		two = &[2]remembered[T]{}
		m.known[k] = two
	}
	two[1], two[0] = two[0], remembered[T]{body, v}
}

// room gives k the place of the key that came longest ago.
func (m *memo[T]) room(k store.Key) {
	if len(m.order) < memoKeys {
		m.order = append(m.order, k)
		return
	}
	delete(m.known, m.order[m.next])
	m.order[m.next] = k
	m.next = (m.next + 1) % memoKeys
}

func decoded[T any](body []byte) (v T, err error) { return v, decode(body, &v) }

// What the Read functions give is to be looked at, not changed.

// ReadCase reads what the head item of a case holds: all but what is sealed.
func (a *App) ReadCase(k store.Key, head []byte) (plan.Case, error) {
	r, err := a.known.heads.of(k, head, decoded[record])
	return r.Case, err
}

// ReadNotice reads a notice.
func (a *App) ReadNotice(k store.Key, body []byte) (notice.Notice, error) {
	n, err := a.known.notices.of(k, body, decoded[saved])
	return n.Notice, err
}

// ReadPromise reads an item under a due time, as the function of that name.
func (a *App) ReadPromise(it store.Item) (Promise, error) {
	return a.known.promises.of(it.Key, it.Body, func(body []byte) (Promise, error) { return ReadPromise(it) })
}

// clone shares nothing that a change of the case could change. What is beside it
// is copied by the commit.
func (r record) clone() record {
	r.Case = r.Case.Clone()
	return r
}

// A write is remembered whether or not it is known to have happened: the bytes
// that are read decide.

// head remembers the head that w writes, as it will be read.
func (n *known) head(w store.Write, r *record) store.Write {
	as := record{Schema: r.Schema, Case: r.Case.Clone(), Beside: r.Beside, Posts: r.Posts}
	as.Case.Sealed = plan.Sealed{} // stands in an item of its own
	n.heads.keep(w.Key, w.Body, as)
	return w
}

// opened remembers what the sealed item that w writes holds.
func (n *known) opened(w store.Write, plain []byte, says plan.Sealed) store.Write {
	n.sealed.keep(w.Key, w.Body, opened{plain, says.Clone()})
	return w
}

// promise remembers the promise that w writes.
func (n *known) promise(w store.Write, p Promise) store.Write {
	n.promises.keep(w.Key, w.Body, p)
	return w
}

// notice remembers the notice that w writes.
func (n *known) notice(w store.Write, s saved) store.Write {
	n.notices.keep(w.Key, w.Body, s.clone())
	return w
}

// clone shares nothing that a change of the notice could change.
func (s saved) clone() saved {
	s.Heard = slices.Clone(s.Heard)
	return s
}
