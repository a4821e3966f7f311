package tally_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/monthtest"
	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
)

func number(r monthtest.Reply, field string) int {
	n, _ := r.Body[field].(float64)
	return int(n)
}

func TestPersonMonthsHandedInTwiceWithOneKeyAreTakenOnce(t *testing.T) {
	d := monthtest.Open(t, nil)
	body := monthtest.Lines(monthtest.Records(1, 3)...)
	first := d.Do("m1", "POST", monthtest.Path+"/person-months", "k", "application/x-ndjson", body)
	again := d.Do("m1", "POST", monthtest.Path+"/person-months", "k", "application/x-ndjson; charset=utf-8", body)
	if first.Status != 200 || first.Raw != again.Raw || number(first, "before") != 0 || number(first, "after") != 3 {
		t.Fatalf("first %d %s, again %d %s", first.Status, first.Raw, again.Status, again.Raw)
	}
	if got := d.Actions(); !slices.Equal(got, []string{"handed-in"}) {
		t.Errorf("the chain says %v", got)
	}
	other := d.Do("m1", "POST", monthtest.Path+"/person-months", "k", "application/x-ndjson", monthtest.Lines(monthtest.Record(9)))
	if other.Status != 422 || other.Code() != "idempotency-key-reused" {
		t.Errorf("another upload under the key: %d %s", other.Status, other.Code())
	}
}

func TestHandingInAgainReplacesTheOwnRecordsOnly(t *testing.T) {
	d := monthtest.Open(t, nil)
	d.HandIn("m1", monthtest.Records(1, 3)...)
	d.HandIn("k1", monthtest.Records(100, 2, monthtest.ByCentre)...)
	r := d.HandIn("m1", monthtest.Records(2, 5)...)
	if r.Status != 200 || number(r, "before") != 3 || number(r, "after") != 5 {
		t.Fatalf("%d %s", r.Status, r.Raw)
	}
	m := d.Head()
	if m.In[monthtest.Office].Records != 5 || m.In[monthtest.Centre1].Records != 2 || len(m.Uploads) != 2 {
		t.Errorf("the month says %+v %+v", m.In, m.Uploads)
	}
	if got := d.Run("r", ""); number(got, "claims") != 7 {
		t.Errorf("the run says %s", got.Raw)
	}
}

func TestAnOfficeTakesAllItsRecordsBackWithAnEmptyCSV(t *testing.T) {
	d := monthtest.Open(t, nil)
	d.HandIn("m1", monthtest.Records(1, 3)...)
	post := func(staff, media, body string) monthtest.Reply {
		return d.Do(staff, "POST", monthtest.Path+"/person-months", d.Key(), media, body)
	}
	if r := post("m1", "application/x-ndjson", ""); r.Status != 400 {
		t.Errorf("an empty body: %d %s", r.Status, r.Raw)
	}
	header := "month,insurer,insured,level,provider,providerKind,regionGrade\r\n"
	if r := post("k1", "text/csv", header); r.Status != 400 {
		t.Errorf("the town, of nobody: %d %s", r.Status, r.Raw)
	}
	if r := post("m1", "text/csv", header); r.Status != 200 || number(r, "before") != 3 || number(r, "after") != 0 {
		t.Errorf("a header only: %d %s", r.Status, r.Raw)
	}
	if r := d.Run("r", ""); r.Status != 409 || r.Code() != "month-empty" {
		t.Errorf("run: %d %s", r.Status, r.Raw)
	}
}

