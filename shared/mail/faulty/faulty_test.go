package faulty_test

import (
	"errors"
	"testing"

	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/mail/faulty"
	"github.com/sasae-care/sasae/shared/mail/outbox"
)

func TestAFailingSendHappenedOrNot(t *testing.T) {
	for _, c := range []struct {
		name string
		o    fault.Outcome
		want error
		sent int
	}{
		{"fine: it is sent", fault.Fine, nil, 1},
		{"throttled: nothing is sent", fault.NotDone, mail.ErrThrottled, 0},
		{"unknown: it is sent", fault.DoneUnheard, mail.ErrUnknown, 1},
		{"unknown: nothing is sent", fault.NotDoneUnheard, mail.ErrUnknown, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			box, err := outbox.Open(t.TempDir(), outbox.Options{NoSync: true})
			if err != nil {
				t.Fatal(err)
			}
			s := faulty.New(box, fault.On(1, c.o))
			m := mail.Message{Notice: "N-1", Channel: mail.SMS, To: "+819012345678", Text: "本日期限"}
			if err := s.Send(t.Context(), m); !errors.Is(err, c.want) {
				t.Errorf("send says %v", err)
			}
			if n := box.Sent("N-1"); n != c.sent || s.Calls() != 1 {
				t.Errorf("sent %d times, %d calls", n, s.Calls())
			}
		})
	}
}
