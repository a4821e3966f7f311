package sim

import (
	"context"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/notice"
)

// post is the provider of e-mail and SMS: it keeps no two messages apart.
type post struct {
	w    *world
	sent map[string][]*attempt // by notice number
}

// attempt is one message that the provider took.
type attempt struct {
	shift *shift
	heard bool // the sender knows
}

func newPost(w *world) *post { return &post{w: w, sent: map[string][]*attempt{}} }

// Send implements mail.Sender.
func (p *post) Send(_ context.Context, m mail.Message) error {
	a := &attempt{shift: p.w.busy()}
	err := call(p.w, mail.ErrThrottled, mail.ErrUnknown, func() error {
		p.accept(m, a)
		return nil
	})
	a.heard = err == nil
	if err == nil && p.w.chance(100) && len(p.w.shifts) < 4 {
		p.slow(m.Town)
	}
	return err
}

// slow is a provider that takes most of a minute to answer, while sweeps look
// for what was promised.
func (p *post) slow(town string) {
	for range p.w.rng.IntN(4) {
		p.w.hour(town)
		p.w.meanwhile(p.w.upTo(15 * time.Second))
	}
}

// accept takes a message, and looks whether it was taken before.
func (p *post) accept(m mail.Message, a *attempt) {
	w := p.w
	kind := w.watch.kinds[m.Notice]
	if before := p.sent[m.Notice]; len(before) > 0 {
		first := before[len(before)-1]
		switch {
		case !notice.Templates[kind].Deadline:
			w.found("a notice (%s) is sent twice", kind)
		case len(before) > 1:
			w.found("a deadline notice (%s) is sent three times", kind)
		case !first.shift.over:
			w.found("a deadline notice (%s) is sent while it is being sent", kind)
		case first.heard && !first.shift.failed:
			w.found("a deadline notice (%s) is sent again although its first outcome was known", kind)
		}
	}
	p.sent[m.Notice] = append(p.sent[m.Notice], a)
	w.trace.note(w.now, "sent", m.Notice, kind)
	switch {
	case w.chance(100):
		p.receipt(m, mail.Bounced, 5*time.Minute)
	case w.chance(100): // a mail server that is down for a while
		p.receipt(m, mail.Sent, time.Hour)
		p.receipt(m, mail.Delivered, 12*time.Hour)
	default:
		p.receipt(m, mail.Delivered, 5*time.Minute)
	}
}

// receipt is the provider's word: late, twice or never.
func (p *post) receipt(m mail.Message, kind mail.Kind, within time.Duration) {
	w := p.w
	w.after(w.upTo(within), func() {
		w.spread(w.event(m.Notice+"-"+string(kind), m.Town, events.NoticeReceipt{Notice: m.Notice, Channel: string(m.Channel), Kind: string(kind)}))
	})
}
