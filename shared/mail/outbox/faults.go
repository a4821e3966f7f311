package outbox

import (
	"hash/fnv"
	"math/rand/v2"
	"time"

	"github.com/sasae-care/sasae/shared/mail"
)

// Faults makes the provider as bad as real ones are. Each number is per cent;
// the zero Faults has none. The same seed gives the same notice the same fate
// at the same attempt, in whatever order the notices come.
type Faults struct {
	Seed uint64
	// Throttled, UnknownLost, UnknownSent are what Send says: ErrThrottled and
	// nothing is written; ErrUnknown and nothing is written; ErrUnknown and the
	// message is written, with its receipts. Together at most 100.
	Throttled, UnknownLost, UnknownSent int
	// Never, Doubled, Late are what becomes of the receipts. A late one comes up
	// to Longest (0: 72 hours) afterwards; the second of a double too.
	Never, Doubled, Late int
	Longest              time.Duration
}

// fate is what the plan has in store for one attempt.
type fate struct {
	err      error
	written  bool
	receipts []time.Duration // the delay of each
}

func (f Faults) fate(notice string, attempt int) fate {
	h := fnv.New64a()
	_, _ = h.Write([]byte(notice)) // never fails
	r := rand.New(rand.NewPCG(f.Seed, h.Sum64()+uint64(attempt)))
	switch n := r.IntN(100); {
	case n < f.Throttled:
		return fate{err: mail.ErrThrottled}
	case n < f.Throttled+f.UnknownLost:
		return fate{err: mail.ErrUnknown}
	case n < f.Throttled+f.UnknownLost+f.UnknownSent:
		return fate{err: mail.ErrUnknown, written: true, receipts: f.receipts(r)}
	}
	return fate{written: true, receipts: f.receipts(r)}
}

func (f Faults) receipts(r *rand.Rand) []time.Duration {
	longest := f.Longest
	if longest <= 0 {
		longest = 72 * time.Hour
	}
	never, doubled, late := r.IntN(100) < f.Never, r.IntN(100) < f.Doubled, r.IntN(100) < f.Late
	if never {
		return nil
	}
	delays := []time.Duration{0}
	if late {
		delays[0] = time.Duration(1 + r.Int64N(int64(longest)))
	}
	if doubled {
		delays = append(delays, time.Duration(r.Int64N(int64(longest))))
	}
	return delays
}
