package notify

import (
	"context"
	"errors"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/notice"
)

// send claims the notice, hands it to the provider and marks what came of it.
// Everything is read before the claim: who claimed and then failed to read
// would leave a notice behind of which nobody knows whether it was sent.
func send(ctx context.Context, a *app.App, in app.Scope, number string) error {
	n, err := a.Notice(ctx, in, number)
	if err != nil || n.Final() || a.Now().Before(n.Due) {
		return err
	}
	f, err := open(ctx, a, in, n.Case)
	if err != nil {
		return err
	}
	l := f.letter(a, in, n)
	n, mine, err := a.ChangeNotice(ctx, in, number, func(n notice.Notice) (notice.Notice, bool) { return claim(a, n, l) })
	if err != nil || !mine {
		return err
	}
	return hand(ctx, a, in, n, l)
}

// hand gives a claimed notice to the provider and marks what came of it.
func hand(ctx context.Context, a *app.App, in app.Scope, n notice.Notice, l letter) error {
	outcome := mail.ErrRefused
	if to := a.Senders[n.Channel]; l.addressed && to != nil {
		outcome = to.Send(ctx, l.Message)
	}
	_, _, err := a.ChangeNotice(ctx, in, n.Number, func(now notice.Notice) (notice.Notice, bool) { return mark(a, now, n.Attempts, outcome) })
	return err
}

// claim takes the notice for sending, or drops it when it came to nothing
// meanwhile. One that somebody is sending just now is left to them.
func claim(a *app.App, n notice.Notice, l letter) (notice.Notice, bool) {
	open := n.State == notice.Waiting || n.State == notice.Unknown
	if l.moot != "" && open && !a.Now().Before(n.Due) {
		n.State, n.Why = notice.Dropped, l.moot
		return n, false
	}
	return n.Claim(a.Now())
}

// mark is the notice after the attempt. That it was taken is true whoever holds
// the notice now: a lease may have run out by another process's clock. What is
// not known to be taken is marked by the one whose attempt it was, and not when
// a receipt was faster.
func mark(a *app.App, n notice.Notice, attempt int, outcome error) (notice.Notice, bool) {
	switch {
	case n.Final():
		return n, false
	case outcome == nil:
		return n.Done(a.Now()), true
	case n.Attempts != attempt:
		return n, false
	case errors.Is(outcome, mail.ErrThrottled):
		return n.Later(a.Now()), true
	case errors.Is(outcome, mail.ErrRefused):
		return n.Refused("refused by the provider, or the person no longer wants it"), true
	case n.State != notice.Claimed:
		return n, false
	}
	return n.InDoubt(a.Now()), true
}
