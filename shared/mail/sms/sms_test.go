package sms_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/pinpointsmsvoicev2"
	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/mail/mailtest"
	"github.com/sasae-care/sasae/shared/mail/outbox"
	"github.com/sasae-care/sasae/shared/mail/sms"
	"github.com/sasae-care/sasae/shared/standin/trouble"
	"github.com/sasae-care/sasae/shared/standin/wire"
	"github.com/sasae-care/sasae/shared/standin/wire/wiretest"
)

var april = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)

// sender talks to a server of s, through trouble.
func sender(t *testing.T, s http.Handler, p trouble.Plan) (*sms.Sender, *trouble.Transport) {
	t.Helper()
	cfg, at := wiretest.Reach(t, s, p)
	return sms.New(api.NewFromConfig(cfg), sms.Options{OriginationIdentity: "SASAE", ConfigurationSet: "notices"}), at
}

// The suite has both channels; its e-mail goes to the outbox here.
func TestTheContract(t *testing.T) {
	mailtest.Run(t, func(t *testing.T) mailtest.Target {
		h := &mailtest.Heard{T: t}
		server := wire.NewSMS(wire.Provider{Emit: h.Event, Now: func() time.Time { return april }})
		texts, _ := sender(t, server, nil)
		box, err := outbox.Open(t.TempDir(), outbox.Options{Emit: h.Receipt, NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		return mailtest.Target{
			Sender:   mailtest.Senders{mail.SMS: texts, mail.Email: box},
			Sent:     func(notice string) int { return server.Sent(notice) + box.Sent(notice) },
			Receipts: h.Receipts,
		}
	})
}

var message = mail.Message{Notice: "N-1", Town: "431001", Channel: mail.SMS, To: "09012345678", Text: "本日期限の案件が1件あります。"}

func TestTheServiceIsToldAllOfTheMessageAndItsReceiptsComeBack(t *testing.T) {
	h := &mailtest.Heard{T: t}
	server := wire.NewSMS(wire.Provider{Emit: h.Event, Now: func() time.Time { return april }})
	s, _ := sender(t, server, nil)
	if err := s.Send(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	got := server.Texts()
	if len(got) != 1 {
		t.Fatalf("%d were accepted", len(got))
	}
	got[0].ID, got[0].At = "", time.Time{}
	want := wire.Text{From: "SASAE", To: "+819012345678", Body: message.Text, ConfigurationSet: "notices",
		Context: map[string]string{"notice": "N-1", "town": "431001"}}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Error(diff)
	}
	delivered := mail.Receipt{Notice: "N-1", Town: "431001", Channel: mail.SMS, Kind: mail.Delivered, At: april}
	if diff := cmp.Diff([]mail.Receipt{delivered}, h.Receipts()); diff != "" {
		t.Error(diff)
	}
}

func TestABounceComesBackAsAReceipt(t *testing.T) {
	h := &mailtest.Heard{T: t}
	s, _ := sender(t, wire.NewSMS(wire.Provider{Emit: h.Event, Faults: wire.Faults{Bounced: 100}}), nil)
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

// says is an answer of the service whose message names the number.
func says(status int, code, reason string) trouble.Trouble {
	return func(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
		body := fmt.Sprintf(`{"__type":%q,"Message":"+819012345678","Reason":%q}`, code, reason)
		return &http.Response{StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
			Body: io.NopCloser(strings.NewReader(body)), Request: r, ContentLength: int64(len(body))}, nil
	}
}

func TestEachWayASendFailsAndItIsTriedOnlyOnce(t *testing.T) {
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
		"a 503":                          {says(503, "ServiceUnavailable", ""), "unknown", 0},
		"it waited for us in vain":       {says(408, "RequestTimeoutException", ""), "unknown", 0},
		"an answer that nobody can read": {trouble.After(garbled), "unknown", 1},
		"the number is no number":        {says(400, "ValidationException", "INVALID_PARAMETER"), "refused", 0},
		"no reason is given":             {says(400, "ValidationException", ""), "refused", 0},
		"the person opted out":           {says(400, "ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT"), "refused", 0},
		"our sender is not registered":   {says(400, "ValidationException", "SENDER_ID_NOT_REGISTERED"), "throttled", 0},
		"our number is not active":       {says(400, "ConflictException", "RESOURCE_NOT_ACTIVE"), "throttled", 0},
		"the month's money is spent":     {says(402, "ServiceQuotaExceededException", "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT"), "throttled", 0},
		"no such configuration set":      {says(404, "ResourceNotFoundException", ""), "throttled", 0},
		"no rights":                      {says(403, "AccessDeniedException", ""), "throttled", 0},
	} {
		t.Run(name, func(t *testing.T) {
			server := wire.NewSMS(wire.Provider{})
			s, at := sender(t, server, trouble.Always(x.trouble))
			err := s.Send(t.Context(), message)
			if kind(err) != x.want || server.Sent("N-1") != x.sent || at.Count() != 1 {
				t.Errorf("%v: %s and sent %d times in %d calls, want %s and %d", err, kind(err), server.Sent("N-1"), at.Count(), x.want, x.sent)
			}
			if err != nil && (strings.Contains(err.Error(), "12345678") || strings.Contains(err.Error(), "期限")) {
				t.Errorf("it tells of the person or the text: %v", err)
			}
		})
	}
}

// garbled is a 200 without the JSON that it should have.
func garbled(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body: io.NopCloser(strings.NewReader("<html>")), Request: r, ContentLength: 6}, nil
}

func TestAContextThatEndsOnTheWayIsUnknown(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	server := wire.NewSMS(wire.Provider{})
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

func TestAMessageThatTheServiceCannotTakeIsRefused(t *testing.T) {
	server := wire.NewSMS(wire.Provider{})
	s, at := sender(t, server, nil)
	for name, change := range map[string]func(*mail.Message){
		"an e-mail":             func(m *mail.Message) { m.Channel = mail.Email },
		"a notice with a blank": func(m *mail.Message) { m.Notice = "N 1" },
		"no municipality":       func(m *mail.Message) { m.Town = "" },
		"no text":               func(m *mail.Message) { m.Text = "" },
		"a number with hyphens": func(m *mail.Message) { m.To = "090-1234-5678" },
		"a number and a name":   func(m *mail.Message) { m.To = "09012345678 花子" },
		"too many characters":   func(m *mail.Message) { m.Text = strings.Repeat("𠮷", 351) }, // two units each
	} {
		m := message
		change(&m)
		err := s.Send(t.Context(), m)
		if kind(err) != "refused" || at.Count() != 0 {
			t.Errorf("%s: %v after %d calls", name, err, at.Count())
		}
		if strings.Contains(err.Error(), "5678") || strings.Contains(err.Error(), "花子") {
			t.Errorf("%s: it names the person: %v", name, err)
		}
	}
}

func TestUnderAPlanTheErrorAlwaysFitsWhatTheProviderDidInOneAttempt(t *testing.T) {
	server := wire.NewSMS(wire.Provider{Faults: wire.Faults{Seed: 3, Throttled: 20, UnknownLost: 20, UnknownSent: 20}})
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
