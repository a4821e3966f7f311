package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/api/apitest"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/plan"
)

type m = apitest.M

func TestASubmissionGoesFromOpenToTheConfirmedPlan(t *testing.T) {
	d := apitest.Open(t)
	path := d.Begun("renewal")
	for _, f := range apitest.Required["renewal"] {
		d.Sent(path, f, "set")
	}
	var receipt struct {
		Receipt    string
		ReceivedAt time.Time
		State      plan.State
	}
	d.As("m1").Post(path+"/submit", nil).Wants("200").Into(&receipt)
	if !receipt.ReceivedAt.Equal(apptest.Start) || receipt.State != plan.Accepted {
		t.Fatalf("receipt %+v", receipt)
	}
	d.Settle()

	v := d.See("r1", path)
	if v.State != plan.InReview || v.Person == nil || v.Person.Name != "試験 花子" || v.Clock.Due.String() != "2026-05-07" || v.Documents[0].State != "readable" {
		t.Fatalf("the centre sees %+v", v)
	}
	d.As("h1").Post(path+"/reassign", m{"reviewer": "r2", "reason": "休暇のため"}).Wants("200")
	d.As("r2").Post(path+"/request-record", nil).Wants("200")
	record := d.Sent(path, "F-PROG-E", "record")
	d.As("m1").Post(path+"/record", m{"document": record}).Wants("200")
	d.As("r2").Post(path+"/extend", m{"until": "2026-05-14", "reason": "経過記録を待つため"}).Wants("200")
	d.As("r2").Post(path+"/advice", m{"words": []m{{"viewpoint": 1, "text": "通いの場を"}, {"viewpoint": 5, "text": "目標の見直しを"}}}).Wants("200")
	d.As("m1").Post(path+"/answers", m{"answers": []m{{"advice": "a1", "closing": "not", "reason": "本人の希望"}}}).Wants("200")
	confirmed := d.Sent(path, "F-PLAN", "confirmed")
	d.As("m1").Post(path+"/confirmed-plan", m{"document": confirmed, "consent": "2026-04-20"}).Wants("200")

	v = d.See("m1", path)
	if v.State != plan.Advised || v.Due != "2026-05-14" || v.Reviewer != "r2" || v.Plan == nil || v.Open != 0 {
		t.Fatalf("at the end %+v", v)
	}
	if v.Advices[0].Answer != "本人の希望" || v.Advices[1].Text != "目標の見直しを" || v.Advices[1].Closing != "taken-up" {
		t.Errorf("advices %+v", v.Advices)
	}
	if n := len(v.Clock.Because); n < 4 || v.Clock.Because[n-1].Source != "延長の決定" {
		t.Errorf("because %+v", v.Clock.Because)
	}
}

func TestTheTownSeesNothingAboutThePerson(t *testing.T) {
	d := apitest.Open(t)
	path := d.Reviewed("new")
	d.As("r1").Post(path+"/advice", m{"words": []m{{"viewpoint": 1, "text": "花子さんの目標"}}}).Wants("200")
	d.As("m1").Post(path+"/situation", m{"kind": "level", "on": "2026-04-20", "note": "花子さんの介護度"}).Wants("200")
	body := string(d.As("k1").Get(path).Wants("200").Body)
	for _, word := range []string{"花子", "ハナコ", "1940", "0000012345", "本町", "9990001"} {
		if strings.Contains(body, word) {
			t.Errorf("the clerk sees %q in %s", word, body)
		}
	}
	draft := d.Begun("new")
	d.As("k1").Get(draft).Wants("404 not-found")
	d.As("r1").Get(draft).Wants("404 not-found")
}
