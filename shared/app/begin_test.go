package app_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/plan"
)

// begun opens a case as a POST under a key does, and gives its id.
func begun(t *testing.T, b *apptest.Bench, a *app.App, id, key, request string) (string, error) {
	t.Helper()
	post := b.Whole("test").NewPost(b.In, "m1", key, []byte(request))
	c, err := a.Begin(t.Context(), app.Act{In: b.In, Case: id, By: "m1", Post: post}, func(c *plan.Case) error {
		return c.Open(b.Now(), plan.Opening{Office: apptest.Office, Manager: "m1", Person: "p", Insurer: "431007", Kind: plan.New, Channel: "portal", Sealed: apptest.Person()})
	})
	return c.ID, err
}

const new26 = "01BEGIN0000000000000000001"

func TestANewCaseIsBegunInOneCall(t *testing.T) {
	b := apptest.New(t)
	a, calls := b.Disturbed("upload", "", nil)
	if said, err := begun(t, b, a, new26, "key", "request"); err != nil || said != new26 || calls("store") != 1 {
		t.Errorf("answered %q, %v, with %d calls", said, err, calls("store"))
	}
}

func TestACaseIsBegunOnceHoweverTheCommitGoes(t *testing.T) {
	plain := apptest.New(t)
	if _, err := begun(t, plain, plain.App("upload"), new26, "key", "request"); err != nil {
		t.Fatal(err)
	}
	for _, how := range []fault.Outcome{fault.NotDone, fault.DoneUnheard, fault.NotDoneUnheard} {
		for n := 1; n <= 4; n++ {
			b := apptest.New(t)
			a, _ := b.Disturbed("upload", "store", fault.On(n, how))
			for range 2 { // the office sends it again, whatever it heard
				said, err := begun(t, b, a, new26, "key", "request")
				if err == nil && said != new26 {
					t.Errorf("call %d %v: answered %q", n, how, said)
				}
			}
			if diff := cmp.Diff(plain.Scene(), b.Scene(), apptest.Same(false)...); diff != "" {
				t.Errorf("call %d %v: the state is another:\n%s", n, how, diff)
			}
		}
	}
}

func TestAKeyThatWasUsedBeginsNothingElse(t *testing.T) {
	b := apptest.New(t)
	if _, err := begun(t, b, b.App("upload"), new26, "key", "request"); err != nil {
		t.Fatal(err)
	}
	_, err := begun(t, b, b.App("upload"), new26, "key", "another")
	if r := (&plan.Refusal{}); !errors.As(err, &r) || r.Code != "idempotency-key-reused" {
		t.Errorf("it says %v", err)
	}
	if n := len(b.Scene().Cases); n != 1 {
		t.Errorf("there are %d cases", n)
	}
}
