package apptest

import (
	"fmt"
	"testing"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/notice"
)

// Trial is an event that comes to a step in a certain situation. Name is a
// sentence about the state that follows.
type Trial struct {
	Name  string
	Step  string
	Given func(b *Bench) events.Event            // makes the situation, and the event
	Logic func(b *Bench, a *app.App) app.Handler // nil: that of the step
	Then  func(t *testing.T, b *Bench)           // looks at the state that follows at once
	Later time.Duration                          // time that passes before the runs are compared
	Swept bool                                   // the step's work is promised: sweep does it when the event is lost
	Loose bool                                   // the step wakes others, in whatever order
}

// Outlast runs each trial in the three ways an event can come: once; twice; and
// with every single call of every port of the step failing in each way a call
// can fail, after which the event comes again, or, where the work is promised,
// is lost and only time passes. The state must be the same each time: nothing
// lost, nothing doubled.
func Outlast(t *testing.T, trials ...Trial) {
	for _, x := range trials {
		t.Run(x.Name, func(t *testing.T) { x.run(t) })
	}
}

func (x Trial) run(t *testing.T) {
	begin := New(t)
	e := x.Given(begin)
	calls := map[string]int{}
	want := x.once(t, begin.Copy(t), e, calls)
	x.twice(t, begin.Copy(t), e, want)
	for _, port := range Ports {
		for n := 1; n <= calls[port]; n++ {
			for o, how := range outcomes {
				failing := failure{port, n, o}
				t.Run(fmt.Sprintf("when call %d of the %s is %s", n, port, how), func(t *testing.T) {
					x.broken(t, begin.Copy(t), e, failing, want, false)
				})
				if x.Swept {
					t.Run(fmt.Sprintf("when call %d of the %s is %s and the event is lost", n, port, how), func(t *testing.T) {
						x.broken(t, begin.Copy(t), e, failing, want, true)
					})
				}
			}
		}
	}
}

var outcomes = map[fault.Outcome]string{
	fault.NotDone: "not done", fault.DoneUnheard: "done, unheard", fault.NotDoneUnheard: "not done, unheard",
}

type failure struct {
	port string
	call int
	how  fault.Outcome
}

func (x Trial) handler(b *Bench, a *app.App) app.Handler {
	if x.Logic != nil {
		return x.Logic(b, a)
	}
	return logic[x.Step](a)
}

// once is the undisturbed run; it counts the calls.
func (x Trial) once(t *testing.T, b *Bench, e events.Event, calls map[string]int) Scene {
	t.Helper()
	a, count := b.Disturbed(x.Step, "", nil)
	if err := x.handler(b, a)(app.Unpausing(t.Context()), b.In, e); err != nil {
		t.Fatalf("undisturbed: %v", err)
	}
	for _, port := range Ports {
		calls[port] = count(port)
	}
	if x.Then != nil {
		x.Then(t, b)
	}
	return x.end(b)
}

func (x Trial) twice(t *testing.T, b *Bench, e events.Event, want Scene) {
	t.Helper()
	for range 2 {
		if err := x.handler(b, b.App(x.Step))(app.Unpausing(t.Context()), b.In, e); err != nil {
			t.Fatalf("delivered twice: %v", err)
		}
	}
	got := x.end(b)
	if x.Loose {
		want, got = want.InAnyOrder(), got.InAnyOrder()
	}
	if diff := Differs(want, got, Same(x.Later > 0)...); diff != "" {
		t.Errorf("delivered twice, the state is another (-once +twice):\n%s", diff)
	}
}

// broken fails one call. An event whose step failed comes again from the bus,
// unless it is lost.
func (x Trial) broken(t *testing.T, b *Bench, e events.Event, f failure, want Scene, lost bool) {
	a, _ := b.Disturbed(x.Step, f.port, fault.On(f.call, f.how))
	err := x.handler(b, a)(app.Unpausing(t.Context()), b.In, e)
	if err != nil && !lost {
		if err := x.handler(b, b.App(x.Step))(app.Unpausing(t.Context()), b.In, e); err != nil {
			t.Fatalf("delivered again: %v", err)
		}
	}
	got := x.end(b)
	if f.port == "mail" && f.how == fault.NotDoneUnheard {
		allowDropped(want, got)
	}
	if lost || x.Loose {
		want, got = want.InAnyOrder(), got.InAnyOrder()
	}
	if diff := Differs(want, got, Same(x.Later > 0 || lost)...); diff != "" {
		t.Errorf("the state is another (first answer: %v; -undisturbed +disturbed):\n%s", err, diff)
	}
}

// allowDropped: a notice whose sending nobody knows of, and which the provider
// never took, is dropped and not sent again; but not a deadline notice.
func allowDropped(want, got Scene) {
	for number, told := range got.Told {
		if told.State == notice.Dropped && told.Sent == 0 && !notice.Templates[told.Kind].Deadline {
			got.Told[number] = want.Told[number]
			return
		}
	}
}

func (x Trial) end(b *Bench) Scene {
	b.T.Helper()
	if x.Later > 0 {
		b.Settle()
		b.Advance(b.Now().Add(x.Later))
	}
	return b.Scene()
}