func TestWhoMayHandInWhat(t *testing.T) {
	other := func(p *billing.PersonMonth) { p.Provider = monthtest.Other }
	second := func(p *billing.PersonMonth) { p.Provider = monthtest.Other; p.ProviderKind = billing.Centre }
	for _, c := range []struct {
		name  string
		staff string
		rec   billing.PersonMonth
		want  int
	}{
		{"an office its own", "m1", monthtest.Record(1), 200},
		{"an office not another's", "m1", monthtest.Record(1, other), 422},
		{"an office no centre's", "m1", monthtest.Record(1, monthtest.ByCentre), 422},
		{"an office not its own number as a centre", "m2", monthtest.Record(1, second), 422},
		{"a centre those of centres", "h1", monthtest.Record(1, monthtest.ByCentre), 200},
		{"a centre no office's", "h1", monthtest.Record(1), 422},
		{"the town all", "k1", monthtest.Record(1), 200},
		{"a reviewer none", "r1", monthtest.Record(1, monthtest.ByCentre), 403},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := monthtest.Open(t, nil)
			r := d.HandIn(c.staff, c.rec)
			if r.Status != c.want {
				t.Fatalf("%d %s", r.Status, r.Raw)
			}
			if r.Status == 422 && !slices.Equal(r.Codes(), []string{"role-not-allowed"}) {
				t.Errorf("reasons %v", r.Codes())
			}
			if got := len(d.Head().In); (got == 1) != (c.want == 200) {
				t.Errorf("%d providers stand", got)
			}
		})
	}
}

func TestACentreDoesNotReplaceWhatAnotherHandedIn(t *testing.T) {
	d := monthtest.Open(t, nil)
	d.HandIn("h1", monthtest.Records(1, 2, monthtest.ByCentre)...)
	if r := d.HandIn("h2", monthtest.Record(3, monthtest.ByCentre)); r.Status != 403 {
		t.Errorf("another centre: %d %s", r.Status, r.Raw)
	}
	if r := d.HandIn("k1", monthtest.Record(3, monthtest.ByCentre)); r.Status != 200 || number(r, "before") != 2 {
		t.Errorf("the town: %d %s", r.Status, r.Raw)
	}
}

func TestEveryBadLineIsNamedAndNothingIsTaken(t *testing.T) {
	d := monthtest.Open(t, nil)
	good := strings.TrimSpace(monthtest.Lines(monthtest.Record(1)))
	body := strings.Join([]string{
		good, `{"month":`, good,
		strings.TrimSpace(monthtest.Lines(monthtest.Record(2, func(p *billing.PersonMonth) { p.Month = day.MustMonth("2026-04") }))),
		strings.TrimSpace(monthtest.Lines(monthtest.Record(3, func(p *billing.PersonMonth) { p.Insurer = "999990" }))),
		strings.TrimSpace(monthtest.Lines(monthtest.Record(4, func(p *billing.PersonMonth) { p.Provider = monthtest.Other }))),
		strings.TrimSpace(monthtest.Lines(monthtest.Record(5))),
	}, "\n")
	r := d.Do("m1", "POST", monthtest.Path+"/person-months", "k", "application/x-ndjson", body)
	var problem struct {
		Reasons []struct{ Code, Field string } `json:"reasons"`
	}
	if err := json.Unmarshal([]byte(r.Raw), &problem); err != nil {
		t.Fatal(err)
	}
	want := []struct{ Code, Field string }{
		{"unreadable", "line.2"}, {"duplicate", "line.3"}, {"other-month", "line.4"}, {"bad-number", "line.5"}, {"role-not-allowed", "line.6"},
	}
	if diff := cmp.Diff(want, problem.Reasons); r.Status != 422 || diff != "" {
		t.Errorf("%d (-want +got):\n%s", r.Status, diff)
	}
	if m := d.Head(); m.Seq != 0 {
		t.Errorf("something was written: %+v", m)
	}
}

func TestACSVInWindows31JIsTaken(t *testing.T) {
	d := monthtest.Open(t, nil)
	sjis := "month,insurer,insured,level,provider,providerKind,regionGrade,certifiedFrom,certifiedTo,preventiveManaged\r\n" +
		"2026-05,999995,0007700001,\x82\x50\x82\x51," + monthtest.Office + ",office,3,2026-01-01,2026-12-31,true\r\n"
	r := d.Do("m1", "POST", monthtest.Path+"/person-months", "k", "text/csv", sjis)
	if r.Status != 200 || number(r, "after") != 1 {
		t.Fatalf("%d %s", r.Status, r.Raw)
	}
	if got := d.Run("r", ""); number(got, "units") != 472 || number(got, "yen") != 5215 {
		t.Errorf("the run says %s", got.Raw)
	}
}

