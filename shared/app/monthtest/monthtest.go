// Package monthtest closes months of the test town as its people do, for the
// tests of tally and export.
//
//	Open → Desk: HandIn, Run, Get, Post → Reply
package monthtest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions/export"
	"github.com/sasae-care/sasae/functions/tally"
	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/api/apitest"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/faulty"
)

// Month is the month of the tests.
var Month = day.MustMonth("2026-05")

// Path is the month's address.
const Path = "/v1/months/2026-05"

// Numbers with a check digit that holds, which those of apptest have not.
const (
	Office  = "1370000018" // m1's
	Other   = "1370000026" // m2's
	Centre1 = "1300000013" // under which a centre of the test town bills
)

// Desk is the API of the months, on a bench.
type Desk struct {
	*apptest.Bench
	Store   *faulty.Store // tally's
	handler http.Handler
	routes  []api.Route
	keys    int
}

// Open opens a bench; p fails calls of tally's store.
func Open(t testing.TB, p fault.Plan) *Desk {
	d := &Desk{Bench: apptest.New(t)}
	d.Set(day.MustParse("2026-06-02").At(9, 0))
	book := apptest.Book()
	for i, m := range book.Staff {
		book.Staff[i].Organisation = cmp.Or(map[string]string{apptest.Office: Office, apptest.Other: Other}[m.Organisation], m.Organisation)
	}
	if err := d.Whole("test").SaveBook(t.Context(), d.In, "import", book); err != nil {
		t.Fatal(err)
	}
	at := d.App("tally")
	d.Store = faulty.New(at.Store, p)
	at = at.For("tally", func(a *app.App) { a.Store = d.Store })
	d.routes = append(tally.Routes(at), export.Routes(d.App("export"))...)
	d.handler = api.New(d.App("tally"), d.routes...)
	return d
}

// Reply is an answer.
type Reply struct {
	Status int
	Raw    string
	Body   map[string]any
}

// Code is the code of a problem.
func (r Reply) Code() string { s, _ := r.Body["code"].(string); return s }

// Codes are the codes of its reasons.
func (r Reply) Codes() (codes []string) {
	reasons, _ := r.Body["reasons"].([]any)
	for _, x := range reasons {
		codes = append(codes, fmt.Sprint(x.(map[string]any)["code"]))
	}
	return codes
}

// Do makes one call, and holds it and its answer against the OpenAPI file.
func (d *Desk) Do(staff, method, path, key, media, body string) Reply {
	d.T.Helper()
	r := httptest.NewRequestWithContext(app.Unpausing(d.T.Context()), method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+access.Issue(d.Folder.Ring, apptest.Town, staff, d.Now().Add(time.Hour)))
	r.Header.Set("Idempotency-Key", key)
	r.Header.Set("Content-Type", media)
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	apitest.Hold(d.T, d.routes, method, r.URL.Path, body, apitest.Reply{Status: w.Code, Header: w.Header(), Body: w.Body.Bytes()})
	out := Reply{Status: w.Code, Raw: w.Body.String()}
	if err := json.Unmarshal(w.Body.Bytes(), &out.Body); err != nil {
		d.T.Fatalf("%s %s: %v: %s", method, path, err, w.Body)
	}
	return out
}

// Key is a fresh Idempotency-Key.
func (d *Desk) Key() string { d.keys++; return fmt.Sprint("key-", d.keys) }

// Get reads.
func (d *Desk) Get(staff, path string) Reply {
	d.T.Helper()
	return d.Do(staff, "GET", path, "", "", "")
}

// HandIn hands records in under a fresh key.
func (d *Desk) HandIn(staff string, ps ...billing.PersonMonth) Reply {
	d.T.Helper()
	return d.Do(staff, "POST", Path+"/person-months", d.Key(), "application/x-ndjson", Lines(ps...))
}

// Run runs the month under a key.
func (d *Desk) Run(key, body string) Reply {
	d.T.Helper()
	return d.Do("k1", "POST", Path+"/run", key, "application/json", body)
}

