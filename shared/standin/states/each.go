package states

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// each runs a child for each item, so many at a time. A child that failed gives
// its error; too many of them fail the Map, and who has not begun stays so.
func (x *Execution) each(ctx context.Context, s State, at scope) (any, error) {
	children, err := x.children(s, at)
	if err != nil {
		return nil, err
	}
	for _, c := range children {
		if c.Status != Succeeded {
			c.Status, c.Err, c.Redrives = Aborted, nil, x.Redrives // until its turn comes
		}
	}
	var mu sync.Mutex
	var bad []error
	var all sync.WaitGroup
	over := func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(bad) > 0 || tooMany(s, children)
	}
	free := make(chan struct{}, max(s.MaxConcurrency, 1))
	for _, c := range children {
		if c.Status == Succeeded {
			continue
		}
		free <- struct{}{}
		if over() {
			break
		}
		all.Go(func() {
			defer func() { <-free }()
			done := *c // whose state the others look at
			done.Status = Running
			err := done.run(ctx)
			mu.Lock()
			defer mu.Unlock()
			*c = done
			if err != nil {
				bad = append(bad, err)
			}
		})
	}
	all.Wait()
	if err := errors.Join(bad...); err != nil {
		return nil, err
	}
	if tooMany(s, children) {
		return nil, &Error{"States.ExceedToleratedFailureThreshold", "more children failed than the Map tolerates"}
	}
	out := make([]any, len(children))
	for i, c := range children {
		if out[i] = c.Output; c.Status != Succeeded {
			out[i] = map[string]any{"Error": c.Err.Name, "Cause": c.Err.Cause}
		}
	}
	return out, nil
}

func tooMany(s State, children []*Execution) bool {
	failed := 0
	for _, c := range children {
		if c.Status == Failed {
			failed++
		}
	}
	return float64(failed)*100 > s.ToleratedFailurePercentage*float64(len(children))
}

// children are those of the Map that x is in, made when it is entered first.
func (x *Execution) children(s State, at scope) ([]*Execution, error) {
	if made, ok := x.runs[x.at]; ok {
		return made, nil
	}
	v, err := at.eval(s.ItemsPath)
	if err != nil {
		return nil, err
	}
	items, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("%s is no list", s.ItemsPath)
	}
	var made []*Execution
	for i, item := range items {
		of := map[string]any{"Execution": x.context["Execution"], "Map": map[string]any{"Item": map[string]any{"Index": float64(i), "Value": item}}}
		input, err := (scope{x.data, of}).fill(s.ItemSelector)
		if err != nil {
			return nil, err
		}
		child := s.ItemProcessor.execution(fmt.Sprintf("%s/%s:%d", x.name, s.Label, i), input, x.o)
		child.Status = Aborted
		made = append(made, child)
	}
	x.runs[x.at] = made
	return made, nil
}
