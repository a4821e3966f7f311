package sim

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/seal"
	"github.com/sasae-care/sasae/shared/store/memory"
	"github.com/sasae-care/sasae/shared/town/invented"
)

// The two municipalities, on one table.
var towns = []string{"999997", "888885"}

// world is a run under way.
type world struct {
	Options
	mutant mutant
	ctx    context.Context
	now    time.Time
	rng    *rand.Rand
	rate   int // faults a thousand calls, while there are any
	queue  queue
	count  int
	trace  *trace
	wrong  []string

	ring   seal.Ring
	table  *memory.Table
	files  *cabinet
	timer  map[string]bool // schedules that were ever set
	post   *post
	anchor map[string]bool
	base   *app.App
	staff  map[string]*worker // by step
	shifts []*shift           // deliveries under way, the innermost last
	watch  *watch
	scenes []*scene
	tokens map[string]string
}

// errWorld: the world itself, before any fault, does not work.
var errWorld = errors.New("sim: the world cannot begin")

func newWorld(o Options, m mutant) (*world, error) {
	w := &world{
		Options: o, mutant: m, ctx: app.Unpausing(context.Background()), now: begin,
		rng: rand.New(rand.NewPCG(o.Seed, 0x5a5ae)), trace: newTrace(o.Trace),
		timer: map[string]bool{}, anchor: map[string]bool{}, tokens: map[string]string{},
	}
	w.rate = []int{0, 2, 10, 40}[w.rng.IntN(4)]
	secret := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("sim"), o.Seed))
	var err error
	if w.ring, err = seal.NewRing(secret[:]); err != nil {
		return nil, err
	}
	w.watch = newWatch(w)
	w.table = memory.Lending(w.watch.committed)
	w.files, w.post = newCabinet(w), newPost(w)
	w.hire()
	for _, t := range towns {
		whole := w.whole("import")
		if err := whole.SaveBook(w.ctx, app.ScopeOf(access.Session{Town: t}), "import", invented.Book(t)); err != nil {
			return nil, fmt.Errorf("%w: %w", errWorld, err)
		}
	}
	w.write()
	return w, nil
}

// task is something that happens at an instant.
type task struct {
	at time.Time
	no int // order among equals
	do func()
}

// at puts something on the agenda.
func (w *world) at(t time.Time, do func()) {
	if t.Before(w.now) {
		t = w.now
	}
	w.queue.made++
	w.queue.push(task{t, w.queue.made, do})
}

func (w *world) after(d time.Duration, do func()) { w.at(w.now.Add(d), do) }

// play does what is on the agenda until the end.
func (w *world) play() {
	w.strike(begin)
	for len(w.queue.tasks) > 0 && !w.queue.tasks[0].at.After(end) && len(w.wrong) == 0 {
		w.next()
	}
	w.now = end
}

func (w *world) next() {
	t := w.queue.pop()
	if t.at.After(w.now) {
		w.now = t.at
	}
	w.count++
	t.do()
}

// meanwhile lets others be at work for a while, as they are while somebody
// waits for an answer. So two hands meet at one case.
func (w *world) meanwhile(d time.Duration) {
	until := w.now.Add(d)
	for len(w.queue.tasks) > 0 && !w.queue.tasks[0].at.After(until) && len(w.wrong) == 0 {
		w.next()
	}
	if w.now.Before(until) {
		w.now = until
	}
}

// chance is true in so many of a thousand cases, while faults happen.
func (w *world) chance(of1000 int) bool {
	return w.now.Before(calm) && of1000 > 0 && w.rng.IntN(1000) < of1000
}

// upTo is a random while.
func (w *world) upTo(d time.Duration) time.Duration { return time.Duration(w.rng.Int64N(int64(d))) }

// found notes that a promise was broken.
func (w *world) found(format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	w.wrong = append(w.wrong, what)
	w.trace.note(w.now, "WRONG", what)
}

// queue is a heap of tasks by time.
type queue struct {
	tasks []task
	made  int
}

// before orders by time, then by when it was put there.
func (a task) before(b task) bool { return a.at.Before(b.at) || a.at.Equal(b.at) && a.no < b.no }

func (q *queue) push(t task) {
	q.tasks = append(q.tasks, t)
	for i := len(q.tasks) - 1; i > 0; {
		up := (i - 1) / 2
		if !q.tasks[i].before(q.tasks[up]) {
			return
		}
		q.tasks[i], q.tasks[up] = q.tasks[up], q.tasks[i]
		i = up
	}
}

// pop takes the first one off.
func (q *queue) pop() task {
	first, last := q.tasks[0], len(q.tasks)-1
	q.tasks[0], q.tasks[last] = q.tasks[last], task{} // lets go of what it holds
	q.tasks = q.tasks[:last]
	for i := 0; ; {
		least := i
		for down := 2*i + 1; down <= 2*i+2 && down < last; down++ {
			if q.tasks[down].before(q.tasks[least]) {
				least = down
			}
		}
		if least == i {
			return first
		}
		q.tasks[i], q.tasks[least] = q.tasks[least], q.tasks[i]
		i = least
	}
}
