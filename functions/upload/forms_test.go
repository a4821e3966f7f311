package upload_test

import (
	"strings"
	"testing"

	"github.com/sasae-care/sasae/shared/api/apitest"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules/rulebook"
	"github.com/sasae-care/sasae/shared/town"
)

// asking is a desk of a town that wants a form of its own with every new plan.
func asking(t *testing.T) *apitest.Desk {
	t.Helper()
	shipped, err := rulebook.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	sets, err := rulebook.Read(shipped, rulebook.File{Name: "mihon.yaml", Text: []byte(`name: mihon
title: 見本市のルール
base: yobo-shien
effective: {from: 2026-04-01, source: 見本市検証要領附則}
binds: {towns: ["` + apptest.Town + `"], care: support}
forms:
  - {form: T-IRAI, name: 検証依頼書（別記様式第1号）, source: 見本市検証要領 別記様式第1号}
documents:
  - {events: [new], source: 見本市検証要領3条, required: [T-IRAI, F-PLAN]}
`)})
	if err != nil {
		t.Fatal(err)
	}
	d := apitest.Open(t)
	d.Import(func(b *town.Book) { b.Rules = append(b.Rules, sets...) })
	return d
}

func TestATownsOwnFormIsHandedInLikeAnyOther(t *testing.T) {
	d := asking(t)
	path := begun(d, apitest.Opening("new"))
	d.Sent(path, "F-PLAN", "set")
	if r := d.As("m1").Post(path+"/submit", nil); r.Code() != "422 set-incomplete" || !strings.Contains(string(r.Body), "検証依頼書（別記様式第1号）") {
		t.Fatalf("without it: %s %s", r.Code(), r.Body)
	}
	d.As("m1").Post(path+"/documents", m{"form": "T-OTHER", "type": "application/pdf", "upload": "form"}).Wants("422 form-unknown")
	d.Sent(path, "T-IRAI", "set")
	d.As("m1").Post(path+"/submit", nil).Wants("200")
	d.Settle()
	k := d.Case(path[len("/v1/submissions/"):])
	if k.State != plan.InReview || k.Rules != "mihon@2026-04-01" {
		t.Fatalf("%s under %s: %v", k.State, k.Rules, k.Reasons)
	}
	for _, doc := range d.See("r1", path).Documents {
		if doc.Form == "T-IRAI" && doc.Name != "検証依頼書（別記様式第1号）" {
			t.Errorf("the centre sees it as %q", doc.Name)
		}
	}
}

func TestATownsOwnFormMayComeOnPaper(t *testing.T) {
	d := asking(t)
	paper := apitest.Paper("new", "2026-04-17")
	paper["forms"] = []string{"F-PLAN", "T-OTHER"}
	d.As("k1").Post("/v1/paper-submissions", paper).Wants("422 form-unknown")
	paper["forms"] = []string{"F-PLAN", "T-IRAI"}
	id := d.As("k1").Post("/v1/paper-submissions", paper).Wants("201").Text("id")
	if k := d.Case(id); k.State == plan.SentBack || k.Documents[1].FormName() != "検証依頼書（別記様式第1号）" {
		t.Errorf("%s %v %+v", k.State, k.Reasons, k.Documents)
	}
}
