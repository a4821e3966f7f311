package notify

import (
	"slices"
	"testing"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/town"
)

func TestWhoWantsSMSWhereNoneAreSentGetsAnEMail(t *testing.T) {
	both := map[mail.Channel]mail.Sender{mail.Email: nothing{}, mail.SMS: nothing{}}
	mails := map[mail.Channel]mail.Sender{mail.Email: nothing{}}
	for what, x := range map[string]struct {
		senders map[mail.Channel]mail.Sender
		who     town.Staff
		want    []mail.Channel
	}{
		"both":                        {both, town.Staff{Mail: true, SMS: true}, []mail.Channel{mail.Email, mail.SMS}},
		"SMS":                         {both, town.Staff{SMS: true}, []mail.Channel{mail.SMS}},
		"both, where no SMS are sent": {mails, town.Staff{Mail: true, SMS: true}, []mail.Channel{mail.Email}},
		"SMS, where no SMS are sent":  {mails, town.Staff{SMS: true}, []mail.Channel{mail.Email}},
		"neither":                     {mails, town.Staff{}, nil},
	} {
		if got := channels(&app.App{Senders: x.senders}, x.who); !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", what, got, x.want)
		}
	}
}

// nothing is a provider that is not asked.
type nothing struct{ mail.Sender }
