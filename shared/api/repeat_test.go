package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/api/apitest"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/town"
)

// act is a POST that succeeds; other is a body that reads well and is another
// request.
type act struct {
	who, route  string
	path        func() string
	body, other any
	afterwards  func(first apitest.Reply)
}

// acts does each POST once, in an order in which all of them succeed.
func acts(d *apitest.Desk) []act {
	var draft, set, paper, commissioned string
	at := func(path *string, rest string) func() string { return func() string { return *path + rest } }
	fixed := func(path string) func() string { return func() string { return path } }
	file := func(form string) m { return m{"form": form, "type": "application/pdf", "upload": "form"} }
	together := func(forms ...string) (list []m) {
		for _, f := range forms {
			list = append(list, apitest.With(file(f), "size", 1<<20))
		}
		return list
	}
	hashed := m{"form": "F-KCL", "type": "application/pdf", "size": 4, "sha256": strings.Repeat("0a", 32)}
	moved := apitest.Person()
	moved["kana"] = "シケン"
	why := func(s string) m { return m{"reason": s} }
	wanting := apitest.With(apitest.Paper("new", "2026-04-16"), "forms", []string{"F-KIHON"})
	whole, another := apitest.Paper("new", "2026-04-17"), apitest.Paper("new", "2026-04-16")
	return []act{
		{who: "m1", route: "/v1/submissions", path: fixed("/v1/submissions"), body: apitest.Opening("new"), other: apitest.Opening("renewal"),
			afterwards: func(apitest.Reply) { draft = d.Begun("new"); set = d.Reviewed("renewal") }},
		{who: "m1", route: "/v1/submissions", path: fixed("/v1/submissions"), body: apitest.With(apitest.Opening("new"), "documents", together("F-KIHON", "F-KCL", "F-PLAN")),
			other: apitest.With(apitest.Opening("new"), "documents", together("F-KCL", "F-KIHON", "F-PLAN"))},
		{who: "k1", route: "/v1/paper-submissions", path: fixed("/v1/paper-submissions"), body: apitest.Paper("new", "2026-04-17"), other: apitest.Paper("new", "2026-04-16")},
		{who: "k1", route: "/v1/paper-submissions", path: fixed("/v1/paper-submissions"), body: wanting, other: apitest.Paper("new", "2026-04-15"),
			afterwards: func(first apitest.Reply) {
				paper = "/v1/submissions/" + first.Text("id")
				whole["receipt"], another["receipt"] = first.Text("receipt"), first.Text("receipt")
			}},
		{who: "k1", route: "/v1/paper-submissions", path: fixed("/v1/paper-submissions"), body: whole, other: another},
		{who: "k1", route: "/confirmed-plan", path: at(&paper, "/confirmed-plan"), body: m{"paper": true, "consent": "2026-04-20"}, other: m{"paper": true, "consent": "2026-04-19"}},
		{who: "m1", route: "/person", path: at(&draft, "/person"), body: moved, other: apitest.Person()},
		{who: "m1", route: "/documents", path: at(&draft, "/documents"), body: file("F-PLAN"), other: file("F-KCL")},
		{who: "m1", route: "/documents", path: at(&draft, "/documents"), body: hashed, other: apitest.With(hashed, "size", 5),
			afterwards: func(apitest.Reply) { d.As("m1").Post(draft+"/documents/d2/remove", nil).Wants("200") }},
		{who: "m1", route: "/documents", path: at(&draft, "/documents"), body: m{"documents": together("F-KIHON", "F-KCL")}, other: m{"documents": together("F-KIHON")}},
		{who: "m1", route: "/documents/{doc}/remove", path: at(&draft, "/documents/d1/remove"), body: "{}", other: "{ }",
			afterwards: func(apitest.Reply) {
				for _, f := range apitest.Required["new"] {
					d.Sent(draft, f, "set")
				}
			}},
		{who: "m1", route: "/submit", path: at(&draft, "/submit"), body: "{}", other: "{ }"},
		{who: "m1", route: "/withdraw", path: at(&draft, "/withdraw"), body: why("花子さんの入力誤り"), other: why("別の理由")},
		{who: "r1", route: "/documents/{doc}/open", path: at(&set, "/documents/d1/open"), body: "{}", other: why("別の理由")},
		{who: "h1", route: "/reassign", path: at(&set, "/reassign"), body: m{"reviewer": "r2", "reason": "花子さんの担当が休暇"}, other: m{"reviewer": "r1", "reason": "花子さんの担当が休暇"}},
		{who: "r1", route: "/extend", path: at(&set, "/extend"), body: m{"until": "2026-05-20", "reason": "花子さんの確認"}, other: m{"until": "2026-05-21", "reason": "花子さんの確認"}},
		{who: "r1", route: "/request-record", path: at(&set, "/request-record"), body: "{}", other: "{ }",
			afterwards: func(apitest.Reply) { d.Sent(set, "F-PROG-E", "record") }},
		{who: "m1", route: "/record", path: at(&set, "/record"), body: m{"document": "d5"}, other: m{"document": "d1"}},
		{who: "r1", route: "/advice", path: at(&set, "/advice"), body: m{"words": []m{{"viewpoint": 1, "text": "花子さんの目標"}}}, other: m{"words": []m{{"viewpoint": 2, "text": "花子さんの目標"}}}},
		{who: "m1", route: "/answers", path: at(&set, "/answers"), body: m{"answers": []m{{"advice": "a1", "closing": "taken-up"}}},
			other: m{"answers": []m{{"advice": "a1", "closing": "next-renewal"}}}, afterwards: func(apitest.Reply) { d.Sent(set, "F-PLAN", "confirmed") }},
		{who: "m1", route: "/confirmed-plan", path: at(&set, "/confirmed-plan"), body: m{"document": "d6", "consent": "2026-04-20"}, other: m{"document": "d6", "consent": "2026-04-19"}},
		{who: "m1", route: "/facts", path: at(&set, "/facts"), body: m{"fact": "サービスの利用開始日", "on": "2026-04-20"}, other: m{"fact": "serviceStart", "on": "2026-05-20"}},
		{who: "m1", route: "/done", path: at(&set, "/done"), body: m{"clock": "monthly-record", "on": "2026-04-20"}, other: m{"clock": "monitoring-visit", "on": "2026-04-20"}},
		{who: "k1", route: "/keep", path: at(&set, "/keep"), body: why("花子さんの苦情の調査中"), other: why("別の理由")},
		{who: "k1", route: "/let-go", path: at(&set, "/let-go"), body: "{}", other: "{ }"},
		{who: "k1", route: "/v1/standing/{party}/facts", path: fixed("/v1/standing/town/facts"), body: m{"fact": "month", "on": "2026-04-01"}, other: m{"fact": "month", "on": "2026-05-01"}},
		{who: "k1", route: "/v1/standing/{party}/done", path: fixed("/v1/standing/town/done"), body: m{"clock": "claim-window", "on": "2026-04-20"}, other: m{"clock": "claim-window", "on": "2026-04-19"}},
		{who: "h1", route: "/reroute", path: at(&set, "/reroute"), body: m{"centre": "c2", "reason": "花子さんの圏域の誤り"}, other: m{"district": "k2", "reason": "花子さんの圏域の誤り"}},
		{who: "m1", route: "/situation", path: at(&set, "/situation"), body: m{"kind": "level", "on": "2026-04-20", "note": "花子さんの介護度"}, other: m{"kind": "died", "on": "2026-04-20"},
			afterwards: func(apitest.Reply) { set = d.Reviewed("new") }},
		{who: "r1", route: "/no-advice", path: at(&set, "/no-advice"), body: "{}", other: "{ }", afterwards: func(apitest.Reply) {
			set = d.Reviewed("new")
			commissioned = d.Commissioned()
			d.As("r1").Post(commissioned+"/no-advice", nil).Wants("200")
		}},
		{who: "r1", route: "/returned", path: at(&commissioned, "/returned"), body: "{}", other: "{ }"},
		{who: "r1", route: "/send-back", path: at(&set, "/send-back"), body: why("花子さんの内容"), other: why("別の内容"), afterwards: func(apitest.Reply) { set = held(d) }},
		{who: "k1", route: "/release", path: at(&set, "/release"), body: m{"document": "d1", "reason": "花子さんの確認済"}, other: m{"document": "d2", "reason": "花子さんの確認済"}},
	}
}

