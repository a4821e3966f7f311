package export_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions/export"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/monthtest"
	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/files"
	faultyfiles "github.com/sasae-care/sasae/shared/files/faulty"
	"github.com/sasae-care/sasae/shared/store/faulty"
)

// closed is a month with priced, held and refused records of two insurers.
func closed(t *testing.T) (*monthtest.Desk, events.Event) {
	t.Helper()
	d := monthtest.Open(t, nil)
	other := func(p *billing.PersonMonth) { p.Insurer = "122283" }
	initial := func(p *billing.PersonMonth) { p.Initial, p.ServiceStart, p.RegionGrade = true, p.Month, 6 }
	office := append(monthtest.Records(1, 5), monthtest.Records(20, 3, initial)...)
	office = append(office, monthtest.Record(30, monthtest.Pending), monthtest.Record(31, monthtest.Unpriceable))
	d.HandIn("m1", office...)
	d.HandIn("h1", append(monthtest.Records(40, 4, monthtest.ByCentre), monthtest.Record(50, monthtest.ByCentre, other))...)
	if r := d.Run("r", `{"skipRefused":true}`); r.Status != 200 {
		t.Fatalf("%d %s", r.Status, r.Raw)
	}
	told, _ := d.Owed()
	if len(told) != 2 {
		t.Fatalf("%d announcements for two insurers", len(told))
	}
	return d, told[0]
}

// added sums a claims.csv up by itself: units times price, floored a claim.
func added(t *testing.T, body string) (claims int, units, yen int64) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) int { return slices.Index(rows[0], name) }
	for _, row := range rows[1:] {
		u, _ := strconv.ParseInt(row[at("単位数")], 10, 64)
		price, _ := strconv.ParseInt(strings.ReplaceAll(row[at("単位数単価")], ".", ""), 10, 64)
		y, _ := strconv.ParseInt(row[at("費用額")], 10, 64)
		if u == 0 || price < 1000 || y != u*price/100 {
			t.Errorf("row %v", row)
		}
		claims, units, yen = claims+1, units+u, yen+y
	}
	return claims, units, yen
}

// whole checks that there is one set of files, whose sums are the month's.
func whole(t *testing.T, d *monthtest.Desk) {
	t.Helper()
	got := d.Files()
	c := d.Head().Closed
	claims, units, yen := added(t, got["claims.csv"])
	if claims != 13 || claims != c.Claims || units != int64(c.Units) || yen != int64(c.Yen) {
		t.Errorf("claims.csv has %d, %d, %d; the month says %+v", claims, units, yen, c.Sum)
	}
	for name, rows := range map[string]int{"totals.csv": 3, "claims.csv": 13, "held.csv": 1, "refused.csv": 1} {
		if n := strings.Count(got[name], "\r\n") - 1; n != rows || len(got) != 4 {
			t.Errorf("%s has %d rows, there are %d files", name, n, len(got))
		}
	}
	n := 0
	if err := d.Disk.Walk(func(o files.Object) error {
		n++
		if !strings.HasPrefix(o.Key, "months/999997/2026-05/"+c.Run+"/") {
			t.Errorf("key %s", o.Key)
		}
		return nil
	}); err != nil || n != 4 {
		t.Errorf("%d objects, %v", n, err)
	}
	if _, names := d.Owed(); slices.ContainsFunc(names, func(s string) bool { return strings.HasPrefix(s, "month#") }) {
		t.Errorf("still owed: %v", names)
	}
	if got := d.Actions(); !slices.Equal(got, []string{"handed-in", "handed-in", "closed", "exported"}) {
		t.Errorf("the chain says %v", got)
	}
}

func TestAClosedMonthBecomesFilesThatAddUp(t *testing.T) {
	d, _ := closed(t)
	d.Settle()
	whole(t, d)
	if _, names := d.Owed(); len(names) != 0 {
		t.Errorf("owed %v", names)
	}
	refused := d.Files()["refused.csv"]
	if !strings.Contains(refused, "\r\n10,999995,202605,"+monthtest.Office+",0007700031,") {
		t.Errorf("refused.csv: %s", refused)
	}
}

