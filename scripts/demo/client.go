package demo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"time"

	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/plan"
)

// problem is a refusal as the API tells it.
type problem struct {
	Status  int
	Code    string       `json:"code"`
	Detail  string       `json:"detail"`
	Reasons []api.Reason `json:"reasons"`
}

func (p *problem) Error() string { return fmt.Sprintf("%d %s: %s", p.Status, p.Code, p.Detail) }

// token is the development token of a person of the town.
func (p *player) token(staff string) string {
	t, ok := p.tokens[staff]
	if !ok {
		t = access.Issue(p.place.Ring(), p.world.Town, staff, p.Month.Last().AddDays(400).At(0, 0))
		p.tokens[staff] = t
	}
	return t
}

// post does a POST as somebody, under an Idempotency-Key of its own.
func (p *player) post(as, path string, body, out any) error {
	asked, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("write the body for %s: %w", path, err)
	}
	return p.send(as, path, "application/json", asked, out)
}

func (p *player) send(as, path, kind string, body []byte, out any) error {
	p.posts++
	r := httptest.NewRequestWithContext(p.ctx, http.MethodPost, path, bytes.NewReader(body))
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Idempotency-Key", strconv.FormatUint(p.Seed, 16)+"-"+strconv.Itoa(p.posts))
	return p.do(as, r, out)
}

// get does a GET as somebody.
func (p *player) get(as, path string, out any) error {
	return p.do(as, httptest.NewRequestWithContext(p.ctx, http.MethodGet, path, nil), out)
}

func (p *player) do(as string, r *http.Request, out any) error {
	r.Header.Set("Authorization", "Bearer "+p.token(as))
	w := httptest.NewRecorder()
	p.http.ServeHTTP(w, r)
	if w.Code/100 != 2 {
		refused := &problem{Status: w.Code}
		if err := json.Unmarshal(w.Body.Bytes(), refused); err != nil {
			return fmt.Errorf("%s answered %d: %s", r.URL.Path, w.Code, w.Body)
		}
		return refused
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(w.Body.Bytes(), out); err != nil {
		return fmt.Errorf("read the answer of %s: %w", r.URL.Path, err)
	}
	return nil
}

// declaration says of a file what the API wants to know before it comes.
func (f paper) declaration(purpose string) map[string]any {
	return map[string]any{"form": f.form, "purpose": purpose, "type": f.kind, "size": f.size, "sha256": f.sum}
}

// declared is where a file is to go.
type declared struct {
	Document string       `json:"document"`
	Upload   files.Signed `json:"upload"`
}

// add declares a file of a submission that is there, and uploads it.
func (p *player) add(as, id, purpose string, f paper, silent bool) (string, error) {
	var d declared
	if err := p.post(as, "/v1/submissions/"+id+"/documents", f.declaration(purpose), &d); err != nil {
		return "", fmt.Errorf("declare %s: %w", f.form, err)
	}
	return d.Document, p.upload(id, d, f, silent)
}

// upload sends a declared file. An upload that the store refuses is what a
// changed byte comes to; the set is handed in all the same.
func (p *player) upload(id string, d declared, f paper, silent bool) error {
	if silent {
		p.mute.add("incoming/" + p.world.Town + "/" + id + "/" + d.Document)
	}
	p.put(d.Upload, f.body)
	return p.place.Settle(p.ctx)
}

// put sends a body to a signed URL, as a browser would.
func (p *player) put(to files.Signed, body []byte) int {
	r := httptest.NewRequestWithContext(p.ctx, to.Method, to.URL, bytes.NewReader(body))
	for name, value := range to.Headers {
		r.Header.Set(name, value)
	}
	r.ContentLength = int64(len(body))
	w := httptest.NewRecorder()
	p.http.ServeHTTP(w, r)
	return w.Code
}

// fetch reads what a signed URL gives.
func (p *player) fetch(url string) ([]byte, error) {
	w := httptest.NewRecorder()
	p.http.ServeHTTP(w, httptest.NewRequestWithContext(p.ctx, http.MethodGet, url, nil))
	body, err := io.ReadAll(w.Body)
	if err == nil && w.Code != http.StatusOK {
		err = fmt.Errorf("the link answered %d", w.Code)
	}
	return body, err
}

// submission is a case as its office sees it.
type submission struct {
	State     plan.State         `json:"state"`
	Receipt   string             `json:"receipt"`
	Centre    string             `json:"centre"`
	Reviewer  string             `json:"reviewer"`
	Reasons   []api.Reason       `json:"reasons"`
	Documents []api.DocumentView `json:"documents"`
	Clock     *api.ClockView     `json:"clock"`
	Advices   []api.AdviceView   `json:"advices"`
	Plan      *api.ConfirmedView `json:"confirmedPlan"`
	Finished  time.Time          `json:"finished"`
}

func (p *player) read(as, id string) (s submission, err error) {
	return s, p.get(as, "/v1/submissions/"+id, &s)
}
