package disk_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/files/disk"
	"github.com/sasae-care/sasae/shared/files/filestest"
)

var secret = []byte("0123456789abcdef0123456789abcdef")

// shop is an object store behind a real server, on a clock that can be moved.
type shop struct {
	*disk.Disk
	*testing.T
	dir     string
	server  *httptest.Server
	mu      sync.Mutex
	now     time.Time
	arrived []files.Object
}

func open(t *testing.T, o disk.Options) *shop {
	t.Helper()
	s := &shop{T: t, dir: t.TempDir(), now: time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)}
	o.Secret, o.Now, o.BaseURL = secret, s.clock, func() string { return s.server.URL }
	o.OnArrive = func(o files.Object) { s.mu.Lock(); s.arrived = append(s.arrived, o); s.mu.Unlock() }
	d, err := disk.Open(s.dir, o)
	if err != nil {
		t.Fatal(err)
	}
	s.Disk, s.server = d, httptest.NewServer(d)
	t.Cleanup(s.server.Close)
	return s
}

func (s *shop) clock() time.Time { s.mu.Lock(); defer s.mu.Unlock(); return s.now }

func (s *shop) pass(d time.Duration) { s.mu.Lock(); s.now = s.now.Add(d); s.mu.Unlock() }

func TestTheContract(t *testing.T) {
	filestest.Run(t, func(t *testing.T) filestest.Target {
		s := open(t, disk.Options{NoSync: true})
		return filestest.Target{Files: s, Client: s.server.Client(), Now: s.clock, Pass: s.pass}
	})
}

func sum(body string) string {
	h := sha256.Sum256([]byte(body))
	return hex.EncodeToString(h[:])
}

const pdf = "application/pdf"

func (s *shop) signPut(key, body string) files.Signed {
	s.Helper()
	signed, err := s.SignPut(s.Context(), files.Upload{Key: key, Type: pdf, Size: int64(len(body)), SHA256: sum(body), Expires: s.clock().Add(time.Minute)})
	if err != nil {
		s.Fatal(err)
	}
	return signed
}

func (s *shop) signForm(key string, size int64) files.Signed {
	s.Helper()
	signed, err := s.SignForm(s.Context(), files.Upload{Key: key, Type: pdf, Size: size, Expires: s.clock().Add(time.Minute)})
	if err != nil {
		s.Fatal(err)
	}
	return signed
}

