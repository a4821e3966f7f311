package endtoend

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/scripts/samples"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

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

// late hands a set in before its last file comes: inspect decides it.
func (b *beyond) late(s *samples.Scene) (id string) {
	b.Helper()
	id, uploads := b.open(s, s.Files...)
	last := len(uploads) - 1
	for _, upload := range uploads[:last] {
		upload()
	}
	b.post(s.Manager, "/v1/submissions/"+id+"/submit", struct{}{}, nil)
	uploads[last]()
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

// gone: the verdict on an object that is not there any more.
func (b *beyond) gone(s *samples.Scene) {
	b.Helper()
	id, _ := b.open(s)
	doc, _ := b.declare(s, id, s.Files[0], "set")
	in := b.w.bucket("incoming")
	raw, err := json.Marshal(map[string]any{
		"version": "0", "id": "gone-1", "source": "aws.guardduty", "detail-type": "GuardDuty Malware Protection Object Scan Result",
		"time": b.w.Now().UTC().Format(time.RFC3339), "detail": events.MalwareVerdict{
			ScanStatus:      "COMPLETED",
			S3ObjectDetails: events.ScanObject{BucketName: in, ObjectKey: strings.Join([]string{"incoming", b.town.Town, id, doc}, "/"), ETag: "x", VersionID: "none"},
			ScanResult:      events.ScanResult{Status: "NO_THREATS_FOUND"},
		},
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
	b.post("h-"+strings.Split(to, "-")[0], "/v1/submissions/"+id+"/no-advice", struct{}{}, nil)
}

// copied: a file was copied already by a worker of whom nobody heard.
func (b *beyond) copied(s *samples.Scene, lost *forgetful) {
	b.Helper()
	id, _ := b.open(s)
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
	id, uploads := b.open(s, s.Files...)
	for _, upload := range uploads {
		upload()
	}
	down.Store(true)
	b.post(s.Manager, "/v1/submissions/"+id+"/submit", struct{}{}, nil)
	other := *s
	other.Person.Insured = "0000000031"
	paper := b.paper(&other, 4)
	b.post(samples.Clerk, "/v1/submissions/"+paper+"/reroute", map[string]string{"district": "chuo-1", "reason": "住所を電話で確認しました"}, nil)
	b.post("h-chuo", "/v1/submissions/"+paper+"/extend", map[string]any{"until": day.On(b.w.Now()).AddDays(21), "reason": "資料を待つため"}, nil)
	down.Store(false)
	for range 3 {
		b.pass(b.w.Now().Add(24 * time.Hour))
	}
}

// years pass, until the time of the month's records is over and their files are
// deleted.
func (b *beyond) years() {
	b.Helper()
	for end := b.w.Now().AddDate(8, 0, 0); b.w.counts()["erase"].Invocations < 5; b.pass(b.w.Now().AddDate(0, 6, 0)) {
		if b.w.Now().After(end) {
			b.Fatal("nothing was erased in eight years")
		}
	}
}

// infected: a confirmed plan is filed, and its file turns out to be malware.
func (b *beyond) infected(s *samples.Scene) {
	b.Helper()
	id := b.paper(s, 5)
	c := b.read(s.Manager, id)
	f := s.Files[slices.IndexFunc(s.Files, func(f samples.File) bool { return f.Form == "F-PLAN" })]
	doc, upload := b.declare(s, id, f, "confirmed")
	b.post(s.Manager, "/v1/submissions/"+id+"/confirmed-plan", map[string]any{"document": doc, "consent": day.On(b.w.Now())}, nil)
	b.post("h-"+c.Centre, "/v1/submissions/"+id+"/no-advice", struct{}{}, nil)
	scan := b.w.stage.Scan
	b.w.stage.Scan = func(string, []byte) string { return "THREATS_FOUND" }
	upload()
	b.w.stage.Scan = scan
}

// unheard: the scanner says nothing of a set; a sweep has its files looked at, and
// when the time for a verdict is over validate is the first to be woken.
func (b *beyond) unheard(s *samples.Scene, list []samples.File, want string) {
	b.Helper()
	scan := b.w.stage.Scan
	b.w.stage.Scan = func(string, []byte) string { return "" }
	id, uploads := b.open(s, list...)
	for _, upload := range uploads {
		upload()
	}
	b.w.stage.Scan = scan
	b.post(s.Manager, "/v1/submissions/"+id+"/submit", struct{}{}, nil)
	b.set(b.w.Now().Add(10 * time.Minute))
	if err := b.w.Sweep(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.set(b.w.Now().Add(plan.VerdictPeriod))
	e, err := events.New("again-1", b.town.Town, b.w.Now(), events.Submitted{Case: id, Seq: 1})
	if err != nil {
		b.Fatal(err)
	}
	raw, err := json.Marshal(e)
	if err == nil {
		_, err = b.w.host.Send(b.w.function("validate"), raw)
	}
	if err != nil {
		b.Fatal(err)
	}
	b.settle()
	if c := b.read(s.Manager, id); c.State != want {
		b.Errorf("it is %s, want %s", c.State, want)
	}
}

// crowded: each reviewer gets a colleague in the same districts, so that it matters
// who has room.
func (b *beyond) crowded() {
	b.Helper()
	var rows []string
	for row := range strings.Lines(string(b.town.Staff)) {
		rows = append(rows, strings.TrimSpace(row))
		cells := strings.Split(rows[len(rows)-1], ",")
		if cells[3] == "reviewer" {
			cells[1], cells[6] = "also-"+cells[1], "also-"+cells[6]
			rows = append(rows, strings.Join(cells, ","))
		}
	}
	b.load(town.KindStaff, rows)
}

// load puts rows of reference data in force.
func (b *beyond) load(kind string, rows []string) {
	b.Helper()
	name := kind + ".csv"
	got, err := b.w.Import(b.Context(), app.ImportOrder{
		Kind: kind, Names: []string{name}, Files: map[string][]byte{name: []byte(strings.Join(rows, "\n") + "\n")}, Apply: true,
	})
	if err != nil || len(got.Bad) > 0 {
		b.Fatalf("%+v: %v", got.Bad, err)
	}
}

// commissioned: a centre has an office do the work, and gets the originals back.
func (b *beyond) commissioned(s *samples.Scene) {
	b.Helper()
	id := b.paper(s, 8, "track", "commissioned")
	c := b.read(s.Manager, id)
	b.post("h-"+c.Centre, "/v1/submissions/"+id+"/no-advice", struct{}{}, nil)
	b.post("h-"+c.Centre, "/v1/submissions/"+id+"/returned", struct{}{}, nil)
}

// away: a person with a plan in review and one that was not handed in moves, as the
// second is told: the first goes to a centre that never had the person.
func (b *beyond) away(s *samples.Scene) {
	b.Helper()
	other := b.paper(s, 9)
	c := b.read(s.Manager, other)
	one, _ := b.open(s)
	b.tell(s, one, "moved", map[string]any{"address": map[string]string{"postcode": "869-9921", "area": "港町一丁目", "block": "1-5"}})
	if is := b.read(s.Manager, other); is.Centre == c.Centre {
		b.Errorf("the other case is still in %s", is.Centre)
	}
}

// awaited: a set is handed in without its files, and taken back.
func (b *beyond) awaited(s *samples.Scene) {
	b.Helper()
	id, _ := b.open(s, s.Files...)
	b.post(s.Manager, "/v1/submissions/"+id+"/submit", struct{}{}, nil)
	b.post(s.Manager, "/v1/submissions/"+id+"/withdraw", map[string]string{"reason": "書類を取り違えました"}, nil)
}

// moved: an area of the town comes to another district, and what was in review
// goes there; another comes to a district at all, and nobody need look for one.
func (b *beyond) moved(in, nowhere *samples.Scene) {
	b.Helper()
	one := b.paper(in, 6)
	was := b.read(in.Manager, one).Centre
	two := b.paper(nowhere, 7)
	b.tell(nowhere, two, "moved", map[string]any{"address": map[string]string{"postcode": "869-0000", "area": "新しい町", "block": "1-4"}})
	today := day.On(b.w.Now())
	to := "nishi-1,西第一圏域,nishi"
	if was == "nishi" {
		to = "chuo-1,中央第一圏域,chuo"
	}
	var rows []string
	for row := range strings.Lines(string(b.town.Districts)) {
		cells := strings.Split(strings.TrimSpace(row), ",")
		if cells[5] == in.Person.Address.Area && len(cells) == 10 {
			rows = append(rows, strings.Join(append(append([]string{cells[0]}, strings.Split(to, ",")...), append(cells[4:8:8], today.AddDays(1).String(), "")...), ","))
			cells[9] = today.String()
		}
		rows = append(rows, strings.Join(cells, ","))
	}
	rows = append(rows, b.town.Town+","+to+",869-0000,新しい町,,,"+today.AddDays(1).String()+",")
	b.load(town.KindDistricts, rows)
	b.pass(b.w.Now().Add(24 * time.Hour))
	b.pass(b.w.Now().Add(24 * time.Hour))
	if is := b.read(in.Manager, one).Centre; is == was {
		b.Errorf("the review is still in %s", is)
	}
}
