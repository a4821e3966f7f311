package upload_test

import (
	"testing"

	"github.com/sasae-care/sasae/shared/api/apitest"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
)

// begun opens a submission and gives its path.
func begun(d *apitest.Desk, o m) string {
	return "/v1/submissions/" + d.As("m1").Post("/v1/submissions", o).Wants("201").Text("id")
}

func TestWhatASubmissionSaysOfItselfBindsItsRulesAndPapers(t *testing.T) {
	manages := func(kind string) m {
		return apitest.With(apitest.With(apitest.Opening(kind), "care", "management"), "type", "A")
	}
	for _, c := range []struct {
		name  string
		open  m
		forms []string
		rules string
	}{
		{"today's request", apitest.Opening("new"), apitest.Required["new"], "yobo-shien@2024-04-01"},
		{"介護予防支援 on commission", apitest.With(apitest.Opening("new"), "track", "commissioned"), apitest.Required["new"], "yobo-shien@2024-04-01"},
		{"a change of level, which the rules do not ask for", apitest.Opening("levelChange"), []string{"F-PLAN"}, "yobo-shien@2024-04-01"},
		{"a provisional plan", apitest.Opening("provisional"), []string{"F-PLAN"}, "yobo-shien@2024-04-01"},
		{"ケアマネジメントA", manages("new"), []string{"F-KIHON", "F-KCL", "F-PLAN", "F-MEET-E", "F-NOTIFY"}, "yobo-caremanagement@2015-06-05"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := apitest.Open(t)
			path := begun(d, c.open)
			for _, f := range c.forms {
				d.Sent(path, f, "set")
			}
			r := d.As("m1").Post(path+"/submit", nil)
			if r.Code() != "200" {
				t.Fatalf("%s: %s", r.Code(), r.Reasons())
			}
			d.Settle()
			k := d.Case(path[len("/v1/submissions/"):])
			if k.State != plan.InReview || k.Rules != c.rules {
				t.Errorf("%s under %s: %v", k.State, k.Rules, k.Reasons)
			}
			v := d.See("r1", path)
			if want, _ := c.open["care"].(string); want != "" && v.Care != rules.Care(want) || v.Clock == nil {
				t.Errorf("%+v", v.Item)
			}
			d.As("r1").Post(path+"/extend", m{"until": "2026-05-29", "reason": "会議のため"}).Wants("200")
			if due := d.See("r1", path).Due; due != "2026-05-29" {
				t.Errorf("due %q, where the head of the centre sets a day", due)
			}
			d.As("r1").Post(path+"/no-advice", nil).Wants("200")
		})
	}
}

func TestAPaperSetNamesItsCareToo(t *testing.T) {
	d := apitest.Open(t)
	paper := apitest.With(apitest.With(apitest.Paper("new", "2026-04-17"), "care", "management"), "type", "A")
	first := d.As("k1").Post("/v1/paper-submissions", paper).Wants("201") // lacks forms of ケアマネジメントA
	k := d.Case(first.Text("id"))
	if k.State != plan.SentBack || k.Track != rules.Commissioned || k.Rules != "yobo-caremanagement@2015-06-05" {
		t.Fatalf("%s on %s under %s", k.State, k.Track, k.Rules)
	}
	paper["receipt"], paper["forms"] = first.Text("receipt"), []string{"F-KIHON", "F-KCL", "F-PLAN", "F-MEET-E", "F-NOTIFY"}
	d.As("k1").Post("/v1/paper-submissions", apitest.With(apitest.With(paper, "care", nil), "type", nil)).Wants("404 not-found")
	d.As("k1").Post("/v1/paper-submissions", paper).Wants("201")
	if d.Settle(); d.Case(k.ID).State != plan.InReview {
		t.Errorf("the correction is %s", d.Case(k.ID).State)
	}
}

func TestWhatDoesNotGoTogetherIsRefusedAtOnce(t *testing.T) {
	d := apitest.Open(t)
	good := apitest.With(apitest.With(apitest.Opening("new"), "care", "management"), "type", "A")
	for _, c := range map[string]struct {
		body m
		want string
	}{
		"ケアマネジメント by 居宅指定": {apitest.With(good, "track", "direct"), "422 direct-only-support"},
		"no type":          {apitest.With(good, "type", nil), "422 type-missing"},
		"a type of 介護予防支援": {apitest.With(apitest.Opening("new"), "type", "B"), "422 type-not-for-support"},
		"an unknown track": {apitest.With(apitest.Opening("new"), "track", "other"), "422 binding-unknown"},
	} {
		d.As("m1").Post("/v1/submissions", c.body).Wants(c.want)
	}
}

func TestOnCommissionTheCentreOwnsTheRecord(t *testing.T) {
	d := apitest.Open(t)
	direct := d.Reviewed("new")
	d.As("r1").Post(direct+"/no-advice", nil).Wants("200")
	d.As("r1").Post(direct+"/returned", nil).Wants("422 not-commissioned")
	path := d.Commissioned()
	news := m{"kind": "facility", "on": "2026-04-20"}
	d.As("m1").Post(path+"/situation", news).Wants("403 record-of-centre")
	d.As("r1").Post(path+"/returned", nil).Wants("409 review-open")
	d.As("r1").Post(path+"/situation", news).Wants("200")
	d.As("m1").Post(path+"/returned", nil).Wants("403 role-not-allowed")
	d.As("r1").Post(path+"/returned", nil).Wants("200")
	d.As("m1").Get(path).Wants("404 not-found")
	var page struct{ Items []any }
	d.As("m1").Get("/v1/submissions").Wants("200").Into(&page)
	if len(page.Items) != 1 || d.See("r1", path).Returned.IsZero() {
		t.Errorf("the office lists %v", page.Items)
	}
}
