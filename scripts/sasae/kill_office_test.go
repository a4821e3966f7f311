package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/plan"
)

type object = map[string]any

// set is a submission as its office remembers it: what serve has answered.
type set struct {
	id, receipt string
	flawed      bool                // handed in with a bad file, and not corrected
	told        map[plan.State]bool // acts that were answered with success, by the state they end in
}

// clerk is one pair of hands: offices and centres in one.
type clerk struct {
	*siege
	name string
	dice *rand.Rand
	http http.Client
	acts int
}

// office hands in one set after the other until it is told to stop.
func (s *siege) office(n int, stop <-chan struct{}) {
	c := &clerk{siege: s, name: fmt.Sprintf("hand%d", n), dice: rand.New(rand.NewPCG(*killSeed, uint64(n)+2)), http: http.Client{Timeout: 5 * time.Second}}
	for {
		select {
		case <-stop:
			return
		case <-s.Context().Done():
			return
		default:
			c.submission()
		}
	}
}

func (c *clerk) submission() {
	k := &set{told: map[plan.State]bool{}, flawed: c.dice.IntN(6) == 0}
	c.handIn(k)
	c.pause()
	if k.flawed && c.dice.IntN(2) == 0 {
		c.correct(k, forms[0])
	}
	if !k.flawed {
		c.review(k)
	}
}

// forms are those of a whole set.
var forms = []string{"F-KIHON", "F-KCL", "F-PLAN"}

// handIn opens a submission, uploads its files and submits it.
func (c *clerk) handIn(k *set) {
	var opened struct{ ID string }
	c.acts++
	c.must(c.post("m1", "/v1/submissions", opening(fmt.Sprintf("%s %d", c.name, c.acts)), &opened), 201)
	k.id = opened.ID
	c.remember(k)
	for i, f := range forms {
		body := apptest.PDF(f + " " + k.id)
		if k.flawed && i == 0 {
			body = body[:len(body)/2]
		}
		c.upload(k, f, body)
	}
	c.submit(k)
}

func (c *clerk) remember(k *set) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sets = append(c.sets, k)
}

func opening(name string) object {
	return object{"kind": "new", "insurer": apptest.Insurer, "insured": "0000012345", "person": object{
		"name": "試験 " + name, "birth": "1940-02-03", "address": object{"area": "本町一丁目", "block": "12-3"},
		"certification": object{"status": "certified", "level": "12", "from": "2026-04-01", "to": "2027-03-31"},
		"planFrom":      "2026-05-01", "planTo": "2027-03-31",
	}}
}

// upload declares a file and sends it; one whose address has expired, because
// nobody served for hours, is declared anew unless it has arrived. So is one whose
// declaration was heard and answered hours later, without an address.
func (c *clerk) upload(k *set, form string, body []byte) {
	sum := sha256.Sum256(body)
	for {
		var out struct {
			Document string
			Upload   files.Signed
		}
		c.must(c.post("m1", "/v1/submissions/"+k.id+"/documents", object{
			"form": form, "type": "application/pdf", "size": len(body), "sha256": hex.EncodeToString(sum[:]),
		}, &out), 200)
		got := answer{status: 403}
		if out.Upload.URL != "" {
			got = c.put(out.Upload, body)
		}
		switch got.status {
		case 204, 412: // 412: it is there already, only the answer was lost
			return
		case 403:
			for _, d := range c.see("m1", k.id).Documents {
				if d.ID == out.Document && d.State != "waiting" {
					return
				}
			}
		default:
			c.must(got, 204)
			return
		}
	}
}

func (c *clerk) submit(k *set) {
	var out struct{ Receipt string }
	if !c.must(c.post("m1", "/v1/submissions/"+k.id+"/submit", object{}, &out), 200) {
		return
	}
	if k.receipt != "" && k.receipt != out.Receipt {
		c.Errorf("%s had the receipt %s, now %s", k.id, k.receipt, out.Receipt)
	}
	c.mu.Lock()
	k.receipt = out.Receipt
	c.mu.Unlock()
}

// correct hands a set in again that was sent back, if that has been noticed.
func (c *clerk) correct(k *set, form string) {
	if c.await(k, plan.SentBack) != plan.SentBack {
		return
	}
	c.upload(k, form, apptest.PDF(form+" again "+k.id))
	c.submit(k)
	c.mu.Lock()
	k.flawed = false
	c.mu.Unlock()
}

