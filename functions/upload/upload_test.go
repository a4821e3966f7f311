package upload_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/api/apitest"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

type m = apitest.M

func TestAClientThatCannotHashSendsAForm(t *testing.T) {
	d := apitest.Open(t)
	path := d.Begun("new")
	var out struct{ Upload files.Signed }
	d.As("m1").Post(path+"/documents", m{"form": "F-PLAN", "type": "application/pdf", "upload": "form"}).Wants("200").Into(&out)
	if out.Upload.Method != "POST" || len(out.Upload.Fields) == 0 || out.Upload.Expires.Sub(d.Now()) != 10*time.Minute {
		t.Fatalf("%+v", out.Upload)
	}
	d.Put(out.Upload, apptest.PDF("F-PLAN"))
	d.Settle()
	if got := d.See("m1", path).Documents[0].State; got != "readable" && got != "checking" {
		t.Errorf("the document is %s", got)
	}
}

func TestWhoOpensASubmissionSeesWhereItWouldGo(t *testing.T) {
	d := apitest.Open(t)
	path := d.Begun("new")
	expected := func(word string) {
		t.Helper()
		if r := d.See("m1", path).Routing; r == nil || r.How != "expected" || !strings.Contains(r.Because, word) {
			t.Errorf("it is expected to go by %+v, want %s", r, word)
		}
	}
	expected("中央圏域")
	person := apitest.Person()
	person["address"] = m{"area": "西町一丁目", "block": "1"}
	d.As("m1").Post(path+"/person", person).Wants("200")
	expected("圏域の表にありません")
	d.As("m1").Post(path+"/situation", m{"kind": "moved", "on": "2026-04-20", "address": m{"area": "東町一丁目", "block": "1"}}).Wants("200")
	if r := d.See("m1", path).Routing; r != nil {
		t.Errorf("of the address before it is still expected %+v", r)
	}
	d.As("m1").Post(path+"/person", apitest.Person()).Wants("200")
	expected("中央圏域")
	for _, f := range apitest.Required["new"] {
		d.Sent(path, f, "set")
	}
	id := strings.TrimPrefix(path, "/v1/submissions/")
	sealed := func() store.Item {
		it, err := d.DB.Get(t.Context(), store.Key{P: app.Cases + d.In.Town() + "#" + id, S: "SEALED"})
		if err != nil {
			t.Fatal(err)
		}
		return it
	}
	before := sealed()
	d.As("m1").Post(path+"/submit", nil).Wants("200")
	d.Settle()
	if v := d.See("m1", path); v.Routing.How != "address" || v.State != plan.InReview || !strings.Contains(v.Routing.Because, "中央圏域") {
		t.Errorf("%s, %+v", v.State, v.Routing)
	}
	if after := sealed(); after.Version != before.Version {
		t.Error("what is sealed was written again, and says the same")
	}
}

func TestAMoveWithinTheTownFindsTheNewCentre(t *testing.T) {
	d := apitest.Open(t)
	path := d.Reviewed("new")
	news := m{"kind": "moved", "on": "2026-04-20", "address": m{"area": "東町一丁目", "block": "1"}}
	d.As("m1").Post(path+"/situation", news).Wants("200")
	if v := d.See("h2", path); v.Centre != "c2" || v.District != "k2" || v.Due != "2026-05-07" || v.Person.Address.Area != "東町一丁目" {
		t.Fatalf("%+v", v)
	}
	d.As("r1").Get(path).Wants("404 not-found")
}

func TestAMoveToWhereNoDistrictIsFoundIsSettledByTheTown(t *testing.T) {
	d := apitest.Open(t)
	path := d.Reviewed("new")
	news := m{"kind": "moved", "on": "2026-04-20", "address": m{"area": "西町一丁目", "block": "1"}}
	var s api.Standing
	d.As("r1").Post(path+"/situation", news).Wants("200").Into(&s)
	if !s.Stray || s.Centre != "c1" {
		t.Fatalf("%+v", s)
	}
	if r := d.See("m1", path).Routing; r != nil {
		t.Errorf("where it would go is still said: %+v", r)
	}
	var desk api.Page[api.Item]
	d.As("k1").Get("/v1/submissions").Wants("200").Into(&desk)
	if len(desk.Items) != 1 || desk.Items[0].ID != s.ID {
		t.Fatalf("on the desk: %+v", desk)
	}
	d.As("k1").Get(path + "/routing").Wants("200")
	d.As("k1").Post(path+"/reroute", m{"district": "k2", "reason": "市の境の町のため"}).Wants("200")
	s = api.Standing{}
	d.As("m1").Get(path).Into(&s)
	if s.Centre != "c2" || s.Stray {
		t.Errorf("%+v", s)
	}
	d.As("k1").Get("/v1/submissions").Wants("200").Into(&desk)
	if len(desk.Items) != 0 {
		t.Errorf("still on the desk: %+v", desk)
	}
}

