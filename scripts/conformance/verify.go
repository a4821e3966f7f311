package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"

	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/rules/rulebook"
)

// verify looks at every carrier, and joins what does not hold. It runs at the root
// of the repository.
func verify(papers []paper, guards bool) error {
	sets, err := rulebook.Shipped()
	if err != nil {
		return err
	}
	heard, err := hear()
	if err != nil {
		return err
	}
	var bad []error
	tests := map[carrier][]string{}
	for _, r := range rowsOf(papers) {
		for _, c := range r.By {
			if err := r.holds(c, sets, heard); err != nil {
				bad = append(bad, fmt.Errorf("%s: %s: %w", r.ID, c, err))
			}
			if c.Test != "" {
				tests[c.key()] = append(tests[c.key()], r.ID)
			}
		}
	}
	if err := errors.Join(bad...); err != nil || !guards {
		return err
	}
	return tryGuards(tests)
}

// holds looks at one carrier of the requirement, short of running its test.
func (r requirement) holds(c carrier, sets []rules.Set, heard map[string]bool) error {
	switch {
	case c.given() != 1:
		return errors.New("want one thing that could be looked at")
	case c.Test != "":
		_, _, err := c.guarded()
		return err
	case c.Check != "":
		return r.checked(c.Check, heard)
	}
	return c.verify(sets)
}

// atOnce is how many guards are taken out at a time.
const atOnce = 2

// tryGuards takes each guard out and runs its test, and tells how far it is.
func tryGuards(tests map[carrier][]string) error {
	var (
		wait  sync.WaitGroup
		lock  sync.Mutex
		bad   []error
		done  int
		slots = make(chan struct{}, atOnce)
	)
	for c, ids := range tests {
		wait.Go(func() {
			slots <- struct{}{}
			err := c.fails()
			<-slots
			lock.Lock()
			defer lock.Unlock()
			if err != nil {
				slices.Sort(ids)
				bad = append(bad, fmt.Errorf("%v: %s: %w", ids, c, err))
			}
			done++
			word := "fails without its guard"
			if err != nil {
				word = "DOES NOT HOLD"
			}
			fmt.Fprintf(os.Stderr, "%d/%d %s %s\n", done, len(tests), c.Test, word)
		})
	}
	wait.Wait()
	return errors.Join(bad...)
}
