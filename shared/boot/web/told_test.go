package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	lambdaevents "github.com/aws/aws-lambda-go/events"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions/upload"
	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/boot"
	"github.com/sasae-care/sasae/shared/boot/web"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// asked makes a request of somebody to the function upload, and gives its
// answer and its line.
func asked(t *testing.T, b *apptest.Bench, staff, method, path string, more ...api.Route) (lambdaevents.APIGatewayV2HTTPResponse, map[string]any) {
	t.Helper()
	var out bytes.Buffer
	a := b.App("upload")
	a.Store = app.Readable(a.Store)
	serve := web.Told("upload", web.Serve(api.New(a, append(upload.Routes(a), more...)...)), slog.New(slog.NewJSONHandler(&out, nil)))
	e := lambdaevents.APIGatewayV2HTTPRequest{RawPath: path, RawQueryString: "name=花子&insured=0000012345", Headers: map[string]string{
		"authorization": "Bearer " + access.Issue(b.Folder.Ring, apptest.Town, staff, b.Now().Add(time.Hour)), "idempotency-key": "k", "user-agent": "hanako",
	}, Body: `{"name":"試験 花子"}`}
	e.RequestContext.HTTP.Method = method
	answer, err := serve(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil || bytes.Count(out.Bytes(), []byte("\n")) != 1 {
		t.Fatalf("%v: %s", err, out.Bytes())
	}
	for _, word := range []string{"花", "0000012345", "hanako", "name=", "Bearer"} {
		if strings.Contains(out.String(), word) {
			t.Errorf("the line tells %q: %s", word, out.String())
		}
	}
	return answer, line
}

func TestWhoTheGatewaySaysIsTheCaller(t *testing.T) {
	b := apptest.New(t)
	c := b.InReview(plan.New)
	a := b.App("upload")
	serve := web.Serve(api.New(a, upload.Routes(a)...))
	for name, x := range map[string]struct {
		claims map[string]string
		status int
	}{
		"the office's manager":                   {map[string]string{"token_use": "id", access.ClaimTown: apptest.Town, access.ClaimStaff: "m1"}, 200},
		"a manager of another office":            {map[string]string{"token_use": "id", access.ClaimTown: apptest.Town, access.ClaimStaff: "m2"}, 404},
		"nobody, with a manager's token besides": {map[string]string{"token_use": "id"}, 401},
	} {
		e := lambdaevents.APIGatewayV2HTTPRequest{RawPath: "/v1/submissions/" + c.ID, Headers: map[string]string{
			"authorization": "Bearer " + access.Issue(b.Folder.Ring, apptest.Town, "m1", b.Now().Add(time.Hour))}}
		e.RequestContext.HTTP.Method = "GET"
		e.RequestContext.Authorizer = &lambdaevents.APIGatewayV2HTTPRequestContextAuthorizerDescription{
			JWT: &lambdaevents.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: x.claims}}
		if got, err := serve(t.Context(), e); err != nil || got.StatusCode != x.status {
			t.Errorf("%s: %d %v", name, got.StatusCode, err)
		}
	}
}

