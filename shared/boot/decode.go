package boot

import (
	"encoding/json"
	"fmt"
	"strings"
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

// Decode makes an event of a delivery. ours is false for what is about no
// object or message of ours, which is passed over.
func Decode(raw []byte) (e events.Event, ours bool, err error) {
	var d delivery
	if err := json.Unmarshal(raw, &d); err != nil {
		return e, false, fmt.Errorf("read the envelope: %w", err)
	}
	switch {
	case d.Type != "":
		return own(raw)
	case d.Source == "sasae":
		return own(d.Detail)
	case d.Source == "aws.s3":
		return d.object()
	case d.Source == "aws.guardduty":
		return d.verdict()
	case d.Source == "aws.ses":
		return d.receipt()
	}
	return e, false, fmt.Errorf("no step hears %q from %q", d.DetailType, d.Source)
}

// own reads an event of ours.
func own(raw []byte) (e events.Event, ours bool, err error) {
	if err = json.Unmarshal(raw, &e); err == nil && (e.Type == "" || e.Town == "") {
		err = fmt.Errorf("the event %q names no type or no municipality", e.ID)
	}
	return e, err == nil, err
}

func (d delivery) object() (events.Event, bool, error) {
	var in struct {
		Object struct {
			Key       string `json:"key"`
			Size      int64  `json:"size"`
			ETag      string `json:"etag"`
			VersionID string `json:"version-id"`
		} `json:"object"`
	}
	if err := json.Unmarshal(d.Detail, &in); err != nil {
		return events.Event{}, false, fmt.Errorf("read the object: %w", err)
	}
	o := in.Object
	return d.about(o.Key, events.ObjectArrived{Key: o.Key, Version: o.VersionID, ETag: strings.Trim(o.ETag, `"`), Size: o.Size})
}

func (d delivery) verdict() (events.Event, bool, error) {
	var v events.MalwareVerdict
	if err := json.Unmarshal(d.Detail, &v); err != nil {
		return events.Event{}, false, fmt.Errorf("read the verdict: %w", err)
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

// kinds of SES events that say something about a notice.
var kinds = map[string]string{"Email Sent": "sent", "Email Delivered": "delivered", "Email Bounced": "bounced"}

func (d delivery) receipt() (events.Event, bool, error) {
	var in struct {
		Mail struct {
			Tags map[string][]string `json:"tags"`
		} `json:"mail"`
	}
	if err := json.Unmarshal(d.Detail, &in); err != nil {
		return events.Event{}, false, fmt.Errorf("read the receipt: %w", err)
	}
	notice, town, kind := in.Mail.Tags["notice"], in.Mail.Tags["town"], kinds[d.DetailType]
	if len(notice) != 1 || len(town) != 1 || kind == "" {
		return events.Event{}, false, nil
	}
	e, err := events.New(d.ID, town[0], d.Time, events.NoticeReceipt{Notice: notice[0], Channel: "email", Kind: kind})
	return e, err == nil, err
}
