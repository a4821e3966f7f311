package local

import (
	"container/heap"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/store"
)

// hint is something that happened and that a step should hear of: an item of
// the outbox, or an event from a driver, not before its time.
type hint struct {
	at    time.Time
	item  store.Item // an announcement to be forwarded, or
	key   string     // an object that arrived, to be scanned, or
	event events.Event
	no    int // order among those held back to one instant
}

// hints are those whose time has come, in the order in which it came, and those
// that are held back.
type hints struct {
	due  []hint
	held held
	put  int
}

func (q *hints) add(h hint, now time.Time) {
	if !h.at.After(now) {
		q.due = append(q.due, h)
		return
	}
	q.put++
	h.no = q.put
	heap.Push(&q.held, h)
}

// take gives the next hint whose time has come.
func (q *hints) take(now time.Time) (h hint, ok bool) {
	for len(q.held) > 0 && !q.held[0].at.After(now) {
		q.due = append(q.due, heap.Pop(&q.held).(hint))
	}
	if len(q.due) == 0 {
		return hint{}, false
	}
	h, q.due[0] = q.due[0], hint{} // lets go of its body
	q.due = q.due[1:]
	return h, true
}

// held is a heap of hints by time.
type held []hint

func (s held) Len() int { return len(s) }
func (s held) Less(i, j int) bool {
	return s[i].at.Before(s[j].at) || s[i].at.Equal(s[j].at) && s[i].no < s[j].no
}
func (s held) Swap(i, j int) { s[i], s[j] = s[j], s[i] }

// Push and Pop are for container/heap.
func (s *held) Push(x any) { *s = append(*s, x.(hint)) }

// Pop takes the last hint off.
func (s *held) Pop() any {
	last := (*s)[len(*s)-1]
	(*s)[len(*s)-1] = hint{} // lets go of its body
	*s = (*s)[:len(*s)-1]
	return last
}
