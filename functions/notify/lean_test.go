package notify_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions/notify"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/notice"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// ended is a bench on which the end of a review waits in the outbox to be told to
// the office; rung, one on which the nearing day waits to be told to the reviewer.
func ended(t *testing.T) (*apptest.Bench, events.Event) {
	b, c := byMailOnly(t)
	b.Do(c.ID, func(c *plan.Case) error { return advise(b, c) })
	return b, announced(b, events.ReviewFinished{}.EventType())
}

func rung(t *testing.T) (*apptest.Bench, events.Event) {
	b, c := byMailOnly(t)
	near := c.Clock.Stages[0]
	b.Set(near.At)
	b.Do(c.ID, func(c *plan.Case) error { return c.Ring(b.Now(), "review", near.Name, near.At) })
	return b, announced(b, events.DeadlineNear{}.EventType())
}

// announced is the announcement of a type in the outbox.
func announced(b *apptest.Bench, typ string) (e events.Event) {
	b.T.Helper()
	err := b.DB.Items(func(it store.Item) error {
		if !app.Outbox(it.Key) {
			return nil
		}
		p, err := app.ReadPromise(it)
		if p.Event.Type == typ {
			e = p.Event
		}
		return err
	})
	if err != nil || e.ID == "" {
		b.T.Fatalf("no %s is announced: %v", typ, err)
	}
	return e
}

// say gives an announcement to notify as the bus does; who dies of it is dead,
// and whatever he remembered.
func say(b *apptest.Bench, e events.Event, provider func(mail.Sender) mail.Sender) {
	b.T.Helper()
	defer func() {
		if p := recover(); p != nil && p != dead {
			panic(p)
		}
	}()
	a, _ := b.Disturbed("notify", "", nil)
	a.Senders = map[mail.Channel]mail.Sender{mail.Email: provider(a.Senders[mail.Email])}
	if err := a.Deliver(notify.Step(a))(b.T.Context(), e); err != nil {
		b.T.Fatal(err)
	}
}

const dead = "the process ends"

func works(s mail.Sender) mail.Sender      { return s }
func diesBefore(s mail.Sender) mail.Sender { return slow{s, func() { panic(dead) }} }
func diesAfter(s mail.Sender) mail.Sender  { return deadly{s} }

// deadly is a provider that takes the message, and nobody is left to hear that.
type deadly struct{ mail.Sender }

func (d deadly) Send(ctx context.Context, m mail.Message) error {
	_ = d.Sender.Send(ctx, m) // nobody hears
	panic(dead)
}

