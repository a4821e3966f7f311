package wire

import (
	"strings"
	"time"
)

// tell emits what SES says about a message: Send, then Delivery or Bounce. The
// addresses in it are real, as they are in SES's events.
func (s *SES) tell(e Email, f fate) {
	if e.ConfigurationSet == "" {
		return
	}
	set := []string{"arn:aws:ses:" + Region + ":" + Account + ":configuration-set/" + e.ConfigurationSet}
	mail := sesMail(e)
	at := s.desk.now().Format(sesTime)
	s.desk.emit("aws.ses", "Email Sent", set, map[string]any{"eventType": "Send", "mail": mail, "send": map[string]any{}}, f.delays[0])
	if f.bounced {
		s.desk.emit("aws.ses", "Email Bounced", set, map[string]any{"eventType": "Bounce", "mail": mail, "bounce": map[string]any{
			"bounceType": "Permanent", "bounceSubType": "General", "timestamp": at,
			"feedbackId": e.ID, "reportingMTA": "dsn; a8-50.smtp-out.amazonses.com",
			"bouncedRecipients": []map[string]string{{"emailAddress": e.To, "action": "failed", "status": "5.1.1",
				"diagnosticCode": "smtp; 550 5.1.1 <" + e.To + ">: user unknown"}},
		}}, f.delays[1])
		return
	}
	s.desk.emit("aws.ses", "Email Delivered", set, map[string]any{"eventType": "Delivery", "mail": mail, "delivery": map[string]any{
		"timestamp": at, "processingTimeMillis": 900, "recipients": []string{e.To},
		"smtpResponse": "250 2.6.0 Message received", "reportingMTA": "a8-50.smtp-out.amazonses.com",
	}}, f.delays[1])
}

const sesTime = "2006-01-02T15:04:05.000Z07:00"

// sesMail is the part that all events about a message share. Tags are lists;
// SES adds some of its own.
func sesMail(e Email) map[string]any {
	_, domain, _ := strings.Cut(e.From, "@")
	tags := map[string][]string{
		"ses:operation": {"SendEmail"}, "ses:configuration-set": {e.ConfigurationSet}, "ses:source-ip": {"127.0.0.1"},
		"ses:from-domain": {strings.TrimSuffix(domain, ">")}, "ses:caller-identity": {"notify"},
	}
	for name, value := range e.Tags {
		tags[name] = []string{value}
	}
	return map[string]any{
		"timestamp": e.At.Format(sesTime), "source": e.From, "sendingAccountId": Account, "messageId": e.ID,
		"destination": []string{e.To}, "headersTruncated": false,
		"headers": []map[string]string{{"name": "From", "value": e.From}, {"name": "To", "value": e.To}, {"name": "Subject", "value": e.Subject}},
		"commonHeaders": map[string]any{"from": []string{e.From}, "to": []string{e.To}, "messageId": e.ID, "subject": e.Subject,
			"date": e.At.Format(time.RFC1123Z)},
		"tags": tags,
	}
}
