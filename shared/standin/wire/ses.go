package wire

import (
	"fmt"
	"net/http"
	netmail "net/mail"
	"regexp"
	"strings"
	"time"
)

// Email is a message that SES accepted.
type Email struct {
	ID, From, To, Subject, Text string
	ConfigurationSet            string
	Tags                        map[string]string
	At                          time.Time
}

// SES answers SendEmail of the API v2 for simple messages to one address.
// Without a configuration set it emits nothing, as SES does. It is safe for
// concurrent use.
type SES struct {
	desk desk[Email]
	http http.Handler
}

var sesSays = dialect{"ses", "application/json", "message"}

// NewSES is a provider of e-mail.
func NewSES(p Provider) *SES {
	s := &SES{desk: desk[Email]{Provider: p}}
	m := http.NewServeMux()
	m.Handle("POST /v2/email/outbound-emails", sesSays.answers(s.send))
	m.Handle("/", sesSays.unknown())
	s.http = m
	return s
}

// ServeHTTP implements http.Handler.
func (s *SES) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.http.ServeHTTP(w, r) }

// Emails are the messages accepted, in order.
func (s *SES) Emails() []Email { return s.desk.all() }

// Sent is how many messages with this notice number were accepted.
func (s *SES) Sent(notice string) int {
	return s.desk.sent(func(e Email) bool { return e.Tags["notice"] == notice })
}

// Attempts is how many requests with this notice number came, whatever became
// of them.
func (s *SES) Attempts(notice string) int { return s.desk.attempts(notice) }

// sendEmail is the request, as far as it is known here.
type sendEmail struct {
	FromEmailAddress, ConfigurationSetName string
	Destination                            struct{ ToAddresses, CcAddresses, BccAddresses []string }
	Content                                struct {
		Simple *struct {
			Subject content
			Body    struct{ Text *content }
		}
	}
	EmailTags []struct{ Name, Value string }
}

// content is a text; without a charset SES takes 7-bit ASCII only.
type content struct {
	Charset string
	Data    *string
}

func (c content) text() (string, error) {
	if c.Data == nil {
		return "", badRequest("Missing required field 'Data'.")
	}
	if !strings.EqualFold(c.Charset, "UTF-8") && strings.ContainsFunc(*c.Data, func(r rune) bool { return r > 127 }) {
		return "", badRequest("Text beyond 7-bit ASCII needs a charset.")
	}
	return *c.Data, nil
}

func badRequest(format string, args ...any) error {
	return fail(http.StatusBadRequest, "BadRequestException", format, args...)
}

var tag = regexp.MustCompile(`^[0-9A-Za-z_-]{1,256}$`)

// email is the message that the request asks for.
func (in sendEmail) email() (e Email, err error) {
	e = Email{From: in.FromEmailAddress, ConfigurationSet: in.ConfigurationSetName, Tags: map[string]string{}}
	to := in.Destination
	if len(to.ToAddresses) != 1 || len(to.CcAddresses)+len(to.BccAddresses) > 0 {
		return e, badRequest("This server takes exactly one address.")
	}
	e.To = to.ToAddresses[0]
	for _, address := range []string{e.From, e.To} {
		if _, err := netmail.ParseAddress(address); err != nil || strings.ContainsAny(address, "\r\n") {
			return e, badRequest("Illegal address")
		}
	}
	if in.Content.Simple == nil || in.Content.Simple.Body.Text == nil {
		return e, badRequest("This server takes simple messages with a text only.")
	}
	if e.Subject, err = in.Content.Simple.Subject.text(); err != nil {
		return e, err
	}
	if e.Text, err = in.Content.Simple.Body.Text.text(); err != nil {
		return e, err
	}
	for _, t := range in.EmailTags {
		if !tag.MatchString(t.Name) || !tag.MatchString(t.Value) {
			return e, badRequest("Invalid tag name or value.")
		}
		e.Tags[t.Name] = t.Value
	}
	return e, nil
}

func (s *SES) send(r *http.Request) (any, error) {
	var in sendEmail
	if err := read(r, &in, "BadRequestException"); err != nil {
		return nil, err
	}
	e, err := in.email()
	if err != nil {
		return nil, err
	}
	f := s.desk.ask(e.Tags["notice"], sesThrottled, sesFailed)
	if f.accepted {
		e = s.desk.accept(func(n int) Email {
			e.ID, e.At = fmt.Sprintf("0106%012x-5a5a5e00-0000-4000-8000-%012x-000000", n, n), s.desk.now()
			return e
		})
		s.tell(e, f)
	}
	if f.err != nil {
		return nil, f.err
	}
	return map[string]string{"MessageId": e.ID}, nil
}
