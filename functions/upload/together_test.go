package upload_test

import (
	"strings"
	"testing"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/api/apitest"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/plan"
)

// listed is an answer that says where the documents are to go.
type listed struct {
	ID        string
	Documents []struct {
		Document string
		Upload   files.Signed
	}
}

func pdf(form string) m { return apitest.Declaration(form, "set") }

// ready opens a submission whose files are ready.
func ready(forms ...string) m {
	list := []m{}
	for _, f := range forms {
		list = append(list, pdf(f))
	}
	return apitest.With(apitest.Opening("new"), "documents", list)
}

// commits are how many commits wrote a case's entries.
func commits(d *apitest.Desk, id string) int {
	d.T.Helper()
	seen := map[string]bool{}
	for _, e := range d.Chain(id) {
		seen[e.Commit] = true
	}
	return len(seen)
}

func TestAFormWithItsFilesIsOneRequestAndOneCommit(t *testing.T) {
	d := apitest.Open(t)
	forms := apitest.Required["new"]
	var out listed
	d.As("m1").Post("/v1/submissions", ready(forms...)).Wants("201").Into(&out)
	if n := commits(d, out.ID); n != 1 || len(out.Documents) != len(forms) {
		t.Fatalf("%d commits, %+v", n, out)
	}
	k := d.Case(out.ID)
	for i, doc := range out.Documents {
		if got := k.Document(doc.Document); got == nil || got.Form != forms[i] {
			t.Errorf("the answer's place %d is of %+v, want %s", i, got, forms[i])
		}
		d.Put(doc.Upload, apptest.PDF(forms[i]))
	}
	d.Settle()
	path := "/v1/submissions/" + out.ID
	d.As("m1").Post(path+"/submit", nil).Wants("200")
	d.Settle()
	if got := d.See("m1", path).State; got != plan.InReview {
		t.Errorf("the set is %s", got)
	}
}

func TestAListIsDeclaredInASubmissionThatIsOpen(t *testing.T) {
	d := apitest.Open(t)
	path := d.Begun("new")
	var out listed
	d.As("m1").Post(path+"/documents", m{"documents": []m{pdf("F-KIHON"), {"form": "F-PLAN", "type": "application/pdf", "upload": "form"}}}).Wants("200").Into(&out)
	if out.Documents[0].Upload.Method != "PUT" || out.Documents[1].Upload.Method != "POST" || len(out.Documents[1].Upload.Fields) == 0 {
		t.Fatalf("%+v", out)
	}
	d.Put(out.Documents[0].Upload, apptest.PDF("F-KIHON"))
	d.Put(out.Documents[1].Upload, apptest.PDF("F-PLAN"))
	d.Settle()
	for _, doc := range d.See("m1", path).Documents {
		if doc.State != "readable" && doc.State != "checking" {
			t.Errorf("%s is %s", doc.Form, doc.State)
		}
	}
}

func TestAWrongDeclarationInAListDeclaresNothingAndEveryMistakeIsTold(t *testing.T) {
	d := apitest.Open(t)
	path := d.Begun("new")
	many := func(n int) (list []m) {
		for range n {
			list = append(list, pdf("F-PLAN"))
		}
		return list
	}
	large := apitest.With(pdf("F-PLAN"), "size", 50<<20)
	for name, c := range map[string]struct {
		list          []m
		want, reasons string
	}{
		"the second and the third": {
			[]m{pdf("F-KIHON"), apitest.With(apitest.With(pdf("F-NONE"), "type", "application/zip"), "size", 51<<20), apitest.With(pdf("F-PLAN"), "sha256", nil)},
			"422 form-unknown", "form-unknown documents[1], type-not-allowed documents[1], document-too-large documents[1], document-empty documents[2]",
		},
		"two that are badly written": {
			[]m{apitest.With(pdf("F-KIHON"), "sha256", "0A"), pdf("F-KCL"), apitest.With(pdf("F-PLAN"), "form", nil)},
			"422 request-invalid", "field-wrong documents[0].sha256, field-wrong documents[2].form",
		},
		"the one with which the set is too large": {[]m{large, large, large, pdf("F-KCL")}, "422 set-too-large", "set-too-large documents[3]"},
		"one that nobody asked for":               {[]m{pdf("F-PLAN"), apitest.With(pdf("F-PROG-E"), "purpose", "record")}, "409 record-not-requested", "record-not-requested documents[1]"},
		"one too many":                            {many(31), "422 request-invalid", "field-wrong documents"},
	} {
		for _, at := range []struct {
			path string
			body m
		}{{path + "/documents", m{"documents": c.list}}, {"/v1/submissions", apitest.With(apitest.Opening("new"), "documents", c.list)}} {
			r := d.As("m1").Post(at.path, at.body).Wants(c.want)
			if got := r.Reasons(); got != c.reasons {
				t.Errorf("%s to %s: %s, want %s", name, at.path, got, c.reasons)
			}
			if name == "the second and the third" && !strings.Contains(string(r.Body), "2番目の書類: 1つの書類の上限は 50 MiB です。ファイルを小さくしてください。") {
				t.Errorf("%s", r.Body)
			}
		}
	}
	var list api.Page[api.Item]
	d.As("m1").Get("/v1/submissions").Wants("200").Into(&list)
	if got := d.See("m1", path).Documents; len(list.Items) != 1 || len(got) != 0 {
		t.Errorf("%d submissions, with %+v", len(list.Items), got)
	}
	d.As("m1").Post(path+"/documents", m{"documents": many(30)}).Wants("200")
	d.As("m1").Post(path+"/submit", nil).Wants("422 set-incomplete") // a form that is declared twice at once is there twice
}

func TestAListIsReadAsStrictlyAsOneDeclaration(t *testing.T) {
	d := apitest.Open(t)
	path := d.Begun("new") + "/documents"
	for name, c := range map[string]struct {
		body any
		want string
	}{
		"none":                     {m{"documents": []m{}}, "422 request-invalid"},
		"null":                     {m{"documents": nil}, "422 request-invalid"},
		"a list beside one":        {apitest.With(pdf("F-PLAN"), "documents", []m{pdf("F-KCL")}), "400 request-malformed"},
		"an unknown field":         {m{"documents": []m{apitest.With(pdf("F-PLAN"), "name", "花子.pdf")}}, "400 request-malformed"},
		"no list":                  {m{"documents": pdf("F-PLAN")}, "400 request-malformed"},
		"something behind it":      {`{"documents": []} {}`, "400 request-malformed"},
		"a bare list":              {[]m{pdf("F-PLAN")}, "400 request-malformed"},
		"more than a body may say": {m{"documents": []m{apitest.With(pdf("F-PLAN"), "form", strings.Repeat("F", 300<<10))}}, "413 request-too-large"},
	} {
		r := d.As("m1").Post(path, c.body)
		if got := r.Code(); got != c.want || strings.Contains(string(r.Body), "花子") {
			t.Errorf("%s: %s, want %s: %s", name, got, c.want, r.Body)
		}
	}
	if r := d.As("m1").Post(path, apitest.With(pdf("F-NONE"), "type", "application/zip")).Wants("422 form-unknown"); r.Reasons() != "" {
		t.Errorf("one alone has no place in a list: %s", r.Body)
	}
}
