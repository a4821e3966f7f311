package notify

import (
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
	n := notice.Notice{
		Number: number(e, c, named, kind, s.ID, ch), Kind: kind, Case: c.ID, Receipt: c.Receipt,
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

// calendar is that of the person's centre, else the town's.
func calendar(dir *town.Directory, s town.Staff) day.Calendar {
	if s.Role == town.Reviewer || s.Role == town.Head {
		return dir.Calendar(s.Organisation)
	}
	return dir.TownCalendar()
}
