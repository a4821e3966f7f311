package endtoend

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/sasae-care/sasae/scripts/samples"
	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/files"
)

// beyond is what befalls a town outside an ordinary month: people look, several
// things go wrong, years pass.
type beyond struct {
	*testing.T
	w     *World
	town  samples.World // of more people than the month had
	posts int
}

// do asks the API as somebody; a refusal ends the test.
func (b *beyond) do(as, method, path, kind string, body []byte, out any) {
	b.Helper()
	b.posts++
	r := httptest.NewRequestWithContext(b.Context(), method, path, bytes.NewReader(body))
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Idempotency-Key", fmt.Sprintf("beyond-%d", b.posts))
	r.Header.Set("Authorization", "Bearer "+access.Issue(b.w.Ring(), b.town.Town, as, b.w.Now().AddDate(0, 0, 1)))
	got := httptest.NewRecorder()
	b.w.HTTP().ServeHTTP(got, r)
	if got.Code/100 != 2 {
		b.Fatalf("%s %s as %s: %d %s", method, path, as, got.Code, got.Body)
	}
	if out != nil {
		if err := json.Unmarshal(got.Body.Bytes(), out); err != nil {
			b.Fatal(err)
		}
	}
	b.settle()
}

func (b *beyond) get(as, path string, out any) {
	b.Helper()
	b.do(as, http.MethodGet, path, "", nil, out)
}

func (b *beyond) post(as, path string, body, out any) {
	b.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		b.Fatal(err)
	}
	b.do(as, http.MethodPost, path, "application/json", raw, out)
}

