// Package web puts an http.Handler behind API Gateway's HTTP API (payload
// format 2.0).
//
//	event → *http.Request → http.Handler → response of the format
//
// The format joins repeated headers with commas and hands cookies over apart;
// its path is already decoded. What goes out as text goes out as it is,
// everything else in base64. What the gateway's authorizer checked goes with the
// request.
package web

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	lambdaevents "github.com/aws/aws-lambda-go/events"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/cloud"
)

// Start serves the routes of a step, on the ports that its main names. An event
// is told to be unheard. It does not return.
func Start(step string, routes func(*app.App) []api.Route, ports ...func() cloud.Port) {
	StartBoth(step, routes, func(*app.App) app.Handler {
		return func(context.Context, app.Scope, events.Event) error { return nil } // no event wakes it
	}, ports...)
}

// Server answers requests of the HTTP API.
type Server = func(context.Context, lambdaevents.APIGatewayV2HTTPRequest) (lambdaevents.APIGatewayV2HTTPResponse, error)

// Serve makes a Lambda handler of an http.Handler.
func Serve(h http.Handler) Server {
	return func(ctx context.Context, e lambdaevents.APIGatewayV2HTTPRequest) (lambdaevents.APIGatewayV2HTTPResponse, error) {
		r, err := request(ctx, e)
		if err != nil {
			return lambdaevents.APIGatewayV2HTTPResponse{StatusCode: http.StatusBadRequest}, nil // nothing to try again
		}
		w := &recorder{header: http.Header{}}
		h.ServeHTTP(w, r)
		return w.response(), nil
	}
}

// request is the event as net/http knows it.
func request(ctx context.Context, e lambdaevents.APIGatewayV2HTTPRequest) (*http.Request, error) {
	body := []byte(e.Body)
	if e.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(e.Body); err != nil {
			return nil, fmt.Errorf("decode the body: %w", err)
		}
	}
	u := url.URL{Path: path(e), RawQuery: e.RawQueryString}
	if by := e.RequestContext.Authorizer; by != nil && by.JWT != nil {
		ctx = access.Claimed(ctx, by.JWT.Claims)
	}
	r, err := http.NewRequestWithContext(ctx, e.RequestContext.HTTP.Method, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make the request: %w", err)
	}
	for name, value := range e.Headers {
		r.Header.Set(name, value)
	}
	if len(e.Cookies) > 0 {
		r.Header.Set("Cookie", strings.Join(e.Cookies, "; "))
	}
	r.Host = r.Header.Get("Host")
	r.Header.Del("Host")
	r.RequestURI = u.RequestURI()
	r.RemoteAddr = net.JoinHostPort(e.RequestContext.HTTP.SourceIP, "0")
	return r, nil
}

// path is the path behind the stage's name.
func path(e lambdaevents.APIGatewayV2HTTPRequest) string {
	p := e.RawPath
	if stage := e.RequestContext.Stage; stage != "" && stage != "$default" {
		if rest, ok := strings.CutPrefix(p, "/"+stage); ok && (rest == "" || rest[0] == '/') {
			p = rest
		}
	}
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	return p
}

// recorder keeps what a handler writes.
type recorder struct {
	header http.Header
	sent   http.Header // the headers as they were when the body began
	status int
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status, w.sent = status, w.header.Clone()
	}
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 && w.header.Get("Content-Type") == "" {
		w.header.Set("Content-Type", http.DetectContentType(b))
	}
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

func (w *recorder) response() lambdaevents.APIGatewayV2HTTPResponse {
	w.WriteHeader(http.StatusOK)
	out := lambdaevents.APIGatewayV2HTTPResponse{StatusCode: w.status, Headers: map[string]string{}, Cookies: w.sent.Values("Set-Cookie")}
	for name, values := range w.sent {
		if name != "Set-Cookie" {
			out.Headers[strings.ToLower(name)] = strings.Join(values, ", ")
		}
	}
	if body := w.body.Bytes(); utf8.Valid(body) {
		out.Body = string(body)
	} else {
		out.Body, out.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	return out
}
