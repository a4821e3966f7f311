package api_test

import (
	"testing"

	"github.com/sasae-care/sasae/shared/api/apitest"
	"github.com/sasae-care/sasae/shared/plan"
)

// waiting opens a submission whose person's certification is pending, and brings
// it to its centre.
func waiting(d *apitest.Desk) string {
	person := apitest.With(apitest.Person(), "certification", m{"status": "pending"})
	path := "/v1/submissions/" + d.As("m1").Post("/v1/submissions", apitest.With(apitest.Opening("new"), "person", person)).Wants("201").Text("id")
	for _, f := range apitest.Required["new"] {
		d.Sent(path, f, "set")
	}
	d.As("m1").Post(path+"/submit", nil).Wants("200")
	d.Settle()
	return path
}

func TestAProvisionalPlanShowsEveryOutcomeAndOnePOSTCarriesOutTheOneThatCame(t *testing.T) {
	d := apitest.Open(t)
	path := waiting(d)
	if v := d.See("r1", path); len(v.Outcomes) != 4 || !v.Pending {
		t.Fatalf("the centre sees %+v", v.Outcomes)
	}
	if v := d.See("k1", path); v.Outcomes != nil {
		t.Errorf("the clerk sees %+v", v.Outcomes)
	}
	result := m{"kind": "level", "on": "2026-04-20", "certification": m{"level": "12", "from": "2026-04-01", "to": "2026-09-30"}, "planFrom": "2026-05-01", "planTo": "2026-09-30"}
	d.As("m1").Post(path+"/situation", result).Wants("200")
	d.As("m1").Post(path+"/situation", result).Wants("200") // said again
	v := d.See("m1", path)
	if v.Pending || v.State != plan.InReview || len(v.Situation) != 1 || len(v.Outcomes) != 1 || !v.Outcomes[0].Came || v.Person.Certification.Level != "12" {
		t.Errorf("after 要支援: %+v", v)
	}
	for _, s := range v.Outcomes[0].Steps[:2] {
		if !s.Done {
			t.Errorf("%+v is not done", s)
		}
	}
	d.As("m1").Post(path+"/situation", m{"kind": "died", "on": "2026-04-20", "certification": m{"level": "12"}}).Wants("422 result-not-level")
}

func TestA要介護ResultEndsThePersonsCasesAndStopsTheReminders(t *testing.T) {
	d := apitest.Open(t)
	told, other := waiting(d), waiting(d)
	d.As("r1").Post(told+"/situation", m{"kind": "level", "on": "2026-04-20", "certification": m{"level": "22"}}).Wants("200")
	d.Settle()
	for _, path := range []string{told, other} {
		v := d.See("m1", path)
		if v.State != plan.Ended || v.Pending || v.Clock.Stopped != "situation-level" || v.Situation[0].Result != plan.ToCare {
			t.Errorf("%s is %s, %+v", path, v.State, v.Situation)
		}
	}
	v := d.See("k1", told)
	if v.Situation[0].Result != "" || v.Situation[0].Month.Text == "" {
		t.Errorf("the clerk sees %+v", v.Situation[0])
	}
}
