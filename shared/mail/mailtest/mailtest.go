// Package mailtest is the contract of mail.Sender as tests.
//
//	open → Run → does the sender keep the contract?
//
// A provider knows no idempotency, so the same notice sent twice is two
// messages; a sender that hid that would hide our own mistakes.
package mailtest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/mail"
)

// Target is a sender whose provider has no faults, and what can be seen of it.
type Target struct {
	Sender mail.Sender
	// Sent is how many messages with this notice number were accepted.
	Sent func(notice string) int
	// Receipts are the provider's events so far. The suite waits up to five
	// seconds for one.
	Receipts func() []mail.Receipt
}

// Run holds the senders that open gives to the contract.
func Run(t *testing.T, open func(t *testing.T) Target) {
	for _, s := range sentences {
		t.Run(s.name, func(t *testing.T) { s.holds(t, open(t)) })
	}
}

func email(notice string) mail.Message {
	return mail.Message{Notice: notice, Town: "431001", Channel: mail.Email, To: "staff@example.jp",
		Subject: "期限のお知らせ", Text: "期限が近い案件が1件あります。"}
}

func sms(notice string) mail.Message {
	return mail.Message{Notice: notice, Town: "431001", Channel: mail.SMS, To: "+819012345678", Text: "本日期限の案件が1件あります。"}
}

var sentences = []struct {
	name  string
	holds func(*testing.T, Target)
}{
	{"an e-mail is accepted once", func(t *testing.T, tg Target) { accepted(t, tg, email("N-1"), 1) }},
	{"an SMS is accepted once", func(t *testing.T, tg Target) { accepted(t, tg, sms("N-1"), 1) }},
	{"an SMS to a number written as at home is accepted", func(t *testing.T, tg Target) {
		m := sms("N-1")
		m.To = "09012345678"
		accepted(t, tg, m, 1)
	}},
	{"an SMS of ten parts is accepted", func(t *testing.T, tg Target) {
		m := sms("N-1")
		m.Text = strings.Repeat("期", 700)
		accepted(t, tg, m, 1)
	}},
	{"the same notice sent twice is two messages", func(t *testing.T, tg Target) {
		accepted(t, tg, email("N-1"), 1)
		accepted(t, tg, email("N-1"), 2)
	}},
	{"different notices are counted apart", func(t *testing.T, tg Target) {
		accepted(t, tg, email("N-1"), 1)
		accepted(t, tg, email("N-10"), 1)
		if n := tg.Sent("N-2"); n != 0 {
			t.Errorf("a notice never sent was accepted %d times", n)
		}
	}},
	{"16 at once are all accepted", sixteen},
	{"a receipt names notice, town and channel", func(t *testing.T, tg Target) {
		accepted(t, tg, sms("N-1"), 1)
		for end := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
			for _, r := range tg.Receipts() {
				if r.Notice == "N-1" && r.Town == "431001" && r.Channel == mail.SMS && r.Kind == mail.Delivered && !r.At.IsZero() {
					return
				}
			}
			if time.Now().After(end) {
				t.Fatalf("the receipts are %+v", tg.Receipts())
			}
		}
	}},
	{"what no provider takes is refused, and nothing is sent", refusals},
	{"an ended context fails", func(t *testing.T, tg Target) {
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if tg.Sender.Send(ended, email("N-1")) == nil {
			t.Error("send succeeds")
		}
	}},
}

func accepted(t *testing.T, tg Target, m mail.Message, times int) {
	t.Helper()
	if err := tg.Sender.Send(t.Context(), m); err != nil {
		t.Fatalf("send: %v", err)
	}
	if n := tg.Sent(m.Notice); n != times {
		t.Fatalf("%s was accepted %d times, want %d", m.Notice, n, times)
	}
}

func sixteen(t *testing.T, tg Target) {
	var all sync.WaitGroup
	for n := range 16 {
		all.Go(func() {
			if err := tg.Sender.Send(t.Context(), email([]string{"N-1", "N-2"}[n%2])); err != nil {
				t.Errorf("send: %v", err)
			}
		})
	}
	all.Wait()
	if a, b := tg.Sent("N-1"), tg.Sent("N-2"); a != 8 || b != 8 {
		t.Errorf("accepted %d and %d times, want 8 and 8", a, b)
	}
}

func refusals(t *testing.T, tg Target) {
	change := func(m mail.Message, f func(*mail.Message)) mail.Message { f(&m); return m }
	to := func(m mail.Message, to string) mail.Message {
		return change(m, func(m *mail.Message) { m.To = to })
	}
	for name, m := range map[string]mail.Message{
		"an e-mail to nobody":                 to(email("N-1"), ""),
		"an e-mail without @":                 to(email("N-1"), "staff.example.jp"),
		"an e-mail to two":                    to(email("N-1"), "a@example.jp, b@example.jp"),
		"an e-mail with a header in its To":   to(email("N-1"), "a@example.jp\r\nBcc: b@example.jp"),
		"an SMS to nobody":                    to(sms("N-1"), ""),
		"an SMS to letters":                   to(sms("N-1"), "0901234abcd"),
		"an SMS abroad":                       to(sms("N-1"), "+12125550123"),
		"an SMS to a number that is too long": to(sms("N-1"), "090123456789012"),
		"an SMS of more than ten parts":       change(sms("N-1"), func(m *mail.Message) { m.Text = strings.Repeat("期", 701) }),
		"a message by no channel":             change(email("N-1"), func(m *mail.Message) { m.Channel = "fax" }),
		"a message without a notice number":   change(email("N-1"), func(m *mail.Message) { m.Notice = "" }),
	} {
		if err := tg.Sender.Send(t.Context(), m); !errors.Is(err, mail.ErrRefused) {
			t.Errorf("%s: send says %v, want a refusal", name, err)
		}
	}
	if n := tg.Sent("N-1"); n != 0 {
		t.Errorf("%d were sent", n)
	}
}
