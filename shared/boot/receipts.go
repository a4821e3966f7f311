package boot

import (
	"encoding/json"

	"github.com/sasae-care/sasae/events"
)

// kinds of SES events that say something about a notice; each says that SES took
// it, one that is delayed no more than that.
// Source: Amazon EventBridge events reference, "Amazon Simple Email Service events".
var kinds = map[string]string{"Email Delivered": "delivered", "Email Bounced": "bounced", "Email Delivery Delayed": "sent"}

// receipt is what SES says about a mail. The notice travels as tags.
func (d delivery) receipt() (events.Event, bool, error) {
	var in struct {
		Mail struct {
			Tags map[string][]string `json:"tags"`
		} `json:"mail"`
	}
	if err := json.Unmarshal(d.Detail, &in); err != nil {
		return events.Event{}, false, unread("the receipt", err)
	}
	notice, town := in.Mail.Tags["notice"], in.Mail.Tags["town"]
	if len(notice) != 1 || len(town) != 1 {
		return events.Event{}, false, nil
	}
	return d.heard(notice[0], town[0], "email", kinds[d.DetailType])
}

// smsKinds are what became of an SMS, as its receipts say it in the end; that it
// is on its way is not heard. What the carrier took is delivered, as with e-mail,
// since in many countries no telephone says more. TEXT_UNKNOWN says that the
// carrier said nothing for 72 hours; the service had taken the message.
// Source: AWS End User Messaging SMS user guide, "Event types for SMS, MMS, and
// voice"; enumeration EventType of the SDK.
var smsKinds = map[string]string{
	"TEXT_UNKNOWN":    "sent",
	"TEXT_SUCCESSFUL": "delivered", "TEXT_DELIVERED": "delivered",
	"TEXT_INVALID": "bounced", "TEXT_INVALID_MESSAGE": "bounced", "TEXT_UNREACHABLE": "bounced", "TEXT_CARRIER_UNREACHABLE": "bounced",
	"TEXT_BLOCKED": "bounced", "TEXT_CARRIER_BLOCKED": "bounced", "TEXT_PROTECT_BLOCKED": "bounced", "TEXT_SPAM": "bounced",
	"TEXT_TTL_EXPIRED": "bounced",
}

// smsReceipt is what AWS End User Messaging SMS says about a message. The notice
// travels as context; the telephone number is not read.
func (d delivery) smsReceipt() (events.Event, bool, error) {
	var in struct {
		EventType string            `json:"eventType"`
		Context   map[string]string `json:"context"`
	}
	if err := json.Unmarshal(d.Detail, &in); err != nil {
		return events.Event{}, false, unread("the receipt", err)
	}
	return d.heard(in.Context["notice"], in.Context["town"], "sms", smsKinds[in.EventType])
}

// heard is a receipt of a notice of ours that says what became of it.
func (d delivery) heard(notice, town, channel, kind string) (events.Event, bool, error) {
	if notice == "" || town == "" || kind == "" {
		return events.Event{}, false, nil
	}
	e, err := events.New(d.ID, town, d.Time, events.NoticeReceipt{Notice: notice, Channel: channel, Kind: kind})
	return e, err == nil, err
}
