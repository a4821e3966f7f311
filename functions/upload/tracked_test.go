package upload_test

import (
	"slices"
	"testing"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/api/apitest"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/day"
)

// due is the due day of a tracked clock, "" when none runs.
func due(tracked []api.TrackedView, id string) string {
	i := slices.IndexFunc(tracked, func(v api.TrackedView) bool { return v.ID == id && v.Stopped == "" })
	if i < 0 {
		return ""
	}
	return tracked[i].Due.String()
}

func TestTheStartOfTheServiceStartsItsDueDaysAndOfficeAndCentreSeeWhy(t *testing.T) {
	d := apitest.Open(t)
	path := d.Reviewed("new")
	d.As("m1").Post(path+"/facts", m{"fact": "サービスの利用開始日", "on": "2026-05-01"}).Wants("200")
	for _, who := range []string{"m1", "r1", "k1"} {
		v := d.See(who, path)
		if got := due(v.Tracked, "monitoring-visit.1"); got != "2026-08-31" {
			t.Errorf("%s: the visit is due on %q", who, got)
		}
		if v.NextDue != "2026-06-01" && v.NextDue != "2026-05-31" {
			t.Errorf("%s: the next due day is %q", who, v.NextDue)
		}
		if why := v.Tracked[0].Because; (len(why) > 0) != (who != "k1") {
			t.Errorf("%s reads %v", who, why)
		}
	}
	d.As("m1").Post(path+"/facts", m{"fact": "月の満ち欠け", "on": "2026-05-01"}).Wants("422 fact-unknown")
	d.As("m1").Post(path+"/done", m{"clock": "review", "on": "2026-04-20"}).Wants("422 clock-unknown")
}

func TestAVisitThatWasMadeIsNotRungForAndAMissedOneIsToldTheOffice(t *testing.T) {
	d := apitest.Open(t)
	path := d.Reviewed("new")
	d.As("m1").Post(path+"/facts", m{"fact": "serviceStart", "on": "2026-04-20"}).Wants("200")
	d.Advance(day.MustParse("2026-06-20").At(9, 0))
	d.As("m1").Post(path+"/done", m{"clock": "monitoring-visit", "on": "2026-06-19"}).Wants("200")
	d.Advance(day.MustParse("2026-08-04").At(9, 0))
	kinds := map[string]int{}
	for _, n := range d.Scene().Told {
		kinds[n.Kind]++
	}
	if kinds["tracked-over"] == 0 || kinds["tracked-near"] == 0 {
		t.Errorf("nobody was told of the monthly record: %v", kinds)
	}
	v := d.See("m1", path)
	if got := due(v.Tracked, "monitoring-visit.1"); got != "2026-10-31" {
		t.Errorf("the next visit is due on %q", got)
	}
	for _, x := range v.Tracked {
		if x.ID == "monitoring-visit.1" && len(x.Missed) > 0 || x.ID == "monthly-record.1" && len(x.Missed) != 4 {
			t.Errorf("%s missed %v", x.ID, x.Missed)
		}
	}
}

func TestALateClaimIsThatOfTheMonthItIsNamedFor(t *testing.T) {
	d := apitest.Open(t)
	d.As("k1").Post("/v1/standing/town/facts", m{"fact": "month", "on": "2026-04-01"}).Wants("200")
	d.Advance(day.MustParse("2026-05-12").At(9, 0))
	done := func(body m) apitest.Reply { return d.As("k1").Post("/v1/standing/town/done", body) }
	done(m{"clock": "claim-window", "on": "2026-05-12"}).Wants("422 done-for-which")
	done(m{"clock": "claim-window", "on": "2026-05-12", "due": "2026-05-11"}).Wants("422 done-for-no-day")
	var v api.Watching
	done(m{"clock": "claim-window", "on": "2026-05-12", "due": "2026-05-10"}).Wants("200").Into(&v)
	if got := due(v.Tracked, "claim-window.1"); got != "2026-06-10" || len(v.Tracked[0].Missed) != 0 {
		t.Errorf("%+v", v)
	}
	d.As("k1").Post("/v1/standing/town/facts", m{"fact": "month", "on": "2026-05-01"}).Wants("200").Into(&v)
	if len(v.Tracked) != 1 {
		t.Errorf("the same clock twice: %+v", v.Tracked)
	}
	d.As("k1").Post("/v1/standing/town/facts", m{"fact": "month", "on": "2026-05-01", "withdrawn": true}).Wants("200").Into(&v)
	if got := due(v.Tracked, "claim-window.1"); got != "" {
		t.Errorf("it still runs, to %s", got)
	}
}

