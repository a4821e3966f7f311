package app_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/store"
)

// together runs f n times at once and gives the errors.
func together(n int, f func(i int) error) []error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			errs[i] = f(i)
		})
	}
	close(start)
	wg.Wait()
	return errs
}

func TestSixteenVerdictsAtOnceOnOneCaseAreAllThere(t *testing.T) {
	b := apptest.New(t)
	c := b.Open(plan.New)
	for range 16 {
		b.Add(c.ID, "F-KIHON", plan.ForSet, apptest.PDF("x"))
	}
	documents := b.Case(c.ID).Documents
	for _, err := range together(16, func(i int) error {
		return b.Hear("inspect", b.Verdict(documents[i], "NO_THREATS_FOUND"))
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	for _, d := range b.Case(c.ID).Documents {
		if d.Verdict != plan.VerdictClean {
			t.Errorf("%s is %q", d.ID, d.Verdict)
		}
	}
	for _, err := range together(16, func(i int) error { return b.Hear("inspect", b.Arrived(documents[i])) }) {
		if err != nil {
			t.Error(err)
		}
	}
	for _, d := range b.Case(c.ID).Documents {
		if !d.Readable() {
			t.Errorf("%s is not readable", d.ID)
		}
	}
	b.Scene() // the chain verifies
}

func TestSixteenChangesAtOnceOfOneCaseAreSixteenEntries(t *testing.T) {
	b := apptest.New(t)
	c := b.Assigned(plan.New)
	was := b.Case(c.ID).Seq
	for _, err := range together(16, func(i int) error {
		_, err := b.Try(c.ID, func(c *plan.Case) error {
			return c.OpenedBy(fmt.Sprintf("s%d", i), "d1", "")
		})
		return err
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	if got := b.Case(c.ID).Seq - was; got != 16 {
		t.Errorf("%d entries, want 16", got)
	}
	b.Scene()
}

// A change that a rule does not forgive twice: the file is declared once,
// whatever call fails in whatever way.
func TestAChangeWhoseOutcomeIsUnknownHappensOnce(t *testing.T) {
	declare := func(b *apptest.Bench, a *app.App, id string) error {
		_, err := a.Change(b.T.Context(), app.Act{In: b.In, Case: id, By: "m1"}, func(c *plan.Case) error {
			return c.AddDocument(b.Now(), plan.Document{Form: "F-KIHON", Purpose: plan.ForSet, Type: "application/pdf", Most: 1000})
		})
		return err
	}
	for call := 1; call <= 6; call++ {
		for _, how := range []fault.Outcome{fault.NotDone, fault.DoneUnheard, fault.NotDoneUnheard} {
			t.Run(fmt.Sprintf("call %d in way %d", call, how), func(t *testing.T) {
				b := apptest.New(t)
				c := b.Open(plan.New)
				a, _ := b.Disturbed("inspect", "store", fault.On(call, how))
				if err := declare(b, a, c.ID); err != nil {
					t.Fatal(err)
				}
				if got := b.Case(c.ID); len(got.Documents) != 1 || got.Seq != c.Seq+1 {
					t.Errorf("%d documents, %d entries more", len(got.Documents), got.Seq-c.Seq)
				}
			})
		}
	}
}

func TestUnknownOutcomesAndThrottlingInARowStillMakeOneChange(t *testing.T) {
	for seed := range uint64(40) {
		b := apptest.New(t)
		c := b.Open(plan.New)
		a, _ := b.Disturbed("inspect", "store", fault.Seeded(seed, 30))
		_, err := a.Change(t.Context(), app.Act{In: b.In, Case: c.ID, By: "m1"}, func(c *plan.Case) error {
			return c.AddDocument(b.Now(), plan.Document{Form: "F-KIHON", Purpose: plan.ForSet, Type: "application/pdf", Most: 1000})
		})
		if got := b.Case(c.ID); len(got.Documents) > 1 || err == nil && len(got.Documents) != 1 {
			t.Errorf("seed %d: %d documents, %v", seed, len(got.Documents), err)
		}
		_ = b.Node.Close()
	}
}

func TestAStoreThatIsThrottledForGoodMakesTheCallerWaitAndSaysThatItIsBusy(t *testing.T) {
	b := apptest.New(t)
	c := b.Open(plan.New)
	a, _ := b.Disturbed("inspect", "store", func(int) fault.Outcome { return fault.NotDone })
	_, err := a.Change(t.Context(), app.Act{In: b.In, Case: c.ID}, func(c *plan.Case) error { return c.Withdraw(b.Now(), "x") })
	if !errors.Is(err, app.ErrBusy) {
		t.Errorf("it says %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err = a.Change(ctx, app.Act{In: b.In, Case: c.ID}, func(*plan.Case) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("after the caller's time it says %v", err)
	}
}

func TestACaseThatIsNotThereIsNotFound(t *testing.T) {
	b := apptest.New(t)
	_, err := b.Try("01NOBODY", func(*plan.Case) error { return nil })
	var r *plan.Refusal
	if !errors.As(err, &r) || r.Code != "not-found" {
		t.Errorf("it says %v", err)
	}
	if _, err := b.Whole("test").Case(t.Context(), b.In, "01NOBODY"); !errors.As(err, &r) {
		t.Errorf("it says %v", err)
	}
}

func TestWhatIsSealedIsPackedBefore(t *testing.T) {
	b := apptest.New(t)
	words := strings.Repeat("目標を本人の言葉で書いてください。", 60)
	c := b.Assigned(plan.New)
	b.Do(c.ID, func(c *plan.Case) error {
		return c.Advise(b.Now(), "r1", []plan.Word{{Viewpoint: 1, Text: words}})
	})
	it, err := b.DB.Get(t.Context(), store.Key{P: app.Cases + b.In.Town() + "#" + c.ID, S: "SEALED"})
	if err != nil || len(it.Body) > 1024 || len(it.Body) > len(words)/2 {
		t.Errorf("%d bytes of words are %d sealed: %v", len(words), len(it.Body), err)
	}
	b.Restart()
	if got := b.Case(c.ID).Sealed.Texts["advice/a1"]; got != words {
		t.Errorf("it reads %q", got)
	}
}

// Nothing is written over a gap: it is what the audit names.
func TestACaseWhoseSealedPartIsGoneIsNotChanged(t *testing.T) {
	b := apptest.New(t)
	c := b.Assigned(plan.New)
	k := store.Key{P: app.Cases + b.In.Town() + "#" + c.ID, S: "SEALED"}
	it, err := b.DB.Get(t.Context(), k)
	if err == nil {
		err = b.DB.Commit(t.Context(), store.Delete(k, it.Version))
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Try(c.ID, func(c *plan.Case) error { return c.AdviseNone(b.Now()) }); err == nil {
		t.Error("it was changed")
	}
	if _, err := b.DB.Get(t.Context(), k); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("something stands where it was: %v", err)
	}
	if got := b.Case(c.ID).Seq; got != c.Seq {
		t.Errorf("%d entries more", got-c.Seq)
	}
}

// A record that cannot grow any more is refused, and not written and then unreadable.
func TestWordsWithoutEndAreRefusedAndTheCaseIsRead(t *testing.T) {
	b := apptest.New(t)
	c := b.Assigned(plan.New)
	words := []rune(strings.Repeat("木", 20_000))
	for i := range words {
		words[i] += rune(i * 7919 % 20_000) // as varied as text is
	}
	var err error
	for i := 0; err == nil && i < 20; i++ {
		_, err = b.Try(c.ID, func(c *plan.Case) error { return c.OpenedBy("k1", "d1", string(words[i:])) })
	}
	b.Restart()
	if got := b.Case(c.ID); err == nil || len(got.Sealed.Texts) < 4 {
		t.Errorf("%d texts, refused: %v", len(got.Sealed.Texts), err)
	}
}

// Scene compares what is promised with what the state owes; here it looks after
// every change on the way of a case to its end and back.
func TestWhatIsPromisedIsWhatTheStateOwesAfterEveryChange(t *testing.T) {
	b := apptest.New(t)
	c := b.Submitted(plan.New)
	b.Scene()
	for _, d := range c.Documents {
		for _, e := range []error{b.Hear("inspect", b.Arrived(d)), b.Hear("inspect", b.Verdict(d, "NO_THREATS_FOUND"))} {
			if e != nil {
				t.Fatal(e)
			}
			b.Scene()
		}
	}
	for _, act := range []func(c *plan.Case) error{
		func(c *plan.Case) error { return c.Validate(b.Now(), content.Rules{Set: b.Rules()}) },
		func(c *plan.Case) error {
			a, err := b.Whole("test").Assignment(t.Context(), b.In, *c, nil)
			if err != nil {
				return err
			}
			return c.Assign(b.Now(), a)
		},
		func(c *plan.Case) error { return c.SendBackBy(b.Now(), "別の方の書類") },
		func(c *plan.Case) error { return c.Submit(b.Now(), "R", content.Rules{Set: b.Rules()}) },
		func(c *plan.Case) error { return c.Validate(b.Now(), content.Rules{Set: b.Rules()}) },
		func(c *plan.Case) error {
			a, err := b.Whole("test").Assignment(t.Context(), b.In, *c, nil)
			if err != nil {
				return err
			}
			return c.Assign(b.Now(), a)
		},
		func(c *plan.Case) error { return c.AdviseNone(b.Now()) },
	} {
		c = b.Do(c.ID, act)
		b.Scene()
	}
	b.Advance(c.Clock.Stages[2].At.Add(time.Hour))
	c = b.Case(c.ID)
	if owed := c.Owes(); len(owed) != 1 || !strings.HasPrefix(owed[0].Name, "alarm-retention.1-over@2032-") || c.State != plan.NoAdvice {
		t.Errorf("a %s case still owes %v, want the end of its keeping", c.State, owed)
	}
	if got := b.Scene().Owed; len(got) != 1 {
		t.Errorf("still promised: %v", got)
	}
}

// A fact may begin several clocks, and who sets alarms is woken once; that the
// keeping of the record begins wakes nobody.
func TestAClockThatMovesIsNotAnnouncedBesideWhatWakesTheSame(t *testing.T) {
	b := apptest.New(t)
	c := b.Assigned(plan.New)
	day0 := day.On(b.Now())
	for _, x := range []struct {
		act    func(c *plan.Case) error
		clocks int // that begin
		want   []string
	}{
		{func(c *plan.Case) error {
			return errors.Join(c.TellFact(plan.Told{Fact: rules.ServiceStart, On: day0, Rules: c.Rules}, false),
				c.TellFact(plan.Told{Fact: rules.PlanEnd, On: day0.AddMonths(6), Rules: c.Rules}, false))
		}, 3, []string{"clock-moved.v1"}},
		{func(c *plan.Case) error { return c.AdviseNone(b.Now()) }, 1, []string{"review-finished.v1"}},
	} {
		before := announced(b, c.ID)
		ran := len(c.Tracked)
		c = b.Do(c.ID, x.act)
		if got := announced(b, c.ID)[len(before):]; !slices.Equal(got, x.want) || len(c.Tracked)-ran != x.clocks {
			t.Errorf("%d clocks begin and %v are announced, want %d and %v", len(c.Tracked)-ran, got, x.clocks, x.want)
		}
	}
}

// announced are the types of what the outbox holds of a case, in order.
func announced(b *apptest.Bench, id string) (types []string) {
	b.T.Helper()
	all, err := b.Whole("test").Owed(b.T.Context(), b.In, b.Now())
	if err != nil {
		b.T.Fatal(err)
	}
	for _, o := range all {
		if strings.HasPrefix(o.Name, id+"-") {
			types = append(types, o.Type)
		}
	}
	return types
}
