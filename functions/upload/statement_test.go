package upload_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"github.com/sasae-care/sasae/shared/api/apitest"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/plan"
)

// handed opens a submission, sends the papers but the plan as PDF and the plan as
// the CSV of the office's software, and hands the set in.
func handed(t *testing.T, d *apitest.Desk, person m, csv []byte) string {
	t.Helper()
	path := begun(d, apitest.With(apitest.Opening("new"), "person", person))
	for _, f := range []string{"F-KIHON", "F-KCL"} {
		d.Sent(path, f, "set")
	}
	sum := sha256.Sum256(csv)
	var out struct{ Upload files.Signed }
	d.As("m1").Post(path+"/documents", m{
		"form": "F-PLAN", "type": "text/csv", "format": "upyobo", "size": len(csv), "sha256": hex.EncodeToString(sum[:]),
	}).Wants("200").Into(&out)
	d.Put(out.Upload, csv)
	d.Settle()
	d.As("m1").Post(path+"/submit", nil).Wants("200")
	d.Settle()
	return path
}

// sheet is the invented plan sheet, for the person of the test town.
func sheet(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("../../shared/content/upyobo/testdata/sample.csv")
	if err != nil {
		t.Fatal(err)
	}
	return bytes.ReplaceAll(b, []byte("0000000001"), []byte("0000012345"))
}

func codes(rs []plan.Reason) string {
	var out []string
	for _, r := range rs {
		out = append(out, r.Code)
	}
	return strings.Join(out, " ")
}

func TestThePlanSheetOfAnOfficesSoftwareIsHeldAgainstTheRules(t *testing.T) {
	pending := apitest.With(apitest.Person(), "certification", m{"status": "pending"})
	csv := sheet(t)
	for _, x := range []struct {
		name   string
		person m
		csv    []byte
		want   plan.State
		codes  string
	}{
		{"the person's own", apitest.Person(), csv, plan.InReview, ""},
		{"one that says another certification", pending, csv, plan.SentBack, "sheet-differs"},
		{"another person's", apitest.Person(), bytes.ReplaceAll(csv, []byte("0000012345"), []byte("0000054321")), plan.SentBack, "sheet-of-other"},
		{"one that is none", apitest.Person(), []byte("a,b\r\n"), plan.SentBack, "sheet-unreadable"},
	} {
		t.Run(x.name, func(t *testing.T) {
			d := apitest.Open(t)
			path := handed(t, d, x.person, x.csv)
			k := d.Case(strings.TrimPrefix(path, "/v1/submissions/"))
			if k.State != x.want || codes(k.Reasons) != x.codes {
				t.Errorf("%s: %+v, %+v", k.State, k.Why(), k.Sealed.Certification)
			}
		})
	}
}

func TestAStatementSendsTheSetBackAndTheWarningsAreShown(t *testing.T) {
	d := apitest.Open(t)
	stated := apitest.With(apitest.Person(), "plan", m{
		"certification": m{"opinion": true}, "serviceStart": "2026-05-01", "consents": m{"plan": "2026-05-10"},
	})
	path := begun(d, apitest.With(apitest.Opening("new"), "person", stated))
	for _, f := range apitest.Required["new"] {
		d.Sent(path, f, "set")
	}
	d.As("m1").Post(path+"/submit", nil).Wants("200")
	d.Settle()
	v := d.See("m1", path)
	if v.State != plan.SentBack || len(v.Reasons) != 1 || v.Reasons[0].Code != "opinion-not-attested" || len(v.Warnings) != 1 || v.Warnings[0].Message == "" {
		t.Fatalf("%s %+v %+v", v.State, v.Reasons, v.Warnings)
	}
	d.As("m1").Post(path+"/person", apitest.With(stated, "plan", m{"certification": m{"opinion": true, "opinionTold": true, "opinionTaken": true}})).Wants("200")
	d.As("m1").Post(path+"/submit", nil).Wants("200")
	d.Settle()
	if v := d.See("r1", path); v.State != plan.InReview || len(v.Warnings) != 0 || v.Person.Plan == nil {
		t.Errorf("%s %+v %s", v.State, v.Warnings, v.Person.Plan)
	}
	d.As("m1").Post("/v1/submissions", apitest.With(apitest.Opening("new"), "person", apitest.With(apitest.Person(), "plan", m{"track": "direct"}))).Wants("422 statement-unreadable")
}
