package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// post opens a document under an Idempotency-Key; it gives the case then, and
// how it heard the POST.
func post(b *apptest.Bench, id, key, request string) (plan.Case, app.Heard, error) {
	p := b.Whole("test").NewPost(b.In, "m1", key, []byte(request))
	c, err := b.Whole("test").Change(b.T.Context(), app.Act{In: b.In, Case: id, By: "m1", Post: p}, func(c *plan.Case) error {
		return c.OpenedBy("m1", "d1", "")
	})
	return c, p.Heard, err
}

func TestARepeatedPostChangesNothingAndIsAnsweredAsTheCaseStands(t *testing.T) {
	b := apptest.New(t)
	c := b.Assigned(plan.New)
	_, first, err := post(b, c.ID, "key", "body")
	if want := (app.Heard{At: b.Now().UTC(), Documents: len(c.Documents)}); err != nil || first != want {
		t.Fatal(first, err)
	}
	b.Do(c.ID, func(c *plan.Case) error { return c.Withdraw(b.Now(), "利用者の希望") }) // it goes on meanwhile
	b.Set(b.Now().Add(47 * time.Hour))
	seq := b.Case(c.ID).Seq
	got, again, err := post(b, c.ID, "key", "body")
	if err != nil || again != first || got.State != plan.Withdrawn {
		t.Errorf("%s, heard %v, first %v: %v", got.State, again, first, err)
	}
	if got := b.Case(c.ID).Seq; got != seq {
		t.Errorf("it happened again: %d entries more", got-seq)
	}
}

func TestAPostThatChangedNothingChangesNothingLaterEither(t *testing.T) {
	b := apptest.New(t)
	c := b.Assigned(plan.New)
	letGo := func(request string) error {
		act := app.Act{In: b.In, Case: c.ID, By: "k1", Post: b.Whole("test").NewPost(b.In, "k1", "key", []byte(request))}
		_, err := b.Whole("test").Change(t.Context(), act, func(c *plan.Case) error { return c.LetGo(b.Now()) })
		return err
	}
	if err := letGo("body"); err != nil || b.Case(c.ID).Seq != c.Seq+1 {
		t.Errorf("it is noted as %d entries: %v", b.Case(c.ID).Seq-c.Seq, err)
	}
	b.Do(c.ID, func(c *plan.Case) error { return c.Keep("苦情の調査中") })
	if err := letGo("body"); err != nil || !b.Case(c.ID).Hold {
		t.Errorf("the same request lets go of what is kept since: %v", err)
	}
	var r *plan.Refusal
	if err := letGo("other body"); !errors.As(err, &r) || r.Code != "idempotency-key-reused" {
		t.Errorf("another one is answered %v", err)
	}
}

func TestAPostIsForgottenAfterTwoDaysButNotTheFirst(t *testing.T) {
	b := apptest.New(t)
	c := b.Assigned(plan.New) // of no POST
	days := func(n int) { b.Set(b.Now().AddDate(0, 0, n)) }
	for _, key := range []string{"first", "second"} {
		if _, _, err := post(b, c.ID, key, "body"); err != nil {
			t.Fatal(err)
		}
	}
	days(3)
	seq := b.Case(c.ID).Seq
	for key, more := range map[string]int64{"first": 0, "second": 1} {
		if _, _, err := post(b, c.ID, key, "body"); err != nil || b.Case(c.ID).Seq-seq != more {
			t.Errorf("%s again: %d entries more, %v", key, b.Case(c.ID).Seq-seq, err)
		}
		seq = b.Case(c.ID).Seq
	}
	for range 40 {
		days(1)
		if _, _, err := post(b, c.ID, b.Now().String(), "body"); err != nil {
			t.Fatal(err)
		}
	}
	if got := remembered(t, b, c.ID); len(got) != 3 { // the first, yesterday's, this one
		t.Errorf("it remembers %q", got)
	}
	days(3)
	b.Do(c.ID, func(c *plan.Case) error { return c.Withdraw(b.Now(), "利用者の希望") }) // of no POST
	if got := remembered(t, b, c.ID); len(got) != 1 {
		t.Errorf("after three days it remembers %q", got)
	}
}

// remembered are the notes of POSTs in the head of a case.
func remembered(t *testing.T, b *apptest.Bench, id string) []string {
	t.Helper()
	it, err := b.DB.Get(t.Context(), store.Key{P: app.Cases + b.In.Town() + "#" + id, S: "HEAD"})
	var head struct{ Posts []string }
	if err == nil {
		err = json.Unmarshal(it.Body, &head)
	}
	if err != nil {
		t.Fatal(err)
	}
	return head.Posts
}

