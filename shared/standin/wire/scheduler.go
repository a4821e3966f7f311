package wire

import (
	"cmp"
	"net/http"
	"slices"
	"sync"
	"time"
)

// SchedulerOptions says how the scheduler behaves.
type SchedulerOptions struct {
	// Clock is where its clock begins; zero is the start of 2026.
	Clock time.Time
	// Groups are the schedule groups there are beside default.
	Groups []string
	// Ring invokes a target, with Target.Input as it was given. An error is
	// tried again, as the schedule's RetryPolicy says, and in the end leaves it
	// to the dead letters. It is called by Advance and may talk to the server.
	Ring func(Schedule) error
	// TakesPast lets a time in the past ring at once. Otherwise it is refused:
	// what the real service does is not documented.
	TakesPast bool
}

// Scheduler answers CreateSchedule, UpdateSchedule, GetSchedule, DeleteSchedule
// and ListSchedules of EventBridge Scheduler for one-shot schedules. It rings
// when its clock is moved on. It is safe for concurrent use.
type Scheduler struct {
	o    SchedulerOptions
	http http.Handler

	mu    sync.Mutex
	clock time.Time
	open  map[string]*Schedule
	rung  []Schedule
	dead  []Schedule
}

// NewScheduler is a scheduler on which nothing is set.
func NewScheduler(o SchedulerOptions) *Scheduler {
	if o.Clock.IsZero() {
		o.Clock = began
	}
	s := &Scheduler{o: o, clock: o.Clock, open: map[string]*Schedule{}}
	s.http = s.routes()
	return s
}

// ServeHTTP implements http.Handler.
func (s *Scheduler) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.http.ServeHTTP(w, r) }

// Clock is what the server takes for now.
func (s *Scheduler) Clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clock
}

// Schedules are those that are set, by group and name.
func (s *Scheduler) Schedules() []Schedule {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Schedule
	for _, one := range s.open {
		all = append(all, *one)
	}
	slices.SortFunc(all, func(a, b Schedule) int { return cmp.Compare(a.key(), b.key()) })
	return all
}

// Rung are the rings that were taken, in order.
func (s *Scheduler) Rung() []Schedule {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.rung)
}

// Dead are those whose ring failed too long or too often.
func (s *Scheduler) Dead() []Schedule {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.dead)
}

// Advance moves the clock on and rings, in the order of their times, all that
// is due by then. A clock does not go back.
func (s *Scheduler) Advance(to time.Time) {
	for {
		due, ok := s.due(to)
		if !ok {
			return
		}
		var err error
		if s.o.Ring != nil {
			err = s.o.Ring(due)
		}
		s.note(due, err)
	}
}

// due takes the next one that is due; without one the clock stands at to.
func (s *Scheduler) due(to time.Time) (Schedule, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var first *Schedule
	for _, one := range s.open {
		if one.open() && !one.next.After(to) && (first == nil || before(one, first)) {
			first = one
		}
	}
	if first == nil {
		s.clock = latest(s.clock, to)
		return Schedule{}, false
	}
	s.clock = latest(s.clock, first.next)
	first.Tries++
	due := *first
	first.ringing = true
	return due, true
}

func before(a, b *Schedule) bool {
	return cmp.Or(a.next.Compare(b.next), cmp.Compare(a.key(), b.key())) < 0
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// note keeps what came of a ring. One that was deleted or made anew meanwhile
// is left alone.
func (s *Scheduler) note(was Schedule, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		s.rung = append(s.rung, was)
	}
	one := s.open[was.key()]
	if one == nil || one.token != was.token {
		return
	}
	one.ringing = false
	if next, again := was.later(); err != nil && again {
		one.next = next
		return
	}
	if err != nil {
		s.dead = append(s.dead, was)
	}
	if one.Done = true; one.ActionAfterCompletion == "DELETE" {
		delete(s.open, was.key())
	}
}
