package api_test

import (
	"fmt"
	"net/http"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sasae-care/sasae/shared/api/apitest"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/plan"
)

// Whatever call of whatever port fails, in whatever way: who posts the same
// again gets an answer, the act is done once, and the state is the same as if
// nothing had failed.
func TestEachPOSTThatMetAFailureIsDoneOnceWhenItIsRepeated(t *testing.T) {
	d := apitest.Open(t)
	for _, a := range acts(d) {
		begin := d.Copy(t)
		d.Restart()
		d.Serve(d.App)
		outlast(t, begin, a)
		first := d.As(a.who).Post(a.path(), a.body)
		if first.Status >= 300 {
			t.Fatalf("%s: %d %s", a.route, first.Status, first.Body)
		}
		d.Settle()
		if a.afterwards != nil {
			a.afterwards(first)
		}
	}
}

func outlast(t *testing.T, begin *apptest.Bench, a act) {
	t.Helper()
	calls := map[string]int{}
	want, _, _ := posted(t, begin, a, "", nil, calls)
	if calls["store"] == 0 {
		t.Errorf("%s calls no table", a.route)
	}
	for _, port := range apptest.Ports {
		for call := 1; call <= calls[port]; call++ {
			for _, how := range []fault.Outcome{fault.NotDone, fault.DoneUnheard, fault.NotDoneUnheard} {
				name := fmt.Sprintf("%s by %s with call %d of the %s failing in way %d", a.route, a.who, call, port, how)
				got, first, again := posted(t, begin, a, port, fault.On(call, how), nil)
				if first.Status >= 400 && first.Status < 500 {
					t.Errorf("%s: %s", name, first.Code())
				}
				if again.Status >= 300 || first.Status < 300 && string(first.Body) != string(again.Body) {
					t.Errorf("%s: %d %s, then %d %s", name, first.Status, first.Body, again.Status, again.Body)
				}
				if diff := apptest.Differs(want, got, append(apptest.Same(false), anyReceipt)...); diff != "" {
					t.Errorf("%s: the state is another (-undisturbed +disturbed):\n%s", name, diff)
				}
			}
		}
	}
}

// posted is what is there, in a copy of the town, after the act was posted while
// one port goes as planned, and posted again; calls gets the calls of each port.
func posted(t *testing.T, begin *apptest.Bench, a act, port string, p fault.Plan, calls map[string]int) (s apptest.Scene, first, again apitest.Reply) {
	t.Helper()
	b := begin.Copy(t)
	d := apitest.On(b)
	var counts []func(string) int
	d.Serve(func(step string) *app.App {
		a, count := b.Disturbed(step, port, p)
		counts = append(counts, count)
		return a
	})
	first = d.As(a.who).Do(http.MethodPost, a.path(), "the key", a.body)
	for _, count := range counts {
		for _, port := range apptest.Ports {
			if calls != nil {
				calls[port] += count(port)
			}
		}
	}
	d.Serve(d.App)
	again = d.As(a.who).Do(http.MethodPost, a.path(), "the key", a.body)
	return b.Scene(), first, again
}

var receipts = regexp.MustCompile(`[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}`)

// anyReceipt: a receipt's number is drawn anew at each try.
var anyReceipt = cmp.Options{
	cmpopts.IgnoreFields(plan.Case{}, "Receipt"),
	cmp.FilterPath(func(p cmp.Path) bool {
		f, ok := p.Index(1).(cmp.StructField)
		return ok && (f.Name() == "Lists" || f.Name() == "Done")
	},
		cmp.Comparer(func(x, y string) bool { return receipts.ReplaceAllString(x, "") == receipts.ReplaceAllString(y, "") })),
}