// held is a set whose files got no malware verdict.
func held(d *apitest.Desk) string {
	d.T.Helper()
	d.Scan = ""
	path := d.Begun("new")
	for _, f := range apitest.Required["new"] {
		d.Sent(path, f, "set")
	}
	d.As("m1").Post(path+"/submit", nil).Wants("200")
	d.Advance(d.Now().Add(2 * 60 * 60 * 1e9))
	if got := d.See("m1", path); got.State != "held" || got.Documents[0].State != "held" {
		d.T.Fatalf("want held, got %s %+v", got.State, got.Documents)
	}
	return path
}

func TestEachPOSTGivesItsFirstAnswerAgain(t *testing.T) {
	d := apitest.Open(t)
	done := map[string]bool{}
	for _, a := range acts(d) {
		key := d.Key()
		first := d.As(a.who).Do(http.MethodPost, a.path(), key, a.body)
		if first.Status >= 300 {
			t.Fatalf("%s: %d %s", a.route, first.Status, first.Body)
		}
		if word := personal(first.Body); word != "" {
			t.Errorf("%s is answered with %q: %s", a.route, word, first.Body)
		}
		before := items(t, d)
		again := d.As(a.who).Do(http.MethodPost, a.path(), key, a.body)
		if again.Status != first.Status || string(again.Body) != string(first.Body) {
			t.Errorf("%s again: %d %s, was %d %s", a.route, again.Status, again.Body, first.Status, first.Body)
		}
		if got := d.As(a.who).Do(http.MethodPost, a.path(), key, a.other).Code(); got != "422 idempotency-key-reused" {
			t.Errorf("%s with another body: %s", a.route, got)
		}
		if got := d.As(a.who).Do(http.MethodPost, a.path(), "", a.body).Code(); got != "400 idempotency-key-missing" {
			t.Errorf("%s without a key: %s", a.route, got)
		}
		if after := items(t, d); after != before {
			t.Errorf("%s again changed the table", a.route)
		}
		done[a.route] = true
		d.Settle()
		if a.afterwards != nil {
			a.afterwards(first)
		}
	}
	err := d.DB.Items(func(it store.Item) error {
		if word := personal(append([]byte(it.P+" "+it.S+" "), it.Body...)); word != "" {
			t.Errorf("%s holds %q in the clear", it.Key, word)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range d.Routes {
		if r.Method == http.MethodPost && !strings.HasPrefix(r.Path, "/v1/months/") && !done[strings.TrimPrefix(r.Path, one)] {
			t.Errorf("add %s to acts in repeat_test.go", r.Path)
		}
	}
}

func TestTheSameOpenTwiceIsOneCaseAndARefusedOneIsNotKept(t *testing.T) {
	d := apitest.Open(t)
	wrong := apitest.Opening("new")
	wrong["insurer"] = "999991"
	d.As("m1").Do("POST", "/v1/submissions", "k", wrong).Wants("422 insurer-wrong")
	id := d.As("m1").Do("POST", "/v1/submissions", "k", apitest.Opening("new")).Wants("201").Text("id")
	if again := d.As("m1").Do("POST", "/v1/submissions", "k", apitest.Opening("new")).Wants("201").Text("id"); again != id {
		t.Errorf("opened %s and %s", id, again)
	}
	if other := d.As("m2").Do("POST", "/v1/submissions", "k", apitest.Opening("new")).Wants("201").Text("id"); other == id {
		t.Error("another office's key opened the same case")
	}
	var page api.Page[api.Item]
	d.As("m1").Get("/v1/submissions").Into(&page)
	if len(page.Items) != 1 {
		t.Errorf("%+v", page)
	}
}

// personal finds a word about the invented person.
func personal(text []byte) string {
	for _, word := range []string{"花子", "ハナコ", "1940-02-03", "0000012345", "本町", "9990001"} {
		if bytes.Contains(text, []byte(word)) {
			return word
		}
	}
	return ""
}

func TestOfSixteenSameOpensAtOnceOneCaseComesAndAllHearTheSame(t *testing.T) {
	d := apitest.Open(t)
	token := access.Issue(d.Folder.Ring, d.In.Town(), "m1", d.Now().Add(time.Hour))
	body, err := json.Marshal(apitest.Opening("new"))
	if err != nil {
		t.Fatal(err)
	}
	answers := make([]string, 16)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			r := httptest.NewRequestWithContext(t.Context(), "POST", "/v1/submissions", bytes.NewReader(body))
			r.Header.Set("Authorization", "Bearer "+token)
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Idempotency-Key", "at once")
			w := httptest.NewRecorder()
			d.Handler.ServeHTTP(w, r)
			answers[i] = fmt.Sprint(w.Code, w.Body)
		})
	}
	all.Wait()
	for _, a := range answers {
		if a != answers[0] || a[:3] != "201" {
			t.Errorf("%s, and %s", a, answers[0])
		}
	}
}