// Lines writes records as JSON lines.
func Lines(ps ...billing.PersonMonth) string {
	var b bytes.Buffer
	_ = billing.WriteJSONLines(&b, func(yield func(billing.PersonMonth) bool) {
		for _, p := range ps {
			if !yield(p) {
				return
			}
		}
	}) // a buffer takes everything
	return b.String()
}

// Record is an ordinary month of the first office's n-th person.
func Record(n int, change ...func(*billing.PersonMonth)) billing.PersonMonth {
	p := billing.PersonMonth{
		Month: Month, Insurer: apptest.Insurer, Insured: number.Insured(fmt.Sprintf("00077%05d", n)), Level: number.Support1,
		CertifiedFrom: day.MustParse("2026-01-01"), CertifiedTo: day.MustParse("2026-12-31"),
		Provider: Office, ProviderKind: billing.Office, RegionGrade: 3, PreventiveManaged: true,
	}
	for _, c := range change {
		c(&p)
	}
	return p
}

// Records are the months of so many people.
func Records(from, n int, change ...func(*billing.PersonMonth)) (ps []billing.PersonMonth) {
	for i := range n {
		ps = append(ps, Record(from+i, change...))
	}
	return ps
}

// ByCentre makes a record one of a centre.
func ByCentre(p *billing.PersonMonth) { p.Provider, p.ProviderKind = Centre1, billing.Centre }

// Pending waits for the certification.
func Pending(p *billing.PersonMonth) { p.Certification = billing.Pending }

// Unpriceable asks for what no rule prices yet.
func Unpriceable(p *billing.PersonMonth) { p.Reductions = []string{billing.Abuse} }

// Head is the month as it stands.
func (d *Desk) Head() app.Month {
	d.T.Helper()
	m, err := d.Whole("test").Month(d.T.Context(), d.In, Month)
	if err != nil {
		d.T.Fatal(err)
	}
	return m
}

// Actions are the actions of the month's chain, which must hold.
func (d *Desk) Actions() (actions []string) {
	d.T.Helper()
	var links []audit.Link
	chain := app.MonthChain(Month)
	for i, e := range d.Chain(chain) {
		links = append(links, e.Link(chain, int64(i+1)))
		actions = append(actions, e.Action)
	}
	if b := audit.Chain(chain, links); b != nil {
		d.T.Fatalf("the chain breaks: %+v", b)
	}
	m := d.Head()
	if last := links[len(links)-1]; last.Hash != m.Head {
		d.T.Fatalf("the chain ends with %s, the head says %s", last.Hash, m.Head)
	}
	return actions
}

// Owed are the names of what is promised and announced.
func (d *Desk) Owed() (told []events.Event, names []string) {
	d.T.Helper()
	for _, prefix := range []string{app.Outboxes, app.Dues} {
		err := store.All(d.T.Context(), d.DB, store.Query{P: prefix + apptest.Town}, func(it store.Item) error {
			var p app.Promise
			if err := json.Unmarshal(it.Body, &p); err != nil {
				return err
			}
			if app.Outbox(it.Key) {
				told = append(told, p.Event)
			}
			names = append(names, it.S[21:])
			return nil
		})
		if err != nil {
			d.T.Fatal(err)
		}
	}
	return told, names
}

// Files are the bodies of the month's files on the disk, by name.
func (d *Desk) Files() map[string]string {
	d.T.Helper()
	out := map[string]string{}
	m := d.Head()
	if m.Closed == nil {
		return out
	}
	for _, f := range m.Closed.Files {
		r, err := d.Disk.Open(d.T.Context(), f.Key, f.Version)
		if err != nil {
			d.T.Fatal(err)
		}
		var b bytes.Buffer
		_, err = b.ReadFrom(r)
		_ = r.Close() // read only
		if err != nil {
			d.T.Fatal(err)
		}
		out[f.Name] = b.String()
	}
	return out
}

// Everywhere reads every file of the data folder, by path.
func (d *Desk) Everywhere() map[string]string {
	d.T.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(d.Dir, func(name string, e os.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(name)
		out[name] = string(b)
		return err
	})
	if err != nil {
		d.T.Fatal(err)
	}
	return out
}
