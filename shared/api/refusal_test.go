package api_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/api/apitest"
	"github.com/sasae-care/sasae/shared/app"
)

func TestAnActThatComesTooLateOrTooEarlyIsRefusedWithItsCode(t *testing.T) {
	d := apitest.Open(t)
	path := d.Reviewed("new")
	words := func(v int, text string) m { return m{"words": []m{{"viewpoint": v, "text": text}}} }
	for _, c := range []struct {
		who, act string
		body     any
		want     string
	}{
		{"m1", "/documents", m{"form": "F-PLAN", "type": "application/pdf", "upload": "form"}, "409 set-closed"},
		{"m1", "/person", apitest.Person(), "409 set-closed"},
		{"m1", "/record", m{"document": "d1"}, "409 record-not-requested"},
		{"m1", "/answers", m{"answers": []m{{"advice": "a1", "closing": "taken-up"}}}, "422 advice-unknown"},
		{"m1", "/confirmed-plan", m{"document": "d1", "consent": "2026-04-20"}, "404 document-unknown"},
		{"m1", "/withdraw", nil, "422 reason-missing"},
		{"m1", "/situation", m{"kind": "hospital", "on": "2026-04-20"}, "422 situation-unknown"},
		{"m1", "/situation", m{"kind": "died"}, "422 date-missing"},
		{"r1", "/situation", m{"kind": "moved", "on": "2026-04-20"}, "422 address-missing"},
		{"r1", "/send-back", nil, "422 reason-missing"},
		{"h1", "/reroute", m{"district": "k9", "reason": "x"}, "422 centre-unknown"},
		{"h1", "/reroute", m{"district": "k1", "centre": "c2", "reason": "x"}, "422 centre-unknown"},
		{"h1", "/reroute", m{"district": "k2"}, "422 reason-missing"},
		{"h1", "/reroute", m{"reason": "x"}, "422 request-invalid"},
		{"h1", "/reassign", m{"reviewer": "h2", "reason": "x"}, "422 reviewer-unknown"},
		{"h1", "/reassign", m{"reviewer": "r2"}, "422 reason-missing"},
		{"r1", "/extend", m{"until": "2026-05-07", "reason": "x"}, "422 extension-not-later"},
		{"r1", "/extend", m{"until": "9999-12-31", "reason": "x"}, "422 extension-not-later"},
		{"r1", "/extend", m{"until": "2026-05-20"}, "422 reason-missing"},
		{"r1", "/advice", m{}, "422 advice-empty"},
		{"r1", "/advice", words(1, ""), "422 advice-empty"},
		{"r1", "/advice", words(6, "x"), "422 viewpoint-unknown"},
		{"r1", "/advice", words(5, "x"), "422 viewpoint-renewal-only"},
		{"k1", "/release", m{"document": "d1", "reason": "x"}, "409 not-held"},
		{"r1", "/advice", words(1, "x"), "200"},
		{"r1", "/advice", words(2, "y"), "409 advice-already-sent"},
		{"r1", "/no-advice", nil, "409 advice-already-sent"},
		{"r1", "/extend", m{"until": "2026-05-20", "reason": "x"}, "409 not-in-review"},
		{"r1", "/send-back", m{"reason": "x"}, "409 not-in-review"},
		{"m1", "/answers", m{"answers": []m{{"advice": "a1", "closing": "perhaps"}}}, "422 answer-unknown"},
		{"m1", "/answers", m{"answers": []m{{"advice": "a1", "closing": "not"}}}, "422 answer-reason-missing"},
		{"m1", "/answers", m{"answers": []m{{"advice": "a1", "closing": "taken-up"}}}, "200"},
		{"m1", "/answers", m{"answers": []m{{"advice": "a1", "closing": "next-renewal"}}}, "409 already-answered"},
		{"m1", "/withdraw", m{"reason": "x"}, "409 already-reviewed"},
	} {
		if got := d.As(c.who).Post(path+c.act, c.body).Code(); got != c.want {
			t.Errorf("%s %v: %s, want %s", c.act, c.body, got, c.want)
		}
	}
	back := d.Reviewed("new")
	d.As("m1").Post(back+"/withdraw", m{"reason": "x"}).Wants("200")
	d.As("h1").Post(back+"/reroute", m{"district": "k2", "reason": "x"}).Wants("409 already-over")
	d.As("m1").Get("/v1/submissions/01KR9T3WZ5Q8M2X7N4V6B1C0HD").Wants("404 not-found")
	d.As("m1").Get("/v1/submissions/x%23y").Wants("404 not-found")
}

