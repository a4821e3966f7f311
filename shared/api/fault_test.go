package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/sasae-care/sasae/functions/review"
	"github.com/sasae-care/sasae/functions/upload"
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/api/apitest"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/faulty"
)

// over is the API on a table whose calls fail as planned.
func over(d *apitest.Desk, p fault.Plan) (http.Handler, *faulty.Store) {
	table := faulty.New(d.DB, p)
	a := d.Whole("test").For("upload", func(a *app.App) { a.Store = table })
	return api.New(a, append(upload.Routes(a), review.Routes(a)...)...), table
}

// entries counts the audit entries of an action, in all cases.
func entries(t *testing.T, d *apitest.Desk, action string) (n int) {
	t.Helper()
	err := d.DB.Items(func(it store.Item) error {
		var e audit.Entry
		if strings.HasPrefix(it.P, app.Cases) && strings.HasPrefix(it.S, "AUDIT#") && json.Unmarshal(it.Body, &e) == nil && e.Action == action {
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Whatever call of the table fails, in whatever way: who posts the same again
// gets an answer, the act is done once, and nothing is half written.
func TestAPOSTThatMetAFailureIsDoneOnceWhenItIsRepeated(t *testing.T) {
	d := apitest.Open(t)
	good := d.Handler
	for _, outcome := range []fault.Outcome{fault.NotDone, fault.DoneUnheard, fault.NotDoneUnheard} {
		for call := 1; ; call++ {
			path := d.Reviewed("new")
			calls := 0
			for _, p := range []struct {
				who, path, action string
				body              any
			}{
				{"m1", "/v1/submissions", "opened", apitest.Opening("new")},
				{"r1", path + "/documents/d1/open", "document-opened", nil},
				{"r1", path + "/advice", "review-finished", m{"words": []m{{"viewpoint": 1, "text": "目標"}}}},
			} {
				name := fmt.Sprintf("%s with call %d failing in way %d", p.action, call, outcome)
				before, key := entries(t, d, p.action), d.Key()
				handler, table := over(d, fault.On(call, outcome))
				d.Handler = handler
				first := d.As(p.who).Do(http.MethodPost, p.path, key, p.body)
				d.Handler = good
				if first.Status >= 400 && first.Status < 500 {
					t.Errorf("%s: %s", name, first.Code())
				}
				again := d.As(p.who).Do(http.MethodPost, p.path, key, p.body)
				if again.Status >= 300 || first.Status < 300 && string(first.Body) != string(again.Body) {
					t.Errorf("%s: %d %s, then %d %s", name, first.Status, first.Body, again.Status, again.Body)
				}
				if n := entries(t, d, p.action) - before; n != 1 {
					t.Errorf("%s: done %d times", name, n)
				}
				calls = max(calls, table.Calls())
			}
			if call > calls {
				break
			}
		}
	}
}
