package grants_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/shared/alarms"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/app/grants"
	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/mail"
)

// What each step may do is what the table says, port by port and prefix by prefix.
func TestAStepReachesOnlyWhatTheTableOfStepsGrants(t *testing.T) {
	b := apptest.New(t)
	ctx := t.Context()
	for _, s := range functions.Steps {
		a := b.App(s.Name)
		sends := map[string]error{
			"alarms":  a.Alarms.Set(ctx, alarms.Alarm{Name: "a", At: time.Now()}),
			"mail":    a.Senders[mail.Email].Send(ctx, mail.Message{Notice: "n" + s.Name, Town: apptest.Town, Channel: mail.Email, To: "m1@example.jp", Text: "x"}),
			"bus":     a.Bus.Publish(ctx, events.Event{Type: "none.v1"}),
			"anchors": a.Witness.Copy(ctx, audit.Anchor{Town: "1" + s.Name, Seq: 1}),
		}
		for what, err := range sends {
			check(t, s.Name+" sends "+what, err, has(s.Sends, what))
		}
		for _, prefix := range []string{"incoming/", "clean/", "months/"} {
			key := prefix + "999997/c/d"
			_, signed := a.Files.SignForm(ctx, files.Upload{Key: key, Type: "text/csv", Size: 1, Expires: time.Now().Add(time.Hour)})
			_, given := a.Files.SignGet(ctx, files.Download{Key: key, Version: "v", Expires: time.Now().Add(time.Hour)})
			_, head := a.Files.Head(ctx, key)
			_, _, fetch := a.Files.Fetch(ctx, key)()
			_, open := a.Files.Open(ctx, key, "v")
			_, put := a.Files.Put(ctx, key+s.Name, "text/csv", []byte("1"))
			_, copied := a.Files.Copy(ctx, files.Object{Key: key, Version: "v"}, "clean/999997/c/d")
			check(t, s.Name+" signs uploads to "+prefix, signed, has(s.Files.Take, prefix))
			check(t, s.Name+" signs downloads from "+prefix, given, has(s.Files.Give, prefix))
			check(t, s.Name+" looks at "+prefix, head, has(s.Files.Read, prefix))
			check(t, s.Name+" fetches "+prefix, fetch, has(s.Files.Read, prefix))
			check(t, s.Name+" reads "+prefix, open, has(s.Files.Read, prefix))
			check(t, s.Name+" writes "+prefix, put, has(s.Files.Write, prefix))
			check(t, s.Name+" copies "+prefix, copied, has(s.Files.Read, prefix) && has(s.Files.Write, "clean/"))
			check(t, s.Name+" deletes "+prefix, a.Files.Delete(ctx, key), has(s.Files.Delete, prefix))
		}
	}
}

func check(t *testing.T, what string, err error, granted bool) {
	t.Helper()
	if refused := errors.Is(err, grants.ErrNotGranted); refused == granted {
		t.Errorf("%s: granted %t, and %v", what, granted, err)
	}
}

func has(list []string, what string) bool {
	return strings.Contains(" "+strings.Join(list, " ")+" ", " "+what+" ")
}
