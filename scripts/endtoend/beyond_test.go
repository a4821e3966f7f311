package endtoend

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/sasae-care/sasae/scripts/samples"
	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/files"
)

// beyond is what befalls a town outside an ordinary month: people look, several
// things go wrong, years pass.
type beyond struct {
	*testing.T
	w     *World
	town  samples.World // of more people than the month had
	posts int
}

// do asks the API as somebody; a refusal ends the test.
func (b *beyond) do(as, method, path, kind string, body []byte, out any) {
	b.Helper()
	b.posts++
	r := httptest.NewRequestWithContext(b.Context(), method, path, bytes.NewReader(body))
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Idempotency-Key", fmt.Sprintf("beyond-%d", b.posts))
	r.Header.Set("Authorization", "Bearer "+access.Issue(b.w.Ring(), b.town.Town, as, b.w.Now().AddDate(0, 0, 1)))
	got := httptest.NewRecorder()
	b.w.HTTP().ServeHTTP(got, r)
	if got.Code/100 != 2 {
		b.Fatalf("%s %s as %s: %d %s", method, path, as, got.Code, got.Body)
	}
	if out != nil {
		if err := json.Unmarshal(got.Body.Bytes(), out); err != nil {
			b.Fatal(err)
		}
	}
	b.settle()
}

func (b *beyond) get(as, path string, out any) {
	b.Helper()
	b.do(as, http.MethodGet, path, "", nil, out)
}

func (b *beyond) post(as, path string, body, out any) {
	b.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		b.Fatal(err)
	}
	b.do(as, http.MethodPost, path, "application/json", raw, out)
}

func (b *beyond) settle() {
	b.Helper()
	if err := b.w.Settle(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// pass lets time pass to an instant: alarms ring on the way, and the hour strikes
// at its end.
func (b *beyond) pass(to time.Time) {
	b.Helper()
	for at, ok := b.w.Next(); ok && !at.After(to); at, ok = b.w.Next() {
		b.set(at)
	}
	b.set(to)
	for _, err := range []error{b.w.Set(to.Truncate(24 * time.Hour)), b.w.Sweep(b.Context()), b.w.Set(to)} {
		if err != nil {
			b.Fatal(err)
		}
	}
}

func (b *beyond) set(at time.Time) {
	b.Helper()
	if err := b.w.Set(at); err != nil {
		b.Fatal(err)
	}
	if err := b.w.Alarms(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// case is a submission as its office sees it.
type seenCase struct {
	ID        string `json:"id"`
	State     string `json:"state"`
	Receipt   string `json:"receipt"`
	Centre    string `json:"centre"`
	Reviewer  string `json:"reviewer"`
	Documents []struct {
		ID    string `json:"id"`
		State string `json:"state"`
	} `json:"documents"`
}

func (b *beyond) read(as, id string) (c seenCase) {
	b.Helper()
	b.get(as, "/v1/submissions/"+id, &c)
	return c
}

// open opens a submission of somebody whom the month did not have, with the files
// that are ready; each of uploads sends one.
func (b *beyond) open(s *samples.Scene, ready ...samples.File) (id string, uploads []func()) {
	b.Helper()
	list := []map[string]any{}
	for _, f := range ready {
		list = append(list, declaration(f, "set"))
	}
	var opened struct {
		ID        string
		Documents []declared
	}
	b.post(s.Manager, "/v1/submissions", map[string]any{
		"kind": s.Kind, "insurer": b.town.Insurer, "insured": s.Person.Insured, "person": s.Person.Said(), "documents": list,
	}, &opened)
	for i, d := range opened.Documents {
		uploads = append(uploads, b.sending(d, ready[i]))
	}
	return opened.ID, uploads
}

// declared is where a file is to go.
type declared struct {
	Document string
	Upload   files.Signed
}

func declaration(f samples.File, purpose string) map[string]any {
	body := f.Body()
	sum := sha256.Sum256(body)
	return map[string]any{"form": f.Form, "purpose": purpose, "type": f.Type, "size": len(body), "sha256": hex.EncodeToString(sum[:])}
}

// declare declares a file of a submission that is there; upload sends it.
func (b *beyond) declare(s *samples.Scene, id string, f samples.File, purpose string) (doc string, upload func()) {
	b.Helper()
	var d declared
	b.post(s.Manager, "/v1/submissions/"+id+"/documents", declaration(f, purpose), &d)
	return d.Document, b.sending(d, f)
}

func (b *beyond) sending(d declared, f samples.File) (upload func()) {
	return func() {
		b.Helper()
		body := f.Body()
		r := httptest.NewRequestWithContext(b.Context(), d.Upload.Method, d.Upload.URL, bytes.NewReader(body))
		for name, value := range d.Upload.Headers {
			r.Header.Set(name, value)
		}
		r.ContentLength = int64(len(body))
		got := httptest.NewRecorder()
		b.w.HTTP().ServeHTTP(got, r)
		if got.Code != http.StatusOK {
			b.Fatalf("the upload is answered %d %s", got.Code, got.Body)
		}
		b.settle()
	}
}

// paper registers a set that came by post, with more members of its own; it is in
// review at once.
func (b *beyond) paper(s *samples.Scene, no int, more ...string) (id string) {
	b.Helper()
	forms := []string{}
	for _, f := range s.Files {
		forms = append(forms, f.Form)
	}
	body := map[string]any{
		"channel": "post", "receivedOn": day.On(b.w.Now()), "tracking": fmt.Sprintf("%012d", no), "office": s.Office, "manager": s.Manager,
		"kind": s.Kind, "insurer": b.town.Insurer, "insured": s.Person.Insured, "person": s.Person.Said(), "forms": forms,
	}
	for i := 0; i < len(more); i += 2 {
		body[more[i]] = more[i+1]
	}
	var registered struct{ ID string }
	b.post(samples.Clerk, "/v1/paper-submissions", body, &registered)
	return registered.ID
}

func (b *beyond) tell(s *samples.Scene, id, kind string, more map[string]any) {
	b.Helper()
	body := map[string]any{"kind": kind, "on": day.On(b.w.Now())}
	for k, v := range more {
		body[k] = v
	}
	b.post(s.Manager, "/v1/submissions/"+id+"/situation", body, nil)
}
