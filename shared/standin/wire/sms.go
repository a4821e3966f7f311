package wire

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode/utf16"
)

// Text is an SMS that was accepted.
type Text struct {
	ID, From, To, Body string
	ConfigurationSet   string
	Context            map[string]string
	At                 time.Time
}

// SMS answers SendTextMessage of AWS End User Messaging. It is safe for
// concurrent use.
type SMS struct {
	desk desk[Text]
	http http.Handler
}

var smsSays = dialect{"sms-voice", "application/x-amz-json-1.0", "Message"}

// NewSMS is a provider of SMS.
func NewSMS(p Provider) *SMS {
	s := &SMS{desk: desk[Text]{Provider: p}}
	s.http = smsSays.operation("PinpointSMSVoiceV2.SendTextMessage", s.send)
	return s
}

// ServeHTTP implements http.Handler.
func (s *SMS) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.http.ServeHTTP(w, r) }

// Texts are the messages accepted, in order.
func (s *SMS) Texts() []Text { return s.desk.all() }

// Sent is how many messages with this notice number were accepted.
func (s *SMS) Sent(notice string) int {
	return s.desk.sent(func(t Text) bool { return t.Context["notice"] == notice })
}

// Attempts is how many requests with this notice number came, whatever became
// of them.
func (s *SMS) Attempts(notice string) int { return s.desk.attempts(notice) }

// sendText is the request, as far as it is known here.
type sendText struct {
	DestinationPhoneNumber, OriginationIdentity, ConfigurationSetName, MessageBody, MessageType string
	Context                                                                                     map[string]string
}

var (
	e164     = regexp.MustCompile(`^\+?[1-9][0-9]{1,18}$`)
	identity = regexp.MustCompile(`^[A-Za-z0-9_:/+-]{1,256}$`)
	label    = regexp.MustCompile(`^\S{1,100}$`)
)

// longest is the most UTF-16 units of a body.
const longest = 1600

func invalid(format string, args ...any) error {
	return fail(http.StatusBadRequest, "ValidationException", format, args...)
}

// text is the message that the request asks for.
func (in sendText) text() (Text, error) {
	t := Text{From: in.OriginationIdentity, To: in.DestinationPhoneNumber, Body: in.MessageBody, ConfigurationSet: in.ConfigurationSetName, Context: in.Context}
	units := len(utf16.Encode([]rune(t.Body)))
	switch {
	case !e164.MatchString(t.To):
		return t, invalid("The destination is no phone number in E.164.")
	case t.From != "" && !identity.MatchString(t.From):
		return t, invalid("The origination identity has not the right form.")
	case units < 1 || units > longest:
		return t, invalid("The body has %d characters, 1 to %d are possible.", units, longest)
	case in.MessageType != "TRANSACTIONAL" && in.MessageType != "PROMOTIONAL":
		return t, invalid("There is no message type %q.", in.MessageType)
	case len(t.Context) > 5:
		return t, invalid("The context has more than 5 entries.")
	}
	for name, value := range t.Context {
		if !label.MatchString(name) || value == "" || len(value) > 800 || strings.TrimSpace(value) != value {
			return t, invalid("An entry of the context has not the right form.")
		}
	}
	return t, nil
}

func (s *SMS) send(r *http.Request) (any, error) {
	var in sendText
	if err := read(r, &in, "SerializationException"); err != nil {
		return nil, err
	}
	t, err := in.text()
	if err != nil {
		return nil, err
	}
	f := s.desk.ask(t.Context["notice"], smsThrottled, smsFailed)
	if f.accepted {
		t = s.desk.accept(func(n int) Text {
			t.ID, t.At = fmt.Sprintf("5a5a5e00-0000-4000-8000-%012x", n), s.desk.now()
			return t
		})
		s.tell(t, f)
	}
	if f.err != nil {
		return nil, f.err
	}
	return map[string]string{"MessageId": t.ID}, nil
}
