// Package notice is what a person is told and what became of it, pure.
//
//	event + case + person → New → Notice → Render → subject, text
//	Notice + what the provider did → Claim, Accepted, Unknown, Receipt → Notice
//
// A notice says kind, receipt number, day and a link that needs sign-in; never
// a word about the person (KUM-25, section G.6). A provider has no idempotency
// token, so a notice is claimed before it is sent and marked after; an unknown
// outcome waits for the provider's own word. No notice is sent twice, except a
// deadline notice whose first outcome is unknown after half an hour.
package notice

import (
	"time"

	"github.com/sasae-care/sasae/shared/mail"
)

// State of a notice.
type State string

// The states. Sent, Dropped and Failed are final.
const (
	Waiting State = "waiting" // to be sent at Due
	Claimed State = "claimed" // somebody is sending it; Due is the end of the lease
	Unknown State = "unknown" // perhaps sent; Due is when waiting for the provider ends
	Sent    State = "sent"
	Dropped State = "dropped" // outcome never known, or no longer wanted
	Failed  State = "failed"  // the provider refuses it
)

// Notice is one message to one person by one channel.
type Notice struct {
	Number    string       `json:"number"`
	Kind      string       `json:"kind"` // key of Templates
	Case      string       `json:"case,omitempty"`
	Receipt   string       `json:"receipt,omitempty"`
	Day       string       `json:"day,omitempty"` // the day it is about, 和暦
	Staff     string       `json:"staff"`
	Channel   mail.Channel `json:"channel"`
	State     State        `json:"state"`
	Made      time.Time    `json:"made"`
	Due       time.Time    `json:"due"`
	Attempts  int          `json:"attempts"`
	Throttled int          `json:"throttled,omitempty"`
	Accepted  time.Time    `json:"accepted,omitzero"`
	Heard     []mail.Kind  `json:"heard,omitempty"` // receipts, in the order they came
	Why       string       `json:"why,omitempty"`
}

// Lease is how long a claim holds; Patience is how long an unknown outcome
// waits for the provider's word.
const (
	Lease    = 2 * time.Minute
	Patience = 30 * time.Minute
)

// Final tells whether nothing more will happen but receipts.
func (n Notice) Final() bool { return n.State == Sent || n.State == Dropped || n.State == Failed }

// Claim takes the notice for sending; false when it is not to be sent now. A
// lease that ran out means an unknown outcome; Unknown that waited in vain is
// sent once more when it is a deadline notice, else dropped.
func (n Notice) Claim(at time.Time) (Notice, bool) {
	if n.Final() || at.Before(n.Due) {
		return n, false
	}
	switch n.State {
	case Claimed:
		return n.doubt(at), false
	case Unknown:
		if Templates[n.Kind].Deadline && n.Attempts < 2 {
			return n.claim(at), true
		}
		n.State, n.Why = Dropped, "outcome unknown"
		return n, false
	}
	return n.claim(at), true
}

func (n Notice) claim(at time.Time) Notice {
	n.State, n.Due, n.Attempts = Claimed, at.Add(Lease), n.Attempts+1
	return n
}

// Done marks the notice as accepted by the provider.
func (n Notice) Done(at time.Time) Notice {
	n.State, n.Accepted, n.Due = Sent, at, time.Time{}
	return n
}

// doubt marks an outcome nobody knows.
func (n Notice) doubt(at time.Time) Notice {
	n.State, n.Due = Unknown, at.Add(Patience)
	return n
}

// InDoubt marks the claimed notice as perhaps sent.
func (n Notice) InDoubt(at time.Time) Notice { return n.doubt(at) }

// Later puts a claimed notice back that was certainly not sent.
func (n Notice) Later(at time.Time) Notice {
	n.Throttled++
	n.State, n.Attempts = Waiting, n.Attempts-1
	n.Due = at.Add(time.Minute << min(n.Throttled, 6))
	return n
}

// Refused marks the notice as one the provider will never take.
func (n Notice) Refused(why string) Notice {
	n.State, n.Due, n.Why = Failed, time.Time{}, why
	return n
}

// Hear takes a receipt of the provider in: whatever it says, the message was
// accepted. false when it says nothing new: it came before, or says of a message
// that was taken that all is well.
func (n Notice) Hear(r mail.Kind, at time.Time) (Notice, bool) {
	if n.State == Sent && len(n.Heard) == 0 && (r == mail.Sent || r == mail.Delivered) {
		return n, false
	}
	for _, k := range n.Heard {
		if k == r {
			return n, false
		}
	}
	n.Heard = append(append([]mail.Kind{}, n.Heard...), r)
	if n.State == Claimed || n.State == Unknown || n.State == Dropped {
		n.State, n.Accepted, n.Due, n.Why = Sent, at, time.Time{}, ""
	}
	return n, true
}
