package sim

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town/invented"
)

// scene is one submission and what people mean to do with it.
type scene struct {
	w        *world
	no       int
	town     string
	manager  string
	kind     plan.Kind
	scan     string // the scanner's answer; "" is none
	outcome  string // of the review: advice, none, lapse, withdraw, died, moved
	extend   bool
	ask      bool
	reviews  time.Duration // from the receipt
	id       string
	sent     bool // the set was handed in
	declared int  // files, by how many was asked for
}

// forms of a whole set.
var forms = map[plan.Kind][]string{plan.New: {"F-KIHON", "F-KCL", "F-PLAN"}, plan.Renewal: {"F-KIHON", "F-KCL", "F-PLAN", "F-EVAL-F"}}

// submissions of a run.
const submissions = 20

// write makes the scenes up and puts them on the agenda.
func (w *world) write() {
	outcomes := []string{"advice", "advice", "advice", "none", "none", "lapse", "lapse", "withdraw", "died", "moved"}
	for n := range submissions {
		s := &scene{w: w, no: n, town: towns[0], manager: "m1", kind: plan.New, scan: "NO_THREATS_FOUND"}
		if n%5 == 4 {
			s.town = towns[1]
		}
		if w.rng.IntN(3) == 0 {
			s.manager = "m2"
		}
		if w.rng.IntN(3) == 0 {
			s.kind = plan.Renewal
		}
		switch w.rng.IntN(12) {
		case 0:
			s.scan = "THREATS_FOUND"
		case 1:
			s.scan = ""
		}
		s.outcome = outcomes[w.rng.IntN(len(outcomes))]
		s.extend, s.ask = w.rng.IntN(6) == 0, w.rng.IntN(6) == 0
		s.reviews = time.Duration(1+w.rng.IntN(12))*24*time.Hour + w.upTo(8*time.Hour)
		w.scenes = append(w.scenes, s)
		opens := begin.Add(time.Duration(w.rng.IntN(25))*24*time.Hour + 3*time.Hour + w.upTo(8*time.Hour))
		if w.rng.IntN(2) == 0 {
			w.at(opens, s.register)
		} else {
			w.at(opens, s.open)
		}
	}
	for _, t := range towns {
		w.month(t)
	}
}

// asked is one POST that somebody repeats until it is answered.
type asked struct {
	step, town, who, path, media, body, key string
	then                                    func(reply)
	tries                                   int
}

type reply struct {
	status int
	body   []byte
}

func (r reply) ok() bool { return r.status/100 == 2 }

func (r reply) text(field string) string {
	var m map[string]any
	_ = json.Unmarshal(r.body, &m) // an answer without the field has none
	s, _ := m[field].(string)
	return s
}

// ask posts, and goes on with the answer when there is one at last.
func (w *world) ask(a asked) {
	a.tries++
	w.count++
	answer := httptest.NewRecorder()
	err, dead := w.shiftOf(a.step, a.town, func(k *worker) error {
		r, err := http.NewRequestWithContext(w.ctx, http.MethodPost, a.path, strings.NewReader(a.body))
		if err != nil {
			return err
		}
		r.Header.Set("Authorization", "Bearer "+w.token(a.town, a.who))
		r.Header.Set("Idempotency-Key", a.key)
		r.Header.Set("Content-Type", a.media)
		k.http.ServeHTTP(answer, r)
		return nil
	})
	got := reply{answer.Code, answer.Body.Bytes()}
	again := answer.Code >= 500 || answer.Code == http.StatusConflict && got.text("code") == "busy" // as its words ask for
	unheard := err != nil || dead || again || w.chance(w.rate)
	w.trace.note(w.now, a.who, a.path, strconv.Itoa(answer.Code), strconv.FormatBool(unheard))
	if unheard {
		w.after(time.Second+w.upTo(5*time.Minute), func() { w.ask(a) })
		return
	}
	a.then(got)
}

func (w *world) token(town, staff string) string {
	name := town + staff
	if w.tokens[name] == "" {
		w.tokens[name] = access.Issue(w.ring, town, staff, end.AddDate(0, 0, 1))
	}
	return w.tokens[name]
}

