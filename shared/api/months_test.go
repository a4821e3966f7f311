package api_test

import (
	"net/http"
	"testing"

	"github.com/sasae-care/sasae/shared/api/apitest"
	"github.com/sasae-care/sasae/shared/app/monthtest"
)

// The months have tests of their own; here is only that they are as described.
func TestTheMonthsAreAsDescribed(t *testing.T) {
	d := monthtest.Open(t, nil)
	routes := apitest.Routes(d.App)
	hold := func(method, path, request string, r monthtest.Reply) monthtest.Reply {
		t.Helper()
		out := apitest.Reply{Status: r.Status, Body: []byte(r.Raw), Header: http.Header{}}
		if r.Status >= 400 {
			out.Header.Set("Content-Type", "application/problem+json")
		}
		apitest.Hold(t, routes, method, path, request, out)
		return r
	}
	files, in, run := monthtest.Path+"/files", monthtest.Path+"/person-months", monthtest.Path+"/run"
	hold("POST", in, "", d.HandIn("m1", monthtest.Records(1, 2)...))
	hold("POST", in, "", d.HandIn("m1", monthtest.Record(1), monthtest.Record(1)))
	hold("POST", in, "", d.HandIn("h1", monthtest.Record(9, monthtest.ByCentre, monthtest.Pending), monthtest.Record(10, monthtest.ByCentre, monthtest.Unpriceable)))
	hold("GET", in, "", d.Get("k1", in))
	hold("GET", monthtest.Path, "", d.Get("m1", monthtest.Path))
	hold("POST", run, "{}", d.Run(d.Key(), "{}"))
	order := `{"skipRefused":true,"allowUnverified":true}`
	if r := hold("POST", run, order, d.Run(d.Key(), order)); r.Status != 200 {
		t.Fatalf("run: %d %s", r.Status, r.Raw)
	}
	d.Settle()
	hold("GET", monthtest.Path, "", d.Get("k1", monthtest.Path))
	list := hold("GET", files, "", d.Get("k1", files))
	items, _ := list.Body["items"].([]any)
	if len(items) == 0 {
		t.Fatalf("no files: %s", list.Raw)
	}
	name, _ := items[0].(map[string]any)["name"].(string)
	open := files + "/" + name + "/open"
	hold("POST", open, "{}", d.Do("k1", "POST", open, d.Key(), "application/json", "{}"))
	hold("POST", open, "{}", d.Do("m1", "POST", open, d.Key(), "application/json", "{}"))
}
