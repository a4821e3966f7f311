package notify

import (
	"context"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/notice"
)

// audience is who hears of an event, and the kind of notice each group gets.
type audience struct {
	kind string
	who  []string // staff ids
}

// compose makes the notices of an event: one a person and channel. Their
// numbers follow from what happened, person and channel, so whoever repeats the
// event, and under whatever id, makes the same notices.
func compose(ctx context.Context, a *app.App, in app.Scope, e events.Event) (out []notice.Notice, f file, err error) {
	if f, err = open(ctx, a, in, events.CaseOf(e)); err != nil {
		return nil, f, err
	}
	c, dir := f.c, f.dir
	for _, group := range audiences(e, c, dir, day.On(a.Now())) {
		for _, id := range group.who {
			s, ok := dir.StaffMember(id, day.On(a.Now()))
			if !ok {
				continue
			}
			for _, ch := range channels(a, s) {
				if n := write(a, e, c, dir, group.kind, s, ch); moot(n, c) == "" {
					out = append(out, n)
				}
			}
		}
	}
	return out, f, nil
}