func (b *beyond) settle() {
	b.Helper()
	if err := b.w.Settle(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// pass lets time pass to an instant: alarms ring on the way, and the hour strikes
// at its end.
func (b *beyond) pass(to time.Time) {
	b.Helper()
	for at, ok := b.w.Next(); ok && !at.After(to); at, ok = b.w.Next() {
		b.set(at)
	}
	b.set(to)
	for _, err := range []error{b.w.Set(to.Truncate(24 * time.Hour)), b.w.Sweep(b.Context()), b.w.Set(to)} {
		if err != nil {
			b.Fatal(err)
		}
	}
}

func (b *beyond) set(at time.Time) {
	b.Helper()
	if err := b.w.Set(at); err != nil {
		b.Fatal(err)
	}
	if err := b.w.Alarms(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// case is a submission as its office sees it.
type seenCase struct {
	ID        string `json:"id"`
	State     string `json:"state"`
	Receipt   string `json:"receipt"`
	Centre    string `json:"centre"`
	Reviewer  string `json:"reviewer"`
	Documents []struct {
		ID    string `json:"id"`
		State string `json:"state"`
	} `json:"documents"`
}

func (b *beyond) read(as, id string) (c seenCase) {
	b.Helper()
	b.get(as, "/v1/submissions/"+id, &c)
	return c
}

// look: everybody looks at their lists, and opens a document.
func (b *beyond) look() {
	b.Helper()
	for i := range b.town.Scenes {
		s := &b.town.Scenes[i]
		var list struct{ Items []seenCase }
		b.get(s.Manager, "/v1/submissions", &list)
		for _, c := range list.Items {
			c = b.read(s.Manager, c.ID)
			if c.Centre == "" || len(c.Documents) == 0 || c.Documents[0].State != "readable" {
				continue
			}
			head := "h-" + c.Centre
			b.get(head, "/v1/submissions", nil)
			b.get(head, "/v1/submissions?receipt="+c.Receipt, nil)
			b.get(head, "/v1/districts/"+c.Centre+"-1/register", nil)
			var link struct{ URL string }
			b.post(head, "/v1/submissions/"+c.ID+"/documents/"+c.Documents[0].ID+"/open", struct{}{}, &link)
			got := httptest.NewRecorder()
			b.w.HTTP().ServeHTTP(got, httptest.NewRequestWithContext(b.Context(), http.MethodGet, link.URL, nil))
			if body, _ := io.ReadAll(got.Body); got.Code != http.StatusOK || len(body) == 0 {
				b.Fatalf("the link answers %d", got.Code)
			}
			b.get(samples.Clerk, "/v1/submissions", nil)
			return
		}
	}
	b.Fatal("nobody had a document to open")
}

// open opens a submission of somebody whom the month did not have.
func (b *beyond) open(s *samples.Scene) (id string) {
	b.Helper()
	var opened struct{ ID string }
	b.post(s.Manager, "/v1/submissions", map[string]any{"kind": s.Kind, "insurer": b.town.Insurer, "insured": s.Person.Insured, "person": said(s)}, &opened)
	return opened.ID
}

// said is what an office says of a person.
func said(s *samples.Scene) map[string]any {
	k := s.Person
	certification := map[string]any{"status": k.Certification}
	if k.Certification == "certified" {
		certification = map[string]any{"status": "certified", "level": k.Level, "from": k.CertifiedFrom, "to": k.CertifiedTo}
	}
	return map[string]any{
		"name": k.Name, "kana": k.Kana, "birth": k.Birth, "planFrom": k.PlanFrom, "planTo": k.PlanTo, "certification": certification,
		"address": map[string]string{"postcode": k.Address.Postcode, "area": k.Address.Area, "block": k.Address.Block},
	}
}

// declare declares a file; upload sends it.
func (b *beyond) declare(s *samples.Scene, id string, f samples.File, purpose string) (doc string, upload func()) {
	b.Helper()
	body := f.Body()
	sum := sha256.Sum256(body)
	var declared struct {
		Document string
		Upload   files.Signed
	}
	b.post(s.Manager, "/v1/submissions/"+id+"/documents", map[string]any{
		"form": f.Form, "purpose": purpose, "type": f.Type, "size": len(body), "sha256": hex.EncodeToString(sum[:]),
	}, &declared)
	return declared.Document, func() {
		r := httptest.NewRequestWithContext(b.Context(), declared.Upload.Method, declared.Upload.URL, bytes.NewReader(body))
		for name, value := range declared.Upload.Headers {
			r.Header.Set(name, value)
		}
		r.ContentLength = int64(len(body))
		got := httptest.NewRecorder()
		b.w.HTTP().ServeHTTP(got, r)
		if got.Code != http.StatusOK {
			b.Fatalf("the upload is answered %d %s", got.Code, got.Body)
		}
		b.settle()
	}
}

// late hands a set in before its last file comes: inspect decides it.
func (b *beyond) late(s *samples.Scene) (id string) {
	b.Helper()
	id = b.open(s)
	var last func()
	for i, f := range s.Files {
		_, upload := b.declare(s, id, f, "set")
		if i == len(s.Files)-1 {
			last = upload
			continue
		}
		upload()
	}
	b.post(s.Manager, "/v1/submissions/"+id+"/submit", struct{}{}, nil)
	last()
	return id
}

// letters: every function is given what nobody can read, and a schedule finds
// nobody there.
func (b *beyond) letters(deaf *bool) {
	b.Helper()
	for _, f := range b.w.deployed.Functions {
		if f.Dead == "" || f.Step() == "relay" {
			continue
		}
		if n := len(buried(b.T, b.w, func() error { _, err := b.w.host.Send(f.Name, []byte(`["試験"]`)); return err })); n != 1 {
			b.Errorf("%s leaves %d letters", f.Step(), n)
		}
	}
	*deaf = true
	b.set(b.w.Now().Truncate(24 * time.Hour).Add(24 * time.Hour))
	if err := b.w.Sweep(b.Context()); err != nil {
		b.Fatal(err)
	}
	if at, ok := b.w.Next(); ok {
		b.set(at)
	}
	*deaf = false
	if b.w.unheard < 2 {
		b.Errorf("schedules left %d letters", b.w.unheard)
	}
}

// gone: the event of an object that is not there any more.
func (b *beyond) gone(s *samples.Scene) {
	b.Helper()
	id := b.open(s)
	doc, _ := b.declare(s, id, s.Files[0], "set")
	in := b.w.bucket("incoming")
	raw, err := json.Marshal(map[string]any{
		"version": "0", "id": "gone-1", "source": "aws.s3", "detail-type": "Object Created", "time": b.w.Now().UTC().Format(time.RFC3339),
		"detail": map[string]any{"bucket": map[string]string{"name": in}, "object": map[string]any{"key": strings.Join([]string{"incoming", b.town.Town, id, doc}, "/"), "version-id": "none", "size": 1, "etag": "x"}},
	})
	if err == nil {
		err = b.w.put("default", raw)
	}
	if err != nil {
		b.Fatal(err)
	}
	b.settle()
}

// again hands a month in twice.
func (b *beyond) again() {
	b.Helper()
	for range 2 {
		for _, pm := range b.town.PersonMonths {
			line := strings.ReplaceAll(string(pm.JSON()), `"month":"2026-05"`, `"month":"2026-06"`)
			b.do(samples.Clerk, http.MethodPost, "/v1/months/2026-06/person-months", "application/x-ndjson", []byte(line+"\n"), nil)
			break
		}
	}
}

// paper registers a set that came by post; it is in review at once.
func (b *beyond) paper(s *samples.Scene, no int) (id string) {
	b.Helper()
	forms := []string{}
	for _, f := range s.Files {
		forms = append(forms, f.Form)
	}
	var registered struct{ ID string }
	b.post(samples.Clerk, "/v1/paper-submissions", map[string]any{
		"channel": "post", "receivedOn": day.On(b.w.Now()), "tracking": fmt.Sprintf("%012d", no), "office": s.Office, "manager": s.Manager,
		"kind": s.Kind, "insurer": b.town.Insurer, "insured": s.Person.Insured, "person": said(s), "forms": forms,
	}, &registered)
	return registered.ID
}

func (b *beyond) tell(s *samples.Scene, id, kind string, more map[string]any) {
	b.Helper()
	body := map[string]any{"kind": kind, "on": day.On(b.w.Now())}
	for k, v := range more {
		body[k] = v
	}
	b.post(s.Manager, "/v1/submissions/"+id+"/situation", body, nil)
}

// relatives: what one case of a person is told, the other hears. The person moves
// within the town, then to where no district is, then dies; the centre acts
// while the town has something to settle.
func (b *beyond) relatives(s *samples.Scene) {
	b.Helper()
	one, other := b.paper(s, 1), b.paper(s, 2)
	b.tell(s, one, "moved", map[string]any{"address": map[string]string{"postcode": "869-9921", "area": "港町一丁目", "block": "1-2"}})
	b.tell(s, one, "moved", map[string]any{"address": map[string]string{"postcode": "869-0000", "area": "どこにもない町", "block": "1-3"}})
	c := b.read(s.Manager, one)
	b.post("h-"+c.Centre, "/v1/submissions/"+one+"/request-record", struct{}{}, nil)
	b.tell(s, one, "died", nil)
	if c := b.read(s.Manager, other); c.State != "user-ended" {
		b.Errorf("the other case is %s", c.State)
	}
}

// passedOn: a centre passes a set on to another, and a file outside the set has
// no clean verdict.
func (b *beyond) passedOn(s *samples.Scene) {
	b.Helper()
	id := b.paper(s, 3)
	c := b.read(s.Manager, id)
	to := "nishi-1"
	if c.Centre == "nishi" {
		to = "chuo-1"
	}
	b.post("h-"+c.Centre, "/v1/submissions/"+id+"/reroute", map[string]string{"district": to, "reason": "圏域の誤り"}, nil)
	scan := b.w.stage.Scan
	b.w.stage.Scan = func(string, []byte) string { return "UNSUPPORTED" }
	_, upload := b.declare(s, id, s.Files[0], "confirmed")
	upload()
	b.w.stage.Scan = scan
}

// copied: a file was copied already by a worker of whom nobody heard.
func (b *beyond) copied(s *samples.Scene, lost *forgetful) {
	b.Helper()
	id := b.open(s)
	lost.of("upload")
	doc, upload := b.declare(s, id, s.Files[0], "set")
	key, bucket, body := strings.Join([]string{"clean", b.town.Town, id, doc}, "/"), b.w.bucket("clean"), s.Files[0].Body()
	if _, err := b.w.s3.Client().PutObject(b.Context(), &awss3.PutObjectInput{
		Bucket: &bucket, Key: &key, Body: bytes.NewReader(body), ContentType: &s.Files[0].Type, ChecksumAlgorithm: types.ChecksumAlgorithmSha256,
	}, func(o *awss3.Options) { o.UsePathStyle = true }); err != nil {
		b.Fatal(err)
	}
	upload()
}

// silent: the bus is down, and what was announced then the sweep announces.
func (b *beyond) silent(s *samples.Scene, down *atomic.Bool) {
	b.Helper()
	down.Store(true)
	b.paper(s, 4)
	down.Store(false)
	for range 3 {
		b.pass(b.w.Now().Add(24 * time.Hour))
	}
}

// years pass, until the time of the month's records is over and their files are
// deleted.
func (b *beyond) years() {
	b.Helper()
	for end := b.w.Now().AddDate(8, 0, 0); b.w.counts()["erase"].Invocations < 5; {
		at, ok := b.w.Next()
		if !ok || at.After(end) {
			b.Fatal("nothing was erased in eight years")
		}
		b.set(at)
	}
}