func TestAKeyOpensOneCaseForGood(t *testing.T) {
	d := apitest.Open(t)
	id := d.As("m1").Do("POST", "/v1/submissions", "k", apitest.Opening("new")).Wants("201").Text("id")
	d.Advance(d.Now().AddDate(0, 0, 3))
	if again := d.As("m1").Do("POST", "/v1/submissions", "k", apitest.Opening("new")).Wants("201").Text("id"); again != id {
		t.Errorf("the same POST three days later opened %s beside %s", again, id)
	}
	d.As("m1").Do("POST", "/v1/submissions", "k", apitest.Opening("renewal")).Wants("422 idempotency-key-reused")
}

func TestAnOldOpenWithDocumentsDeclaresThemOnceAndGivesNoLinks(t *testing.T) {
	d := apitest.Open(t)
	body := apitest.With(apitest.Opening("new"), "documents", []m{{"form": "F-PLAN", "type": "application/pdf", "upload": "form"}})
	id := d.As("m1").Do("POST", "/v1/submissions", "k", body).Wants("201").Text("id")
	opened := d.Now()
	for _, x := range []struct {
		after time.Duration
		link  bool
	}{{10*time.Minute - time.Second, true}, {10 * time.Minute, false}, {72 * time.Hour, false}} {
		d.Advance(opened.Add(x.after))
		again := d.As("m1").Do("POST", "/v1/submissions", "k", body).Wants("201")
		if k := d.Case(id); again.Text("id") != id || len(k.Documents) != 1 || strings.Contains(string(again.Body), "upload") != x.link {
			t.Errorf("%v later: %s, of %+v", x.after, again.Body, k.Documents)
		}
	}
}

