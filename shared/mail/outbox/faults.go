package outbox

import (
	"hash/fnv"
	"math/rand/v2"
	"time"

	"github.com/sasae-care/sasae/shared/fault"
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
		return fate{err: mail.ErrUnknown, written: true, receipts: fault.Delays(r, f.Never, f.Doubled, f.Late, f.Longest)}
	}
	return fate{written: true, receipts: fault.Delays(r, f.Never, f.Doubled, f.Late, f.Longest)}
}