// The note is not erased with the person's data, so it must not tell them.
func TestTheNoteOfAPostSaysNothingOfTheRequestToWhoKnowsNotTheKey(t *testing.T) {
	b := apptest.New(t)
	c := b.Assigned(plan.New)
	for _, key := range []string{"one", "two"} {
		if _, _, err := post(b, c.ID, key, "被保険者番号 0000012345"); err != nil {
			t.Fatal(err)
		}
	}
	notes := remembered(t, b, c.ID)
	if one, two := strings.Split(notes[0], ".")[1], strings.Split(notes[1], ".")[1]; one == two {
		t.Errorf("the same request under two keys is noted as %s twice", one)
	}
}

func TestAnotherRequestUnderTheSameKeyIsRefused(t *testing.T) {
	b := apptest.New(t)
	c := b.Assigned(plan.New)
	if _, _, err := post(b, c.ID, "key", "body"); err != nil {
		t.Fatal(err)
	}
	seq := b.Case(c.ID).Seq
	_, _, err := post(b, c.ID, "key", "other body")
	var r *plan.Refusal
	if !errors.As(err, &r) || r.Code != "idempotency-key-reused" {
		t.Errorf("it says %v", err)
	}
	if got := b.Case(c.ID).Seq; got != seq {
		t.Error("it happened all the same")
	}
}

func TestTheSamePostSixteenTimesAtOnceIsOneChange(t *testing.T) {
	b := apptest.New(t)
	c := b.Assigned(plan.New)
	was := b.Case(c.ID).Seq
	heard, stood := make([]app.Heard, 16), make([]int64, 16)
	for _, err := range together(16, func(i int) error {
		c, h, err := post(b, c.ID, "key", "body")
		heard[i], stood[i] = h, c.Seq
		return err
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	for i := range heard {
		if heard[i] != heard[0] || stood[i] != stood[0] {
			t.Errorf("one was heard %v at %d, another %v at %d", heard[0], stood[0], heard[i], stood[i])
		}
	}
	if got := b.Case(c.ID).Seq - was; got != 1 {
		t.Errorf("%d entries, want 1", got)
	}
}

// With more notes a head would grow until nothing could change the case any more.
func TestACaseHearsSoManyPostsInTwoDaysAndStepsGoOn(t *testing.T) {
	b := apptest.New(t)
	c := b.Assigned(plan.New)
	for i := range 500 {
		if _, _, err := post(b, c.ID, strconv.Itoa(i), "body"); err != nil {
			t.Fatal(i, err)
		}
	}
	var r *plan.Refusal
	if _, _, err := post(b, c.ID, "one more", "body"); !errors.As(err, &r) || r.Code != "too-many-posts" {
		t.Errorf("one more is answered %v", err)
	}
	if _, _, err := post(b, c.ID, "7", "body"); err != nil {
		t.Errorf("one of them again: %v", err)
	}
	b.Do(c.ID, func(c *plan.Case) error { return c.AdviseNone(b.Now()) })
	b.Set(b.Now().AddDate(0, 0, 3))
	if _, _, err := post(b, c.ID, "one more", "body"); err != nil {
		t.Errorf("three days later: %v", err)
	}
}

// late is a store whose first commit is not answered, and happens just after the
// next look at a case.
type late struct {
	store.Store
	under []store.Write
	asked bool
}

// Commit implements store.Store.
func (l *late) Commit(ctx context.Context, ws ...store.Write) error {
	if !l.asked {
		l.asked, l.under = true, ws
		return store.ErrUnknown
	}
	return l.Store.Commit(ctx, ws...)
}

// Range implements store.Store.
func (l *late) Range(ctx context.Context, q store.Query) (store.Page, error) {
	page, err := l.Store.Range(ctx, q)
	if l.under != nil && err == nil && strings.HasPrefix(q.P, app.Cases) {
		err = l.Store.Commit(ctx, l.under...)
		l.under = nil
	}
	return page, err
}

func TestAPostWhoseCommitHappensLateIsAnsweredFromTheCaseThatItMade(t *testing.T) {
	b := apptest.New(t)
	c := b.Assigned(plan.New)
	a := b.Whole("test")
	a.Store = &late{Store: a.Store}
	act := app.Act{In: b.In, Case: c.ID, By: "m1", Post: a.NewPost(b.In, "m1", "key", []byte("body"))}
	got, err := a.Change(t.Context(), act, func(c *plan.Case) error { return c.OpenedBy("m1", "d1", "") })
	if stands := b.Case(c.ID).Seq; err != nil || got.Seq != stands || stands != c.Seq+1 {
		t.Errorf("answered as of entry %d, it stands at %d: %v", got.Seq, stands, err)
	}
}