func TestAMonthIsClosedOnce(t *testing.T) {
	d := monthtest.Open(t, nil)
	d.HandIn("m1", append(monthtest.Records(1, 2), monthtest.Record(3, monthtest.Pending))...)
	d.HandIn("h1", monthtest.Record(4, monthtest.ByCentre))
	if r := d.Do("m1", "POST", monthtest.Path+"/run", "x", "application/json", "{}"); r.Status != 403 {
		t.Errorf("an office runs it: %d", r.Status)
	}
	first := d.Run("r1", "{}")
	if first.Status != 200 || number(first, "claims") != 3 || number(first, "units") != 472*2+442 || number(first, "yen") != 5215*2+4884 {
		t.Fatalf("%d %s", first.Status, first.Raw)
	}
	held, _ := json.Marshal(first.Body["held"])
	if want := `[{"line":3,"provider":"1370000018","until":"認定結果"}]`; string(held) != want {
		t.Errorf("held %s", held)
	}
	if again := d.Run("r1", "{}"); again.Raw != first.Raw || again.Status != 200 {
		t.Errorf("the same key: %d %s", again.Status, again.Raw)
	}
	if twice := d.Run("r2", "{}"); twice.Status != 409 || twice.Code() != "month-closed" {
		t.Errorf("another key: %d %s", twice.Status, twice.Raw)
	}
	if late := d.HandIn("m1", monthtest.Record(9)); late.Status != 409 || late.Code() != "month-closed" {
		t.Errorf("handed in afterwards: %d %s", late.Status, late.Raw)
	}
	if got := d.Actions(); !slices.Equal(got, []string{"handed-in", "handed-in", "closed"}) {
		t.Errorf("the chain says %v", got)
	}
	told, names := d.Owed()
	if len(told) != 1 || told[0].Type != "month-closed.v1" || len(names) != 2 || !strings.HasPrefix(names[1], "month#2026-05#") {
		t.Errorf("announced %v, owed %v", told, names)
	}
}

func TestRefusedRecordsStopTheRunUnlessTheyAreSkipped(t *testing.T) {
	d := monthtest.Open(t, nil)
	d.HandIn("m1", monthtest.Record(1), monthtest.Record(2, monthtest.Unpriceable), monthtest.Record(3))
	stopped := d.Run("r1", "")
	if stopped.Status != 422 || !slices.Equal(stopped.Codes(), []string{"rule-missing-reduction"}) {
		t.Fatalf("%d %s", stopped.Status, stopped.Raw)
	}
	if !strings.Contains(stopped.Raw, `"code":"month-refused"`) || !strings.Contains(stopped.Raw, monthtest.Office) || !strings.Contains(stopped.Raw, "2行目") {
		t.Errorf("it does not say which: %s", stopped.Raw)
	}
	if m := d.Head(); m.State != app.MonthOpen || m.Closed != nil {
		t.Errorf("the month says %+v", m)
	}
	skipped := d.Run("r2", `{"skipRefused":true}`)
	if skipped.Status != 200 || number(skipped, "claims") != 2 || number(skipped, "refusedCount") != 1 {
		t.Errorf("%d %s", skipped.Status, skipped.Raw)
	}
}

func TestAMonthOfNothingButRefusedRecordsIsNotClosed(t *testing.T) {
	d := monthtest.Open(t, nil)
	d.HandIn("m1", monthtest.Record(2, monthtest.Unpriceable))
	if r := d.Run("r", `{"skipRefused":true}`); r.Status != 422 || d.Head().State != app.MonthOpen {
		t.Errorf("%d %s", r.Status, r.Raw)
	}
}

func TestALaterMonthIsRefusedNamingTheMissingRule(t *testing.T) {
	d := monthtest.Open(t, nil)
	june := monthtest.Lines(monthtest.Record(1, func(p *billing.PersonMonth) { p.Month = day.MustMonth("2026-06") }))
	if r := d.Do("m1", "POST", "/v1/months/2026-06/person-months", "k", "application/x-ndjson", june); r.Status != 200 {
		t.Fatalf("%d %s", r.Status, r.Raw)
	}
	for _, body := range []string{"", `{"skipRefused":true}`} {
		r := d.Do("k1", "POST", "/v1/months/2026-06/run", d.Key(), "application/json", body)
		if r.Status != 422 || r.Code() != "month-unpriced" || !strings.Contains(r.Raw, "処遇改善加算") {
			t.Errorf("%d %s", r.Status, r.Raw)
		}
	}
}

