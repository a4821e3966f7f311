package review_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/api/apitest"
	"github.com/sasae-care/sasae/shared/app/apptest"
)

type m = apitest.M

func TestADocumentIsOpenedThroughALinkOfFiveMinutesAndTheOpeningIsOnRecord(t *testing.T) {
	d := apitest.Open(t)
	path := d.Reviewed("new")
	before := d.See("r1", path)
	var link struct {
		URL     string
		Expires time.Time
	}
	d.As("r1").Post(path+"/documents/d1/open", nil).Wants("200").Into(&link)
	if got := link.Expires.Sub(d.Now()); got != 5*time.Minute {
		t.Errorf("the link lives %s", got)
	}
	w := httptest.NewRecorder()
	d.Disk.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", link.URL, nil))
	if w.Code != 200 || w.Body.String() != string(apptest.PDF("F-KIHON")) {
		t.Fatalf("%d %.60s", w.Code, w.Body)
	}
	if c := d.Case(before.ID); c.Seq == 0 || d.LastAction(c) != "document-opened" {
		t.Errorf("the last audit entry is %q", d.LastAction(c))
	}
	d.As("k1").Post(path+"/documents/d1/open", nil).Wants("422 reason-missing")
	d.As("k1").Post(path+"/documents/d1/open", m{"reason": "苦情の調査"}).Wants("200")
	d.As("m1").Post(path+"/documents/d9/open", nil).Wants("404 document-unknown")
	waiting := d.Begun("new")
	d.Declared(waiting, "F-PLAN", "set")
	d.As("m1").Post(waiting+"/documents/d1/open", nil).Wants("409 document-not-readable")
}

func TestTheRegisterOfADistrictIsPersonByPerson(t *testing.T) {
	d := apitest.Open(t)
	for _, who := range []string{"0000012345", "0000012346", "0000012345"} {
		o := apitest.Opening("new")
		o["insured"] = who
		path := "/v1/submissions/" + d.As("m1").Post("/v1/submissions", o).Wants("201").Text("id")
		for _, f := range apitest.Required["new"] {
			d.Sent(path, f, "set")
		}
		d.Set(d.Now().Add(time.Minute))
		d.As("m1").Post(path+"/submit", nil).Wants("200")
		d.Settle()
	}
	type entry struct {
		Latest      api.Item
		Submissions int
		Person      *api.PersonView
	}
	var all api.Page[entry]
	d.As("h1").Get("/v1/districts/k1/register").Wants("200").Into(&all)
	if len(all.Items) != 2 || all.Items[0].Submissions+all.Items[1].Submissions != 3 || all.Items[0].Person == nil || all.Next != "" {
		t.Fatalf("%+v", all)
	}
	var one, two api.Page[entry]
	d.As("r1").Get("/v1/districts/k1/register?limit=1").Wants("200").Into(&one)
	d.As("r1").Get("/v1/districts/k1/register?limit=1&next=" + one.Next).Wants("200").Into(&two)
	if one.Items[0].Latest.ID != all.Items[0].Latest.ID || two.Items[0].Latest.ID != all.Items[1].Latest.ID || two.Next != "" {
		t.Errorf("page by page: %+v %+v", one, two)
	}
	var town api.Page[entry]
	d.As("k1").Get("/v1/districts/k1/register").Wants("200").Into(&town)
	if len(town.Items) != 2 || town.Items[0].Person != nil {
		t.Errorf("the town sees %+v", town)
	}
}
