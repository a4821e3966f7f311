package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/api/apitest"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/store"
)

// bodies has a body for each POST on a case that its own people could send.
var bodies = map[string]any{
	"/person":                 apitest.Person(),
	"/documents":              m{"form": "F-PLAN", "type": "application/pdf", "upload": "form"},
	"/documents/{doc}/open":   m{"reason": "確認のため"},
	"/documents/{doc}/remove": nil, "/submit": nil, "/request-record": nil, "/no-advice": nil, "/returned": nil,
	"/withdraw":       m{"reason": "入力誤り"},
	"/answers":        m{"answers": []m{{"advice": "a1", "closing": "taken-up"}}},
	"/confirmed-plan": m{"document": "d1", "consent": "2026-04-20"},
	"/record":         m{"document": "d1"},
	"/situation":      m{"kind": "died", "on": "2026-04-19"},
	"/send-back":      m{"reason": "内容"},
	"/reroute":        m{"district": "k2", "reason": "圏域の誤り"},
	"/reassign":       m{"reviewer": "r2", "reason": "休暇"},
	"/extend":         m{"until": "2026-05-20", "reason": "確認中"},
	"/advice":         m{"words": []m{{"viewpoint": 1, "text": "目標"}}},
	"/release":        m{"document": "d1", "reason": "確認済"},
	"/facts":          m{"fact": "serviceStart", "on": "2026-05-01"},
	"/done":           m{"clock": "filing", "on": "2026-04-20"},
	"/keep":           m{"reason": "苦情の調査中"}, "/let-go": nil,
}

const one = "/v1/submissions/{id}"

// request is a route with the path of a case and a body.
func request(t *testing.T, r api.Route, path string) (string, any) {
	t.Helper()
	rest := strings.TrimPrefix(r.Path, one)
	body, known := bodies[rest]
	if !known && r.Method == http.MethodPost {
		t.Fatalf("add a body for %s to bodies in walls_test.go", r.Path)
	}
	return path + strings.ReplaceAll(rest, "{doc}", "d1"), body
}