func TestARequestIsToldInOneLineByItsRoute(t *testing.T) {
	b := apptest.New(t)
	c := b.InReview(plan.New)
	failing := func(err error) func(context.Context, *api.Call) (api.Answer, error) {
		return func(context.Context, *api.Call) (api.Answer, error) { return api.Answer{}, err }
	}
	more := []api.Route{
		{Method: "GET", Path: "/v1/throttled/{id}", Handle: failing(fmt.Errorf("read case: %w", store.ErrThrottled))},
		{Method: "GET", Path: "/v1/broken/{id}", Handle: failing(errors.New("read the file of 花子 0000012345"))},
		{Method: "GET", Path: "/v1/panics/{id}", Handle: func(context.Context, *api.Call) (api.Answer, error) { panic("花子") }},
	}
	for _, x := range []struct {
		staff, method, path string
		want                map[string]any
	}{
		{"m1", "GET", "/v1/submissions/" + c.ID, map[string]any{"status": 200.0, "outcome": "done", "route": "GET /v1/submissions/{id}", "case": c.ID, "code": nil, "level": "INFO"}},
		{"m2", "GET", "/v1/submissions/" + c.ID, map[string]any{"status": 404.0, "outcome": "refused", "code": "not-found", "error": nil, "failures": nil}},
		{"m1", "GET", "/v1/submissions/0000012345", map[string]any{"status": 404.0, "case": nil, "code": "not-found"}},
		{"m1", "POST", "/v1/submissions/" + c.ID + "/withdraw", map[string]any{"status": 415.0, "outcome": "refused", "code": "content-type-wrong", "route": "POST /v1/submissions/{id}/withdraw"}},
		{"m1", "GET", "/花子/0000012345", map[string]any{"status": 404.0, "route": "/", "code": "route-unknown"}},
		{"m1", "DELETE", "/v1/submissions", map[string]any{"status": 405.0, "route": "/v1/submissions", "code": "method-not-allowed"}},
		{"x", "GET", "/v1/submissions", map[string]any{"status": 401.0, "code": "unauthenticated"}},
		{"m1", "GET", "/v1/throttled/x", map[string]any{"status": 503.0, "outcome": "failed", "code": "unavailable", "throttled": 1.0, "failures": 1.0, "error": "read case: throttled", "level": "ERROR"}},
		{"m1", "GET", "/v1/broken/x", map[string]any{"status": 500.0, "outcome": "failed", "code": "internal", "error": "read the file of * *"}},
		{"m1", "GET", "/v1/panics/x", map[string]any{"status": 500.0, "outcome": "failed", "code": "internal", "route": "GET /v1/panics/{id}"}},
	} {
		answer, line := asked(t, b, x.staff, x.method, x.path, more...)
		for k, want := range x.want {
			if line[k] != want {
				t.Errorf("%s %s: %s is %v, want %v", x.method, x.path, k, line[k], want)
			}
		}
		if answer.StatusCode < 400 {
			continue
		}
		var p api.Problem
		if err := json.Unmarshal([]byte(answer.Body), &p); err != nil || line["request"] != p.Instance || p.Instance == "" {
			t.Errorf("%s %s: the line is of %v, the problem of %q: %v", x.method, x.path, line["request"], p.Instance, err)
		}
	}
	if _, line := asked(t, b, "m1", "GET", "/v1/panics/x", more...); !strings.Contains(fmt.Sprint(line["error"]), "panicked with string at web_test.") {
		t.Errorf("the panic is told as %v", line["error"])
	}
}

func TestARecordOfANewerReleaseIsAnsweredInJapanese(t *testing.T) {
	b := apptest.New(t)
	c := b.InReview(plan.New)
	k := store.Key{P: app.Cases + apptest.Town + "#" + c.ID, S: "HEAD"}
	it, err := b.DB.Get(t.Context(), k)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.DB.Commit(t.Context(), store.Replace(it, bytes.Replace(it.Body, []byte(`"schema":1`), []byte(`"schema":2`), 1))); err != nil {
		t.Fatal(err)
	}
	answer, line := asked(t, b, "m1", "GET", "/v1/submissions/"+c.ID)
	var p api.Problem
	if err := json.Unmarshal([]byte(answer.Body), &p); err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusServiceUnavailable || p.Code != "record-newer" || !strings.Contains(p.Detail, "新しい版") || line["code"] != "record-newer" || line["outcome"] != "failed" {
		t.Errorf("%d %+v %v", answer.StatusCode, p, line)
	}
	if now, err := b.DB.Get(t.Context(), k); err != nil || now.Version != it.Version+1 {
		t.Errorf("the record was touched: %v", err)
	}
}

func TestAFunctionOfRequestsHearsNoEvent(t *testing.T) {
	var out bytes.Buffer
	hear := boot.Events("upload", func(context.Context, events.Event) error { t.Error("it was woken"); return nil }, slog.New(slog.NewJSONHandler(&out, nil)))
	both := web.Both(web.Serve(http.NotFoundHandler()), hear)
	raw := `{"id":"1","type":"month-closed.v1","town":"431001","at":"2026-06-05T04:00:12Z","data":{"month":"2026-05","insurer":"1","run":"r"}}`
	if _, err := both(t.Context(), []byte(raw)); err == nil || !strings.HasPrefix(err.Error(), "event-unheard: ") {
		t.Error(err)
	}
	if _, err := both(t.Context(), []byte(`{"requestContext":5}`)); err == nil || !strings.HasPrefix(err.Error(), "event-") {
		t.Error(err)
	}
}
