// Package grants holds the ports of a step to what the table of steps gives it,
// as the IAM grants do in the cloud.
//
//	App + a step's name → To → the App of that step
package grants

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/shared/alarms"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/store/guard"
)

// ErrNotGranted says that a step touched what the table of steps does not give
// it. Test with errors.Is.
var ErrNotGranted = errors.New("not granted")

// To is the App of a step. It panics when there is no such step.
func To(base *app.App, step string) *app.App {
	s, ok := functions.Find(step)
	if !ok {
		panic("grants: no step " + step)
	}
	return base.For(step, func(a *app.App) {
		a.Store = guard.New(a.Store, step, guard.Keys(s.Keys))
		narrow(a, s)
	})
}

// narrow holds the ports of a step, but for the store.
func narrow(a *app.App, s functions.Step) {
	a.Files = guardedFiles{a.Files, s}
	no := refusing{s.Name}
	may := func(what string) bool { return slices.Contains(s.Sends, what) }
	if !may("alarms") {
		a.Alarms = no
	}
	if !may("mail") {
		a.Senders = map[mail.Channel]mail.Sender{mail.Email: no, mail.SMS: no}
	}
	if !may("bus") {
		a.Bus = no
	}
	if !may("anchors") {
		a.Witness = no
	}
}

func refused(step, what string) error {
	return fmt.Errorf("%w: step %s may not %s", ErrNotGranted, step, what)
}

// refusing is every port that sends, for a step that may not.
type refusing struct{ step string }

// Set refuses to set an alarm.
func (r refusing) Set(context.Context, alarms.Alarm) error { return refused(r.step, "set alarms") }

// Send refuses to send a message.
func (r refusing) Send(context.Context, mail.Message) error { return refused(r.step, "send mail") }

// Publish refuses to publish an event.
func (r refusing) Publish(context.Context, events.Event) error { return refused(r.step, "publish") }

// Copy refuses to copy an anchor.
func (r refusing) Copy(context.Context, audit.Anchor) error { return refused(r.step, "copy anchors") }

// guardedFiles gives a step the prefixes of the object store that it may sign,
// read and write. Nobody deletes.
type guardedFiles struct {
	to   files.Files
	step functions.Step
}

func (g guardedFiles) allow(verb, key string, prefixes []string) error {
	if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) }) {
		return nil
	}
	prefix, _, _ := strings.Cut(key, "/") // names no case
	return refused(g.step.Name, fmt.Sprintf("%s %.16q", verb, prefix+"/"))
}

// SignPut implements files.Files.
func (g guardedFiles) SignPut(ctx context.Context, u files.Upload) (files.Signed, error) {
	if err := g.allow("take", u.Key, g.step.Files.Take); err != nil {
		return files.Signed{}, err
	}
	return g.to.SignPut(ctx, u)
}

// SignForm implements files.Files.
func (g guardedFiles) SignForm(ctx context.Context, u files.Upload) (files.Signed, error) {
	if err := g.allow("take", u.Key, g.step.Files.Take); err != nil {
		return files.Signed{}, err
	}
	return g.to.SignForm(ctx, u)
}

// SignGet implements files.Files.
func (g guardedFiles) SignGet(ctx context.Context, d files.Download) (files.Signed, error) {
	if err := g.allow("give out", d.Key, g.step.Files.Give); err != nil {
		return files.Signed{}, err
	}
	return g.to.SignGet(ctx, d)
}

// Fetch implements files.Files.
func (g guardedFiles) Fetch(ctx context.Context, key string) files.Fetched {
	if err := g.allow("read", key, g.step.Files.Read); err != nil {
		return func() (files.Object, io.ReadCloser, error) { return files.Object{}, nil, err }
	}
	return g.to.Fetch(ctx, key)
}

// Head implements files.Files.
func (g guardedFiles) Head(ctx context.Context, key string) (files.Object, error) {
	if err := g.allow("read", key, g.step.Files.Read); err != nil {
		return files.Object{}, err
	}
	return g.to.Head(ctx, key)
}

// Open implements files.Files.
func (g guardedFiles) Open(ctx context.Context, key, version string) (io.ReadCloser, error) {
	if err := g.allow("read", key, g.step.Files.Read); err != nil {
		return nil, err
	}
	return g.to.Open(ctx, key, version)
}

// Copy implements files.Files.
func (g guardedFiles) Copy(ctx context.Context, from files.Object, to string) (files.Object, error) {
	if err := errors.Join(g.allow("read", from.Key, g.step.Files.Read), g.allow("write", to, g.step.Files.Write)); err != nil {
		return files.Object{}, err
	}
	return g.to.Copy(ctx, from, to)
}

// Put implements files.Files.
func (g guardedFiles) Put(ctx context.Context, key, mediaType string, body []byte) (files.Object, error) {
	if err := g.allow("write", key, g.step.Files.Write); err != nil {
		return files.Object{}, err
	}
	return g.to.Put(ctx, key, mediaType, body)
}

// Delete implements files.Files.
func (g guardedFiles) Delete(ctx context.Context, key string) error {
	if err := g.allow("delete", key, g.step.Files.Delete); err != nil {
		return err
	}
	return g.to.Delete(ctx, key)
}