// items counts what the table holds, each as often as it was written.
func items(t *testing.T, d *apitest.Desk) (n int) {
	t.Helper()
	err := d.DB.Items(func(it store.Item) error {
		n += int(it.Version)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNobodyElseReachesACase(t *testing.T) {
	d := apitest.Open(t)
	path := d.Reviewed("new")
	others := map[string]struct {
		as   apitest.Caller
		want string
	}{
		"another office":                         {d.As("m2"), "404 not-found"},
		"another centre":                         {d.As("h2"), "404 not-found"},
		"the same office of another town":        {d.From(apitest.Elsewhere, "m1"), "404 not-found"},
		"the same reviewer of another town":      {d.From(apitest.Elsewhere, "r1"), "404 not-found"},
		"the same head of another town":          {d.From(apitest.Elsewhere, "h1"), "404 not-found"},
		"the clerk of another town":              {d.From(apitest.Elsewhere, "k1"), "404 not-found"},
		"nobody":                                 {d.Anyone(""), "401 unauthenticated"},
		"somebody the town does not know":        {d.As("x9"), "401 unauthenticated"},
		"somebody of a town that does not exist": {d.From("777779", "m1"), "401 unauthenticated"},
	}
	before := items(t, d)
	for _, r := range d.Routes {
		if !strings.HasPrefix(r.Path, one) {
			continue
		}
		url, body := request(t, r, path)
		for name, c := range others {
			if got := c.as.Do(r.Method, url, d.Key(), body).Code(); got != c.want {
				t.Errorf("%s %s by %s: %s, want %s", r.Method, r.Path, name, got, c.want)
			}
		}
	}
	for name, c := range others {
		got := c.as.Get("/v1/districts/k1/register").Code()
		if want := c.want; got != want && !strings.HasSuffix(name, "of another town") {
			t.Errorf("the register by %s: %s, want %s", name, got, want)
		}
	}
	if after := items(t, d); after != before {
		t.Errorf("the table changed: %d, was %d", after, before)
	}
}

func TestTheListsOfOthersAreEmpty(t *testing.T) {
	d := apitest.Open(t)
	path := d.Reviewed("new")
	receipt := d.See("m1", path).Receipt
	for _, who := range []apitest.Caller{d.As("m2"), d.As("h2"), d.From(apitest.Elsewhere, "m1"), d.From(apitest.Elsewhere, "r1"), d.From(apitest.Elsewhere, "k1")} {
		for _, url := range []string{"/v1/submissions", "/v1/submissions?state=done", "/v1/submissions?receipt=" + receipt} {
			var page api.Page[api.Item]
			who.Get(url).Wants("200").Into(&page)
			if len(page.Items) != 0 {
				t.Errorf("%s: %+v", url, page)
			}
		}
	}
	for _, who := range []string{"m1", "r1", "k1"} {
		var page api.Page[api.Item]
		d.As(who).Get("/v1/submissions?receipt=" + strings.ToLower(strings.ReplaceAll(receipt, "-", ""))).Wants("200").Into(&page)
		if len(page.Items) != 1 {
			t.Errorf("%s finds %+v", who, page)
		}
	}
}

func TestEachActionIsForItsRoles(t *testing.T) {
	may := map[string]string{
		"": "m1 r1 h1 k1", "/person": "m1", "/documents": "m1", "/documents/{doc}/remove": "m1", "/submit": "m1", "/withdraw": "m1",
		"/answers": "m1", "/confirmed-plan": "m1", "/record": "m1", "/situation": "m1 r1 h1", "/documents/{doc}/open": "m1 r1 h1 k1",
		"/send-back": "r1 h1", "/routing": "r1 h1 k1", "/reroute": "h1 k1", "/reassign": "h1", "/request-record": "r1 h1",
		"/extend": "r1 h1", "/advice": "r1 h1", "/no-advice": "r1 h1", "/release": "k1", "/facts": "m1 r1 h1", "/done": "m1 r1 h1", "/keep": "k1", "/let-go": "k1", "/returned": "r1 h1",
	}
	d := apitest.Open(t)
	path := d.Reviewed("new")
	for _, r := range d.Routes {
		if !strings.HasPrefix(r.Path, one) {
			continue
		}
		roles, known := may[strings.TrimPrefix(r.Path, one)]
		if !known {
			t.Errorf("say who may %s", r.Path)
		}
		url, body := request(t, r, path)
		for _, who := range []string{"m1", "r1", "h1", "k1"} {
			if strings.Contains(roles, who) {
				continue
			}
			if got := d.As(who).Do(r.Method, url, d.Key(), body).Code(); got != "403 role-not-allowed" {
				t.Errorf("%s by %s: %s", r.Path, who, got)
			}
		}
	}
	d.As("r1").Post("/v1/submissions", apitest.Opening("new")).Wants("403 role-not-allowed")
	d.As("m1").Get("/v1/districts/k1/register").Wants("404 not-found")
	d.As("h2").Get("/v1/districts/k1/register").Wants("404 not-found")
	d.As("h1").Get("/v1/districts/k9/register").Wants("404 not-found")
}

func TestARoleEndsWithItsRow(t *testing.T) {
	d := apitest.Open(t)
	d.As("r1").Get("/v1/submissions").Wants("200")
	book := apptest.Book()
	for i := range book.Staff {
		if book.Staff[i].ID == "r1" {
			book.Staff[i].To = day.On(d.Now())
		}
	}
	if err := d.Whole("test").SaveBook(t.Context(), d.In, "import", book); err != nil {
		t.Fatal(err)
	}
	d.As("r1").Get("/v1/submissions").Wants("200")
	d.Set(d.Now().Add(24 * time.Hour))
	d.As("r1").Get("/v1/submissions").Wants("401 unauthenticated")
}