func TestAnAnnouncementDeliveredTwiceChangesNothing(t *testing.T) {
	d, e := closed(t)
	step := export.Step(d.App("export"))
	for range 3 {
		if err := step(t.Context(), d.In, e); err != nil {
			t.Fatal(err)
		}
	}
	before := d.Head()
	d.Settle() // and both announcements from the outbox
	whole(t, d)
	if after := d.Head(); after.Seq != before.Seq {
		t.Errorf("entry %d became %d", before.Seq, after.Seq)
	}
}

func TestAnOlderRunIsNotExported(t *testing.T) {
	d, _ := closed(t)
	e, err := events.New("x", "999997", d.Now(), events.MonthClosed{Month: "2026-05", Insurer: "999995", Run: "another"})
	if err == nil {
		err = export.Step(d.App("export"))(t.Context(), d.In, e)
	}
	if err != nil || len(d.Files()) != 0 {
		t.Errorf("%v, %d files", err, len(d.Files()))
	}
}

func TestALostAnnouncementIsSwept(t *testing.T) {
	d, _ := closed(t)
	ws, names := d.Owed()
	if len(ws) != 2 || len(names) != 3 {
		t.Fatalf("owed %v", names)
	}
	lost := d.Whole("test").For("test", func(a *app.App) { a.Bus = silent{} })
	if _, err := lost.Overdue(t.Context(), d.In, d.Now()); err != nil { // the bus takes them, and nobody hears
		t.Fatal(err)
	}
	if _, names := d.Owed(); len(names) != 1 || !strings.HasPrefix(names[0], "month#2026-05#") {
		t.Fatalf("owed %v", names)
	}
	d.Set(d.Now().Add(11 * time.Minute))
	if err := d.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	whole(t, d)
}

type silent struct{}

func (silent) Publish(context.Context, events.Event) error { return nil }

func TestTheFilesAreWholeWhateverCallFails(t *testing.T) {
	try := func(t *testing.T, s, f fault.Plan) (*monthtest.Desk, *faulty.Store, *faultyfiles.Files) {
		d, e := closed(t)
		a := d.App("export")
		table, disk := faulty.New(a.Store, s), faultyfiles.New(a.Files, f)
		step := export.Step(a.For("export", func(a *app.App) { a.Store, a.Files = table, disk }))
		if err := step(t.Context(), d.In, e); err != nil {
			if c := d.Head().Closed; c.Files != nil {
				t.Errorf("failed with %v, but the files are marked", err)
			}
			if err := step(t.Context(), d.In, e); err != nil {
				t.Fatalf("delivered again: %v", err)
			}
		}
		whole(t, d)
		return d, table, disk
	}
	_, table, disk := try(t, nil, nil)
	for call := 1; call <= table.Calls(); call++ {
		for _, o := range []fault.Outcome{fault.NotDone, fault.DoneUnheard, fault.NotDoneUnheard} {
			t.Run(fmt.Sprintf("table call %d outcome %d", call, o), func(t *testing.T) { try(t, fault.On(call, o), nil) })
		}
	}
	for call := 1; call <= disk.Calls(); call++ {
		for _, o := range []fault.Outcome{fault.DoneUnheard, fault.NotDoneUnheard} {
			t.Run(fmt.Sprintf("file call %d outcome %d", call, o), func(t *testing.T) { try(t, nil, fault.On(call, o)) })
		}
	}
}

