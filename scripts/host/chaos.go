package host

import (
	"hash/fnv"
	"math/rand/v2"
	"time"
)

// Delivery is an attempt that was handed to a worker, as Options.Kill sees it.
type Delivery struct {
	Function string
	N        int  // which attempt of this function, from 1
	Async    bool // an asynchronous event; else a request or a stream batch
}

// chaos is how long after the hand-out the worker is killed; nil: it is not.
func (p *pool) chaos(d Delivery) *time.Duration {
	if p.host.o.Kill == nil {
		return nil
	}
	if after, killed := p.host.o.Kill(d); killed {
		return &after
	}
	return nil
}

// AtAnswer kills a worker when its result comes, which nobody then hears: what
// the function did is done, and the attempt has failed.
const AtAnswer = time.Duration(-1)

// Seeded kills workers at work: each attempt with probability p, half of them
// AtAnswer, half at a moment between the hand-out and within after it. An equal
// seed kills the same attempts at the same moments.
func Seeded(seed uint64, p float64, within time.Duration) func(Delivery) (time.Duration, bool) {
	return func(d Delivery) (time.Duration, bool) {
		name := fnv.New64a()
		_, _ = name.Write([]byte(d.Function)) // never fails
		r := rand.New(rand.NewPCG(seed, name.Sum64()+uint64(d.N)))
		after := time.Duration(r.Float64() * float64(within))
		if r.IntN(2) == 0 {
			after = AtAnswer
		}
		return after, r.Float64() < p
	}
}

// Repeats is a Stream.Again: after each batch, with probability p, between 1 and
// back records that were delivered before are delivered once more. An equal
// seed repeats after the same batches.
func Repeats(seed uint64, p float64, back int) func(int) int {
	return func(n int) int {
		r := rand.New(rand.NewPCG(seed, uint64(n)))
		if r.Float64() >= p || back < 1 {
			return 0
		}
		return 1 + r.IntN(back)
	}
}
