// Package states runs a state machine of AWS Step Functions in this process: as
// much of the Amazon States Language as ours use, and not a word more.
//
//	definition (as the template has it) → Read → Machine → Start → Execution → Redrive
//
// Anything it does not know is an error that names the state, so that a
// definition cannot come to mean something here that it does not mean there.
package states

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// Error is what a task or a state ends with, by its name.
type Error struct{ Name, Cause string }

func (e *Error) Error() string { return e.Name + ": " + e.Cause }

// Options are what an execution works on.
type Options struct {
	Invoke func(ctx context.Context, function string, payload []byte) ([]byte, error) // an *Error names itself; any other is "Unhandled"
	Wait   func(time.Duration)                                                        // between tries; nil: at once
	Now    func() time.Time
}

// The states of an execution.
const (
	Running   = "RUNNING"
	Succeeded = "SUCCEEDED"
	Failed    = "FAILED"
	Aborted   = "ABORTED" // a child that never began: its Map Run had failed
)

// Execution is one run of a machine, or of what a Map does with an item.
type Execution struct {
	Status   string
	Output   any
	Err      *Error
	Redrives int
	Entered  map[string]int // how often each state was entered, tries of a task among them

	machine *Machine
	o       Options
	name    string
	context map[string]any
	at      string // the state that is next, or that it failed in
	data    any
	runs    map[string][]*Execution // the children of each Map, by item
}

// Start runs a machine to its end.
func (m *Machine) Start(ctx context.Context, name string, input any, o Options) (*Execution, error) {
	plain, err := plainJSON(input)
	if err != nil {
		return nil, err
	}
	x := m.execution(name, plain, o)
	return x, x.whole(ctx)
}

func (m *Machine) execution(name string, input any, o Options) *Execution {
	return &Execution{
		Status: Running, Entered: map[string]int{}, machine: m, o: o, name: name, at: m.StartAt, data: input, runs: map[string][]*Execution{},
		context: map[string]any{"Execution": map[string]any{
			"Name": name, "Input": input, "StartTime": o.Now().UTC().Format("2006-01-02T15:04:05.000Z"),
		}},
	}
}

// Redrive goes on with an execution that failed, from the state in which it
// failed; what succeeded is not done again.
func (x *Execution) Redrive(ctx context.Context) error {
	if x.Status != Failed && x.Status != Aborted {
		return fmt.Errorf("an execution that is %s cannot be redriven", x.Status)
	}
	x.Status, x.Err = Running, nil
	x.Redrives++
	return x.whole(ctx)
}

// whole runs for as long as the machine may.
func (x *Execution) whole(ctx context.Context) error {
	if n := x.machine.TimeoutSeconds; n > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, time.Duration(n)*time.Second)
		defer stop()
	}
	return x.run(ctx)
}

// Children are those of a Map, by item.
func (x *Execution) Children(state string) []*Execution { return x.runs[state] }

// run enters one state after another. The error is one of the definition, never
// a failure of the execution.
func (x *Execution) run(ctx context.Context) error {
	for x.Status == Running {
		s := x.machine.States[x.at]
		x.Entered[x.at]++
		out, next, err := x.enter(ctx, s)
		var failed *Error
		switch {
		case errors.As(err, &failed):
			x.Status, x.Err = Failed, failed
		case err != nil:
			return fmt.Errorf("state %s of %s: %w", x.at, x.name, err)
		case next == "":
			x.Status, x.Output = Succeeded, out
		default:
			x.data, x.at = out, next
		}
	}
	return nil
}

// enter does one state, and says what comes out and where it leads ("": the end).
func (x *Execution) enter(ctx context.Context, s State) (out any, next string, err error) {
	at := scope{x.data, x.context}
	switch s.Type {
	case "Pass":
		out = x.data
		if s.Parameters != nil {
			out, err = at.fill(s.Parameters)
		}
		next = s.Next
	case "Task":
		out, next, err = x.task(ctx, s, at)
	case "Map":
		if out, err = x.each(ctx, s, at); err == nil {
			out, err = x.result(s, at, out)
		}
		next = s.Next
	case "Choice":
		out = x.data
		next, err = choose(s, at)
	case "Succeed":
		out = x.data
	case "Fail":
		err = &Error{s.Error, s.Cause}
	}
	if err == nil {
		err = fits(out)
	}
	return out, next, err
}

