package notify

import (
	"context"
	"strings"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/notice"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// letter is a notice made ready for sending.
type letter struct {
	mail.Message
	addressed bool   // the person can be reached by this channel
	moot      string // why nobody needs it any more
}

// file is what notices about a case are written from.
type file struct {
	c   plan.Case
	dir *town.Directory
}

func open(ctx context.Context, a *app.App, in app.Scope, id string) (f file, err error) {
	if f.c, err = a.Case(ctx, in, id); err == nil {
		f.dir, err = a.Town(ctx, in)
	}
	return f, err
}

// letter writes the message of a notice to the person as they are reachable now,
// and looks whether it is still wanted.
func (f file) letter(a *app.App, in app.Scope, n notice.Notice) letter {
	l := letter{Message: mail.Message{Notice: n.Number, Town: in.Town(), Channel: n.Channel}, moot: moot(n, f.c)}
	if s, ok := f.dir.StaffMember(n.Staff, day.On(a.Now())); ok {
		l.To = s.Email
		if n.Channel == mail.SMS {
			l.To = s.Phone
		}
	}
	l.addressed = l.To != ""
	l.Subject, l.Text = notice.Render(n, a.Portal)
	return l
}

// asking are the kinds that ask somebody to do something about a case.
var asking = " sent-back set-held desk review-started unassigned record-requested document-refused "

// moot tells why a notice is no longer wanted: nobody is reminded of a day that
// moved or of a review that is over, and nobody is asked to work on a case whose
// person died or moved away, or that was taken back.
func moot(n notice.Notice, c plan.Case) string {
	switch {
	case strings.Contains(asking, " "+n.Kind+" ") && c.Over():
		return "the case is over"
	case strings.HasPrefix(n.Kind, "tracked-"), strings.HasPrefix(n.Kind, "standing-"):
		named := func(d day.Date) bool { return d.WarekiWeekday() == n.Day }
		if n.Day == "" || !c.Asks(named, strings.HasSuffix(n.Kind, "-over")) {
			return "it is done, or the day moved"
		}
		return ""
	case !notice.Templates[n.Kind].Deadline:
		return ""
	case c.Clock == nil || c.Clock.Stopped != "":
		return "the review is over"
	case n.Day != c.Clock.Due.WarekiWeekday():
		return "the day moved"
	}
	return ""
}
