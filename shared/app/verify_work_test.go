package app_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// eager is a table in which somebody works each time the log was read.
type eager struct {
	store.Store
	work func()
}

func (e eager) Range(ctx context.Context, q store.Query) (store.Page, error) {
	page, err := e.Store.Range(ctx, q)
	if strings.HasPrefix(q.P, app.Logs) {
		e.work()
	}
	return page, err
}

// opened opens a document of the case at each call, at most so many times.
func opened(r archive, times int) func() {
	n := 0
	return func() {
		if n++; n <= times {
			if _, _, err := post(r.Bench, r.id, fmt.Sprintf("key %d", n), "body"); err != nil {
				r.T.Fatal(err)
			}
		}
	}
}

func TestACaseThatChangesWhileItIsVerifiedIsNoBreak(t *testing.T) {
	r := anchored(t)
	a := r.Whole("test").For("test", func(a *app.App) { a.Store = eager{a.Store, opened(r, 3)} })
	rep, err := a.Verify(t.Context(), r.In, r.copies())
	if err != nil || !rep.OK {
		t.Errorf("%+v %v", rep.Break, err)
	}
}

func TestABreakStaysABreakWhileTheCaseChanges(t *testing.T) {
	r := anchored(t)
	want := alone(audit.Edited)(r)
	r.edit(r.one(), `"by":"`, `"by":"x`)
	a := r.Whole("test").For("test", func(a *app.App) { a.Store = eager{a.Store, opened(r, 3)} })
	rep, err := a.Verify(t.Context(), r.In, r.copies())
	if err != nil || rep.Break == nil || *rep.Break != want {
		t.Errorf("%+v %v, want %+v", rep.Break, err, want)
	}
}

func TestACaseThatNeverStandsStillVerifiesToo(t *testing.T) {
	r := anchored(t)
	a := r.Whole("test").For("test", func(a *app.App) { a.Store = eager{a.Store, opened(r, 1000)} })
	rep, err := a.Verify(t.Context(), r.In, r.copies())
	if err != nil || !rep.OK {
		t.Errorf("%+v %v", rep.Break, err)
	}
}

func TestATownAtWorkVerifies(t *testing.T) {
	r := anchored(t)
	stop := make(chan struct{})
	var work sync.WaitGroup
	work.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
			}
			book := apptest.Book()
			book.Towns[0].CentreLabel = fmt.Sprint(n)
			err := r.Whole("test").SaveBook(t.Context(), r.In, "import", book)
			if err == nil {
				_, _, err = post(r.Bench, r.id, fmt.Sprint(n), "body")
			}
			if err == nil {
				r.Set(r.Now().Add(time.Hour))
				err = r.Whole("test").Anchor(t.Context(), r.In, r.Now())
			}
			if err != nil {
				t.Error(err)
				return
			}
		}
	})
	for range 25 {
		if rep := r.verify(); !rep.OK {
			t.Errorf("named %+v", rep.Break)
		}
	}
	close(stop)
	work.Wait()
}

func TestAnchorsWithoutACopyAreNamed(t *testing.T) {
	r := anchored(t)
	other := r.copies()
	for i := range other {
		other[i].Town = "431001"
	}
	for name, c := range map[string]struct {
		copied   []audit.Anchor
		compared int
		ok       bool
	}{
		"no copy":                    {nil, 0, false},
		"the copy of another town":   {other, 0, false},
		"a copy that lags":           {r.copies()[:1], 1, true},
		"a copy that is up to date":  {r.copies(), 2, true},
		"with that of another town":  {append(other, r.copies()...), 2, true},
		"a copy without its first":   {r.copies()[1:], 1, false},
		"a copy of another document": {[]audit.Anchor{{}}, 0, false},
	} {
		rep, err := r.Whole("test").Verify(t.Context(), r.In, c.copied)
		if err != nil || rep.OK != c.ok || rep.Compared != c.compared {
			t.Errorf("%s: %+v %v", name, rep, err)
		}
		if uncompared := rep.Break != nil && rep.Break.Kind == audit.Uncompared; uncompared != (c.compared == 0) {
			t.Errorf("%s: named %+v", name, rep.Break)
		}
	}
}

// A crash between an anchor and its copy is made good with the next anchor.
func TestAFirstAnchorThatIsNotCopiedYetIsNoBreak(t *testing.T) {
	r := anchored(t)
	r.write(r.anchorAt(2), nil)
	rep, err := r.Whole("test").Verify(t.Context(), r.In, nil)
	if err != nil || !rep.OK || rep.Anchors != 1 || rep.Compared != 0 {
		t.Errorf("%+v %v", rep, err)
	}
}

func TestATownWithoutAnchorsNeedsNoCopy(t *testing.T) {
	b := apptest.New(t)
	b.Assigned(plan.New)
	if rep := (archive{Bench: b}).verify(); !rep.OK || rep.Compared != 0 {
		t.Errorf("%+v", rep)
	}
}

// A table may keep an item for long after it expired.
func TestAnAnswerWhoseTimeIsOverIsNoAnswer(t *testing.T) {
	b := apptest.New(t)
	a := b.Whole("test")
	once := func(request string) (found bool, answer string) {
		t.Helper()
		r := app.NewReply(b.In, "k1", "key", []byte(request))
		found, err := r.Find(t.Context(), a)
		if err == nil && !found {
			err = b.DB.Commit(t.Context(), r.Write(b.Now(), 200, request))
		}
		if err != nil {
			t.Fatal(err)
		}
		return found, string(r.Body)
	}
	once("body")
	b.Set(b.Now().Add(48*time.Hour - time.Second))
	if found, answer := once("body"); !found || answer != `"body"` {
		t.Errorf("within two days it is %v %s", found, answer)
	}
	b.Set(b.Now().Add(time.Second))
	if found, _ := once("other body"); found {
		t.Error("after two days it is still found")
	}
	if found, answer := once("other body"); !found || answer != `"other body"` {
		t.Errorf("the new answer is not kept: %v %s", found, answer)
	}
}
