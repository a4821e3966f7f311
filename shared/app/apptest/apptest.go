// Package apptest is a small town on the embedded drivers and a clock one can
// set, for the tests of the steps.
//
//	New → Bench: open, upload, submit, advance → the state
package apptest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/embedded"
	"github.com/sasae-care/sasae/shared/app/local"
	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/town"
)

// Bench is a town at work on a folder of its own.
type Bench struct {
	*local.Node
	T    testing.TB
	In   app.Scope
	Log  *slog.Logger // of the steps; nil before Restart: none
	mu   sync.Mutex
	now  time.Time
	n    int
	Scan string // what the scanner answers; "" is no answer
}

// Start is when a bench begins: Monday 2026-04-20, 10:00 in Tokyo.
var Start = day.MustParse("2026-04-20").At(10, 0)

// New opens a bench with the town's reference data in force.
func New(t testing.TB) *Bench {
	t.Helper()
	b := at(t, folder(t), Start)
	b.Import(func(*town.Book) {})
	return b
}

// folder is a throw-away folder, in memory where there is such a place: these
// tests open hundreds of them.
func folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "sasae-*")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) }) // it is throw-away
	return dir
}

// at opens a bench on a folder.
func at(t testing.TB, dir string, now time.Time) *Bench {
	t.Helper()
	b := &Bench{T: t, now: now, Scan: "NO_THREATS_FOUND"}
	b.open(dir)
	t.Cleanup(func() { _ = b.Node.Close() }) // closing twice is fine; a test may have
	var err error
	b.In, err = app.Delivered(b.Event("test", events.HourStruck{}))
	b.must(err)
	return b
}

func (b *Bench) open(dir string) {
	b.T.Helper()
	var err error
	b.Node, err = local.Open(dir, local.Options{
		Options: embedded.Options{Now: b.Now, NoSync: true, Secret: bytes.Repeat([]byte{7}, 32), Portal: "https://portal.example.jp/"},
		Scan:    func(string, []byte) string { return b.Scan },
		Log:     b.Log,
	})
	b.must(err)
}

// Import puts the town's reference data in force, changed as the test wants.
func (b *Bench) Import(change func(*town.Book)) {
	b.T.Helper()
	book := Book()
	change(&book)
	b.must(b.Whole("test").SaveBook(b.T.Context(), b.In, "import", book))
}

func (b *Bench) must(err error) {
	b.T.Helper()
	if err != nil {
		b.T.Fatal(err)
	}
}

// Now is the bench's clock.
func (b *Bench) Now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

// Set sets the clock, without waking anything.
func (b *Bench) Set(at time.Time) {
	b.mu.Lock()
	b.now = at
	b.mu.Unlock()
}

// Advance lets time pass until at: each alarm at its time, a sweep each hour.
func (b *Bench) Advance(at time.Time) {
	b.T.Helper()
	for b.Now().Before(at) {
		next := b.Now().Truncate(time.Hour).Add(time.Hour)
		if ring, ok := b.Timer.Next(); ok && ring.Before(next) && ring.After(b.Now()) {
			next = ring
		}
		if next.After(at) {
			next = at
		}
		b.Set(next)
		b.must(b.Alarms(b.T.Context()))
		if next.Equal(next.Truncate(time.Hour)) {
			b.must(b.Sweep(b.T.Context()))
		}
	}
}

// Open opens a submission of the first office for a person living in the
// centre district.
func (b *Bench) Open(kind plan.Kind) plan.Case {
	b.T.Helper()
	b.n++
	return b.Do(fmt.Sprintf("01TESTCASE%016d", b.n), func(c *plan.Case) error {
		return c.Open(b.Now(), plan.Opening{
			Office: Office, Manager: "m1", Person: fmt.Sprintf("person%d", b.n), Insurer: Insurer, Channel: "portal", Kind: kind,
			Sealed: Person(),
		})
	})
}

// Person is an invented person with a certification and a plan of one year.
func Person() plan.Sealed {
	return plan.Sealed{
		Insured: "0000012345", Name: "試験 花子", Kana: "シケン ハナコ", Birth: day.MustParse("1940-02-03"),
		Address:       plan.Address{Postcode: "9990001", Area: "本町一丁目", Block: "12-3"},
		Certification: plan.Certification{Status: "certified", Level: "12", From: day.MustParse("2026-04-01"), To: day.MustParse("2027-03-31")},
		PlanFrom:      day.MustParse("2026-05-01"), PlanTo: day.MustParse("2027-03-31"),
	}
}

// Do changes a case as the test.
func (b *Bench) Do(id string, decide func(c *plan.Case) error) plan.Case {
	b.T.Helper()
	c, err := b.Try(id, decide)
	b.must(err)
	return c
}