// review does what a centre or an office may do next, or nothing.
func (c *clerk) review(k *set) {
	path := "/v1/submissions/" + k.id
	does := c.dice.IntN(6)
	if does == 0 {
		c.act(k, plan.Withdrawn, "m1", path+"/withdraw", object{"reason": "取り下げます"})
		return
	}
	if c.await(k, plan.InReview) != plan.InReview {
		return // no centre knows of it yet
	}
	switch does {
	case 1, 2:
		if c.act(k, plan.Advised, "r1", path+"/advice", object{"words": []object{{"viewpoint": 1, "text": "助言です"}, {"viewpoint": 2, "text": "もう1つ"}}}) {
			c.act(k, plan.Advised, "m1", path+"/answers", object{"answers": []object{{"advice": "a1", "closing": "taken-up"}}})
		}
	case 3:
		c.act(k, plan.NoAdvice, "r1", path+"/no-advice", object{})
	case 4:
		c.act(k, "", "h1", path+"/extend", object{"until": "2026-06-10", "reason": "追加の確認のため"})
	}
}

// act is one operation that may come too late, which is a fair answer.
func (c *clerk) act(k *set, ends plan.State, as, path string, body object) bool {
	got := c.post(as, path, body, nil)
	if got.status != 200 {
		if got.status != 409 {
			c.must(got, 200)
		}
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if ends != "" {
		k.told[ends] = true
	}
	return true
}

// await waits a little for a state, not for ever.
func (c *clerk) await(k *set, want plan.State) (got plan.State) {
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end); c.pause() {
		if got = c.see("m1", k.id).State; got == want {
			break
		}
	}
	return got
}

func (c *clerk) pause() { time.Sleep(time.Duration(c.dice.IntN(60)) * time.Millisecond) }

// answer is what serve said.
type answer struct {
	status int
	body   []byte
}

func (a answer) String() string { return fmt.Sprintf("%d %s", a.status, a.body) }

func (c *clerk) must(a answer, want int) bool {
	if a.status != want && c.Context().Err() == nil {
		c.Errorf("%s: %s, want %d", c.name, a, want)
	}
	return a.status == want
}

// post sends one POST under a key of its own until it is answered.
func (c *clerk) post(as, path string, body object, out any) answer {
	asked, err := json.Marshal(body)
	if err != nil {
		c.Error(err)
		return answer{}
	}
	c.acts++
	key := fmt.Sprintf("%s-%d", c.name, c.acts)
	got := c.insist(func(base string) (*http.Request, error) {
		r, err := http.NewRequestWithContext(c.Context(), http.MethodPost, base+path, bytes.NewReader(asked))
		if err == nil {
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Idempotency-Key", key)
			r.Header.Set("Authorization", "Bearer "+c.tokens[as])
		}
		return r, err
	})
	if out != nil && got.status/100 == 2 {
		if err := json.Unmarshal(got.body, out); err != nil {
			c.Errorf("%s: %v", path, err)
		}
	}
	return got
}

// put sends a file to where its signed address points now.
func (c *clerk) put(to files.Signed, body []byte) answer {
	u, err := url.Parse(to.URL)
	if err != nil {
		c.Error(err)
		return answer{}
	}
	return c.insist(func(base string) (*http.Request, error) {
		r, err := http.NewRequestWithContext(c.Context(), to.Method, base+u.RequestURI(), bytes.NewReader(body))
		if err == nil {
			for name, value := range to.Headers {
				r.Header.Set(name, value)
			}
		}
		return r, err
	})
}

func (c *clerk) see(as, id string) (v api.Submission) {
	got := c.insist(func(base string) (*http.Request, error) {
		r, err := http.NewRequestWithContext(c.Context(), http.MethodGet, base+"/v1/submissions/"+id, nil)
		if err == nil {
			r.Header.Set("Authorization", "Bearer "+c.tokens[as])
		}
		return r, err
	})
	if c.must(got, 200) {
		if err := json.Unmarshal(got.body, &v); err != nil {
			c.Error(err)
		}
	}
	return v
}

// insist asks again until there is an answer that is not "try again".
func (c *clerk) insist(ask func(base string) (*http.Request, error)) answer {
	for end := time.Now().Add(time.Minute); time.Now().Before(end) && c.Context().Err() == nil; time.Sleep(10 * time.Millisecond) {
		r, err := ask(c.address.Load().(string))
		if err != nil {
			c.Error(err)
			return answer{}
		}
		got, err := c.once(r)
		if err != nil {
			c.lost.Add(1)
			continue
		}
		if got.status != 503 && !(got.status == 409 && bytes.Contains(got.body, []byte(`"busy"`))) {
			return got
		}
	}
	if c.Context().Err() == nil {
		c.Error("no answer within a minute")
	}
	return answer{}
}

func (c *clerk) once(r *http.Request) (answer, error) {
	res, err := c.http.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, body}, err
}
