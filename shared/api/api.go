// Package api is the edge of the HTTP API: it knows callers, bodies, repeated
// POSTs and problems, and nothing of the trade.
//
//	request → who, may he, what body → Handle → Answer | problem (RFC 9457)
//
// A step hands in its routes; the OpenAPI file beside this one describes all
// of them. What an error means is decided here, once.
package api

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/boot/journal"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// Route is one operation. Path is a pattern of net/http, for example
// /v1/submissions/{id}. Action names the row of the permission table.
type Route struct {
	Method, Path string
	Action       string
	Summary      string // Japanese, as the OpenAPI file has it
	Handle       Handle
	App          *app.App // the step's own; nil is that of New
	MaxBody      int64    // bytes; 0 is DefaultBody
	Types        []string // media types of the body; none is application/json
}

// Of gives the routes of a step its App.
func Of(a *app.App, routes []Route) []Route {
	for i := range routes {
		routes[i].App = a
	}
	return routes
}

// Handle does one call for a known caller. It authorises with Call.May,
// Call.Case or Call.Change before it tells or changes anything.
type Handle func(ctx context.Context, c *Call) (Answer, error)

// Answer is what a call is answered with: Body as JSON.
type Answer struct {
	Status int // 0 is 200
	Body   any // a json.RawMessage goes out as it is
}

// OK answers 200 with a body.
func OK(body any) Answer { return Answer{http.StatusOK, body} }

// DefaultBody is the largest body of a route that says nothing else, in bytes.
const DefaultBody = 256 << 10

// New serves the routes, and the file that describes them. It panics on two
// routes for one method and path, as net/http does.
func New(a *app.App, routes ...Route) http.Handler {
	mux := http.NewServeMux()
	allowed := map[string][]string{}
	for _, r := range routes {
		mux.Handle(r.Method+" "+r.Path, serve(a, r))
		allowed[r.Path] = append(allowed[r.Path], r.Method)
	}
	mux.HandleFunc("GET "+descriptionPath, serveDescription)
	allowed[descriptionPath] = append(allowed[descriptionPath], http.MethodGet)
	for path, methods := range allowed {
		slices.Sort(methods)
		mux.Handle(path, refuse("method-not-allowed", strings.Join(methods, ", ")))
	}
	mux.Handle("/", refuse("route-unknown", ""))
	return guard(a, mux)
}

// refuse answers with the problem of a code.
func refuse(code, allow string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if allow != "" {
			w.Header().Set("Allow", allow)
		}
		writeProblem(w, r, plan.Refuse(code))
	})
}

// requestID is the key of the request's id in its context.
type requestID struct{}

// guard gives every request an id and every answer its headers, and turns a
// panic into a problem without details.
func guard(a *app.App, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		random := a.Random()
		r = r.WithContext(context.WithValue(r.Context(), requestID{}, "urn:sasae:request:"+hex.EncodeToString(random[:])))
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		defer func() {
			if p := recover(); p != nil {
				writeProblem(w, r, journal.Panicked(p))
			}
			journal.Answered(r.Context(), r.Pattern, r.PathValue("id"), instance(r))
		}()
		next.ServeHTTP(w, r)
	})
}

func instance(r *http.Request) string {
	id, _ := r.Context().Value(requestID{}).(string)
	return id
}

// serve makes a handler of net/http from a route.
func serve(a *app.App, route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ans, err := answer(a, route, w, r)
		if err != nil {
			writeProblem(w, r, err)
			return
		}
		body, err := json.Marshal(ans.Body)
		if err != nil {
			writeProblem(w, r, fmt.Errorf("write the answer of %s: %w", route.Path, err))
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(cmp.Or(ans.Status, http.StatusOK))
		_, _ = w.Write(body) // the caller may be gone
	})
}

// answer makes a Call of the request and has it handled.
func answer(a *app.App, route Route, w http.ResponseWriter, r *http.Request) (Answer, error) {
	who, dir, err := caller(a, r)
	if err != nil {
		return Answer{}, err
	}
	c := &Call{App: cmp.Or(route.App, a), In: app.ScopeOf(who), Who: who, Town: dir, Action: route.Action, Request: r}
	if r.Method == http.MethodPost {
		if c.key = r.Header.Get("Idempotency-Key"); c.key == "" || len(c.key) > 255 {
			return Answer{}, plan.Refuse("idempotency-key-missing")
		}
		if c.Body, err = readBody(route, w, r); err != nil {
			return Answer{}, err
		}
	}
	return route.Handle(r.Context(), c)
}

// caller is who asks, as today's reference data know him, and those data.
func caller(a *app.App, r *http.Request) (access.Principal, *town.Directory, error) {
	now := a.Now()
	s, err := session(a, r, now)
	if err != nil {
		return access.Principal{}, nil, err
	}
	return access.Know(r.Context(), a, s, day.On(now))
}

// session is who the gateway says has signed in; where there is none, who the
// bearer token stands for.
func session(a *app.App, r *http.Request, now time.Time) (access.Session, error) {
	if claims, ok := access.Claims(r.Context()); ok {
		return access.OfClaims(claims)
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "bearer") {
		return access.Session{}, plan.Refuse("unauthenticated")
	}
	return access.Verify(a.Ring, strings.TrimSpace(token), now)
}
