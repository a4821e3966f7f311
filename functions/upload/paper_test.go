package upload_test

import (
	"testing"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/api/apitest"
	"github.com/sasae-care/sasae/shared/plan"
)

func TestAPaperSetIsCorrectedUnderItsReceipt(t *testing.T) {
	d := apitest.Open(t)
	paper := apitest.With(apitest.Paper("new", "2026-04-16"), "forms", []string{"F-KIHON"})
	var first, second struct {
		ID, Receipt string
		State       plan.State
	}
	d.As("k1").Post("/v1/paper-submissions", paper).Wants("201").Into(&first)
	fixed := apitest.With(apitest.With(apitest.Paper("new", "2026-04-17"), "receipt", first.Receipt), "channel", "post")
	d.As("k1").Post("/v1/paper-submissions", apitest.With(fixed, "insured", "0000012346")).Wants("404 not-found")
	d.As("k1").Post("/v1/paper-submissions", apitest.With(fixed, "kind", "renewal")).Wants("404 not-found")
	d.As("k1").Post("/v1/paper-submissions", apitest.With(fixed, "receipt", "K7F-2MQ-9XX")).Wants("422 receipt-wrong")
	d.As("k1").Post("/v1/paper-submissions", apitest.With(fixed, "receivedOn", "2026-04-21")).Wants("422 received-in-future")
	d.As("h2").Post("/v1/paper-submissions", fixed).Wants("201").Into(&second)
	d.Settle()
	path := "/v1/submissions/" + first.ID
	v := d.See("m1", path)
	if second.ID != first.ID || second.Receipt != first.Receipt || v.State != plan.InReview || v.Round != 2 || v.Due != "2026-05-01" || v.Channel != "post" {
		t.Fatalf("%+v %+v", second, v)
	}
	if len(v.Documents) != 4 || !v.Documents[0].Replaced || v.Documents[3].State != "paper" {
		t.Errorf("%+v", v.Documents)
	}
	d.As("k1").Post("/v1/paper-submissions", fixed).Wants("409 set-closed")
	d.As("h2").Post("/v1/paper-submissions", fixed).Wants("404 not-found") // another centre's now
}

func TestASetFromThePortalIsNotCorrectedOnPaper(t *testing.T) {
	d := apitest.Open(t)
	path := d.Reviewed("new")
	d.As("r1").Post(path+"/send-back", m{"reason": "内容"}).Wants("200")
	fixed := apitest.With(apitest.Paper("new", "2026-04-17"), "receipt", d.See("m1", path).Receipt)
	d.As("k1").Post("/v1/paper-submissions", fixed).Wants("403 role-not-allowed")
}

func TestTheTownAnswersConfirmsAndWithdrawsForAnOfficeOnPaper(t *testing.T) {
	d := apitest.Open(t)
	path := "/v1/submissions/" + d.As("k1").Post("/v1/paper-submissions", apitest.Paper("new", "2026-04-17")).Wants("201").Text("id")
	d.Settle()
	d.As("r1").Post(path+"/advice", m{"words": []m{{"viewpoint": 1, "text": "目標"}, {"viewpoint": 2, "text": "内容"}}}).Wants("200")
	d.As("k1").Post(path+"/answers", m{"answers": []m{{"advice": "a1", "closing": "next-renewal"}}}).Wants("200")
	d.As("k1").Post(path+"/confirmed-plan", m{"consent": "2026-04-20"}).Wants("422 request-invalid")
	d.As("k1").Post(path+"/confirmed-plan", m{"document": "p-F-PLAN", "consent": "2026-04-20"}).Wants("403 role-not-allowed")
	d.As("m1").Post(path+"/confirmed-plan", m{"paper": true, "consent": "2026-04-20"}).Wants("403 role-not-allowed")
	d.As("k1").Post(path+"/confirmed-plan", m{"paper": true, "consent": "2026-04-20"}).Wants("200")
	v := d.See("m1", path)
	if v.Plan == nil || v.Plan.Document != "p-F-PLAN-C" || v.Advices[0].Closing != "next-renewal" || v.Advices[1].Closing != "taken-up" {
		t.Fatalf("%+v", v)
	}
	if last := v.Documents[len(v.Documents)-1]; last.State != "paper" || last.Purpose != "confirmed" {
		t.Errorf("%+v", last)
	}
	again := "/v1/submissions/" + d.As("k1").Post("/v1/paper-submissions", apitest.Paper("new", "2026-04-17")).Wants("201").Text("id")
	d.As("k1").Post(again+"/withdraw", m{"reason": "二重の登録"}).Wants("200")
	if got := d.See("m1", again).Notes; len(got) != 1 || got[0] != (api.NoteView{About: "withdrawn", Text: "二重の登録"}) {
		t.Errorf("%+v", got)
	}
}

func TestADayBeforeTheLawBeganIsRefused(t *testing.T) {
	d := apitest.Open(t)
	d.As("k1").Post("/v1/paper-submissions", apitest.Paper("new", "2024-03-29")).Wants("422 office-not-designated")
}
