package ses_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/mail/mailtest"
	"github.com/sasae-care/sasae/shared/mail/outbox"
	"github.com/sasae-care/sasae/shared/mail/ses"
	"github.com/sasae-care/sasae/shared/standin/trouble"
	"github.com/sasae-care/sasae/shared/standin/wire"
	"github.com/sasae-care/sasae/shared/standin/wire/wiretest"
)

var april = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)

// sender talks to a server of s, through trouble.
func sender(t *testing.T, s http.Handler, p trouble.Plan) (*ses.Sender, *trouble.Transport) {
	t.Helper()
	cfg, at := wiretest.Reach(t, s, p)
	return ses.New(sesv2.NewFromConfig(cfg), ses.Options{From: "支えあい <notice@example.jp>", ConfigurationSet: "notices"}), at
}

// The suite has both channels; its SMS go to the outbox here.
func TestTheContract(t *testing.T) {
	mailtest.Run(t, func(t *testing.T) mailtest.Target {
		h := &mailtest.Heard{T: t}
		server := wire.NewSES(wire.Provider{Emit: h.Event, Now: func() time.Time { return april }})
		mails, _ := sender(t, server, nil)
		box, err := outbox.Open(t.TempDir(), outbox.Options{Emit: h.Receipt, NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		return mailtest.Target{
			Sender:   mailtest.Senders{mail.Email: mails, mail.SMS: box},
			Sent:     func(notice string) int { return server.Sent(notice) + box.Sent(notice) },
			Receipts: h.Receipts,
		}
	})
}

var message = mail.Message{Notice: "N-1", Town: "431001", Channel: mail.Email, To: "staff@example.jp",
	Subject: "期限のお知らせ", Text: "案件が1件あります。\nhttps://sasae.example.jp/"}

func TestSESIsToldAllOfTheMessageAndItsReceiptsComeBack(t *testing.T) {
	h := &mailtest.Heard{T: t}
	server := wire.NewSES(wire.Provider{Emit: h.Event, Now: func() time.Time { return april }})
	s, _ := sender(t, server, nil)
	if err := s.Send(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	got := server.Emails()
	if len(got) != 1 {
		t.Fatalf("%d were accepted", len(got))
	}
	got[0].ID, got[0].At = "", time.Time{}
	want := wire.Email{From: "支えあい <notice@example.jp>", To: message.To, Subject: message.Subject, Text: message.Text,
		ConfigurationSet: "notices", Tags: map[string]string{"notice": "N-1", "town": "431001"}}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Error(diff)
	}
	delivered := mail.Receipt{Notice: "N-1", Town: "431001", Channel: mail.Email, Kind: mail.Delivered, At: april}
	if diff := cmp.Diff([]mail.Receipt{delivered}, h.Receipts()); diff != "" {
		t.Error(diff)
	}
}

func TestABounceComesBackAsAReceipt(t *testing.T) {
	h := &mailtest.Heard{T: t}
	s, _ := sender(t, wire.NewSES(wire.Provider{Emit: h.Event, Faults: wire.Faults{Bounced: 100}}), nil)
	if err := s.Send(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	if all := h.Receipts(); len(all) != 1 || all[0].Kind != mail.Bounced {
		t.Errorf("the receipts are %+v", all)
	}
}

// kind is what notify makes of an error.
func kind(err error) string {
	switch {
	case err == nil:
		return "sent"
	case errors.Is(err, mail.ErrThrottled):
		return "throttled"
	case errors.Is(err, mail.ErrRefused):
		return "refused"
	}
	return "unknown"
}

func TestEachWayASendFailsAndItIsTriedOnlyOnce(t *testing.T) {
	says := func(status int, code string) trouble.Trouble { return trouble.Answer(status, code, "staff@example.jp") }
	for name, x := range map[string]struct {
		trouble trouble.Trouble
		want    string
		sent    int
	}{
		"throttled":                      {trouble.Throttle, "throttled", 0},
		"nobody answers":                 {trouble.Unreachable, "throttled", 0},
		"done, and the connection ends":  {trouble.After(trouble.Reset), "unknown", 1},
		"done, and the answer is late":   {trouble.After(trouble.Timeout), "unknown", 1},
		"done, and a 500":                {trouble.After(trouble.Fail), "unknown", 1},
		"the connection ends":            {trouble.Reset, "unknown", 0},
		"the answer is late":             {trouble.Timeout, "unknown", 0},
		"a 500":                          {trouble.Fail, "unknown", 0},
		"a 503":                          {says(503, "ServiceUnavailable"), "unknown", 0},
		"it waited for us in vain":       {says(408, "RequestTimeoutException"), "unknown", 0},
		"an answer that nobody can read": {trouble.After(garbled), "unknown", 1},
		"the message is rejected":        {says(400, "MessageRejected"), "refused", 0},
		"a bad request":                  {says(400, "BadRequestException"), "refused", 0},
		"too many today":                 {says(400, "LimitExceededException"), "throttled", 0},
		"sending is paused":              {says(400, "SendingPausedException"), "throttled", 0},
		"the account is suspended":       {says(400, "AccountSuspendedException"), "throttled", 0},
		"the domain is not verified":     {says(400, "MailFromDomainNotVerifiedException"), "throttled", 0},
		"no such configuration set":      {says(404, "NotFoundException"), "throttled", 0},
		"no rights":                      {says(403, "AccessDeniedException"), "throttled", 0},
	} {
		t.Run(name, func(t *testing.T) {
			server := wire.NewSES(wire.Provider{})
			s, at := sender(t, server, trouble.Always(x.trouble))
			err := s.Send(t.Context(), message)
			if kind(err) != x.want || server.Sent("N-1") != x.sent || at.Count() != 1 {
				t.Errorf("%v: %s and sent %d times in %d calls, want %s and %d", err, kind(err), server.Sent("N-1"), at.Count(), x.want, x.sent)
			}
			if err != nil && (strings.Contains(err.Error(), "staff@") || strings.Contains(err.Error(), "期限")) {
				t.Errorf("it tells of the person or the text: %v", err)
			}
		})
	}
}

// garbled is a 200 without the JSON that it should have.
func garbled(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader("<html>")), Request: r, ContentLength: 6}, nil
}

func TestAContextThatEndsOnTheWayIsUnknown(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	server := wire.NewSES(wire.Provider{})
	s, at := sender(t, server, trouble.Always(func(r *http.Request, send http.RoundTripper) (*http.Response, error) {
		return trouble.After(func(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
			cancel()
			return trouble.Hang(r, nil)
		})(r, send)
	}))
	err := s.Send(ctx, message)
	if kind(err) != "unknown" || !errors.Is(err, mail.ErrUnknown) || server.Sent("N-1") != 1 || at.Count() != 1 {
		t.Errorf("%v, sent %d times in %d calls", err, server.Sent("N-1"), at.Count())
	}
}

func TestAMessageThatNoTagCanHoldIsRefused(t *testing.T) {
	server := wire.NewSES(wire.Provider{})
	s, at := sender(t, server, nil)
	for name, change := range map[string]func(*mail.Message){
		"an SMS":                     func(m *mail.Message) { m.Channel = mail.SMS },
		"a notice with a blank":      func(m *mail.Message) { m.Notice = "N 1" },
		"a notice of 65":             func(m *mail.Message) { m.Notice = strings.Repeat("N", 65) },
		"no municipality":            func(m *mail.Message) { m.Town = "" },
		"no text":                    func(m *mail.Message) { m.Text = "" },
		"a subject over two lines":   func(m *mail.Message) { m.Subject = "a\r\nBcc: b@example.jp" },
		"an address with its person": func(m *mail.Message) { m.To = "山田 花子 <staff@example.jp>" },
	} {
		m := message
		change(&m)
		err := s.Send(t.Context(), m)
		if kind(err) != "refused" || at.Count() != 0 {
			t.Errorf("%s: %v after %d calls", name, err, at.Count())
		}
		if strings.Contains(err.Error(), "花子") || strings.Contains(err.Error(), "staff") {
			t.Errorf("%s: it names the person: %v", name, err)
		}
	}
}

func TestUnderAPlanTheErrorAlwaysFitsWhatTheProviderDidInOneAttempt(t *testing.T) {
	server := wire.NewSES(wire.Provider{Faults: wire.Faults{Seed: 3, Throttled: 20, UnknownLost: 20, UnknownSent: 20}})
	s, _ := sender(t, server, nil)
	sums := map[string]int{}
	for n := range 200 {
		m := message
		m.Notice = fmt.Sprintf("N-%d", n)
		got := fmt.Sprintf("%s, %d accepted in %d attempts", kind(s.Send(t.Context(), m)), server.Sent(m.Notice), server.Attempts(m.Notice))
		sums[got]++
	}
	for _, want := range []string{"sent, 1 accepted in 1 attempts", "throttled, 0 accepted in 1 attempts", "unknown, 0 accepted in 1 attempts", "unknown, 1 accepted in 1 attempts"} {
		if sums[want] < 10 {
			t.Errorf("%q came %d times in 200", want, sums[want])
		}
	}
	if len(sums) != 4 {
		t.Errorf("it came to %v", sums)
	}
}
