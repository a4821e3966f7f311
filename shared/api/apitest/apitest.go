// Package apitest calls the API of a test town as its people do, and holds
// every request and every answer against the OpenAPI file.
//
//	Open → Desk: As(staff).Post, Get → Reply
package apitest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/functions/export"
	"github.com/sasae-care/sasae/functions/review"
	"github.com/sasae-care/sasae/functions/tally"
	"github.com/sasae-care/sasae/functions/upload"
	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town/invented"
)

// Elsewhere is a second municipality on the same table, with the same people,
// offices and centres by name.
const Elsewhere = "888885"

// Desk is the API of a bench.
type Desk struct {
	*apptest.Bench
	Handler http.Handler
	Routes  []api.Route
	n       int
}

// Open opens a bench with its API; more are routes of other steps.
func Open(t testing.TB, more ...func(*app.App) []api.Route) *Desk {
	t.Helper()
	d := On(apptest.New(t))
	for _, routes := range more {
		d.Routes = append(d.Routes, routes(d.Whole("test"))...)
	}
	d.Handler = api.New(d.App("upload"), d.Routes...)
	elsewhere := app.ScopeOf(access.Session{Town: Elsewhere})
	if err := d.Whole("test").SaveBook(t.Context(), elsewhere, "import", invented.Book(Elsewhere)); err != nil {
		t.Fatal(err)
	}
	return d
}

// On is the API of a bench that is there.
func On(b *apptest.Bench) *Desk {
	d := &Desk{Bench: b}
	d.Serve(b.App)
	return d
}

// Serve serves the routes of all steps on these Apps.
func (d *Desk) Serve(of func(step string) *app.App) {
	d.Routes = Routes(of)
	d.Handler = api.New(d.App("upload"), d.Routes...)
}

// Routes are all there are, each step on its own App.
func Routes(of func(step string) *app.App) []api.Route {
	return slices.Concat(
		upload.Routes(of("upload")), review.Routes(of("review")), tally.Routes(of("tally")), export.Routes(of("export")))
}

// Caller is somebody with a token.
type Caller struct {
	d     *Desk
	token string
}

// As is a person of the test town.
func (d *Desk) As(staff string) Caller { return d.From(apptest.Town, staff) }

// From is a person of a town.
func (d *Desk) From(town, staff string) Caller {
	return Caller{d, access.Issue(d.Folder.Ring, town, staff, d.Now().Add(time.Hour))}
}

// Anyone has the token given, or none.
func (d *Desk) Anyone(token string) Caller { return Caller{d, token} }

// Key is a fresh Idempotency-Key.
func (d *Desk) Key() string { d.n++; return fmt.Sprintf("key-%d", d.n) }

// Get reads path.
func (c Caller) Get(path string) Reply { return c.Do(http.MethodGet, path, "", nil) }

// Post posts body (any JSON value, or a string as it is) under a fresh key.
func (c Caller) Post(path string, body any) Reply {
	return c.Do(http.MethodPost, path, c.d.Key(), body)
}

// Do makes one request and holds it and its answer against the OpenAPI file. A
// request that is refused as 400, 415 or 422 need not fit.
func (c Caller) Do(method, path, key string, body any) Reply {
	t := c.d.T
	t.Helper()
	raw, isText := body.(string)
	if body != nil && !isText {
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		raw = string(b)
	}
	r := httptest.NewRequestWithContext(app.Unpausing(t.Context()), method, path, strings.NewReader(raw))
	if raw != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	w := httptest.NewRecorder()
	c.d.Handler.ServeHTTP(w, r)
	out := Reply{t: t, Status: w.Code, Header: w.Header(), Body: w.Body.Bytes()}
	Hold(t, c.d.Routes, method, r.URL.Path, raw, out)
	return out
}

// Reply is an answer.
type Reply struct {
	t      testing.TB
	Status int
	Header http.Header
	Body   []byte
}

// Code is the code of a problem, with its status: "404 not-found". A success is
// its status alone.
func (r Reply) Code() string {
	var p api.Problem
	if r.Status < 400 || json.Unmarshal(r.Body, &p) != nil {
		return fmt.Sprint(r.Status)
	}
	return fmt.Sprintf("%d %s", r.Status, p.Code)
}

// Wants fails the test when the answer is another one.
func (r Reply) Wants(code string) Reply {
	r.t.Helper()
	if got := r.Code(); got != code {
		r.t.Fatalf("want %s, got %s: %s", code, got, r.Body)
	}
	return r
}

// Reasons are the codes of a problem's reasons, with form or field.
func (r Reply) Reasons() string {
	var p api.Problem
	if err := json.Unmarshal(r.Body, &p); err != nil {
		r.t.Fatal(err)
	}
	var out []string
	for _, x := range p.Reasons {
		out = append(out, strings.TrimSpace(x.Code+" "+x.Form+x.Field))
	}
	return strings.Join(out, ", ")
}

// Into reads the answer into v.
func (r Reply) Into(v any) {
	r.t.Helper()
	if err := json.NewDecoder(bytes.NewReader(r.Body)).Decode(v); err != nil {
		r.t.Fatalf("read %s: %v", r.Body, err)
	}
}

// Text is one text at the top of the answer.
func (r Reply) Text(field string) string {
	r.t.Helper()
	var m map[string]any
	r.Into(&m)
	s, _ := m[field].(string)
	return s
}

// LastAction is the action of a case's newest audit entry.
func (d *Desk) LastAction(c plan.Case) string {
	d.T.Helper()
	log := d.Chain(c.ID)
	return log[len(log)-1].Action
}
