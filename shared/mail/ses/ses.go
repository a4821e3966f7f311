// Package ses sends e-mail by Amazon SES (API v2).
//
//	mail.Message → Send → SendEmail, the notice number as a tag → (SES) → events "Email Delivered", "Email Bounced", …
//
// SES knows no idempotency. Nothing is sent a second time here, neither by us
// nor by the SDK; who sends again is notify, which knows what is at stake.
package ses

import (
	"context"
	"fmt"
	netmail "net/mail"
	"regexp"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/sasae-care/sasae/shared/mail"
)

// Options of New.
type Options struct {
	// From is the sender as readers see it: an address, or "name <address>",
	// of an identity that SES has verified.
	From string
	// ConfigurationSet is what makes SES tell of its events; without one an
	// unknown outcome is never settled.
	ConfigurationSet string
}

// Sender sends e-mail. It is safe for concurrent use.
type Sender struct {
	client *sesv2.Client
	o      Options
}

var _ mail.Sender = (*Sender)(nil)

// New makes the sender. The client's retries are not used.
func New(client *sesv2.Client, o Options) *Sender { return &Sender{client, o} }

// Send hands an e-mail to SES, at most once. ErrRefused: a notice or town that
// is no tag ([0-9A-Za-z_-]), anything but one bare address, no text, or SES
// says that it will not take this message. ErrThrottled: nothing was sent; that
// is so too when SES does not take mail from us at all (paused, suspended, a
// domain or rights that are missing), which an operator can mend. ErrUnknown:
// it may have been sent. No error names the person.
func (s *Sender) Send(ctx context.Context, m mail.Message) error {
	if why := check(m); why != "" {
		return fmt.Errorf("send: %w: notice %s: %s", mail.ErrRefused, m.Notice, why)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("send notice %s: %w", m.Notice, err)
	}
	if _, err := s.client.SendEmail(ctx, s.email(m), once); err != nil {
		return fmt.Errorf("send notice %s by e-mail: %w", m.Notice, meaning(err))
	}
	return nil
}

// once is a call that the SDK makes only once, whatever becomes of it.
func once(o *sesv2.Options) { o.Retryer = aws.NopRetryer{} }

func (s *Sender) email(m mail.Message) *sesv2.SendEmailInput {
	in := &sesv2.SendEmailInput{
		FromEmailAddress: &s.o.From,
		Destination:      &types.Destination{ToAddresses: []string{m.To}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: utf8(m.Subject), Body: &types.Body{Text: utf8(m.Text)},
		}},
		EmailTags: []types.MessageTag{
			{Name: aws.String("notice"), Value: &m.Notice},
			{Name: aws.String("town"), Value: &m.Town},
		},
	}
	if s.o.ConfigurationSet != "" {
		in.ConfigurationSetName = &s.o.ConfigurationSet
	}
	return in
}

func utf8(text string) *types.Content {
	return &types.Content{Data: &text, Charset: aws.String("UTF-8")}
}

// tag is what SES takes as a tag's value, no longer than the notices' numbers.
var tag = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`) })

// check says why SES would refuse the message, without naming the person.
func check(m mail.Message) string {
	switch {
	case m.Channel != mail.Email:
		return fmt.Sprintf("it goes by %q, not by e-mail", m.Channel)
	case !tag().MatchString(m.Notice) || !tag().MatchString(m.Town):
		return "its number or its municipality is no tag"
	case m.Text == "":
		return "it has no text"
	case strings.ContainsAny(m.Subject, "\r\n"):
		return "its subject has a line break"
	}
	if a, err := netmail.ParseAddress(m.To); err != nil || a.Address != m.To {
		return "its address is not one e-mail address"
	}
	return ""
}