// post asks for something about the scene; must says that it cannot be refused.
func (s *scene) post(step, who, path, body string, must bool, then func(reply)) {
	key := fmt.Sprintf("%d-%d-%s", s.no, s.w.rng.Uint32(), path)
	s.w.ask(asked{step: step, town: s.town, who: who, path: path, media: "application/json", body: body, key: key, then: func(r reply) {
		if must && !r.ok() {
			s.w.found("%s is refused: %d %s", strings.Replace(path, s.id, "…", 1), r.status, r.text("code"))
		}
		if then != nil && r.ok() {
			then(r)
		}
	}})
}

func (s *scene) path(what string) string { return "/v1/submissions/" + s.id + what }

func (s *scene) opening() string {
	return fmt.Sprintf(`"kind":%q,"insurer":%q,"insured":"00000%05d","person":{"name":"試験 %d","birth":"1940-02-03",`+
		`"address":{"postcode":"9990001","area":"本町一丁目","block":"12-3"},`+
		`"certification":{"status":"certified","level":"12","from":"2026-03-01","to":"2027-02-28"},"planFrom":"2026-05-01","planTo":"2027-02-28"}`,
		s.kind, invented.Insurer, 12300+s.no, s.no)
}

// open begins a submission at the portal with its files, sends them, and hands the
// set in when they are there.
func (s *scene) open() {
	list := []string{}
	for _, f := range forms[s.kind] {
		list = append(list, declaration(f, plan.ForSet))
	}
	s.declared += len(list)
	body := fmt.Sprintf(`{%s,"documents":[%s]}`, s.opening(), strings.Join(list, ","))
	s.post("upload", s.manager, "/v1/submissions", body, true, func(r reply) {
		var out struct {
			ID        string
			Documents []declared
		}
		if err := json.Unmarshal(r.body, &out); err != nil || len(out.Documents) != len(list) {
			s.w.found("%d of %d files have somewhere to go: %v", len(out.Documents), len(list), err)
			return
		}
		s.id = out.ID
		for i, d := range out.Documents {
			scan := "NO_THREATS_FOUND"
			if i == 0 {
				scan = s.scan
			}
			s.send(d, forms[s.kind][i], plan.ForSet, scan, func(string) {
				if list = list[1:]; len(list) == 0 {
					s.handIn()
				}
			})
		}
	})
}

func (s *scene) handIn() {
	s.post("upload", s.manager, s.path("/submit"), "{}", true, func(reply) {
		s.sent = true
		s.afterwards()
	})
}

// register takes a set in that came on paper.
func (s *scene) register() {
	office := map[string]string{"m1": invented.Office, "m2": invented.Other}[s.manager]
	list, _ := json.Marshal(forms[s.kind]) // a list of texts
	body := fmt.Sprintf(`{"channel":"window","receivedOn":%q,"office":%q,"manager":%q,"forms":%s,%s}`,
		s.w.now.Add(-24*time.Hour).Format(time.DateOnly), office, s.manager, list, s.opening())
	s.post("upload", "k1", "/v1/paper-submissions", body, true, func(r reply) {
		s.id, s.sent = r.text("id"), true
		s.afterwards()
	})
}

// scanned is a small sound file.
func scanned() []byte { return []byte("項目,回答\n1,はい\n") }

var scannedSum = sync.OnceValue(func() string {
	sum := sha256.Sum256(scanned())
	return hex.EncodeToString(sum[:])
})

func declaration(form, purpose string) string {
	return fmt.Sprintf(`{"form":%q,"purpose":%q,"type":"text/csv","size":%d,"sha256":%q}`, form, purpose, len(scanned()), scannedSum())
}

// declared is where a file is to go.
type declared struct {
	Document string
	Upload   struct{ URL string }
}

// file declares a document later than its set, and sends it; done gets its id.
func (s *scene) file(form, purpose, scan string, done func(id string)) {
	s.declared++
	s.post("upload", s.manager, s.path("/documents"), declaration(form, purpose), false, func(r reply) {
		var out declared
		if err := json.Unmarshal(r.body, &out); err != nil {
			s.w.found("the answer to a declaration cannot be read: %v", err)
			return
		}
		s.send(out, form, purpose, scan, done)
	})
}

// send uploads a declared file; for what comes too late it is declared anew.
func (s *scene) send(d declared, form, purpose, scan string, done func(id string)) {
	s.w.after(time.Second+s.w.upTo(2*time.Minute), func() {
		if !s.w.files.upload(d.Upload.URL, scanned(), scan) {
			s.file(form, purpose, scan, done)
			return
		}
		done(d.Document)
	})
}
