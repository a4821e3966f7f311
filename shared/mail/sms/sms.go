// Package sms sends SMS by AWS End User Messaging.
//
//	mail.Message → Send → SendTextMessage, the notice number in its context → (carrier) → events TEXT_SUCCESSFUL, TEXT_DELIVERED, …
//
// The service knows no idempotency. Nothing is sent a second time here, neither
// by us nor by the SDK; who sends again is notify, which knows what is at stake.
package sms

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode/utf16"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/pinpointsmsvoicev2"
	"github.com/aws/aws-sdk-go-v2/service/pinpointsmsvoicev2/types"

	"github.com/sasae-care/sasae/shared/mail"
)

// Options of New.
type Options struct {
	// OriginationIdentity is whom the SMS comes from: a phone number, sender id
	// or pool, by id or ARN; empty lets the service choose.
	OriginationIdentity string
	// ConfigurationSet may send events to other places; EventBridge gets them
	// without one.
	ConfigurationSet string
}

// Sender sends SMS. It is safe for concurrent use.
type Sender struct {
	client *api.Client
	o      Options
}

var _ mail.Sender = (*Sender)(nil)

// New makes the sender. The client's retries are not used.
func New(client *api.Client, o Options) *Sender { return &Sender{client, o} }

// Send hands an SMS to the service, at most once. ErrRefused: a number of a
// notice that is none ([0-9A-Za-z_-]), no municipality, no Japanese telephone
// number (+81… or 0…, digits only), no text or more than 700 characters, or the
// service says that this number cannot have this text. ErrThrottled: nothing
// was sent; that is so too when it sends nothing for us at all (spending limit,
// rights or an identity that are missing), which an operator can mend.
// ErrUnknown: it may have been sent. No error names the person.
func (s *Sender) Send(ctx context.Context, m mail.Message) error {
	if why := check(m); why != "" {
		return fmt.Errorf("send: %w: notice %s: %s", mail.ErrRefused, m.Notice, why)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("send notice %s: %w", m.Notice, err)
	}
	if _, err := s.client.SendTextMessage(ctx, s.text(m), once); err != nil {
		return fmt.Errorf("send notice %s by SMS: %w", m.Notice, meaning(err))
	}
	return nil
}

// once is a call that the SDK makes only once, whatever becomes of it.
func once(o *api.Options) { o.Retryer = aws.NopRetryer{} }

func (s *Sender) text(m mail.Message) *api.SendTextMessageInput {
	in := &api.SendTextMessageInput{
		DestinationPhoneNumber: aws.String(e164(m.To)),
		MessageBody:            &m.Text,
		MessageType:            types.MessageTypeTransactional,
		Context:                map[string]string{"notice": m.Notice, "town": m.Town},
	}
	if s.o.OriginationIdentity != "" {
		in.OriginationIdentity = &s.o.OriginationIdentity
	}
	if s.o.ConfigurationSet != "" {
		in.ConfigurationSetName = &s.o.ConfigurationSet
	}
	return in
}

// e164 is a Japanese number as it is dialled from abroad.
func e164(number string) string {
	if home, ok := strings.CutPrefix(number, "0"); ok {
		return "+81" + home
	}
	return number
}

// An SMS in Japanese has 70 characters (UTF-16 units) a part.
const most = 70 * 10

var (
	label   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`) })
	numbers = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(\+81|0)[1-9][0-9]{8,9}$`) })
)

// check says why the service would refuse the message, without naming the
// person.
func check(m mail.Message) string {
	switch n := len(utf16.Encode([]rune(m.Text))); {
	case m.Channel != mail.SMS:
		return fmt.Sprintf("it goes by %q, not by SMS", m.Channel)
	case !label().MatchString(m.Notice) || !label().MatchString(m.Town):
		return "its number or its municipality is no label"
	case n == 0:
		return "it has no text"
	case n > most:
		return fmt.Sprintf("its text has %d characters, at most %d", n, most)
	case !numbers().MatchString(m.To):
		return "its address is not a Japanese telephone number (+81… or 0…, digits only)"
	}
	return ""
}
