// Package faulty is a way out to people whose calls fail as planned, for tests.
//
//	Send → fault.Plan → the sender beneath, ErrThrottled or ErrUnknown
package faulty

import (
	"context"

	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/mail"
)

// Sender passes calls on as its plan has it.
type Sender struct {
	to    mail.Sender
	calls *fault.Calls
}

var _ mail.Sender = (*Sender)(nil)

// New wraps s. A nil plan only counts.
func New(s mail.Sender, p fault.Plan) *Sender { return &Sender{s, fault.New(p)} }

// Calls is the number of calls so far.
func (s *Sender) Calls() int { return s.calls.Count() }

// Send is mail.Sender's. fault.NotDone is ErrThrottled and nothing happened;
// fault.DoneUnheard is ErrUnknown and the message was accepted.
func (s *Sender) Send(ctx context.Context, m mail.Message) error {
	return s.calls.Do(mail.ErrThrottled, mail.ErrUnknown, func() error { return s.to.Send(ctx, m) })
}
