package web_test

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"github.com/sasae-care/sasae/shared/boot/web"
)

func TestARequestIsToldFromAnEvent(t *testing.T) {
	served, heard := 0, 0
	both := web.Both(web.Serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		served++
		w.WriteHeader(http.StatusTeapot)
	})), func(context.Context, json.RawMessage) error { heard++; return nil })
	request, err := os.ReadFile("testdata/get.json")
	if err != nil {
		t.Fatal(err)
	}
	out, err := both(t.Context(), request)
	if r, ok := out.(events.APIGatewayV2HTTPResponse); err != nil || !ok || r.StatusCode != http.StatusTeapot {
		t.Errorf("a request: %+v %v", out, err)
	}
	for _, delivery := range []string{
		`{"version":"0","id":"1","source":"sasae","detail-type":"month-closed.v1","time":"2026-06-05T04:00:12Z","detail":{"requestContext":{"http":{"method":"GET"}}}}`,
		`{"id":"1","type":"month-closed.v1","town":"431001","at":"2026-06-05T04:00:12Z","data":{}}`,
	} {
		if out, err := both(t.Context(), []byte(delivery)); out != nil || err != nil {
			t.Errorf("an event: %+v %v", out, err)
		}
	}
	if served != 1 || heard != 2 {
		t.Errorf("served %d, heard %d", served, heard)
	}
}

func TestOnlyWhatComesByTheEdgeIsServed(t *testing.T) {
	served := 0
	serve := func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		served++
		return events.APIGatewayV2HTTPResponse{StatusCode: http.StatusTeapot}, nil
	}
	for _, c := range []struct {
		secret string
		shown  map[string]string
		want   int
	}{
		{"s3cret", map[string]string{"x-sasae-edge": "s3cret"}, http.StatusTeapot},
		{"s3cret", map[string]string{"x-sasae-edge": "s3cre"}, http.StatusForbidden},
		{"s3cret", map[string]string{"x-sasae-edge": ""}, http.StatusForbidden},
		{"s3cret", nil, http.StatusForbidden},
		{"", nil, http.StatusTeapot},
		{"new,old", map[string]string{"x-sasae-edge": "old"}, http.StatusTeapot}, // the edge is not deployed yet
		{"new,old", map[string]string{"x-sasae-edge": "new,old"}, http.StatusTeapot},
		{"new", map[string]string{"x-sasae-edge": "new,old"}, http.StatusTeapot},
		{"new", map[string]string{"x-sasae-edge": "old"}, http.StatusForbidden},
		{"new,", map[string]string{"x-sasae-edge": ""}, http.StatusForbidden},
		{"new,old", map[string]string{"x-sasae-edge": "a,b,c,old"}, http.StatusForbidden},
	} {
		before := served
		out, err := web.Shown(c.secret, serve)(t.Context(), events.APIGatewayV2HTTPRequest{Headers: c.shown})
		if err != nil || out.StatusCode != c.want || (served > before) != (c.want == http.StatusTeapot) {
			t.Errorf("%q shows %v: %d, served %d: %v", c.secret, c.shown, out.StatusCode, served-before, err)
		}
	}
}
