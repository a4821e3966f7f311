package boot

import (
	"encoding/json"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/sasae-care/sasae/events"
)

// delivery is what may arrive: an EventBridge envelope, or an event of ours as
// a schedule hands it back.
type delivery struct {
	ID         string          `json:"id"`
	Source     string          `json:"source"`
	DetailType string          `json:"detail-type"`
	Time       time.Time       `json:"time"`
	Detail     json.RawMessage `json:"detail"`
	Type       string          `json:"type"` // an event of ours, bare
}

// sources are who may send something: its one detail-type ("" is all of them),
// and how it is read.
var sources = map[string]struct {
	only string
	read func(d delivery) (events.Event, bool, error)
}{
	"sasae":         {"", func(d delivery) (events.Event, bool, error) { return own(d.Detail) }},
	"aws.guardduty": {"GuardDuty Malware Protection Object Scan Result", delivery.verdict},
	"aws.ses":       {"", delivery.receipt},
	"aws.sms-voice": {"Text Message Delivery Status Updated", delivery.smsReceipt},
}

// Decode makes an event of a delivery, held against the shape that its type was
// published with. ours is false for what is about no object or message of ours,
// which is passed over. The error is an *events.Unfit: it tells no value.
func Decode(raw []byte) (e events.Event, ours bool, err error) {
	var d delivery
	if err := json.Unmarshal(raw, &d); err != nil {
		return e, false, unread("the envelope", err)
	}
	from, known := sources[d.Source]
	switch {
	case d.Type != "":
		e, ours, err = own(raw)
	case !known || from.only != "" && from.only != d.DetailType:
		return e, false, &events.Unfit{Code: events.Unknown, Says: "no step hears " + named(d.DetailType) + " from " + named(d.Source)}
	default:
		e, ours, err = from.read(d)
	}
	if err == nil && ours {
		err = events.Check(e)
	}
	if err != nil {
		return events.Event{}, false, err
	}
	return e, ours, nil
}

// unread says that something cannot be read, and where.
func unread(what string, err error) error {
	return &events.Unfit{Code: events.Malformed, Says: "read " + what + ": " + events.Where(err)}
}

// own reads an event of ours.
func own(raw []byte) (e events.Event, ours bool, err error) {
	if err := json.Unmarshal(raw, &e); err != nil {
		return e, false, unread("the event", err)
	}
	return e, true, nil
}

func (d delivery) verdict() (events.Event, bool, error) {
	var v events.MalwareVerdict
	if err := json.Unmarshal(d.Detail, &v); err != nil {
		return events.Event{}, false, unread("the verdict", err)
	}
	return d.about(v.S3ObjectDetails.ObjectKey, v)
}

// about is an event about a document: incoming/<town>/<case>/<document>.
func (d delivery) about(key string, b events.Body) (events.Event, bool, error) {
	parts := strings.Split(key, "/")
	if len(parts) != 4 || parts[0] != "incoming" {
		return events.Event{}, false, nil
	}
	e, err := events.New(d.ID, parts[1], d.Time, b)
	return e, err == nil, err
}

var name = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z][A-Za-z .-]{0,60}$`) })

// named is what a delivery calls its kind or its source, where that is a name.
func named(text string) string {
	if name().MatchString(text) {
		return text
	}
	return "something"
}
