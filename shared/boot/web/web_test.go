package web_test

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/shared/boot/web"
)

func recorded(t *testing.T, file string) (e events.APIGatewayV2HTTPRequest) {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + file)
	if err == nil {
		err = json.Unmarshal(raw, &e)
	}
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// seen is what a handler is given.
type seen struct {
	Method, Path, Segment, Host, Remote, Body string
	Names                                     []string
	Session, List                             string
}

func serve(t *testing.T, e events.APIGatewayV2HTTPRequest, pattern string) (got seen) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc(pattern, func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got = seen{
			Method: r.Method, Path: r.URL.Path, Segment: r.PathValue("x"), Host: r.Host, Remote: r.RemoteAddr,
			Body: string(body), Names: r.URL.Query()["name"], List: r.Header.Get("X-List"),
		}
		if c, err := r.Cookie("__Host-s"); err == nil {
			got.Session = c.Value
		}
	})
	if out, err := web.Serve(mux)(t.Context(), e); err != nil || out.StatusCode != 200 {
		t.Fatalf("%+v %v", out, err)
	}
	return got
}

func TestARecordedEventIsTheRequestItWas(t *testing.T) {
	got := serve(t, recorded(t, "get.json"), "GET /v1/提出/{x}")
	want := seen{
		Method: "GET", Path: "/v1/提出/a b", Segment: "a b", Host: "api.example.jp", Remote: "203.0.113.7:0",
		Names: []string{"花", "x,y"}, Session: "abc", List: "a,b",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got = serve(t, recorded(t, "post.json"), "POST /v1/submissions")
	want = seen{Method: "POST", Path: "/v1/submissions", Host: "api.example.jp", Remote: "[2001:db8::7]:0", Body: `{"kind":"new"}`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestADecodedPathIsNotDecodedAgain(t *testing.T) {
	e := recorded(t, "get.json")
	e.RawPath = "/v1/a%2Fb?c#d"
	if got := serve(t, e, "GET /v1/{x}"); got.Segment != "a%2Fb?c#d" {
		t.Errorf("%+v", got)
	}
}

func TestAnAnswerKeepsItsCookiesItsListsAndItsBytes(t *testing.T) {
	for name, c := range map[string]struct {
		handle http.HandlerFunc
		want   events.APIGatewayV2HTTPResponse
	}{
		"two cookies and a list": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Add("Set-Cookie", "a=1; Path=/")
			w.Header().Add("Set-Cookie", "b=2; Expires=Thu, 01 Jan 2026 00:00:00 GMT")
			w.Header().Add("Vary", "Accept")
			w.Header().Add("Vary", "Cookie")
			w.WriteHeader(http.StatusSeeOther)
		}, events.APIGatewayV2HTTPResponse{
			StatusCode: 303, Headers: map[string]string{"vary": "Accept, Cookie"},
			Cookies: []string{"a=1; Path=/", "b=2; Expires=Thu, 01 Jan 2026 00:00:00 GMT"},
		}},
		"Japanese text": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusUnprocessableEntity)
			_, _ = w.Write([]byte(`{"detail":"書類がありません"}`))
			w.Header().Set("X-Late", "not sent")
		}, events.APIGatewayV2HTTPResponse{
			StatusCode: 422, Headers: map[string]string{"content-type": "application/problem+json"}, Body: `{"detail":"書類がありません"}`,
		}},
		"bytes": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte{0x8e, 0x67, 0xff}) }, events.APIGatewayV2HTTPResponse{
			StatusCode: 200, Headers: map[string]string{"content-type": "text/plain; charset=utf-8"}, Body: "jmf/", IsBase64Encoded: true,
		}},
		"nothing": {func(http.ResponseWriter, *http.Request) {}, events.APIGatewayV2HTTPResponse{StatusCode: 200, Headers: map[string]string{}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := web.Serve(c.handle)(t.Context(), recorded(t, "get.json"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestABodyThatIsNoBase64IsABadRequest(t *testing.T) {
	e := recorded(t, "post.json")
	e.Body = "***"
	out, err := web.Serve(http.NotFoundHandler())(t.Context(), e)
	if err != nil || out.StatusCode != 400 {
		t.Errorf("%+v %v", out, err)
	}
}
