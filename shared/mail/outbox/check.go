package outbox

import (
	"fmt"
	netmail "net/mail"
	"regexp"
	"strings"
	"unicode/utf16"

	"github.com/sasae-care/sasae/shared/mail"
)

// An SMS in Japanese has 70 characters (UTF-16 units) a part.
const maxSMS = 70 * 10

var (
	notices = regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`)
	numbers = regexp.MustCompile(`^(\+81|0)[1-9][0-9]{8,9}$`)
)

// check refuses what a provider would refuse, without naming the person.
func check(m mail.Message) error {
	switch {
	case !notices.MatchString(m.Notice):
		return fmt.Errorf("%w: the notice number %q", mail.ErrRefused, m.Notice)
	case m.To == "":
		return refuse(m, "it has no address")
	case m.Text == "":
		return refuse(m, "it has no text")
	}
	switch m.Channel {
	case mail.Email:
		return checkEmail(m)
	case mail.SMS:
		return checkSMS(m)
	}
	return refuse(m, fmt.Sprintf("there is no channel %q", m.Channel))
}

func checkEmail(m mail.Message) error {
	if strings.ContainsAny(m.Subject, "\r\n") {
		return refuse(m, "its subject has a line break")
	}
	if a, err := netmail.ParseAddress(m.To); err != nil || a.Address != m.To {
		return refuse(m, "its address is not one e-mail address")
	}
	return nil
}

func checkSMS(m mail.Message) error {
	if !numbers.MatchString(m.To) {
		return refuse(m, "its address is not a Japanese telephone number (+81… or 0…, digits only)")
	}
	if n := len(utf16.Encode([]rune(m.Text))); n > maxSMS {
		return refuse(m, fmt.Sprintf("its text has %d characters, at most %d", n, maxSMS))
	}
	return nil
}

func refuse(m mail.Message, why string) error {
	return fmt.Errorf("%w: notice %s: %s", mail.ErrRefused, m.Notice, why)
}