func TestALateClaimGoesIntoTheLaterMonth(t *testing.T) {
	d := monthtest.Open(t, nil)
	r := d.HandIn("m1", monthtest.Record(1), monthtest.Record(1, func(p *billing.PersonMonth) {
		p.Month, p.Claim = day.MustMonth("2026-04"), billing.Late
	}))
	if r.Status != 200 {
		t.Fatal(r.Raw)
	}
	if r := d.Run("r", ""); number(r, "claims") != 2 || d.Head().Closed.Items != 2 {
		t.Errorf("%s", r.Raw)
	}
}

func TestTheStateOfAMonthIsForWhomItConcerns(t *testing.T) {
	d := monthtest.Open(t, nil)
	d.HandIn("m1", monthtest.Records(1, 2)...)
	d.HandIn("h1", monthtest.Records(10, 3, monthtest.ByCentre)...)
	d.Run("r", "")
	for staff, want := range map[string][3]any{
		"m1": {1.0, 2.0, false}, "m2": {0.0, 0.0, false}, "h1": {1.0, 3.0, false}, "k1": {2.0, 5.0, true},
	} {
		r := d.Get(staff, monthtest.Path)
		_, sums := r.Body["closed"]
		if got := [3]any{r.Body["providers"], r.Body["records"], sums}; got != want || r.Body["state"] != "closed" {
			t.Errorf("%s: %s", staff, r.Raw)
		}
	}
	one := d.Get("k1", monthtest.Path+"/person-months?limit=1")
	two := d.Get("k1", monthtest.Path+"/person-months?limit=1&next="+fmt.Sprint(one.Body["next"]))
	if !strings.Contains(one.Raw, monthtest.Centre1) || !strings.Contains(two.Raw, monthtest.Office) || two.Body["next"] != nil {
		t.Errorf("%s, %s", one.Raw, two.Raw)
	}
	if r := d.Get("k1", "/v1/months/May"); r.Status != 400 {
		t.Errorf("%d %s", r.Status, r.Raw)
	}
}

func TestALargeMonthIsCutIntoParts(t *testing.T) {
	if testing.Short() {
		t.Skip("writes megabytes")
	}
	d := monthtest.Open(t, nil)
	if r := d.HandIn("m1", monthtest.Records(1, 9000)...); r.Status != 413 {
		t.Fatalf("above the limit: %d", r.Status)
	}
	for range 2 { // the second takes the parts of the first away
		if r := d.HandIn("m1", monthtest.Records(1, 5000)...); r.Status != 200 {
			t.Fatalf("%d %.200s", r.Status, r.Raw)
		}
	}
	if m := d.Head(); len(m.Uploads) != 1 || m.Uploads[m.In[monthtest.Office].Upload].Parts < 2 {
		t.Errorf("uploads %+v", m.Uploads)
	}
	r := d.Run("r", "")
	if number(r, "claims") != 5000 || number(r, "yen") != 5000*5215 || d.Head().In[monthtest.Office].Records != 5000 {
		t.Errorf("%s", r.Raw)
	}
}

func TestAMonthThatIsNotOverIsNotClosed(t *testing.T) {
	d := monthtest.Open(t, nil)
	d.Set(day.MustParse("2026-05-31").At(23, 59))
	d.HandIn("m1", monthtest.Record(1))
	if r := d.Run("r1", ""); r.Status != 409 || !strings.Contains(r.Raw, "month-not-over") {
		t.Fatalf("%d %s", r.Status, r.Raw)
	}
	d.Set(day.MustParse("2026-06-01").At(0, 0))
	if r := d.Run("r2", ""); r.Status != 200 {
		t.Fatalf("%d %s", r.Status, r.Raw)
	}
}
