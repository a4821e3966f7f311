package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"runtime"
	"time"

	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/scripts/nation"
	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/monthend"
	"github.com/sasae-care/sasae/shared/standin/states"
)

// nationMonth closes a month of the nation, or without full of a twentieth of
// it: person-months a second from the state machine's start to its end, against
// pricing the same ones and nothing else. It fails when an insurer is billed
// another yen than was handed in.
func nationMonth(ctx context.Context, full bool) (out []figure, err error) {
	size := nation.Japan
	if !full {
		size = nation.Size{Towns: size.Towns / 20, Insurers: size.Insurers / 20, PersonMonths: size.PersonMonths / 20}
	}
	dir, err := os.MkdirTemp("", "bench-nation-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	n, err := nation.Open(dir, size)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, n.Folder.Close()) }()
	for _, t := range n.Towns {
		if err := n.HandIn(ctx, t); err != nil {
			return nil, err
		}
	}
	var x *states.Execution
	took, err := clock(func() (err error) { x, err = n.Close(ctx, nil); return err })
	if err != nil || x.Status != states.Succeeded {
		return nil, errors.Join(err, fmt.Errorf("the run is %s: %v", x.Status, x.Err))
	}
	billed, err := n.Billed(ctx)
	if err != nil {
		return nil, err
	}
	whole := nation.Whole(billed)
	if !maps.Equal(billed, n.Owed) {
		return nil, fmt.Errorf("billed are %+v, handed in were %+v", whole, nation.Whole(n.Owed))
	}
	fmt.Fprintf(os.Stderr, "nation: %d towns, %d insurers, %d claims, %d held, %d units, %d yen, each insurer as handed in; %.1f s\n",
		len(n.Towns), len(billed), whole.Claims, whole.Held, whole.Units, whole.Yen, took)
	bare, err := priceAll(n.Towns)
	if err != nil {
		return nil, err
	}
	heap, alone, err := largest(ctx, n.Towns[0].People)
	people, tally := float64(size.PersonMonths), function("tally")
	return []figure{
		{Figure: "nation", Value: people / took, Unit: "person-months/s", Against: people / bare, Anchor: "pricing the same, town by town on one core: no table, no sealing, no audit"},
		{Figure: "nation-heap", Value: heap, Unit: "MB", Against: float64(tally.Memory), Anchor: "the memory of its function, for the largest town alone"},
		{Figure: "nation-longest", Value: alone, Unit: "s", Against: tally.Timeout.Seconds(), Anchor: "the time of its function, for the largest town alone"},
	}, err
}

func function(step string) functions.Step {
	s, _ := functions.Find(step)
	return s
}

// largest closes the month of one town of so many people: the most of the heap
// that is in use, in MB, and the seconds.
func largest(ctx context.Context, people int) (heap, seconds float64, err error) {
	dir, err := os.MkdirTemp("", "bench-nation-*")
	if err != nil {
		return 0, 0, err
	}
	defer os.RemoveAll(dir)
	n, err := nation.Open(dir, nation.Size{Towns: 1, Insurers: 1, PersonMonths: people})
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, n.Folder.Close()) }()
	if err := n.HandIn(ctx, n.Towns[0]); err != nil {
		return 0, 0, err
	}
	heap = highest(func() { seconds, err = clock(func() error { _, err := n.Close(ctx, nil); return err }) })
	return heap, seconds, err
}

// priceAll is the seconds that pricing alone takes.
func priceAll(towns []nation.Town) (seconds float64, err error) {
	for _, t := range towns {
		records, _ := t.Records()
		one, err := clock(func() error {
			_, err := monthend.Price(records, nation.Month, billing.Standard(), billing.Options{})
			return err
		})
		if err != nil {
			return 0, err
		}
		seconds += one
	}
	return seconds, nil
}

// highest is the most of the heap that was in use while do ran, in MB.
func highest(do func()) float64 {
	runtime.GC()
	stop, most := make(chan struct{}), make(chan uint64)
	go func() {
		var high uint64
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			high = max(high, m.HeapInuse)
			select {
			case <-stop:
				most <- high
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	do()
	close(stop)
	return float64(<-most) / 1e6
}
