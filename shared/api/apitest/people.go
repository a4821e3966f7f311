package apitest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"mime/multipart"
	"net/http/httptest"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/plan"
)

// M is a JSON object.
type M = map[string]any

// With is a body with another value in one field; without it for nil.
func With(body M, field string, value any) M {
	out := M{}
	for k, v := range body {
		out[k] = v
	}
	if value == nil {
		delete(out, field)
	} else {
		out[field] = value
	}
	return out
}

// Person is the invented person of the test town, as a request says it.
func Person() M {
	return M{
		"name": "試験 花子", "kana": "シケン ハナコ", "birth": "1940-02-03",
		"address":       M{"postcode": "9990001", "area": "本町一丁目", "block": "12-3"},
		"certification": M{"status": "certified", "level": "12", "from": "2026-04-01", "to": "2027-03-31"},
		"planFrom":      "2026-05-01", "planTo": "2027-03-31",
	}
}

// Opening opens a submission about that person.
func Opening(kind string) M {
	return M{"kind": kind, "insurer": apptest.Insurer, "insured": "0000012345", "person": Person()}
}

// Paper registers a set about that person.
func Paper(kind, on string) M {
	p := Opening(kind)
	p["channel"], p["receivedOn"], p["office"], p["forms"] = "window", on, apptest.Office, Required[kind]
	return p
}

// Required are the forms of a whole set, by kind.
var Required = map[string][]string{"new": {"F-KIHON", "F-KCL", "F-PLAN"}, "renewal": {"F-KIHON", "F-KCL", "F-PLAN", "F-EVAL-F"}}

// Begun opens a submission and gives its path.
func (d *Desk) Begun(kind string) string {
	d.T.Helper()
	return "/v1/submissions/" + d.As("m1").Post("/v1/submissions", Opening(kind)).Wants("201").Text("id")
}

// Declaration declares the PDF of a form.
func Declaration(form, purpose string) M {
	body := apptest.PDF(form)
	sum := sha256.Sum256(body)
	return M{"form": form, "purpose": purpose, "type": "application/pdf", "size": len(body), "sha256": hex.EncodeToString(sum[:])}
}

// Declared declares a PDF.
func (d *Desk) Declared(path, form, purpose string) (string, files.Signed) {
	d.T.Helper()
	var out struct {
		Document string
		Upload   files.Signed
	}
	d.As("m1").Post(path+"/documents", Declaration(form, purpose)).Wants("200").Into(&out)
	return out.Document, out.Upload
}

// Sent declares a PDF, uploads it and lets the steps look at it.
func (d *Desk) Sent(path, form, purpose string) string {
	d.T.Helper()
	id, up := d.Declared(path, form, purpose)
	d.Put(up, apptest.PDF(form))
	d.Settle()
	return id
}

// Put uploads a file as a signed PUT or form wants it.
func (d *Desk) Put(up files.Signed, body []byte) {
	d.T.Helper()
	sent, media := body, ""
	if up.Method == "POST" {
		sent, media = d.form(up, body)
	}
	r := httptest.NewRequestWithContext(d.T.Context(), up.Method, up.URL, bytes.NewReader(sent))
	for k, v := range up.Headers {
		r.Header.Set(k, v)
	}
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	w := httptest.NewRecorder()
	d.Disk.ServeHTTP(w, r)
	if w.Code/100 != 2 {
		d.T.Fatalf("upload: %d %s", w.Code, w.Body)
	}
}

// form is what a browser's form sends: the fields first.
func (d *Desk) form(up files.Signed, body []byte) ([]byte, string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, value := range up.Fields {
		_ = w.WriteField(name, value) // a bytes.Buffer takes everything
	}
	part, err := w.CreateFormFile("file", "x.pdf")
	if err != nil {
		d.T.Fatal(err)
	}
	_, _ = part.Write(body)
	_ = w.Close()
	return b.Bytes(), w.FormDataContentType()
}

// Reviewed brings a whole set to its centre, through the API.
func (d *Desk) Reviewed(kind string) string {
	d.T.Helper()
	path := d.Begun(kind)
	for _, f := range Required[kind] {
		d.Sent(path, f, "set")
	}
	d.As("m1").Post(path+"/submit", nil).Wants("200")
	d.Settle()
	if got := d.See("m1", path).State; got != plan.InReview {
		d.T.Fatalf("want in-review, got %s", got)
	}
	return path
}

// Commissioned brings a whole set of a commissioned office to its centre.
func (d *Desk) Commissioned() string {
	d.T.Helper()
	path := "/v1/submissions/" + d.As("m1").Post("/v1/submissions", With(Opening("new"), "track", "commissioned")).Wants("201").Text("id")
	for _, f := range Required["new"] {
		d.Sent(path, f, "set")
	}
	d.As("m1").Post(path+"/submit", nil).Wants("200")
	d.Settle()
	return path
}

// See is a submission as somebody sees it.
func (d *Desk) See(who, path string) (v api.Submission) {
	d.T.Helper()
	d.As(who).Get(path).Wants("200").Into(&v)
	return v
}