func TestAPaperSetGetsTheSameReceiptClockAndRegister(t *testing.T) {
	d := apitest.Open(t)
	paper := apitest.Opening("new")
	paper["channel"], paper["receivedOn"], paper["office"], paper["tracking"] = "post", "2026-04-17", apptest.Office, "123-45-67890-1"
	paper["forms"] = []string{"F-KIHON", "F-KCL", "F-PLAN"}
	path := "/v1/submissions/" + d.As("k1").Post("/v1/paper-submissions", paper).Wants("201").Text("id")
	d.Settle()
	v := d.See("m1", path)
	if v.State != plan.InReview || v.Due != "2026-05-01" || v.Manager != "m1" || v.Documents[0].State != "paper" {
		t.Fatalf("%+v", v)
	}
	paper["forms"] = []string{"F-KIHON"}
	var out struct {
		State   plan.State
		Reasons []api.Reason
	}
	d.As("h2").Post("/v1/paper-submissions", paper).Wants("201").Into(&out)
	if out.State != plan.SentBack || len(out.Reasons) != 2 {
		t.Errorf("an incomplete paper set: %+v", out)
	}
	d.As("r1").Post("/v1/paper-submissions", paper).Wants("403 role-not-allowed")
	for field, c := range map[string]struct {
		value any
		want  string
	}{
		"channel":    {"portal", "422 channel-unknown"},
		"receivedOn": {"2026-04-21", "422 received-in-future"},
		"office":     {"1370000031", "422 office-not-designated"},
		"manager":    {"m2", "422 manager-unknown"},
		"forms":      {[]string{"F-NONE"}, "422 form-unknown"},
	} {
		was := paper[field]
		paper[field] = c.value
		d.As("k1").Post("/v1/paper-submissions", paper).Wants(c.want)
		paper[field] = was
		if was == nil {
			delete(paper, field)
		}
	}
}

func TestAnOpeningThatIsWrongIsRefusedWithItsCode(t *testing.T) {
	d := apitest.Open(t)
	good := apitest.Opening("new")
	for name, c := range map[string]struct {
		body          any
		want, reasons string
	}{
		"an insurer whose check digit is wrong": {apitest.With(good, "insurer", "999994"), "422 insurer-wrong", ""},
		"an insured number of nine digits":      {apitest.With(good, "insured", "000012345"), "422 insured-wrong", ""},
		"an unknown kind":                       {apitest.With(good, "kind", "change"), "422 kind-unknown", ""},
		"no address":                            {apitest.With(good, "person", apitest.With(apitest.Person(), "address", nil)), "422 name-missing", ""},
		"no name and no such day":               {apitest.With(good, "person", apitest.With(apitest.With(apitest.Person(), "name", nil), "birth", "1940-02-30")), "422 request-invalid", "field-wrong person.name, field-wrong person.birth"},
		"nothing":                               {nil, "422 request-invalid", "field-wrong kind, field-wrong insurer, field-wrong insured, field-wrong person"},
		"an unknown field":                      {apitest.With(good, "office", "1370000026"), "400 request-malformed", ""},
		"a number for a text":                   {apitest.With(good, "insured", 12345), "400 request-malformed", ""},
		"no JSON":                               {"{", "400 request-malformed", ""},
		"two values":                            {"{} {}", "400 request-malformed", ""},
		"a list":                                {"[]", "400 request-malformed", ""},
		"too much":                              {apitest.With(good, "insured", strings.Repeat("0", 300<<10)), "413 request-too-large", ""},
	} {
		r := d.As("m1").Post("/v1/submissions", c.body)
		if got := r.Code(); got != c.want || r.Reasons() != c.reasons {
			t.Errorf("%s: %s (%s), want %s (%s)", name, got, r.Reasons(), c.want, c.reasons)
		}
		for _, secret := range []string{"花子", "000012345", "1940-02-30"} {
			if strings.Contains(string(r.Body), secret) {
				t.Errorf("%s: the problem says %q: %s", name, secret, r.Body)
			}
		}
	}
}

func TestASetThatIsNotWholeIsRefusedWithEveryReason(t *testing.T) {
	d := apitest.Open(t)
	path := d.Begun("renewal")
	d.As("m1").Post(path+"/submit", nil).Wants("422 set-empty")
	d.Sent(path, "F-KCL", "set")
	d.Sent(path, "F-KCL", "set")
	d.Sent(path, "F-FOOD10", "set")
	r := d.As("m1").Post(path+"/submit", nil).Wants("422 set-incomplete")
	want := "missing-form F-KIHON, missing-form F-PLAN, missing-form F-EVAL-F, doubled-form F-KCL, unexpected-form F-FOOD10"
	if got := r.Reasons(); got != want {
		t.Errorf("reasons %s, want %s", got, want)
	}
}

func TestADeclarationThatIsWrongIsRefusedWithItsCode(t *testing.T) {
	d := apitest.Open(t)
	path := d.Begun("new")
	sum := strings.Repeat("0a", 32)
	good := m{"form": "F-PLAN", "type": "application/pdf", "size": 1000, "sha256": sum}
	for name, c := range map[string]struct {
		body m
		want string
	}{
		"an unknown form":       {apitest.With(good, "form", "F-NONE"), "422 form-unknown"},
		"a type nobody takes":   {apitest.With(good, "type", "application/zip"), "422 type-not-allowed"},
		"51 MiB":                {apitest.With(good, "size", 51<<20), "422 document-too-large"},
		"a form of 51 MiB":      {apitest.With(apitest.With(good, "size", 51<<20), "upload", "form"), "422 document-too-large"},
		"no hash":               {apitest.With(good, "sha256", nil), "422 document-empty"},
		"no size":               {apitest.With(good, "size", nil), "422 document-empty"},
		"an upper-case hash":    {apitest.With(good, "sha256", strings.ToUpper(sum)), "422 request-invalid"},
		"a record nobody asked": {apitest.With(good, "purpose", "record"), "409 record-not-requested"},
		"a plan before the set": {apitest.With(good, "purpose", "confirmed"), "409 not-accepted"},
		"an unknown purpose":    {apitest.With(good, "purpose", "other"), "422 request-invalid"},
		"a file name":           {apitest.With(good, "name", "花子.pdf"), "400 request-malformed"},
	} {
		if got := d.As("m1").Post(path+"/documents", c.body).Code(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	d.As("m1").Post(path+"/documents/d7/remove", nil).Wants("404 document-unknown")
	d.As("m1").Post(path+"/documents", good).Wants("200")
	d.As("m1").Post(path+"/documents/d1/remove", nil).Wants("200")
}
