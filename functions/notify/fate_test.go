package notify_test

import (
	"context"
	"testing"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/functions/notify"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/notice"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

func on(t *testing.T) []string {
	t.Helper()
	s, _ := functions.Find("notify")
	return s.On
}

// byMailOnly is a bench whose reviewer reads no SMS, with a case in review and
// nothing on its way.
func byMailOnly(t *testing.T) (*apptest.Bench, plan.Case) {
	b := apptest.New(t)
	b.Import(func(book *town.Book) { book.Staff[2].SMS = false })
	c := b.Assigned(plan.New)
	return b.Copy(t), c
}

func advised(c plan.Case) events.Body {
	return events.ReviewFinished{Case: c.ID, Seq: c.Seq, Outcome: "advised"}
}
func deadline(c plan.Case) events.Body {
	return events.DeadlineNear{Case: c.ID, Seq: c.Seq, Clock: "review", Stage: "before3"}
}

// tell gives the event to notify while the provider answers as planned.
func tell(b *apptest.Bench, body events.Body, how fault.Plan) {
	b.T.Helper()
	a, _ := b.Disturbed("notify", "mail", how)
	if err := notify.Step(a)(b.T.Context(), b.In, b.Event("told", body)); err != nil {
		b.T.Fatal(err)
	}
}

// due wakes every notice, as sweep does.
func due(b *apptest.Bench, how fault.Plan) {
	b.T.Helper()
	a, _ := b.Disturbed("notify", "mail", how)
	for number := range b.Scene().Told {
		if err := notify.Step(a)(b.T.Context(), b.In, b.Event("due", events.NoticeDue{Notice: number})); err != nil {
			b.T.Fatal(err)
		}
	}
}

func receipt(b *apptest.Bench, kind string) {
	b.T.Helper()
	for number := range b.Scene().Told {
		hear(b, "notify", b.Event("receipt", events.NoticeReceipt{Notice: number, Channel: "email", Kind: kind}))
	}
}

func later(b *apptest.Bench, d time.Duration) { b.Set(b.Now().Add(d)) }

func always(o fault.Outcome) fault.Plan { return func(int) fault.Outcome { return o } }

func TestAThrottledNoticeWaitsAndIsSentOnce(t *testing.T) {
	b, c := byMailOnly(t)
	tell(b, advised(c), always(fault.NotDone))
	is(t, b, "advised to m1 by email: waiting ×0")
	later(b, 90*time.Second)
	due(b, always(fault.NotDone))
	is(t, b, "advised to m1 by email: waiting ×0")
	later(b, time.Hour)
	due(b, nil)
	due(b, nil)
	is(t, b, "advised to m1 by email: sent ×1")
}

func TestAnUnknownOutcomeIsSettledByTheReceipt(t *testing.T) {
	for _, kind := range []string{"sent", "delivered", "bounced"} {
		b, c := byMailOnly(t)
		tell(b, advised(c), always(fault.DoneUnheard))
		is(t, b, "advised to m1 by email: unknown ×1")
		later(b, 20*time.Minute)
		due(b, nil)
		is(t, b, "advised to m1 by email: unknown ×1")
		receipt(b, kind)
		is(t, b, "advised to m1 by email: sent ×1")
		receipt(b, kind)
		later(b, time.Hour)
		due(b, nil)
		is(t, b, "advised to m1 by email: sent ×1")
	}
}

func TestAReceiptAfterTheNoticeWasDroppedSaysThatItWasSent(t *testing.T) {
	b, c := byMailOnly(t)
	tell(b, advised(c), always(fault.DoneUnheard))
	later(b, notice.Patience)
	due(b, nil)
	is(t, b, "advised to m1 by email: dropped ×1")
	later(b, 72*time.Hour)
	receipt(b, "delivered")
	is(t, b, "advised to m1 by email: sent ×1")
}

func TestWithoutAReceiptANoticeIsDroppedAndNeverSentTwice(t *testing.T) {
	for _, how := range []fault.Outcome{fault.DoneUnheard, fault.NotDoneUnheard} {
		b, c := byMailOnly(t)
		tell(b, advised(c), always(how))
		for range 5 {
			later(b, notice.Patience)
			due(b, nil)
		}
		for _, n := range b.Scene().Told {
			if n.State != notice.Dropped || n.Sent > 1 {
				t.Errorf("after %d: %+v", how, n)
			}
		}
	}
}

func TestADeadlineNoticeIsSentOnceMoreAfterHalfAnHourAndNeverAThirdTime(t *testing.T) {
	b, c := byMailOnly(t)
	tell(b, deadline(c), always(fault.DoneUnheard))
	later(b, notice.Patience-time.Second)
	due(b, always(fault.DoneUnheard))
	is(t, b, "deadline-before3 to r1 by email: unknown ×1")
	later(b, time.Second)
	due(b, always(fault.DoneUnheard))
	is(t, b, "deadline-before3 to r1 by email: unknown ×2")
	for range 5 {
		later(b, notice.Patience)
		due(b, nil)
	}
	is(t, b, "deadline-before3 to r1 by email: dropped ×2")
}

func TestADeadlineNoticeThatNobodyNeedsAnyMoreIsNotSentOnceMore(t *testing.T) {
	b, c := byMailOnly(t)
	tell(b, deadline(c), always(fault.DoneUnheard))
	b.Do(c.ID, func(c *plan.Case) error { return c.AdviseNone(b.Now()) })
	later(b, notice.Patience)
	due(b, nil)
	is(t, b, "deadline-before3 to r1 by email: dropped ×1")
}

func TestANoticeOfTheNightWaitsUntilTheMorning(t *testing.T) {
	b, c := byMailOnly(t)
	b.Set(day.MustParse("2026-04-24").At(20, 0)) // a Friday
	tell(b, advised(c), nil)
	is(t, b, "advised to m1 by email: waiting ×0")
	b.Set(day.MustParse("2026-04-27").At(7, 59))
	due(b, nil)
	is(t, b, "advised to m1 by email: waiting ×0")
	b.Set(day.MustParse("2026-04-27").At(8, 0))
	due(b, nil)
	is(t, b, "advised to m1 by email: sent ×1")
}

func TestTheNoticeOfTheDueDayGoesOutAtNightToo(t *testing.T) {
	b, c := byMailOnly(t)
	b.Set(day.MustParse("2026-05-06").At(23, 0))
	tell(b, events.DeadlineNear{Case: c.ID, Seq: c.Seq, Clock: "review", Stage: "due"}, nil)
	is(t, b, "deadline-due to r1 by email: sent ×1")
}

func TestNobodyIsRemindedAfterThePersonDied(t *testing.T) {
	t.Run("when the reminder is late", func(t *testing.T) {
		b, c := byMailOnly(t)
		b.Do(c.ID, func(c *plan.Case) error { return died(b, c) })
		tell(b, deadline(c), nil)
		tell(b, events.ReviewStarted{Case: c.ID, Seq: c.Seq, Centre: c.Centre, Reviewer: c.Reviewer}, nil)
		tell(b, events.RecordRequested{Case: c.ID, Seq: c.Seq}, nil)
		is(t, b)
	})
	t.Run("when the reminder waits for the morning", func(t *testing.T) {
		b, c := byMailOnly(t)
		b.Set(day.MustParse("2026-04-24").At(21, 0))
		tell(b, deadline(c), nil)
		tell(b, events.ReviewStarted{Case: c.ID, Seq: c.Seq, Centre: c.Centre, Reviewer: c.Reviewer}, nil)
		b.Do(c.ID, func(c *plan.Case) error { return died(b, c) })
		b.Set(day.MustParse("2026-04-27").At(9, 0))
		due(b, nil)
		is(t, b, "deadline-before3 to r1 by email: dropped ×0", "review-started to r1 by email: dropped ×0")
	})
}

func TestAReminderOfADayThatMovedIsDropped(t *testing.T) {
	b, c := byMailOnly(t)
	b.Set(day.MustParse("2026-04-24").At(21, 0))
	tell(b, deadline(c), nil)
	clock, err := b.Whole("test").Extended(t.Context(), b.In, c, day.MustParse("2026-05-20"))
	if err != nil {
		t.Fatal(err)
	}
	b.Do(c.ID, func(c *plan.Case) error { return c.Extend(clock, "資料を待つため") })
	b.Set(day.MustParse("2026-04-27").At(9, 0))
	due(b, nil)
	is(t, b, "deadline-before3 to r1 by email: dropped ×0")
}

func TestAPersonWhoCannotBeReachedAnyMoreIsNotWrittenTo(t *testing.T) {
	b, c := byMailOnly(t)
	b.Set(day.MustParse("2026-04-24").At(21, 0))
	tell(b, advised(c), nil)
	b.Import(func(book *town.Book) { book.Staff[0].To = day.MustParse("2026-04-25") })
	b.Set(day.MustParse("2026-04-27").At(9, 0))
	due(b, nil)
	is(t, b, "advised to m1 by email: failed ×0")
}

func TestAReceiptOfANoticeThatIsNotOursIsPassedOver(t *testing.T) {
	b, _ := byMailOnly(t)
	hear(b, "notify", b.Event("x", events.NoticeReceipt{Notice: "0000000000000000", Channel: "email", Kind: "sent"}))
	is(t, b)
}

func TestAClaimThatNobodyFinishedIsSettledLikeAnUnknownOutcome(t *testing.T) {
	b, c := byMailOnly(t)
	a, calls := b.Disturbed("notify", "", nil)
	if err := notify.Step(a)(t.Context(), b.In, b.Event("told", deadline(c))); err != nil {
		t.Fatal(err)
	}
	last := calls("store")
	b, c = byMailOnly(t) // the same again, in which the process dies after sending
	dying := func(n int) fault.Outcome {
		if n >= last-1 {
			return fault.NotDone
		}
		return fault.Fine
	}
	a, _ = b.Disturbed("notify", "store", dying)
	if err := notify.Step(a)(t.Context(), b.In, b.Event("told", deadline(c))); err == nil {
		t.Fatal("it survived")
	}
	b.Restart()
	is(t, b, "deadline-before3 to r1 by email: claimed ×1")
	later(b, notice.Lease)
	due(b, nil)
	is(t, b, "deadline-before3 to r1 by email: unknown ×1")
	later(b, notice.Patience)
	due(b, nil)
	is(t, b, "deadline-before3 to r1 by email: sent ×2")
}

// slow is a provider that takes its time: meanwhile something happens.
type slow struct {
	mail.Sender
	meanwhile func()
}

func (s slow) Send(ctx context.Context, m mail.Message) error {
	s.meanwhile()
	return s.Sender.Send(ctx, m)
}

// The clock of another process may be minutes ahead: a lease that has just begun
// is over by it.
func TestWhoKnowsThatANoticeWasTakenSaysSoThoughAnotherDoubtsIt(t *testing.T) {
	b, c := byMailOnly(t)
	a, _ := b.Disturbed("notify", "", nil)
	ahead := func() {
		later(b, notice.Lease+time.Minute)
		due(b, nil)
		is(t, b, "deadline-before3 to r1 by email: unknown ×0")
		later(b, -notice.Lease-time.Minute)
	}
	a.Senders = map[mail.Channel]mail.Sender{mail.Email: slow{a.Senders[mail.Email], ahead}}
	if err := notify.Step(a)(t.Context(), b.In, b.Event("told", deadline(c))); err != nil {
		t.Fatal(err)
	}
	is(t, b, "deadline-before3 to r1 by email: sent ×1")
	later(b, 2*notice.Patience)
	due(b, nil)
	is(t, b, "deadline-before3 to r1 by email: sent ×1")
}