// Try is Do, with the error.
func (b *Bench) Try(id string, decide func(c *plan.Case) error) (plan.Case, error) {
	return b.Whole("test").Change(b.T.Context(), app.Act{In: b.In, Case: id, By: "m1"}, decide)
}

// Case reads a case.
func (b *Bench) Case(id string) plan.Case {
	b.T.Helper()
	c, err := b.Whole("test").Case(b.T.Context(), b.In, id)
	b.must(err)
	return c
}

// Add declares a document with this body and uploads it; give body nil to
// declare a PDF without uploading it.
func (b *Bench) Add(id, form, purpose string, body []byte) plan.Document {
	b.T.Helper()
	upload := body != nil
	if body == nil {
		body = PDF(form)
	}
	sum := sha256.Sum256(body)
	n := len(b.Case(id).Documents) + 1
	key := fmt.Sprintf("incoming/%s/%s/d%d", Town, id, n)
	c := b.Do(id, func(c *plan.Case) error {
		return c.AddDocument(b.Now(), plan.Document{
			Form: form, Purpose: purpose, Type: "application/pdf", Size: int64(len(body)), SHA256: hex.EncodeToString(sum[:]), Key: key,
		})
	})
	d := c.Documents[n-1]
	if upload {
		b.Upload(d, body)
	}
	return d
}

// Upload puts the body of a declared document through a signed URL.
func (b *Bench) Upload(d plan.Document, body []byte) {
	b.T.Helper()
	signed, err := b.Disk.SignPut(b.T.Context(), files.Upload{Key: d.Key, Type: d.Type, Size: d.Size, SHA256: d.SHA256, Expires: b.Now().Add(plan.UploadPeriod())})
	b.must(err)
	r := httptest.NewRequestWithContext(b.T.Context(), signed.Method, signed.URL, bytes.NewReader(body))
	for k, v := range signed.Headers {
		r.Header.Set(k, v)
	}
	r.ContentLength = int64(len(body))
	w := httptest.NewRecorder()
	b.Disk.ServeHTTP(w, r)
	if w.Code/100 != 2 {
		b.T.Fatalf("upload of %s: %d %s", d.ID, w.Code, w.Body)
	}
}

// Submit hands the declared set in.
func (b *Bench) Submit(id string) plan.Case {
	b.T.Helper()
	return b.Do(id, func(c *plan.Case) error {
		return c.Submit(b.Now(), "R-"+id[len(id)-4:], content.Rules{Set: b.Rules()})
	})
}

// Rules is the rule set in force.
func (b *Bench) Rules() rules.Set {
	b.T.Helper()
	set, err := rules.For(Town, day.On(b.Now()))
	b.must(err)
	return set
}

// Wanted are the documents that the rules require.
func (b *Bench) Wanted(kind plan.Kind) []rules.Document {
	return b.Rules().DocumentsFor(rules.Wanted{Event: rules.Event(kind), Track: rules.Direct}).Required
}

// Declared opens a complete set and uploads its files.
func (b *Bench) Declared(kind plan.Kind) plan.Case {
	b.T.Helper()
	c := b.Open(kind)
	for _, d := range b.Wanted(kind) {
		b.Add(c.ID, d.Form, plan.ForSet, PDF(d.Form))
	}
	return b.Case(c.ID)
}

// Submitted opens, uploads and submits a complete set, and waits for nothing.
func (b *Bench) Submitted(kind plan.Kind) plan.Case {
	b.T.Helper()
	return b.Submit(b.Declared(kind).ID)
}

// InReview brings a complete set to its reviewer.
func (b *Bench) InReview(kind plan.Kind) plan.Case {
	b.T.Helper()
	c := b.Submitted(kind)
	b.Settle()
	if c = b.Case(c.ID); c.State != plan.InReview {
		b.T.Fatalf("want in-review, got %s %v", c.State, c.Reasons)
	}
	return c
}

// Settle hands out every hint until nothing is left to do now.
func (b *Bench) Settle() { b.Pump(context.WithoutCancel(b.T.Context())) }

// PDF is a small sound PDF that says text.
func PDF(text string) []byte {
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
	}
	content := "BT /F1 24 Tf 72 720 Td (" + text + ") Tj ET"
	objects = append(objects, fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	var w bytes.Buffer
	w.WriteString("%PDF-1.4\n")
	at := make([]int, len(objects))
	for i, o := range objects {
		at[i] = w.Len()
		fmt.Fprintf(&w, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := w.Len()
	fmt.Fprintf(&w, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range at {
		fmt.Fprintf(&w, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&w, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, xref)
	return w.Bytes()
}
