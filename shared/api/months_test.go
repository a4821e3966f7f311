package api_test

import (
	"net/http"
	"testing"

	"github.com/sasae-care/sasae/functions/tally/tallytest"
	"github.com/sasae-care/sasae/shared/api/apitest"
)

// The months have tests of their own; here is only that they are as described.
func TestTheMonthsAreAsDescribed(t *testing.T) {
	d := tallytest.Open(t, nil)
	routes := apitest.Routes(d.App)
	hold := func(method, path, request string, r tallytest.Reply) tallytest.Reply {
		t.Helper()
		out := apitest.Reply{Status: r.Status, Body: []byte(r.Raw), Header: http.Header{}}
		if r.Status >= 400 {
			out.Header.Set("Content-Type", "application/problem+json")
		}
		apitest.Hold(t, routes, method, path, request, out)
		return r
	}
	files, in, run := tallytest.Path+"/files", tallytest.Path+"/person-months", tallytest.Path+"/run"
	hold("POST", in, "", d.HandIn("m1", tallytest.Records(1, 2)...))
	hold("POST", in, "", d.HandIn("m1", tallytest.Record(1), tallytest.Record(1)))
	hold("POST", in, "", d.HandIn("h1", tallytest.Record(9, tallytest.ByCentre, tallytest.Pending), tallytest.Record(10, tallytest.ByCentre, tallytest.Unpriceable)))
	hold("GET", in, "", d.Get("k1", in))
	hold("GET", tallytest.Path, "", d.Get("m1", tallytest.Path))
	hold("POST", run, "{}", d.Run(d.Key(), "{}"))
	order := `{"skipRefused":true,"allowUnverified":true}`
	if r := hold("POST", run, order, d.Run(d.Key(), order)); r.Status != 200 {
		t.Fatalf("run: %d %s", r.Status, r.Raw)
	}
	d.Settle()
	hold("GET", tallytest.Path, "", d.Get("k1", tallytest.Path))
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
