package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/notice"
	"github.com/sasae-care/sasae/shared/store"
)

// PlanNotice writes a new notice, and tells whether this call, and no other,
// made it: who makes a claimed one must send it. One that is claimed leans on the
// announcement that it is made for (waits, its id; "" when none waits in the
// outbox), any other is written with the promise to send it. A notice that exists
// already is left as it is: a redelivery is a silent success. After an unknown
// outcome it looks whether its own write stands there.
func (a *App) PlanNotice(ctx context.Context, in Scope, n notice.Notice, waits string) (mine bool, err error) {
	now, tried := saved{Notice: n, Commit: a.commitID()}, false
	if n.State == notice.Claimed {
		now.Leans = waits
	}
	ws, err := a.noticeWrites(in, store.Item{Key: noticeKey(in, n.Number)}, saved{}, now)
	if err != nil {
		return false, err
	}
	err = again(ctx, func() (bool, error) {
		err := a.Store.Commit(ctx, ws...)
		switch {
		case err == nil:
			mine = true
			return true, nil
		case errors.Is(err, store.ErrConflict) && !tried:
			Counted(ctx).Duplicates.Add(1)
			return true, nil
		case errors.Is(err, store.ErrConflict):
			_, was, err := a.notice(ctx, in, n.Number)
			mine = err == nil && was.Commit == now.Commit
			return err == nil || !passing(err), err
		}
		tried = tried || errors.Is(err, store.ErrUnknown)
		return !passing(err), fmt.Errorf("save notice %s: %w", n.Number, err)
	})
	return mine, err
}

// saved is what the table holds of a notice. Commit is the id of the call that
// claimed or changed it, so that who got no answer can tell its own write. Leans
// is the id of the announcement that still waits in the outbox for the notice to
// be sent: whoever hears it again sees to the notice, which has no promise of its
// own. Since is when a promise has been due that is not kept yet, when it is not
// Due: sweep wakes it again and again, so it need not move with the notice.
type saved struct {
	notice.Notice
	Leans  string    `json:"leans,omitempty"`
	Since  time.Time `json:"since,omitzero"`
	Commit string    `json:"commit,omitempty"`
}

// owed tells whether a promise stands beside the notice.
func (s saved) owed() bool { return s.Number != "" && !s.Final() && s.Leans == "" }

// since is when the promise beside the notice is due.
func (s saved) since() time.Time {
	if s.Since.IsZero() {
		return s.Due
	}
	return s.Since
}

// ChangeNotice reads a notice, lets decide change it, and commits it with its
// promise. changed says whether this call, and no other, made the change: who
// claims a notice must know that. After an unknown outcome it looks whether its
// own write stands there.
func (a *App) ChangeNotice(ctx context.Context, in Scope, number string, decide func(notice.Notice) (notice.Notice, bool)) (n notice.Notice, changed bool, err error) {
	id := a.commitID()
	err = again(ctx, func() (bool, error) {
		it, was, err := a.notice(ctx, in, number)
		if err != nil {
			return !passing(err), err
		}
		if was.Commit == id {
			n = was.Notice
			return true, nil
		}
		n, changed = decide(was.Notice)
		if !changed && same(was.Notice, n) {
			Counted(ctx).Duplicates.Add(1)
			return true, nil
		}
		err = a.saveNotice(ctx, in, it, was, saved{Notice: n, Commit: id})
		return err == nil || !passing(err), err
	})
	return n, changed && err == nil, err
}

func same(a, b notice.Notice) bool {
	return bytes.Equal(mustJSON(&saved{Notice: a}), mustJSON(&saved{Notice: b}))
}

// Notice reads a notice; store.ErrNotFound when there is none.
func (a *App) Notice(ctx context.Context, in Scope, number string) (notice.Notice, error) {
	_, n, err := a.notice(ctx, in, number)
	return n.Notice, err
}

func (a *App) notice(ctx context.Context, in Scope, number string) (store.Item, saved, error) {
	var n saved
	it, err := a.Store.Get(ctx, noticeKey(in, number))
	if err == nil {
		n, err = a.known.notices.of(it.Key, it.Body, decoded[saved])
	}
	if err != nil {
		return it, n, fmt.Errorf("read notice %s: %w", number, err)
	}
	return it, n.clone(), nil
}

// OweNotices gives the notices that lean on an announcement promises of their
// own, and doubts those whose lease ran out: who heard the announcement does this
// last, since the announcement goes then. start is what their numbers begin with.
func (a *App) OweNotices(ctx context.Context, in Scope, announcement, start string) error {
	return store.All(ctx, a.Store, store.Prefix(noticeKey(in, "").P, start), func(it store.Item) error {
		n, err := a.known.notices.of(it.Key, it.Body, decoded[saved])
		if err != nil || n.Leans != announcement {
			return err
		}
		now, _ := n.clone().Claim(a.Now())
		err = a.saveNotice(ctx, in, it, n, saved{Notice: now, Commit: n.Commit})
		if errors.Is(err, store.ErrConflict) { // who changed it saw to that
			return nil
		}
		return err
	})
}

// saveNotice writes the notice over the one that was read.
func (a *App) saveNotice(ctx context.Context, in Scope, it store.Item, was, now saved) error {
	ws, err := a.noticeWrites(in, it, was, now)
	if err == nil {
		err = a.Store.Commit(ctx, ws...)
	}
	if err != nil {
		return fmt.Errorf("save notice %s: %w", now.Number, err)
	}
	return nil
}

// noticeWrites are the notice and, where that begins or ends, its promise.
func (a *App) noticeWrites(in Scope, it store.Item, was, now saved) (ws []store.Write, err error) {
	switch {
	case was.owed() && now.owed():
		if now.Since = was.since(); now.Since.Equal(now.Due) {
			now.Since = time.Time{}
		}
	case was.owed():
		ws = append(ws, store.Delete(dueKey(in, was.since(), noticeName(was.Notice)), 1))
	case now.owed():
		owed, err := noticePromise(in, now.Notice)
		if err != nil {
			return nil, err
		}
		ws = append(ws, owed)
	}
	return append(ws, a.known.notice(store.Replace(it, mustJSON(&now)), now)), nil
}

func noticeName(n notice.Notice) string { return "notice#" + n.Number }

func noticePromise(in Scope, n notice.Notice) (store.Write, error) {
	return promise(in, n.Due, noticeName(n), events.NoticeDue{Notice: n.Number})
}