func TestWhatEndsOnOneDayIsOneNotice(t *testing.T) {
	d := apitest.Open(t)
	path := d.Reviewed("new")
	d.As("m1").Post(path+"/facts", m{"fact": "serviceStart", "on": "2026-04-20"}).Wants("200")
	d.Advance(day.MustParse("2026-08-04").At(9, 0))
	told := map[string]int{}
	for _, n := range d.Scene().Told {
		if n.Channel == "email" {
			told[n.Kind]++
		}
	}
	if told["tracked-over"] != 4 { // April to July; the visit ends with July's record
		t.Errorf("%v", told)
	}
}

func TestADeathToldOfTheRenewalEndsWhatIsTrackedOfThePlanBefore(t *testing.T) {
	d := apitest.Open(t)
	before := d.Reviewed("new")
	d.As("m1").Post(before+"/facts", m{"fact": "serviceStart", "on": "2026-04-20"}).Wants("200")
	d.As("r1").Post(before+"/no-advice", nil).Wants("200")
	d.As("m1").Post(d.Reviewed("renewal")+"/situation", m{"kind": "died", "on": "2026-04-20"}).Wants("200")
	d.Settle()
	if v := d.See("m1", before); v.NextDue != "" || due(v.Tracked, "retention.1") == "" {
		t.Errorf("%+v", v.Tracked)
	}
}

func TestAStandingRecordIsForItsOwnPeople(t *testing.T) {
	d := apitest.Open(t)
	d.As("m1").Post("/v1/standing/"+apptest.Office+"/facts", m{"fact": "month", "on": "2026-04-01"}).Wants("200")
	for who, want := range map[string]string{"m1": "200", "k1": "200", "m2": "404 not-found", "h1": "404 not-found"} {
		d.As(who).Get("/v1/standing/" + apptest.Office).Wants(want)
	}
	d.As("m1").Get("/v1/standing/town").Wants("404 not-found")
	d.As("k1").Get("/v1/standing/town").Wants("200")
	d.As("h1").Post("/v1/standing/c1/facts", m{"fact": "month", "on": "2026-05-01"}).Wants("200")
	d.As("h2").Get("/v1/standing/c1").Wants("404 not-found")
	d.From(apitest.Elsewhere, "h1").Get("/v1/standing/c1").Wants("200")
	d.Advance(day.MustParse("2026-05-12").At(9, 0))
	var v api.Duties
	d.As("m1").Get("/v1/standing/" + apptest.Office).Wants("200").Into(&v)
	if got := due(v.Tracked, "claim-window.1"); got != "2026-06-10" || len(v.Tracked[0].Because) == 0 {
		t.Errorf("%+v", v)
	}
	told := 0
	for _, n := range d.Scene().Told {
		if n.Kind == "standing-over" && n.Staff == "m1" {
			told++
		}
	}
	if told == 0 {
		t.Error("the office was not told that the month's claim is late")
	}
}

func TestARecordThatIsKeptShowsTheReasonToTheCentreOnly(t *testing.T) {
	d := apitest.Open(t)
	path := d.Reviewed("new")
	d.As("k1").Post(path+"/keep", m{"reason": "苦情の調査中"}).Wants("200")
	for who, sees := range map[string]bool{"m1": false, "r1": true} {
		v := d.See(who, path)
		if !v.Hold || slices.ContainsFunc(v.Notes, func(n api.NoteView) bool { return n.About == "kept" }) != sees {
			t.Errorf("%s: %v %+v", who, v.Hold, v.Notes)
		}
	}
	d.As("k1").Post(path+"/let-go", nil).Wants("200")
	if d.See("m1", path).Hold {
		t.Error("it is still kept")
	}
}

func TestEveryRecordWhoseReviewIsOverIsKeptForItsTimeAndNoLonger(t *testing.T) {
	for name, end := range map[string]func(d *apitest.Desk, path string){
		"withdrawn": func(d *apitest.Desk, path string) {
			d.As("m1").Post(path+"/withdraw", m{"reason": "利用者の希望"}).Wants("200")
		},
		"advised": func(d *apitest.Desk, path string) {
			d.As("r1").Post(path+"/advice", m{"words": []m{{"viewpoint": 1, "text": "目標"}}}).Wants("200")
		},
		"lapsed": func(d *apitest.Desk, _ string) { d.Advance(day.MustParse("2026-05-09").At(9, 0)) },
	} {
		d := apitest.Open(t)
		path := d.Reviewed("new")
		end(d, path)
		if got := due(d.See("m1", path).Tracked, "retention.1"); got != "2032-03-31" {
			t.Errorf("%s: kept until %q, want five years after the plan", name, got)
		}
	}
}
