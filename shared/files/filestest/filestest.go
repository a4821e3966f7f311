// Package filestest is the contract of files.Files as tests.
//
//	open → Run → does the driver, with its signed URLs, keep the contract?
//
// A signed request that is not exactly what was signed must be refused with
// some 4xx and change nothing; which 4xx is the driver's affair. Nothing here
// races for one key, because not every S3 server decides such races.
package filestest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/files"
)

// Target is an empty object store that keeps versions, and a client that
// reaches its signed URLs.
type Target struct {
	Files  files.Files
	Client *http.Client
	// Now is the store's clock; nil is time.Now.
	Now func() time.Time
	// Pass lets d go by on that clock; nil sleeps.
	Pass func(d time.Duration)
}

// Run holds the stores that open gives to the contract; each subtest opens one.
func Run(t *testing.T, open func(t *testing.T) Target) {
	for _, s := range slices.Concat(puts, forms, gets, copies, writes) {
		t.Run(s.name, func(t *testing.T) {
			tg := open(t)
			if tg.Now == nil {
				tg.Now = time.Now
			}
			if tg.Pass == nil {
				tg.Pass = time.Sleep
			}
			s.holds(&bench{t, tg})
		})
	}
}

type sentence struct {
	name  string
	holds func(*bench)
}

// bench is one store under test.
type bench struct {
	*testing.T
	Target
}

const (
	key = "incoming/431001/01J-doc_1.pdf"
	pdf = "application/pdf"
)

var content = []byte("%PDF-1.7 \x00\xff\r\n これは書類です")

func sum(body []byte) string {
	h := sha256.Sum256(body)
	return hex.EncodeToString(h[:])
}

// soon is when most signatures end.
func (b *bench) soon() time.Time { return b.Now().Add(5 * time.Minute) }

func (b *bench) upload(key string, body []byte) files.Upload {
	return files.Upload{Key: key, Type: pdf, Size: int64(len(body)), SHA256: sum(body), Expires: b.soon()}
}

func (b *bench) signPut(u files.Upload) files.Signed {
	b.Helper()
	s, err := b.Files.SignPut(b.Context(), u)
	if err != nil {
		b.Fatalf("sign a put: %v", err)
	}
	return s
}

// send makes the signed PUT or GET and gives status, header and body.
func (b *bench) send(s files.Signed, body []byte) (int, http.Header, []byte) {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), s.Method, s.URL, bytes.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	for name, value := range s.Headers {
		if !strings.EqualFold(name, "Content-Length") && !strings.EqualFold(name, "Host") {
			r.Header.Set(name, value)
		}
	}
	return b.do(r)
}

// form makes the signed POST; file nil sends none.
func (b *bench) form(s files.Signed, file []byte) int {
	b.Helper()
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	for name, value := range s.Fields {
		if err := w.WriteField(name, value); err != nil {
			b.Fatal(err)
		}
	}
	if file != nil {
		part, err := w.CreateFormFile("file", "scan.pdf")
		if err != nil {
			b.Fatal(err)
		}
		_, _ = part.Write(file) // a buffer takes all
	}
	_ = w.Close()
	r, err := http.NewRequestWithContext(b.Context(), s.Method, s.URL, &buf)
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	status, _, _ := b.do(r)
	return status
}

func (b *bench) do(r *http.Request) (int, http.Header, []byte) {
	b.Helper()
	resp, err := b.Client.Do(r)
	if err != nil {
		b.Fatalf("%s: %v", r.Method, err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.Fatalf("%s: read the answer: %v", r.Method, err)
	}
	return resp.StatusCode, resp.Header, body
}

func (b *bench) accepted(status int) {
	b.Helper()
	if status/100 != 2 {
		b.Fatalf("answered %d, want a success", status)
	}
}

func (b *bench) refused(what string, status int) {
	b.Helper()
	if status/100 != 4 {
		b.Errorf("%s: answered %d, want a refusal", what, status)
	}
}

// uploaded puts content through a signed URL and describes it.
func (b *bench) uploaded(key string, body []byte) files.Object {
	b.Helper()
	status, _, _ := b.send(b.signPut(b.upload(key, body)), body)
	b.accepted(status)
	return b.holds(key, body)
}

// holds checks that the newest version of key is body, and describes it.
func (b *bench) holds(key string, body []byte) files.Object {
	b.Helper()
	o, err := b.Files.Head(b.Context(), key)
	if err != nil {
		b.Fatalf("head: %v", err)
	}
	if o.Key != key || o.Version == "" || o.ETag == "" || o.Size != int64(len(body)) || o.Type != pdf || o.Arrived.IsZero() {
		b.Fatalf("head says %+v", o)
	}
	if o.SHA256 != "" && o.SHA256 != sum(body) {
		b.Fatalf("head says the SHA-256 is %s, want %s", o.SHA256, sum(body))
	}
	b.reads(o, body)
	return o
}

func (b *bench) reads(o files.Object, want []byte) {
	b.Helper()
	r, err := b.Files.Open(b.Context(), o.Key, o.Version)
	if err != nil {
		b.Fatalf("open: %v", err)
	}
	defer func() { _ = r.Close() }()
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
		b.Fatalf("%s %s holds %.40q, %v, want %.40q", o.Key, o.Version, got, err, want)
	}
}

func (b *bench) lacks(keys ...string) {
	b.Helper()
	for _, key := range keys {
		if o, err := b.Files.Head(b.Context(), key); !errors.Is(err, files.ErrNotFound) {
			b.Fatalf("head %s: %+v, %v, want none", key, o, err)
		}
	}
}

// unchanged checks that o is still the newest version of its key.
func (b *bench) unchanged(o files.Object, body []byte) {
	b.Helper()
	if now := b.holds(o.Key, body); now.Version != o.Version || now.ETag != o.ETag {
		b.Errorf("the object is %+v now, was %+v", now, o)
	}
}
