package sim

import (
	"context"
	"log/slog"
	"runtime"
	"runtime/debug"
	"sync"
)

// garbage is the GC percentage of many runs: each keeps little and makes much.
const garbage = 1600

// Many plays n seeds from a first one on, on all cores, and tells of each as it
// ends: in any order, one at a time. It stops early when the context ends.
func Many(ctx context.Context, from uint64, n int, mutant string, tell func(Result)) error {
	log := slog.Default()
	slog.SetDefault(slog.New(slog.DiscardHandler)) // what fails here fails on purpose
	defer slog.SetDefault(log)
	defer debug.SetGCPercent(debug.SetGCPercent(garbage))
	seeds := make(chan uint64)
	var all sync.WaitGroup
	var mu sync.Mutex
	var first error
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for seed := range seeds {
				r, err := Run(Options{Seed: seed, Mutant: mutant})
				mu.Lock()
				if err != nil {
					first = err
				} else {
					tell(r)
				}
				mu.Unlock()
			}
		})
	}
	for i := range n {
		select {
		case <-ctx.Done():
			first = ctx.Err()
		case seeds <- from + uint64(i):
			continue
		}
		break
	}
	close(seeds)
	all.Wait()
	return first
}
