package review_test

import (
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/api/apitest"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// turn gives the centre's district to another centre from tomorrow on (""
// ends it), and lets the day come.
func turn(d *apitest.Desk, to string) {
	d.T.Helper()
	d.Import(func(b *town.Book) {
		old := b.Districts[0]
		b.Districts[0].To = day.On(d.Now())
		if to != "" {
			old.From, old.Centre = day.On(d.Now()).AddDays(1), to
			b.Districts = append(b.Districts, old)
		}
	})
	d.Advance(d.Now().Add(24 * time.Hour))
}

// registered is the one entry of the register, as somebody sees it.
func registered(d *apitest.Desk, who string) struct{ Person *api.PersonView } {
	d.T.Helper()
	var page api.Page[struct{ Person *api.PersonView }]
	d.As(who).Get("/v1/districts/k1/register").Wants("200").Into(&page)
	if len(page.Items) != 1 {
		d.T.Fatalf("%s sees %d rows", who, len(page.Items))
	}
	return page.Items[0]
}

func TestTheRegisterGoesToTheCentreThatTakesTheDistrictOver(t *testing.T) {
	d := apitest.Open(t)
	path := d.Reviewed("new")
	d.As("r1").Post(path+"/no-advice", nil).Wants("200")
	receipt := d.See("m1", path).Receipt
	d.As("h2").Get(path).Wants("404 not-found")
	turn(d, "c2")
	if registered(d, "h2").Person == nil {
		t.Error("the new centre does not see who it is")
	}
	if v := d.See("h2", path); v.Centre != "c1" || v.Person == nil || v.State != plan.NoAdvice {
		t.Errorf("%+v", v)
	}
	var page api.Page[api.Item]
	d.As("h2").Get("/v1/submissions?receipt=" + receipt).Wants("200").Into(&page)
	if len(page.Items) != 1 {
		t.Errorf("by receipt: %+v", page)
	}
	d.As("h2").Post(path+"/reroute", m{"district": "k2", "reason": "x"}).Wants("404 not-found")
	d.As("h2").Post(path+"/documents/d1/open", nil).Wants("404 not-found")
	d.As("h1").Get("/v1/districts/k1/register").Wants("404 not-found")
	d.As("h1").Get(path).Wants("200") // its own review
	if registered(d, "k1").Person != nil {
		t.Error("the town sees who it is")
	}
}

func TestTheRegisterOfADistrictThatEndedStaysWithItsLastCentre(t *testing.T) {
	d := apitest.Open(t)
	path := d.Reviewed("new")
	d.As("r1").Post(path+"/no-advice", nil).Wants("200")
	turn(d, "")
	if registered(d, "h1").Person == nil {
		t.Error("the last centre does not see who it is")
	}
	registered(d, "k1")
	d.As("h2").Get("/v1/districts/k1/register").Wants("404 not-found")
}

// unrouted is a set of a person who lives where no district is.
func unrouted(d *apitest.Desk) string {
	d.T.Helper()
	body, who := apitest.Opening("new"), apitest.Person()
	who["address"] = m{"area": "西町一丁目", "block": "7"}
	body["person"] = who
	path := "/v1/submissions/" + d.As("m1").Post("/v1/submissions", body).Wants("201").Text("id")
	for _, f := range apitest.Required["new"] {
		d.Sent(path, f, "set")
	}
	d.As("m1").Post(path+"/submit", nil).Wants("200")
	d.Settle()
	return path
}

func TestTheTownSendsBackWhatNoCentreHas(t *testing.T) {
	d := apitest.Open(t)
	path := unrouted(d)
	d.As("k1").Post(path+"/send-back", nil).Wants("422 reason-missing")
	d.As("k1").Post(path+"/send-back", m{"reason": "住所を確認してください"}).Wants("200")
	if v := d.See("m1", path); v.State != plan.SentBack || v.SentBack != "住所を確認してください" {
		t.Errorf("%+v", v)
	}
	d.As("k1").Post(path+"/send-back", m{"reason": "x"}).Wants("403 role-not-allowed")
	d.As("m1").Post(path+"/person", apitest.Person()).Wants("200")
	d.As("m1").Post(path+"/submit", nil).Wants("200")
	d.Settle()
	if v := d.See("m1", path); v.State != plan.InReview || v.Centre != "c1" {
		t.Errorf("corrected: %s at %s", v.State, v.Centre)
	}
	d.Scan = ""
	held := d.Begun("new")
	for _, f := range apitest.Required["new"] {
		d.Sent(held, f, "set")
	}
	d.As("m1").Post(held+"/submit", nil).Wants("200")
	d.Advance(d.Now().Add(2 * time.Hour))
	d.As("k1").Post(held+"/send-back", m{"reason": "別の端末で作り直してください"}).Wants("200")
	if v := d.See("m1", held); v.State != plan.SentBack {
		t.Errorf("the held set is %s", v.State)
	}
}

func TestTheTownSeesTheAddressWhileItMustChooseTheDistrict(t *testing.T) {
	d := apitest.Open(t)
	path := unrouted(d)
	var r struct {
		Address    *plan.Address
		Candidates []town.District
	}
	d.As("k1").Get(path + "/routing").Wants("200").Into(&r)
	if r.Address == nil || r.Address.Area != "西町一丁目" || len(r.Candidates) != 2 {
		t.Fatalf("%+v", r)
	}
	if v := d.See("k1", path); v.Person != nil {
		t.Error("the town sees who it is")
	}
	d.As("k1").Post(path+"/reroute", m{"district": "k2", "reason": "市の境の町のため"}).Wants("200")
	r.Address = nil
	d.As("k1").Get(path + "/routing").Wants("200").Into(&r)
	if r.Address != nil {
		t.Error("the town still sees the address")
	}
}

func TestReasonsAreReadByThoseInsideOnly(t *testing.T) {
	d := apitest.Open(t)
	path := d.Reviewed("new")
	d.As("h1").Post(path+"/reassign", m{"reviewer": "r2", "reason": "休暇"}).Wants("200")
	d.As("r1").Post(path+"/extend", m{"until": "2026-05-20", "reason": "確認中"}).Wants("200")
	want := []api.NoteView{{About: "reassigned", Text: "休暇"}, {About: "extended/2026-05-20", Text: "確認中"}}
	for _, who := range []string{"m1", "r1"} {
		if got := d.See(who, path).Notes; len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
			t.Errorf("%s reads %+v", who, got)
		}
	}
	if got := d.See("k1", path).Notes; len(got) != 0 {
		t.Errorf("the town reads %+v", got)
	}
}
