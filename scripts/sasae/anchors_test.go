package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/app/embedded"
	"github.com/sasae-care/sasae/shared/plan"
)

// strike changes the town and makes the hour's anchor.
func strike(b *apptest.Bench, n int) error {
	book := apptest.Book()
	book.Towns[0].CentreLabel = fmt.Sprint(n)
	if err := b.Whole("test").SaveBook(b.T.Context(), b.In, "import", book); err != nil {
		return err
	}
	b.Set(b.Now().Add(time.Hour))
	return b.Whole("test").Anchor(b.T.Context(), b.In, b.Now())
}

func TestABackupHoldsTheCopiesOfTheAnchorsBeforeTheTable(t *testing.T) {
	b := apptest.New(t)
	b.Assigned(plan.New)
	if err := strike(b, 0); err != nil {
		t.Fatal(err)
	}
	var kept bytes.Buffer
	if err := backup(t.Context(), b.Folder, &kept); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(kept.Bytes()), int64(kept.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	if got := strings.Join(names[:2], " "); got != "anchors.jsonl sasae.db" || strings.Count(strings.Join(names, " "), "anchors") != 1 {
		t.Errorf("it holds %q", names)
	}
}

func TestABackupTakenWhileAnchorsAreMadeIsRestored(t *testing.T) {
	b := apptest.New(t)
	b.Assigned(plan.New)
	stop := make(chan struct{})
	var work sync.WaitGroup
	work.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			if err := strike(b, n); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for n := range 10 {
		name := filepath.Join(t.TempDir(), "kept.sasae")
		f, err := os.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		err = backup(t.Context(), b.Folder, f)
		_ = f.Close()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := examine(&session{err: io.Discard}, name); err != nil || !got.OK {
			t.Errorf("backup %d: %+v %v", n, got, err)
		}
	}
	close(stop)
	work.Wait()
}

func TestABackupHoldsTheCopiesOfTheAnchorsWhereverTheyAre(t *testing.T) {
	dir, elsewhere := t.TempDir(), filepath.Join(t.TempDir(), "worm.jsonl")
	if err := os.WriteFile(elsewhere, []byte(`{"town":"431001","seq":1}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := embedded.Open(dir, embedded.Options{Bus: later{}, NoSync: true, Anchors: elsewhere})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var kept bytes.Buffer
	if err := backup(t.Context(), f, &kept); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(kept.Bytes()), int64(kept.Len()))
	if err != nil || z.File[0].Name != "anchors.jsonl" {
		t.Errorf("it does not begin with them: %v", err)
	}
}

func TestAuditVerifySaysNoWhenTheCopiesAreGone(t *testing.T) {
	b := apptest.New(t)
	b.Assigned(plan.New)
	for n := range 2 {
		if err := strike(b, n); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	own, kept := embedded.AnchorsIn(b.Dir), filepath.Join(t.TempDir(), "kept.sasae")
	copies, err := os.ReadFile(own)
	if err != nil {
		t.Fatal(err)
	}
	verify := func(args ...string) (int, string) {
		var out, errs bytes.Buffer
		code := run(append([]string{"--json", "audit", "verify", "--data", b.Dir}, args...), &out, &errs)
		return code, out.String() + errs.String()
	}
	if code, said := verify(); code != 0 || !strings.Contains(said, `"compared": 2`) {
		t.Fatalf("exit %d: %s", code, said)
	}
	aside := filepath.Join(t.TempDir(), "anchors.jsonl")
	if err := errors.Join(os.WriteFile(aside, copies, 0o600), os.Remove(own)); err != nil {
		t.Fatal(err)
	}
	if code, said := verify(); code != exitNo || !strings.Contains(said, `"kind": "uncompared"`) || !strings.Contains(said, `"compared": 0`) {
		t.Errorf("gone: exit %d: %s", code, said)
	}
	var out, errs bytes.Buffer
	if code := run([]string{"audit", "verify", "--data", b.Dir}, &out, &errs); code != exitNo || !strings.Contains(errs.String(), "照合する控えがありません") {
		t.Errorf("gone: exit %d: %s", code, errs.String())
	}
	if code, said := verify("--anchors", aside); code != 0 {
		t.Errorf("elsewhere: exit %d: %s", code, said)
	}
	if code := run([]string{"backup", "--data", b.Dir, kept}, &out, &errs); code != 0 {
		t.Errorf("a backup without the copies: exit %d: %s", code, errs.String())
	}
	if err := os.WriteFile(own, copies[:bytes.IndexByte(copies, '\n')+1], 0o600); err != nil {
		t.Fatal(err)
	}
	if code, said := verify(); code != 0 || !strings.Contains(said, `"compared": 1`) {
		t.Errorf("a copy that lags: exit %d: %s", code, said)
	}
}
