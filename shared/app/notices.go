package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/notice"
	"github.com/sasae-care/sasae/shared/store"
)

// PlanNotice writes a new notice together with the promise to send it, and tells
// whether this call, and no other, made it: who makes a claimed one must send
// it. A notice that exists already is left as it is: a redelivery is a silent
// success. After an unknown outcome it looks whether its own write stands there.
func (a *App) PlanNotice(ctx context.Context, in Scope, n notice.Notice) (mine bool, err error) {
	owed, err := noticePromise(in, n)
	if err != nil {
		return false, err
	}
	now, tried := saved{n, a.commitID()}, false
	err = again(ctx, func() (bool, error) {
		err := a.Store.Commit(ctx, a.known.notice(store.Create(noticeKey(in, n.Number), mustJSON(&now)), now), owed)
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
// wrote it, so that who got no answer can tell its own write.
type saved struct {
	notice.Notice
	Commit string `json:"commit,omitempty"`
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
		err = a.saveNotice(ctx, in, it, was.Notice, saved{n, id})
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

// saveNotice writes the notice; its promise moves with Due and ends with a
// final state.
func (a *App) saveNotice(ctx context.Context, in Scope, it store.Item, was notice.Notice, now saved) error {
	ws := []store.Write{a.known.notice(store.Replace(it, mustJSON(&now)), now)}
	if !was.Final() && (now.Final() || !now.Due.Equal(was.Due)) {
		ws = append(ws, store.Delete(dueKey(in, was.Due, noticeName(was)), 1))
	}
	if !now.Final() && (was.Final() || !now.Due.Equal(was.Due)) {
		owed, err := noticePromise(in, now.Notice)
		if err != nil {
			return err
		}
		ws = append(ws, owed)
	}
	if err := a.Store.Commit(ctx, ws...); err != nil {
		return fmt.Errorf("save notice %s: %w", now.Number, err)
	}
	return nil
}

func noticeName(n notice.Notice) string { return "notice#" + n.Number }

func noticePromise(in Scope, n notice.Notice) (store.Write, error) {
	return promise(in, n.Due, noticeName(n), events.NoticeDue{Notice: n.Number})
}
