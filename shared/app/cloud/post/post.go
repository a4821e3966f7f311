// Package post is the port of e-mail and SMS, on SES and End User Messaging.
package post

import (
	"github.com/aws/aws-sdk-go-v2/service/pinpointsmsvoicev2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/cloud"
	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/mail/ses"
	"github.com/sasae-care/sasae/shared/mail/sms"
)

type settings struct {
	From    string `env:"SASAE_MAIL_FROM,required,notEmpty"`
	MailSet string `env:"SASAE_MAIL_SET,required,notEmpty"` // configuration set: without one SES tells nothing
	SMSFrom string `env:"SASAE_SMS_FROM"`                   // origination identity; empty: no SMS
	SMSSet  string `env:"SASAE_SMS_SET"`
}

// Port fills in the senders.
func Port() cloud.Port {
	s := &settings{}
	return cloud.Port{Name: "mail", Settings: s, Fill: func(c cloud.Clients, a *app.App) error {
		a.Senders = map[mail.Channel]mail.Sender{
			mail.Email: ses.New(sesv2.NewFromConfig(c.For("SESV2")), ses.Options{From: s.From, ConfigurationSet: s.MailSet}),
		}
		if s.SMSFrom != "" {
			a.Senders[mail.SMS] = sms.New(pinpointsmsvoicev2.NewFromConfig(c.For("PINPOINT_SMS_VOICE_V2")),
				sms.Options{OriginationIdentity: s.SMSFrom, ConfigurationSet: s.SMSSet})
		}
		return nil
	}}
}
