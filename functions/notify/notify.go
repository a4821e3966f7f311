// Package notify tells people, without a word about the person concerned.
//
//	whatever somebody must hear → notify → a notice a person and channel → e-mail, SMS
//	notice-due, notice-receipt → notify → the notice's fate
//
// A notice is claimed before it is sent and marked after; what the provider
// says later settles what we did not hear (shared/notice). Until it is marked it
// leans on the announcement in the outbox (ADR 0011).
package notify

import (
	"context"
	"errors"
	"fmt"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/notice"
	"github.com/sasae-care/sasae/shared/store"
)

// Step wakes on what a person must hear, on a notice that is due, and on the
// providers' receipts.
func Step(a *app.App) app.Handler {
	return func(ctx context.Context, in app.Scope, e events.Event) error {
		switch e.Type {
		case events.NoticeDue{}.EventType():
			due, err := events.Read[events.NoticeDue](e)
			if err != nil {
				return err
			}
			return send(ctx, a, in, due.Notice)
		case events.NoticeReceipt{}.EventType():
			return hear(ctx, a, in, e)
		}
		return tell(ctx, a, in, e)
	}
}

// tell makes the notices of an event. One that need not wait is claimed as it is
// made, and sent. What an earlier hearing claimed and did not finish is owed from
// here on: the announcement it leans on goes when this one is done.
func tell(ctx context.Context, a *app.App, in app.Scope, e events.Event) error {
	notices, f, err := compose(ctx, a, in, e)
	if err != nil {
		return err
	}
	waits, err := a.Waits(ctx, in, e)
	if err != nil {
		return err
	}
	var errs []error
	for _, n := range notices {
		n, now := n.Claim(a.Now())
		mine, err := a.PlanNotice(ctx, in, n, waits)
		if err == nil && mine && now {
			err = hand(ctx, a, in, n, f.letter(a, in, n))
		}
		errs = append(errs, err)
	}
	if waits != "" {
		errs = append(errs, a.OweNotices(ctx, in, waits, start(e)))
	}
	return errors.Join(errs...)
}

// hear settles a notice by the provider's word; a receipt of a notice that we
// do not know is passed over.
func hear(ctx context.Context, a *app.App, in app.Scope, e events.Event) error {
	r, err := events.Read[events.NoticeReceipt](e)
	if err != nil {
		return err
	}
	_, _, err = a.ChangeNotice(ctx, in, r.Notice, func(n notice.Notice) (notice.Notice, bool) { return n.Hear(mail.Kind(r.Kind), a.Now()) })
	if err == nil || errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return fmt.Errorf("hear about notice %s: %w", r.Notice, err)
}
