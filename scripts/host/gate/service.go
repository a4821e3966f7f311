package gate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/sasae-care/sasae/scripts/host/iam"
)

// service is how the requests of one service are read, and refused.
type service struct {
	name   string // under which requests are signed
	read   func(g *Gate, r *http.Request, body []byte) (asked, error)
	header bool // an error is named in a header, not in the body
	status int  // of what is not allowed
}

// asked is a request as IAM and the ledger see it.
type asked struct {
	operation string
	requests  []iam.Request
	events    int
	wrote     map[string]float64 // units by prefix of the partition, as far as the request tells
	body      []byte             // to be passed on instead
	token     string             // of a transaction
}

// biggest is the most bytes of a request that are read.
const biggest = 16 << 20

// Events, Mail, SMS and Scheduler stand before those of package wire.
func (g *Gate) Events(to http.Handler) http.Handler {
	return g.before(service{"events", (*Gate).putEvents, false, http.StatusBadRequest}, to)
}

// Mail stands before SES.
func (g *Gate) Mail(to http.Handler) http.Handler {
	return g.before(service{"ses", (*Gate).sendEmail, true, http.StatusForbidden}, to)
}

// SMS stands before End User Messaging.
func (g *Gate) SMS(to http.Handler) http.Handler {
	return g.before(service{"sms-voice", (*Gate).sendText, false, http.StatusBadRequest}, to)
}

// Scheduler stands before EventBridge Scheduler.
func (g *Gate) Scheduler(to http.Handler) http.Handler {
	return g.before(service{"scheduler", (*Gate).schedule, true, http.StatusForbidden}, to)
}

// before passes on what the caller may do.
func (g *Gate) before(s service, to http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, biggest))
		if err != nil {
			panic(http.ErrAbortHandler) // who asked went away
		}
		role, err := g.caller(r, body, s.name)
		if err != nil {
			s.refuse(w, http.StatusForbidden, "InvalidSignatureException", err.Error())
			return
		}
		a, err := s.read(g, r, body)
		if err != nil {
			s.refuse(w, http.StatusBadRequest, "UnknownOperationException", err.Error())
			return
		}
		if no := g.first(role, a.requests); no != nil {
			s.refuse(w, s.status, "AccessDeniedException", notAllowed(role, *no))
			return
		}
		if a.body == nil {
			a.body = body
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(a.body)), int64(len(a.body))
		seen := &witness{ResponseWriter: w, status: http.StatusOK, lost: g.unheard(role, a)}
		to.ServeHTTP(seen, r)
		c := Call{Role: role, Service: s.name, Operation: a.operation, Status: seen.status, Events: a.events}
		if s.name == "dynamodb" {
			c.Read, c.Write = units(a, seen.body.Bytes())
			c.Wrote = a.wrote
		}
		g.tell(c)
		if seen.lost {
			panic(http.ErrAbortHandler) // it happened, and nobody hears
		}
	})
}

func notAllowed(role string, no iam.Request) string {
	return fmt.Sprintf("User: %s is not authorized to perform: %s on resource: %s because no identity-based policy allows the %s action", role, no.Action, no.Resource, no.Action)
}

func (s service) refuse(w http.ResponseWriter, status int, code, message string) {
	body := map[string]string{"message": message, "Message": message}
	if s.header {
		w.Header().Set("X-Amzn-ErrorType", code)
		w.Header().Set("Content-Type", "application/json")
	} else {
		body["__type"] = code
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a caller who left does not hear it
}

// witness sees what is answered.
type witness struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
	lost   bool // it is not passed on
}

// WriteHeader implements http.ResponseWriter.
func (w *witness) WriteHeader(status int) {
	w.status = status
	if !w.lost {
		w.ResponseWriter.WriteHeader(status)
	}
}

// Write implements http.ResponseWriter.
func (w *witness) Write(b []byte) (int, error) {
	w.body.Write(b)
	if w.lost {
		return len(b), nil
	}
	return w.ResponseWriter.Write(b)
}

func (g *Gate) arn(service, rest string) string {
	return "arn:aws:" + service + ":" + g.stage.Region + ":" + g.stage.Account + ":" + rest
}

func (g *Gate) putEvents(r *http.Request, body []byte) (asked, error) {
	var in struct {
		Entries []struct{ Source, EventBusName string }
	}
	if err := json.Unmarshal(body, &in); err != nil || r.Header.Get("X-Amz-Target") != "AWSEvents.PutEvents" {
		return asked{}, fmt.Errorf("only PutEvents is known here: %w", err)
	}
	a := asked{operation: "PutEvents", events: len(in.Entries)}
	for _, e := range in.Entries {
		bus := e.EventBusName
		if !strings.HasPrefix(bus, "arn:") {
			bus = g.arn("events", "event-bus/"+bus)
		}
		a.requests = append(a.requests, iam.Request{Action: "events:PutEvents", Resource: bus, Context: map[string]string{iam.EventSource: e.Source}})
	}
	return a, nil
}

// sendEmail asks for the identity, which is the domain of the address, and for
// the configuration set.
func (g *Gate) sendEmail(r *http.Request, body []byte) (asked, error) {
	var in struct{ FromEmailAddress, ConfigurationSetName string }
	if err := json.Unmarshal(body, &in); err != nil || r.Method != http.MethodPost || r.URL.Path != "/v2/email/outbound-emails" {
		return asked{}, fmt.Errorf("only SendEmail is known here: %w", err)
	}
	_, domain, _ := strings.Cut(in.FromEmailAddress, "@")
	from := map[string]string{iam.FromAddress: in.FromEmailAddress}
	a := asked{operation: "SendEmail", requests: []iam.Request{{Action: "ses:SendEmail", Resource: g.arn("ses", "identity/"+domain), Context: from}}}
	if in.ConfigurationSetName != "" {
		a.requests = append(a.requests, iam.Request{Action: "ses:SendEmail", Resource: g.arn("ses", "configuration-set/"+in.ConfigurationSetName), Context: from})
	}
	return a, nil
}

func (g *Gate) sendText(r *http.Request, body []byte) (asked, error) {
	var in struct{ OriginationIdentity string }
	if err := json.Unmarshal(body, &in); err != nil || r.Header.Get("X-Amz-Target") != "PinpointSMSVoiceV2.SendTextMessage" {
		return asked{}, fmt.Errorf("only SendTextMessage is known here: %w", err)
	}
	from := in.OriginationIdentity
	if from == "" {
		from = g.arn("sms-voice", "*") // whichever the service chooses
	}
	return asked{operation: "SendTextMessage", requests: []iam.Request{{Action: "sms-voice:SendTextMessage", Resource: from}}}, nil
}

// schedule asks for the schedule and for the role that it will ring with.
func (g *Gate) schedule(r *http.Request, body []byte) (asked, error) {
	var in struct {
		GroupName string
		Target    struct{ RoleArn string }
	}
	name, found := strings.CutPrefix(r.URL.Path, "/schedules/")
	if err := json.Unmarshal(body, &in); err != nil || !found || r.Method != http.MethodPost {
		return asked{}, fmt.Errorf("only CreateSchedule is known here: %w", err)
	}
	return asked{operation: "CreateSchedule", requests: []iam.Request{
		{Action: "scheduler:CreateSchedule", Resource: g.arn("scheduler", "schedule/"+in.GroupName+"/"+name)},
		{Action: "iam:PassRole", Resource: in.Target.RoleArn, Context: map[string]string{iam.PassedToService: "scheduler.amazonaws.com"}},
	}}, nil
}