func TestListsArePagedWithANextNobodyCanMake(t *testing.T) {
	d := apitest.Open(t)
	for range 5 {
		d.Begun("new")
	}
	var ids []string
	url := "/v1/submissions?limit=2"
	next := ""
	for range 3 {
		var page api.Page[api.Item]
		d.As("m1").Get(url + "&next=" + next).Wants("200").Into(&page)
		for _, i := range page.Items {
			ids = append(ids, i.ID)
		}
		if page.Next == "" {
			break
		}
		next = page.Next
	}
	if len(ids) != 5 {
		t.Fatalf("read %v", ids)
	}
	for _, c := range []struct {
		who         apitest.Caller
		query, want string
	}{
		{d.As("m1"), "limit=0", "422 limit-wrong"}, {d.As("m1"), "limit=101", "422 limit-wrong"}, {d.As("m1"), "limit=x", "422 limit-wrong"},
		{d.As("m1"), "next=x", "422 next-unknown"}, {d.As("m1"), "next=!", "422 next-unknown"}, {d.As("m1"), "next=" + next[:len(next)-2], "422 next-unknown"},
		{d.As("m2"), "next=" + next, "422 next-unknown"}, {d.As("k1"), "next=" + next, "422 next-unknown"},
		{d.From(apitest.Elsewhere, "m1"), "next=" + next, "422 next-unknown"},
		{d.As("r1"), "state=all", "422 request-invalid"}, {d.As("m1"), "receipt=K7F-2MQ-9XX", "422 receipt-wrong"},
	} {
		if got := c.who.Get("/v1/submissions?" + c.query).Code(); got != c.want {
			t.Errorf("%s: %s, want %s", c.query, got, c.want)
		}
	}
}

func TestWhatIsNotARouteIsAProblemToo(t *testing.T) {
	d := apitest.Open(t, func(*app.App) []api.Route {
		return []api.Route{
			{Method: "GET", Path: "/v1/panic", Action: access.List, Handle: func(context.Context, *api.Call) (api.Answer, error) { panic("花子") }},
			{Method: "GET", Path: "/v1/broken", Action: access.List, Handle: func(context.Context, *api.Call) (api.Answer, error) {
				return api.Answer{}, fmt.Errorf("read 花子")
			}},
			{Method: "GET", Path: "/v1/busy", Action: access.List, Handle: func(context.Context, *api.Call) (api.Answer, error) {
				return api.Answer{}, fmt.Errorf("save: %w", app.ErrBusy)
			}},
		}
	})
	plain := d.Handler
	for _, c := range []struct{ method, path, want string }{
		{"GET", "/", "404 route-unknown"}, {"GET", "/v1/", "404 route-unknown"}, {"GET", "/v2/submissions", "404 route-unknown"},
		{"DELETE", "/v1/submissions", "405 method-not-allowed"}, {"POST", "/v1/openapi.yaml", "405 method-not-allowed"},
		{"PUT", "/v1/submissions/01KR9T3WZ5Q8M2X7N4V6B1C0HD", "405 method-not-allowed"},
		{"GET", "/v1/panic", "500 internal"}, {"GET", "/v1/broken", "500 internal"}, {"GET", "/v1/busy", "409 busy"},
	} {
		r := raw(t, plain, d, c.method, c.path)
		if got := r.Code(); got != c.want || r.Header.Get("Content-Type") != "application/problem+json" || strings.Contains(string(r.Body), "花子") {
			t.Errorf("%s %s: %s %s", c.method, c.path, got, r.Body)
		}
		if r.Header.Get("Cache-Control") != "no-store" || r.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s %s: headers %v", c.method, c.path, r.Header)
		}
	}
	if got := raw(t, plain, d, http.MethodDelete, "/v1/submissions").Header.Get("Allow"); got != "GET, POST" {
		t.Errorf("Allow: %s", got)
	}
}
