package fault

import (
	"math/rand/v2"
	"time"
)

// Delays are when a provider's event comes, by percentages: never, late by up to
// longest (0 is 72 hours), or twice. r decides; it is asked equally often
// whatever the percentages are.
func Delays(r *rand.Rand, never, doubled, late int, longest time.Duration) []time.Duration {
	if longest <= 0 {
		longest = 72 * time.Hour
	}
	no, twice, slow := r.IntN(100) < never, r.IntN(100) < doubled, r.IntN(100) < late
	if no {
		return nil
	}
	delays := []time.Duration{0}
	if slow {
		delays[0] = time.Duration(1 + r.Int64N(int64(longest)))
	}
	if twice {
		delays = append(delays, time.Duration(r.Int64N(int64(longest))))
	}
	return delays
}
