package wire

import (
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/sasae-care/sasae/shared/fault"
)

// Faults is the plan of what goes wrong at a provider of messages. Each number
// is per cent; the zero Faults has none. The same seed gives the same notice
// the same fate at the same attempt, in whatever order the notices come.
type Faults struct {
	Seed uint64
	// Throttled, UnknownLost, UnknownSent are what the caller hears: throttling
	// and nothing is accepted; a 500 or a cut connection and nothing is
	// accepted; the same and the message is accepted, with its events. Together
	// at most 100.
	Throttled, UnknownLost, UnknownSent int
	// Bounced is how many accepted messages do not reach the person.
	Bounced int
	// Never, Doubled, Late are what becomes of each event. A late one comes up
	// to Longest (0: 72 hours) afterwards; the second of a double too.
	Never, Doubled, Late int
	Longest              time.Duration
}

// fate is what the plan has in store for one attempt.
type fate struct {
	err      error
	accepted bool
	bounced  bool
	delays   [2][]time.Duration // of the event that it was sent, and of how it ended
}

// throttling and failure are how a service words these two.
func (f Faults) fate(notice string, attempt int, throttling, failure error) fate {
	h := fnv.New64a()
	_, _ = h.Write([]byte(notice)) // never fails
	r := rand.New(rand.NewPCG(f.Seed, h.Sum64()+uint64(attempt)))
	out := fate{accepted: true}
	switch n := r.IntN(100); {
	case n < f.Throttled:
		return fate{err: throttling}
	case n < f.Throttled+f.UnknownLost:
		return fate{err: unheard(r, failure)}
	case n < f.Throttled+f.UnknownLost+f.UnknownSent:
		out.err = unheard(r, failure)
	}
	out.bounced = r.IntN(100) < f.Bounced
	out.delays = [2][]time.Duration{fault.Delays(r, f.Never, f.Doubled, f.Late, f.Longest), fault.Delays(r, f.Never, f.Doubled, f.Late, f.Longest)}
	return out
}

// unheard is one of the ways in which an answer does not come.
func unheard(r *rand.Rand, failure error) error {
	if r.IntN(2) == 0 {
		return errCut
	}
	return failure
}

// Throttling and failures, in each service's words.
var (
	sesThrottled = fail(http.StatusTooManyRequests, "TooManyRequestsException", "Maximum sending rate exceeded.")
	sesFailed    = fail(http.StatusInternalServerError, "InternalServiceErrorException", "Internal error.")
	smsThrottled = fail(http.StatusBadRequest, "ThrottlingException", "Rate exceeded")
	smsFailed    = fail(http.StatusInternalServerError, "InternalServerException", "Internal error.")
)
