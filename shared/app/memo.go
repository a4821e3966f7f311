package app

import (
	"maps"
	"sync"

	"github.com/sasae-care/sasae/shared/plan"
)

// memo remembers the heads that were read last, by their bytes: one event wakes
// several steps, and each reads the same head again. It saves the decoding and
// nothing else; what is true is what the table gives out.
type memo struct {
	mu    sync.Mutex
	known map[string]record
	order [memoHeads]string
	next  int
}

// memoHeads is how many heads are remembered, of 4 to 6 KB each.
const memoHeads = 128

func newMemo() *memo { return &memo{known: make(map[string]record, memoHeads)} }

// head decodes the body of a head.
func (m *memo) head(body []byte) (record, error) {
	m.mu.Lock()
	r, ok := m.known[string(body)]
	m.mu.Unlock()
	if ok {
		return r.clone(), nil
	}
	if err := decode(body, &r); err != nil {
		return record{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.known, m.order[m.next])
	m.order[m.next] = string(body)
	m.known[m.order[m.next]] = r
	m.next = (m.next + 1) % memoHeads
	return r.clone(), nil
}

// ReadCase reads what the head item of a case holds: all but what is sealed.
func (a *App) ReadCase(head []byte) (plan.Case, error) {
	r, err := a.heads.head(head)
	return r.Case, err
}

// clone shares nothing that a change of the case could change.
func (r record) clone() record {
	r.Case = r.Case.Clone()
	r.Beside = maps.Clone(r.Beside)
	return r
}
