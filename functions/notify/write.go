package notify

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/notice"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// channels are the ways by which a person is told. Who wants SMS where none are
// sent gets an e-mail.
func channels(a *app.App, s town.Staff) (out []mail.Channel) {
	texts := s.SMS && a.Senders[mail.SMS] != nil
	if s.Mail || s.SMS && !texts {
		out = append(out, mail.Email)
	}
	if texts {
		out = append(out, mail.SMS)
	}
	return out
}

func write(a *app.App, e events.Event, c plan.Case, dir *town.Directory, kind string, s town.Staff, ch mail.Channel) notice.Notice {
	named := dayOf(e, c)
	about := change(e)
	if near, err := events.Read[events.DeadlineNear](e); err == nil && (c.Clock == nil || near.Clock != c.Clock.ID) {
		about = c.ID + "\x00" + near.Stage + "\x00" + named.String() // what ends on one day is one notice
	}
	sum := sha256.Sum256([]byte(about + "\x00" + kind + "\x00" + s.ID + "\x00" + string(ch)))
	n := notice.Notice{
		Number: strings.ToUpper(hex.EncodeToString(sum[:8])), Kind: kind, Case: c.ID, Receipt: c.Receipt,
		Staff: s.ID, Channel: ch, State: notice.Waiting, Made: a.Now(),
	}
	if !named.IsZero() {
		n.Day = named.WarekiWeekday()
	}
	n.Due = notice.When(kind, a.Now(), calendar(dir, s))
	return n
}

// dayOf is the day that a notice names: the review's, or that of the tracked
// clock the event is about.
func dayOf(e events.Event, c plan.Case) day.Date {
	if near, err := events.Read[events.DeadlineNear](e); err == nil {
		for i := range c.Tracked {
			if t := &c.Tracked[i]; t.Clock.ID == near.Clock {
				return t.Rang(near.Stage)
			}
		}
	}
	return c.DueDay()
}

// change names what an event is about: the entry of a case's chain. Sweep says
// it again under an id of its own.
func change(e events.Event) string {
	var of struct {
		Seq int64 `json:"seq"`
	}
	_ = json.Unmarshal(e.Data, &of) // every event that people hear of has a number
	return fmt.Sprintf("%s\x00%s\x00%d", e.Type, events.CaseOf(e), of.Seq)
}

// calendar is that of the person's centre, else the town's.
func calendar(dir *town.Directory, s town.Staff) day.Calendar {
	if s.Role == town.Reviewer || s.Role == town.Head {
		return dir.Calendar(s.Organisation)
	}
	return dir.TownCalendar()
}