// owed: the announcement, and promises of notices, that wait.
func owed(t *testing.T, b *apptest.Bench, e events.Event, want ...string) {
	t.Helper()
	var got []string
	for _, name := range b.Scene().Owed {
		switch {
		case strings.HasPrefix(name, "notice#"):
			got = append(got, "notice")
		case name == e.ID:
			got = append(got, "event")
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("owed (-want +got):\n%s", diff)
	}
}

func TestANoticeThatIsBeingSentLeansOnItsAnnouncement(t *testing.T) {
	b, e := ended(t)
	say(b, e, func(s mail.Sender) mail.Sender {
		return slow{s, func() {
			is(t, b, "advised to m1 by email: claimed ×0")
			owed(t, b, e, "event")
		}}
	})
	is(t, b, "advised to m1 by email: sent ×1")
	owed(t, b, e)
}

func TestAnAnnouncementGoesWhenWhatLeansOnItHasAPromise(t *testing.T) {
	for name, x := range map[string]struct {
		dies  func(mail.Sender) mail.Sender
		after time.Duration // said again, after the claim
		at    string        // the notice then
		sent  string        // how often it was
	}{
		"who claimed died before sending, and the lease runs":    {diesBefore, notice.Lease - 1, "claimed", "×0"},
		"who claimed died after sending, and the lease runs":     {diesAfter, notice.Lease - 1, "claimed", "×1"},
		"who claimed died before sending, and the lease is over": {diesBefore, notice.Lease, "unknown", "×0"},
		"who claimed died after sending, and the lease is over":  {diesAfter, notice.Lease, "unknown", "×1"},
	} {
		t.Run(name, func(t *testing.T) {
			b, e := ended(t)
			say(b, e, x.dies)
			b.Restart()
			is(t, b, "advised to m1 by email: claimed "+x.sent)
			owed(t, b, e, "event")
			later(b, x.after)
			say(b, e, works)
			is(t, b, "advised to m1 by email: "+x.at+" "+x.sent)
			owed(t, b, e, "notice")
			say(b, e, works) // and once more: nothing is another
			is(t, b, "advised to m1 by email: "+x.at+" "+x.sent)
			owed(t, b, e, "notice")
		})
	}
}

func TestWhateverEndsTheSenderTheNoticeIsSettledByTime(t *testing.T) {
	for name, x := range map[string]struct {
		given func(*testing.T) (*apptest.Bench, events.Event)
		dies  func(mail.Sender) mail.Sender
		want  string
	}{
		"advice, not sent":   {ended, diesBefore, "advised to m1 by email: dropped ×0"},
		"advice, sent":       {ended, diesAfter, "advised to m1 by email: dropped ×1"},
		"a day, not sent":    {rung, diesBefore, "deadline-before3 to r1 by email: sent ×1"},
		"a day, sent":        {rung, diesAfter, "deadline-before3 to r1 by email: sent ×2"},
		"advice, no failure": {ended, works, "advised to m1 by email: sent ×1"},
	} {
		t.Run(name, func(t *testing.T) {
			b, e := x.given(t)
			say(b, e, x.dies)
			b.Restart() // the receipt is lost too
			b.Advance(b.Now().Add(4 * time.Hour))
			if all := told(b); !slices.Contains(all, x.want) {
				t.Errorf("want %s in %q", x.want, all)
			}
			owed(t, b, e)
		})
	}
}

func TestTheReceiptOfANoticeWhoseSenderDiedSettlesIt(t *testing.T) {
	for _, kind := range []string{"delivered", "bounced"} {
		b, e := ended(t)
		say(b, e, diesAfter)
		receipt(b, kind)
		is(t, b, "advised to m1 by email: sent ×1")
		owed(t, b, e, "event")
		say(b, e, works)
		is(t, b, "advised to m1 by email: sent ×1")
		owed(t, b, e)
	}
}

func TestAnAnnouncementThatIsSaidAgainWhileItsNoticeIsBeingSentDoesNoHarm(t *testing.T) {
	b, e := ended(t)
	say(b, e, func(s mail.Sender) mail.Sender {
		return slow{s, func() {
			say(b, e, works)
			is(t, b, "advised to m1 by email: claimed ×0")
			owed(t, b, e, "notice")
		}}
	})
	is(t, b, "advised to m1 by email: sent ×1")
	owed(t, b, e)
}

// Who hears of something may be another by the time that it is said again.
func TestANoticeOfSomebodyWhoNoLongerHearsIsSettledToo(t *testing.T) {
	b, e := ended(t)
	say(b, e, diesBefore)
	b.Restart()
	b.Import(both(colleague, left("m1")))
	later(b, notice.Lease)
	say(b, e, works)
	is(t, b, "advised to m1 by email: unknown ×0", "advised to m3 by email: sent ×1")
	owed(t, b, e, "notice")
}

// What sweep says under an id of its own, or somebody says long afterwards, waits
// in no outbox.
func TestANoticeOfWhatNobodyAnnouncedHasAPromiseFromTheStart(t *testing.T) {
	b, e := ended(t)
	for _, other := range []events.Event{{ID: e.ID + "-2", At: e.At}, {ID: e.ID, At: e.At.Add(time.Second)}} {
		b := b.Copy(t)
		again := e
		again.ID, again.At = other.ID, other.At
		say(b, again, diesBefore)
		is(t, b, "advised to m1 by email: claimed ×0")
		owed(t, b, e, "event", "notice")
	}
}

func TestThePromiseOfANoticeStaysWhereItIsUntilTheNoticeIsSettled(t *testing.T) {
	b, c := byMailOnly(t)
	var first []string
	stands := func(state string) {
		t.Helper()
		is(t, b, "deadline-before3 to r1 by email: "+state)
		if got := promised(b); len(first) != 1 || !slices.Equal(got, first) {
			t.Errorf("%s: promised at %v, was %v", state, got, first)
		}
	}
	b.Set(day.MustParse("2026-05-01").At(21, 0)) // a Friday
	tell(b, deadline(c), nil)
	first = promised(b)
	stands("waiting ×0")
	b.Set(day.MustParse("2026-05-07").At(8, 0))
	a, _ := b.Disturbed("notify", "mail", always(fault.DoneUnheard))
	a.Senders = map[mail.Channel]mail.Sender{mail.Email: slow{a.Senders[mail.Email], func() { stands("claimed ×0") }}}
	for number := range b.Scene().Told {
		if err := notify.Step(a)(t.Context(), b.In, b.Event("due", events.NoticeDue{Notice: number})); err != nil {
			t.Fatal(err)
		}
	}
	stands("unknown ×1")
	receipt(b, "delivered")
	is(t, b, "deadline-before3 to r1 by email: sent ×1")
	if got := promised(b); len(got) != 0 {
		t.Errorf("still promised: %v", got)
	}
}

// promised are the keys of the promises of notices.
func promised(b *apptest.Bench) (keys []string) {
	b.T.Helper()
	err := b.DB.Items(func(it store.Item) error {
		if strings.HasPrefix(it.P, app.Dues) && strings.Contains(it.S, "#notice#") {
			keys = append(keys, it.S)
		}
		return nil
	})
	if err != nil {
		b.T.Fatal(err)
	}
	return keys
}

func TestAnAnnouncementIsToldOnceWhateverFailsAndWhoeverForgetsIt(t *testing.T) {
	apptest.Outlast(t, apptest.Trial{
		Name: "the office hears of advice", Step: "notify", Later: 3 * time.Hour, Swept: true,
		Given: func(b *apptest.Bench) events.Event {
			c := b.Assigned(plan.New)
			b.Do(c.ID, func(c *plan.Case) error { return advise(b, c) })
			return announced(b, events.ReviewFinished{}.EventType())
		},
		Logic: func(_ *apptest.Bench, a *app.App) app.Handler {
			hear := a.Deliver(notify.Step(a))
			return func(ctx context.Context, _ app.Scope, e events.Event) error { return hear(ctx, e) }
		},
		Then: sent("advised to m1 by email"),
	})
}

// A promise stays where it was made, and is overdue only when its notice is.
func TestANoticeThatWaitsForSomethingIsNotOverdue(t *testing.T) {
	b, c := byMailOnly(t)
	overdue := func() int {
		t.Helper()
		all, err := b.Whole("test").Owed(t.Context(), b.In, b.Now())
		if err != nil {
			t.Fatal(err)
		}
		return len(slices.DeleteFunc(all, func(o app.Owed) bool { return o.Type != events.NoticeDue{}.EventType() }))
	}
	b.Set(day.MustParse("2026-05-01").At(21, 0)) // a Friday
	tell(b, deadline(c), nil)
	b.Set(day.MustParse("2026-05-07").At(8, 0))
	if n := overdue(); n != 1 {
		t.Errorf("%d are overdue that nobody looked at, want 1", n)
	}
	due(b, always(fault.DoneUnheard))
	is(t, b, "deadline-before3 to r1 by email: unknown ×1")
	if n := overdue(); n != 0 {
		t.Errorf("%d are overdue that wait for the provider", n)
	}
	later(b, notice.Patience)
	if n := overdue(); n != 1 {
		t.Errorf("%d are overdue whose wait is over, want 1", n)
	}
}