// mostData is what may be handed from a state to the next, in bytes. Source:
// AWS Step Functions developer guide, service quotas.
const mostData = 256 << 10

func fits(v any) error {
	raw, err := json.Marshal(v)
	if err == nil && len(raw) > mostData {
		return &Error{"States.DataLimitExceeded", fmt.Sprintf("%d bytes", len(raw))}
	}
	return err
}

// result brings what a task or a Map gave to its place.
func (x *Execution) result(s State, at scope, v any) (any, error) {
	if s.ResultSelector != nil {
		var err error
		if v, err = (scope{v, x.context}).fill(s.ResultSelector); err != nil {
			return nil, err
		}
	}
	return put(at.data, v, s.ResultPath)
}

// task invokes a function, again where a Retry says so.
func (x *Execution) task(ctx context.Context, s State, at scope) (any, string, error) {
	filled, err := at.fill(s.Parameters)
	if err != nil {
		return nil, "", err
	}
	tries := make([]int, len(s.Retry))
	for {
		v, err := x.invoke(ctx, s, filled)
		var failed *Error
		if !errors.As(err, &failed) {
			if err == nil {
				v, err = x.result(s, at, v)
			}
			return v, s.Next, err
		}
		if i := slices.IndexFunc(s.Retry, func(r Retrier) bool { return matches(r.ErrorEquals, failed) }); i >= 0 && tries[i] < s.Retry[i].most() {
			x.wait(s.Retry[i].delay(tries[i]))
			tries[i]++
			x.Entered[x.at]++
			continue
		}
		if i := slices.IndexFunc(s.Catch, func(c Catcher) bool { return matches(c.ErrorEquals, failed) }); i >= 0 {
			out, err := put(at.data, map[string]any{"Error": failed.Name, "Cause": failed.Cause}, &s.Catch[i].ResultPath)
			return out, s.Catch[i].Next, err
		}
		return nil, "", failed
	}
}

func (x *Execution) wait(d time.Duration) {
	if x.o.Wait != nil {
		x.o.Wait(d)
	}
}

func matches(names []string, e *Error) bool {
	return slices.Contains(names, e.Name) || slices.Contains(names, "States.ALL")
}

func (r Retrier) most() int {
	if r.MaxAttempts == nil {
		return 3
	}
	return *r.MaxAttempts
}

// delay is before the n-th try again, counted from 0.
func (r Retrier) delay(n int) time.Duration {
	return time.Duration(r.IntervalSeconds * math.Pow(r.BackoffRate, float64(n)) * float64(time.Second))
}

// invoke calls the function that the parameters name. Its answer is what the
// integration gives: ExecutedVersion, Payload and StatusCode.
func (x *Execution) invoke(ctx context.Context, s State, parameters any) (any, error) {
	p, _ := parameters.(map[string]any)
	function, ok := p["FunctionName"].(string)
	if !ok || len(p) != 2 {
		return nil, errors.New("it wants FunctionName and Payload, and nothing else")
	}
	payload, err := json.Marshal(p["Payload"])
	if err != nil {
		return nil, err
	}
	if s.TimeoutSeconds > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, time.Duration(s.TimeoutSeconds)*time.Second)
		defer stop()
	}
	raw, err := x.o.Invoke(ctx, function, payload)
	var named *Error
	switch {
	case errors.As(err, &named):
		return nil, named
	case errors.Is(err, context.DeadlineExceeded):
		return nil, &Error{"States.Timeout", ""}
	case err != nil:
		return nil, &Error{"Unhandled", err.Error()}
	}
	var answer any
	if err := json.Unmarshal(raw, &answer); err != nil {
		return nil, fmt.Errorf("read the answer of %s: %w", function, err)
	}
	return map[string]any{"ExecutedVersion": "$LATEST", "Payload": answer, "StatusCode": float64(200)}, nil
}

func choose(s State, at scope) (string, error) {
	for _, c := range s.Choices {
		a, err := at.eval(c.Variable)
		if err != nil {
			return "", err
		}
		b, err := at.eval(c.NumericEqualsPath)
		if err != nil {
			return "", err
		}
		if n, ok := a.(float64); ok && b == n {
			return c.Next, nil
		}
	}
	return s.Default, nil
}

// plainJSON is a value as JSON knows it.
func plainJSON(v any) (out any, err error) {
	raw, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(raw, &out)
	}
	return out, err
}
