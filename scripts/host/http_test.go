package host_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sasae-care/sasae/scripts/host"
)

// site is the HTTP API of a host with these routes, all to the function web.
func site(t testing.TB, o host.Options, routes ...string) string {
	t.Helper()
	f := toy("web")
	f.Timeout = time.Second
	o.Functions = append(o.Functions, f)
	for _, key := range routes {
		o.Routes = append(o.Routes, host.Route{Key: key, Function: "web"})
	}
	s := httptest.NewServer(open(t, o).HTTP())
	t.Cleanup(s.Close)
	return s.URL
}

func do(t testing.TB, r *http.Request) (*http.Response, string) {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func request(t testing.TB, method, url, body string, header ...string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	return r
}

// event is what the function saw of a request that it answered with the event.
func event(t testing.TB, r *http.Request) (e events.APIGatewayV2HTTPRequest) {
	t.Helper()
	res, body := do(t, r)
	if res.StatusCode != 200 {
		t.Fatalf("%d: %s", res.StatusCode, body)
	}
	if err := json.Unmarshal([]byte(body), &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestARequestIsTheEventThatTheGatewayMakesOfIt(t *testing.T) {
	url := site(t, host.Options{}, "$default")
	r := request(t, "GET", url+"/v1/%E6%8F%90%E5%87%BA/a%20b?limit=2&name=%E8%8A%B1&name=x%2Cy", "",
		"Accept", "text/html,application/xhtml+xml", "Authorization", "Bearer dev.x.y", "X-List", "a", "X-List", "b",
		"Cookie", "__Host-s=abc; theme=dark", "User-Agent", "curl/8")
	r.Host = "api.example.jp"
	got := event(t, r)
	if got.Headers["x-forwarded-for"] != "127.0.0.1" || got.RequestContext.RequestID == "" || got.RequestContext.TimeEpoch == 0 {
		t.Errorf("%+v", got)
	}
	if _, err := time.Parse("02/Jan/2006:15:04:05 -0700", got.RequestContext.Time); err != nil {
		t.Error(err)
	}
	var want events.APIGatewayV2HTTPRequest // the recorded event, with what depends on this machine
	recorded, err := os.ReadFile("../../shared/boot/web/testdata/get.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(recorded, &want); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"x-forwarded-for", "x-forwarded-port", "x-forwarded-proto", "user-agent", "accept-encoding", "content-length"} {
		delete(want.Headers, name)
		delete(got.Headers, name)
	}
	want.RequestContext.AccountID, want.RequestContext.APIID, want.RequestContext.HTTP.SourceIP = "111122223333", "host", "127.0.0.1"
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(events.APIGatewayV2HTTPRequestContext{}, "RequestID", "Time", "TimeEpoch")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestABodyIsTextOrBase64ByItsType(t *testing.T) {
	url := site(t, host.Options{}, "POST /v1/submissions")
	for kind, want := range map[string]events.APIGatewayV2HTTPRequest{
		"application/json; charset=utf-8":   {Body: `{"kind":"new"}`},
		"text/csv":                          {Body: `{"kind":"new"}`},
		"application/x-www-form-urlencoded": {Body: "eyJraW5kIjoibmV3In0=", IsBase64Encoded: true},
		"":                                  {Body: "eyJraW5kIjoibmV3In0=", IsBase64Encoded: true},
	} {
		got := event(t, request(t, "POST", url+"/v1/submissions", `{"kind":"new"}`, "Content-Type", kind))
		if got.Body != want.Body || got.IsBase64Encoded != want.IsBase64Encoded || got.RouteKey != "POST /v1/submissions" {
			t.Errorf("%q: %q %v by %q", kind, got.Body, got.IsBase64Encoded, got.RouteKey)
		}
	}
}

func TestTheMostSpecificRouteIsTaken(t *testing.T) {
	routes := []string{"ANY /v1/{proxy+}", "GET /v1/{what}", "GET /v1/cases", "ANY /v1/cases", "GET /v1/cases/{case}/files/{file}", "GET /v1/cases/{proxy+}", "POST /"}
	url := site(t, host.Options{}, routes...)
	for asked, want := range map[string]struct {
		key    string
		params map[string]string
	}{
		"GET /v1/cases":             {"GET /v1/cases", nil},
		"DELETE /v1/cases":          {"ANY /v1/cases", nil},
		"GET /v1/other":             {"GET /v1/{what}", map[string]string{"what": "other"}},
		"POST /v1/other":            {"ANY /v1/{proxy+}", map[string]string{"proxy": "other"}},
		"GET /v1/cases/7/files/花":   {"GET /v1/cases/{case}/files/{file}", map[string]string{"case": "7", "file": "花"}},
		"GET /v1/cases/7/files/a/b": {"GET /v1/cases/{proxy+}", map[string]string{"proxy": "7/files/a/b"}},
		"POST /":                    {"POST /", nil},
		"GET /":                     {},
		"GET /v2/cases":             {},
		"POST /V1":                  {},
	} {
		method, path, _ := strings.Cut(asked, " ")
		r := request(t, method, url+path, "")
		if want.key == "" {
			if res, body := do(t, r); res.StatusCode != 404 || body != `{"message":"Not Found"}` {
				t.Errorf("%s: %d %s", asked, res.StatusCode, body)
			}
			continue
		}
		got := event(t, r)
		if diff := cmp.Diff(want.params, got.PathParameters); got.RouteKey != want.key || diff != "" {
			t.Errorf("%s went to %s: %s", asked, got.RouteKey, diff)
		}
	}
}

func TestAFunctionsResponseIsTheAnswer(t *testing.T) {
	url := site(t, host.Options{}, "GET /answers/{how}")
	for how, want := range map[string]struct {
		status  int
		kind    string
		body    string
		cookies []string
	}{
		"bare":    {200, "application/json", `{"said":"bare"}`, nil},
		"text":    {201, "text/plain;charset=UTF-8", "書類", nil},
		"bytes":   {200, "image/png", "\x8e\x67\xff", nil},
		"cookies": {303, "", "", []string{"a=1; Path=/", "b=2"}},
		"fail":    {500, "application/json", `{"message":"Internal Server Error"}`, nil},
		"odd":     {500, "application/json", `{"message":"Internal Server Error"}`, nil},
		"hang":    {500, "application/json", `{"message":"Internal Server Error"}`, nil},
	} {
		res, body := do(t, request(t, "GET", url+"/answers/"+how, ""))
		if res.StatusCode != want.status || res.Header.Get("Content-Type") != want.kind || body != want.body || res.Header.Get("Apigw-Requestid") == "" {
			t.Errorf("%s: %d %q %q", how, res.StatusCode, res.Header, body)
		}
		if diff := cmp.Diff(want.cookies, res.Header["Set-Cookie"]); diff != "" {
			t.Errorf("%s: %s", how, diff)
		}
	}
}

func TestTheGatewayGivesUpBeforeTheFunction(t *testing.T) {
	url := site(t, host.Options{RequestTime: 300 * time.Millisecond}, "GET /answers/{how}")
	if res, body := do(t, request(t, "GET", url+"/answers/hang", "")); res.StatusCode != 503 || body != `{"message":"Service Unavailable"}` {
		t.Errorf("%d %s", res.StatusCode, body)
	}
}

func TestABodyOverTenMegabytesIsRefused(t *testing.T) {
	url := site(t, host.Options{}, "$default")
	for size, want := range map[int]int{10<<20 + 1: 413, 7 << 20: 413, 2 << 20: 200} { // Lambda itself takes 6 MiB
		r := request(t, "POST", url, strings.Repeat("x", size), "Content-Type", "text/plain")
		if res, body := do(t, r); res.StatusCode != want {
			t.Errorf("%d bytes: %d %.80s", size, res.StatusCode, body)
		}
	}
}
