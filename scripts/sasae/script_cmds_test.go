package main

import (
	"archive/zip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/sasae-care/sasae/scripts/samples/broken"
	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/app/embedded"
	"github.com/sasae-care/sasae/shared/app/local"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// own are the commands of the scripts beside those of testscript.
type own struct{ *testing.T }

func (o own) commands() map[string]func(ts *testscript.TestScript, neg bool, args []string) {
	return map[string]func(ts *testscript.TestScript, neg bool, args []string){
		"code": code, "town": importTown, "papers": papers, "review": o.review, "served": o.served, "spoil": spoil, "cut": cut, "forge": o.forge,
		"deploy": o.deploy, "hour": o.hour, "restored": o.restored, "owe": o.owe, "told": o.told, "rewrite": o.rewrite, "letter": o.letter, "asked": o.asked,
		"follow": follow,
	}
}

// code runs a program that must end with an exit code: code 2 sasae ….
func code(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var ended *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &ended) {
		got = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// importTown imports the town of testdata/town: town DIR.
func importTown(ts *testscript.TestScript, _ bool, args []string) {
	for _, kind := range []string{"towns", "centres", "districts", "offices", "designations", "staff", "closed-days"} {
		ts.Check(ts.Exec("sasae", "import", "--data", args[0], "--kind", kind, "--apply", ts.Getenv("TOWN")+"/"+kind+".csv"))
	}
}

// papers writes one file of each sort.
func papers(ts *testscript.TestScript, _ bool, _ []string) {
	good := apptest.PDF("F-PLAN")
	for name, body := range map[string][]byte{
		"good.pdf": good, "cut.pdf": good[:len(good)/2], "empty.pdf": {}, "infected.csv": broken.EICAR(), "macros.xlsm": broken.Macros("計画書"),
	} {
		ts.Check(os.WriteFile(ts.MkAbs(name), body, 0o600))
	}
}

// review brings one submission to its centre: review DIR.
func (o own) review(ts *testscript.TestScript, _ bool, args []string) {
	at := day.MustParse("2026-04-20").At(9, 0)
	var srv *httptest.Server
	n, err := local.Open(ts.MkAbs(args[0]), local.Options{Options: embedded.Options{
		Now: func() time.Time { return at }, BaseURL: func() string { return srv.URL },
	}})
	ts.Check(err)
	defer n.Close()
	srv = httptest.NewServer(n.Handler())
	defer srv.Close()
	s := &siege{T: o.T, tokens: map[string]string{"m1": access.Issue(n.Ring, townCode, "m1", at.AddDate(1, 0, 0))}}
	s.address.Store(srv.URL)
	c := &clerk{siege: s, name: "script", http: http.Client{Timeout: 5 * time.Second}}
	var k set
	c.handIn(&k)
	n.Pump(o.Context())
	if got := c.see("m1", k.id).State; got != plan.InReview {
		ts.Fatalf("the submission is %s", got)
	}
	ts.Setenv("CASE", k.id)
	ts.Setenv("RECEIPT", k.receipt)
	ts.Setenv("INSURER", apptest.Insurer)
	ts.Setenv("INSURED", "0000012345") // as opening has it
}

// served waits until a folder is served: served DIR.
func (o own) served(ts *testscript.TestScript, _ bool, args []string) {
	for range 400 {
		if _, ok := dial(o.Context(), ts.MkAbs(args[0])); ok {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	ts.Fatalf("nobody serves %s", args[0])
}

// spoil copies a ZIP and changes one byte of a member: spoil FROM MEMBER TO. MEMBER is
// the end of its name.
func spoil(ts *testscript.TestScript, _ bool, args []string) {
	from, err := zip.OpenReader(ts.MkAbs(args[0]))
	ts.Check(err)
	defer from.Close()
	out, err := os.Create(ts.MkAbs(args[2]))
	ts.Check(err)
	to := zip.NewWriter(out)
	spoilt := false
	for _, f := range from.File {
		r, err := f.Open()
		ts.Check(err)
		body, err := io.ReadAll(r)
		ts.Check(err)
		if strings.HasSuffix(f.Name, args[1]) && !spoilt {
			body[len(body)/2] ^= 1
			spoilt = true
		}
		w, err := to.Create(f.Name)
		ts.Check(err)
		_, err = w.Write(body)
		ts.Check(err)
	}
	ts.Check(errors.Join(to.Close(), out.Close()))
	if !spoilt {
		ts.Fatalf("%s has no %s", args[0], args[1])
	}
}

// cut copies the first part of a file: cut FROM TO.
func cut(ts *testscript.TestScript, _ bool, args []string) {
	body := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(body[:len(body)*2/3]), 0o600))
}

// forge changes a text in the first item of the table that holds it, under a partition: forge DIR PARTITION OLD NEW.
func (o own) forge(ts *testscript.TestScript, _ bool, args []string) {
	f, err := embedded.Open(ts.MkAbs(args[0]), embedded.Options{Bus: later{}})
	ts.Check(err)
	defer f.Close()
	var found store.Item
	ts.Check(f.DB.Items(func(it store.Item) error {
		if found.Version == 0 && strings.HasPrefix(it.P, args[1]) && strings.Contains(string(it.Body), args[2]) {
			found = it
		}
		return nil
	}))
	if found.Version == 0 {
		ts.Fatalf("no item %s has %s", args[1], args[2])
	}
	ts.Check(f.DB.Commit(o.Context(), store.Replace(found, []byte(strings.Replace(string(found.Body), args[2], args[3], 1)))))
}

// setup tells the scripts where the town's files are.
func setup(e *testscript.Env) error {
	town, err := filepath.Abs(filepath.Join("testdata", "town"))
	e.Setenv("TOWN", town)
	return err
}
