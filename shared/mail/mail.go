// Package mail is the contract of the two ways out to a person: e-mail and SMS.
//
//	Message → Send → (the provider) → Receipt, late, twice or never
//
// A provider has no idempotency token, so Send may have happened although it
// failed; the notice number travels with the message and comes back in the
// provider's receipts.
package mail

import (
	"context"
	"errors"
	"time"
)

// Sender hands one message to a provider. nil: accepted. ErrRefused: never will
// be (bad address). ErrThrottled: nothing happened, try later. ErrUnknown, or a
// context that ended: it may or may not have been accepted.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Channel is how a message travels.
type Channel string

// The two channels.
const (
	Email Channel = "email"
	SMS   Channel = "sms"
)

// Message is one message to one address. Notice is the notice number, which
// travels as SES tag and SMS context.
type Message struct {
	Notice  string  `json:"notice"`
	Town    string  `json:"town"`
	Channel Channel `json:"channel"`
	To      string  `json:"to"`
	Subject string  `json:"subject,omitempty"`
	Text    string  `json:"text"`
}

// Receipt is what the provider says later about a message.
type Receipt struct {
	Notice  string    `json:"notice"`
	Town    string    `json:"town"`
	Channel Channel   `json:"channel"`
	Kind    Kind      `json:"kind"`
	At      time.Time `json:"at"`
}

// Kind is what a receipt reports.
type Kind string

// The kinds of receipt.
const (
	Sent      Kind = "sent"
	Delivered Kind = "delivered"
	Bounced   Kind = "bounced"
)

// What can go wrong. Test with errors.Is.
var (
	ErrRefused   = errors.New("the provider refuses the message")
	ErrThrottled = errors.New("throttled")
	ErrUnknown   = errors.New("the outcome is unknown")
)