func TestTheLinkToADocumentIsGivenAgainWhileItLivesToWhoMayOpenItStill(t *testing.T) {
	d := apitest.Open(t)
	set := d.Reviewed("new")
	open := func() apitest.Reply { return d.As("r1").Do("POST", set+"/documents/d1/open", "k", nil) }
	first := open().Wants("200")
	d.Advance(d.Now().Add(5*time.Minute - time.Second))
	if again := open().Wants("200"); again.Text("expires") != first.Text("expires") {
		t.Errorf("the link lives on: %s, was %s", again.Body, first.Body)
	}
	if n := openings(t, d, set); n != 1 {
		t.Errorf("it was opened %d times", n)
	}
	d.Advance(d.Now().Add(time.Second))
	open().Wants("409 link-over")
	if n := openings(t, d, set); n != 1 {
		t.Errorf("it was opened %d times", n)
	}
	other := d.As("r1").Do("POST", set+"/documents/d2/open", "k2", nil).Wants("200")
	d.As("h1").Post(set+"/reroute", m{"centre": "c2", "reason": "圏域の誤り"}).Wants("200")
	if again := d.As("r1").Do("POST", set+"/documents/d2/open", "k2", nil); again.Status < 400 {
		t.Errorf("who reviews it no longer got %s, as before %s", again.Body, other.Body)
	}
}

// openings is how often a document of a submission was opened.
func openings(t *testing.T, d *apitest.Desk, path string) (n int) {
	t.Helper()
	err := d.DB.Items(func(it store.Item) error {
		if strings.HasPrefix(it.P, app.Logs) && strings.Contains(it.S, strings.TrimPrefix(path, "/v1/submissions/")) {
			n += bytes.Count(it.Body, []byte(`"document-opened"`))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWhoLostASubmissionHearsNothingOfItByTheKeyThatOpenedIt(t *testing.T) {
	d := apitest.Open(t)
	paper := apitest.Paper("new", "2026-04-17")
	open := func() apitest.Reply { return d.As("m1").Do("POST", "/v1/submissions", "k", apitest.Opening("new")) }
	register := func() apitest.Reply { return d.As("h2").Do("POST", "/v1/paper-submissions", "k", paper) }
	open().Wants("201")
	register().Wants("201")
	d.Settle()
	d.Import(func(book *town.Book) { // m1 works for another office since
		for i := range book.Staff {
			if book.Staff[i].ID == "m1" {
				book.Staff[i].Organisation = apptest.Other
			}
		}
	})
	register().Wants("201") // it went to another centre, and its receipt is h2's to give
	d.Advance(d.Now().AddDate(0, 0, 3))
	open().Wants("404 not-found")
	register().Wants("404 not-found")
}

func TestAnOpeningThatComesAgainIsKnownWhateverTheBooksSayToday(t *testing.T) {
	d := apitest.Open(t)
	id := d.As("m1").Do("POST", "/v1/submissions", "k", apitest.Opening("new")).Wants("201").Text("id")
	d.Import(func(book *town.Book) { book.Designations = nil })
	if again := d.As("m1").Do("POST", "/v1/submissions", "k", apitest.Opening("new")).Wants("201").Text("id"); again != id {
		t.Errorf("opened %s, and now %s", id, again)
	}
	d.As("m1").Do("POST", "/v1/submissions", "k2", apitest.Opening("new")).Wants("422 office-not-designated")
}