func (s *shop) put(signed files.Signed, body string) *http.Request {
	s.Helper()
	r, err := http.NewRequestWithContext(s.Context(), http.MethodPut, signed.URL, strings.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	for name, value := range signed.Headers {
		r.Header.Set(name, value)
	}
	return r
}

func (s *shop) post(signed files.Signed, parts func(*multipart.Writer)) *http.Request {
	s.Helper()
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	for name, value := range signed.Fields {
		_ = w.WriteField(name, value)
	}
	parts(w)
	_ = w.Close()
	r, err := http.NewRequestWithContext(s.Context(), http.MethodPost, signed.URL, &buf)
	if err != nil {
		s.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	return r
}

func file(body string) func(*multipart.Writer) {
	return func(w *multipart.Writer) {
		part, _ := w.CreateFormFile("file", "scan.pdf")
		_, _ = io.WriteString(part, body)
	}
}

// do gives the status and, of a refusal, the code.
func (s *shop) do(r *http.Request) (int, string, http.Header) {
	s.Helper()
	resp, err := s.server.Client().Do(r)
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var p struct {
		Status       int
		Code, Detail string
	}
	if resp.StatusCode >= 400 {
		if err := json.NewDecoder(resp.Body).Decode(&p); err != nil || p.Status != resp.StatusCode || p.Detail == "" {
			s.Errorf("the problem is %+v, %v", p, err)
		}
		if got := resp.Header.Get("Content-Type"); got != "application/problem+json" {
			s.Errorf("a problem of type %q", got)
		}
	}
	return resp.StatusCode, p.Code, resp.Header
}

func TestAnUploadIsToldOnceItCanBeRead(t *testing.T) {
	s := open(t, disk.Options{}) // with fsync
	if status, _, _ := s.do(s.put(s.signPut("incoming/a.pdf", "plan"), "plan")); status != 204 {
		t.Fatalf("answered %d", status)
	}
	if status, _, _ := s.do(s.post(s.signForm("incoming/b.pdf", 9), file("form"))); status != 204 {
		t.Fatalf("answered %d", status)
	}
	if len(s.arrived) != 2 {
		t.Fatalf("arrived %+v", s.arrived)
	}
	for _, o := range s.arrived {
		if now, err := s.Head(t.Context(), o.Key); err != nil || !cmp.Equal(now, o) {
			t.Errorf("head says %+v, %v, told was %+v", now, err, o)
		}
	}
	want := files.Object{Key: "incoming/a.pdf", Version: s.arrived[0].Version, ETag: sum("plan")[:32], Size: 4, Type: pdf, SHA256: sum("plan"), Arrived: s.now}
	if diff := cmp.Diff(want, s.arrived[0]); diff != "" {
		t.Error(diff)
	}
}

func TestSixteenThatPutTheSameBytesAllSucceedWithOneVersion(t *testing.T) {
	s := open(t, disk.Options{NoSync: true})
	versions := make([]string, 16)
	var all sync.WaitGroup
	for n := range versions {
		all.Go(func() {
			o, err := s.Put(t.Context(), "exports/a.csv", "text/csv", []byte("a,b"))
			if err != nil {
				t.Error(err)
			}
			versions[n] = o.Version
		})
	}
	all.Wait()
	if len(slices.Compact(versions)) != 1 {
		t.Errorf("versions %q", versions)
	}
}

func TestWhatCannotBeAKeyOrUploadIsRefused(t *testing.T) {
	s := open(t, disk.Options{NoSync: true})
	good := files.Upload{Key: "a", Type: pdf, Size: 1, SHA256: sum("x"), Expires: s.now.Add(time.Minute)}
	for _, key := range []string{"", "/a", "a/", "a//b", "..", "a/../b", "a..b", "a b", "a\\b", "氏名.pdf", "a\x00", "a?b", "a%2e", strings.Repeat("a", 1025)} {
		u := good
		u.Key = key
		if _, err := s.SignPut(t.Context(), u); !errors.Is(err, disk.ErrRefused) {
			t.Errorf("sign a put to %.20q: %v", key, err)
		}
		if _, err := s.SignForm(t.Context(), u); !errors.Is(err, disk.ErrRefused) {
			t.Errorf("sign a form to %.20q: %v", key, err)
		}
		if _, err := s.Put(t.Context(), key, pdf, nil); !errors.Is(err, disk.ErrRefused) {
			t.Errorf("put to %.20q: %v", key, err)
		}
		if _, err := s.Head(t.Context(), key); !errors.Is(err, disk.ErrRefused) {
			t.Errorf("head of %.20q: %v", key, err)
		}
	}
	for what, change := range map[string]func(*files.Upload){
		"no size": func(u *files.Upload) { u.Size = 0 }, "no type": func(u *files.Upload) { u.Type = "" },
		"a type with a line break": func(u *files.Upload) { u.Type = "a/b\r\nX: y" },
		"an upper-case hash":       func(u *files.Upload) { u.SHA256 = strings.ToUpper(u.SHA256) }, "no hash": func(u *files.Upload) { u.SHA256 = "" },
	} {
		u := good
		change(&u)
		if _, err := s.SignPut(t.Context(), u); !errors.Is(err, disk.ErrRefused) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := disk.Open(t.TempDir(), disk.Options{Secret: secret[:31]}); !errors.Is(err, disk.ErrRefused) {
		t.Errorf("a short secret: %v", err)
	}
}

func TestAVersionIsNoPath(t *testing.T) {
	s := open(t, disk.Options{NoSync: true})
	o, err := s.Put(t.Context(), "a", pdf, []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	for _, version := range []string{"", ".", "..", o.Version + "/", "../" + filepath.Base(o.Version), "0"} {
		if _, err := s.Disk.Open(t.Context(), "a", version); !errors.Is(err, files.ErrNotFound) {
			t.Errorf("open version %q: %v", version, err)
		}
	}
	if now, err := s.Head(t.Context(), "a"); err != nil || now != o {
		t.Errorf("the object is %+v, %v now", now, err)
	}
}

func TestKeysThatADiskWouldMixUpAreKeptApart(t *testing.T) {
	s := open(t, disk.Options{NoSync: true})
	keys := []string{"a", "A", "a/b", "a/B", "a/b/c", "CON", "a."}
	for _, key := range keys {
		if _, err := s.Put(t.Context(), key, pdf, []byte(key)); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	err := s.Walk(func(o files.Object) error {
		f, err := s.Disk.Open(t.Context(), o.Key, o.Version)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		body, err := io.ReadAll(f)
		if string(body) != o.Key {
			t.Errorf("%s holds %q", o.Key, body)
		}
		got = append(got, o.Key)
		return err
	})
	slices.Sort(got)
	slices.Sort(keys)
	if err != nil || !slices.Equal(got, keys) {
		t.Errorf("walk gives %q, %v", got, err)
	}
}

func TestWhatACrashLeftUnfinishedIsNotSeenAndClearedAway(t *testing.T) {
	s := open(t, disk.Options{NoSync: true})
	o, err := s.Put(t.Context(), "a", pdf, []byte("whole"))
	if err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(s.dir, "staged", "123")
	if err := errors.Join(os.Mkdir(half, 0o700), os.WriteFile(filepath.Join(half, "content"), []byte("ha"), 0o600)); err != nil {
		t.Fatal(err)
	}
	again, err := disk.Open(s.dir, disk.Options{Secret: secret})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(half); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the half is still there: %v", err)
	}
	n := 0
	if err := again.Walk(func(got files.Object) error { n++; return cmpErr(o, got) }); err != nil || n != 1 {
		t.Errorf("walk gives %d objects, %v", n, err)
	}
}

func cmpErr(want, got files.Object) error {
	if diff := cmp.Diff(want, got); diff != "" {
		return errors.New(diff)
	}
	return nil
}

func TestADamagedObjectIsNotCopied(t *testing.T) {
	s := open(t, disk.Options{NoSync: true})
	o, err := s.Put(t.Context(), "incoming/a", pdf, []byte("whole"))
	if err != nil {
		t.Fatal(err)
	}
	found, _ := filepath.Glob(filepath.Join(s.dir, "objects", "*", "*", "*", "content"))
	if err := os.WriteFile(found[0], []byte("whose"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Copy(t.Context(), o, "clean/a"); err == nil {
		t.Error("it is")
	}
	if err := os.Remove(filepath.Join(filepath.Dir(found[0]), "object.json")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Head(t.Context(), "incoming/a"); err == nil || errors.Is(err, files.ErrNotFound) {
		t.Errorf("without its sidecar head says %v: damage is not absence", err)
	}
}

func TestACopyMadeBeforeStaysASuccessWhenItsSourceIsGone(t *testing.T) {
	s := open(t, disk.Options{NoSync: true})
	from, err := s.Put(t.Context(), "incoming/a", pdf, []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	first, err := s.Copy(t.Context(), from, "clean/a")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), from.Key); err != nil {
		t.Fatal(err)
	}
	if again, err := s.Copy(t.Context(), from, "clean/a"); err != nil || again != first {
		t.Errorf("the second copy says %+v, %v", again, err)
	}
	r, err := s.Disk.Open(t.Context(), "clean/a", first.Version)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	if body, err := io.ReadAll(r); err != nil || string(body) != "x" {
		t.Errorf("the copy holds %q, %v", body, err)
	}
}

func TestAClockThatStandsOrGoesBackStillMakesNewerVersions(t *testing.T) {
	s := open(t, disk.Options{NoSync: true})
	for n := range 5 {
		body := fmt.Sprint("body ", n)
		if status, _, _ := s.do(s.post(s.signForm("a", 100), file(body))); status != 204 {
			t.Fatalf("answered %d", status)
		}
		if o, err := s.Head(t.Context(), "a"); err != nil || o.SHA256 != sum(body) {
			t.Errorf("after upload %d the newest is %+v, %v", n, o, err)
		}
		s.pass(-time.Hour * time.Duration(n%2))
	}
}