func TestAFileIsOpenedByTheTownAndTheOpeningStandsInTheChain(t *testing.T) {
	d, _ := closed(t)
	if r := d.Get("k1", monthtest.Path+"/files"); r.Raw != `{"items":[]}` {
		t.Errorf("before they are made: %s", r.Raw)
	}
	d.Settle()
	for _, staff := range []string{"m1", "h1", "r1"} {
		if r := d.Get(staff, monthtest.Path+"/files"); r.Status != 403 {
			t.Errorf("%s lists: %d", staff, r.Status)
		}
		if r := d.Do(staff, "POST", monthtest.Path+"/files/claims.csv/open", "k", "application/json", ""); r.Status != 403 {
			t.Errorf("%s opens: %d", staff, r.Status)
		}
	}
	list := d.Get("k1", monthtest.Path+"/files")
	if items, _ := list.Body["items"].([]any); len(items) != 4 {
		t.Fatalf("%s", list.Raw)
	}
	first := d.Do("k1", "POST", monthtest.Path+"/files/claims.csv/open", "o", "application/json", "")
	again := d.Do("k1", "POST", monthtest.Path+"/files/claims.csv/open", "o", "application/json", "")
	if first.Status != 200 || again.Raw != first.Raw {
		t.Fatalf("%s, %s", first.Raw, again.Raw)
	}
	if none := d.Do("k1", "POST", monthtest.Path+"/files/none.csv/open", "p", "application/json", ""); none.Status != 404 {
		t.Errorf("another name: %d", none.Status)
	}
	if got := d.Actions(); !slices.Equal(got, []string{"handed-in", "handed-in", "closed", "exported", "file-opened"}) {
		t.Errorf("the chain says %v", got)
	}
	url, _ := first.Body["url"].(string)
	fetch := func() *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		d.Disk.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", url, nil))
		return w
	}
	if w := fetch(); w.Code != 200 || w.Body.String() != d.Files()["claims.csv"] {
		t.Errorf("the link gives %d", w.Code)
	}
	d.Set(d.Now().Add(6 * time.Minute))
	if w := fetch(); w.Code == 200 {
		t.Error("the link still works after six minutes")
	}
}

func TestNoInsuredNumberLeavesTheWall(t *testing.T) {
	var log bytes.Buffer
	was := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&log, nil)))
	defer slog.SetDefault(was)
	const canary = "00077" // every person of the test begins with it
	d, _ := closed(t)
	told, _ := d.Owed()
	d.Settle()
	answers := []string{
		d.Get("k1", monthtest.Path).Raw, d.Get("k1", monthtest.Path+"/person-months").Raw, d.Get("k1", monthtest.Path+"/files").Raw,
		d.Run("r", `{"skipRefused":true}`).Raw, d.Run("r9", "").Raw,
		d.HandIn("m1", monthtest.Record(1)).Raw,
	}
	april := func(p *billing.PersonMonth) { p.Month = day.MustMonth("2026-04") }
	bad := monthtest.Lines(monthtest.Record(1, april), monthtest.Record(1, april, monthtest.Pending), monthtest.Record(2, func(p *billing.PersonMonth) { p.Insurer = "1" }))
	for _, c := range [][2]string{
		{"application/x-ndjson", bad},
		{"application/x-ndjson", strings.ReplaceAll(bad, `"insured"`, `"0007700001"`)},
		{"text/csv", "0007700001,999995\r\n0007700002,999995\r\n"},
		{"text/csv", "Ｈ0007700001,999995\r\n"},
	} {
		r := d.Do("m1", "POST", "/v1/months/2026-03/person-months", d.Key(), c[0], c[1])
		if r.Status != 422 {
			t.Errorf("%d %s", r.Status, r.Raw)
		}
		answers = append(answers, r.Raw)
	}
	for _, e := range told {
		answers = append(answers, string(e.Data), e.ID)
	}
	for _, a := range append(answers, log.String()) {
		if strings.Contains(a, canary) {
			t.Errorf("a number in %s", a)
		}
	}
	exported := 0
	for name, body := range d.Everywhere() {
		inside := strings.Contains(body, canary)
		file := strings.HasPrefix(strings.TrimPrefix(body, "\ufeff"), "証記載保険者番号") || strings.HasPrefix(strings.TrimPrefix(body, "\ufeff"), "行,")
		if inside && !file || strings.Contains(name, canary) {
			t.Errorf("a number in %s", name)
		}
		if inside {
			exported++
		}
	}
	if exported != 3 {
		t.Errorf("%d files hold a number, want claims, held and refused", exported)
	}
}
