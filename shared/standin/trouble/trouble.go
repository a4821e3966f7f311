// Package trouble lets the calls of an SDK client fail as calls over a network
// to AWS do: throttled, cancelled, answered with a 500, lost on the way there,
// lost on the way back.
//
//	SDK client → http.Client → Plan → Trouble → (the stand-in, or nothing)
//
// It is what a stand-in never does by itself. It sits below the SDK's retries,
// so that each attempt is a call of its own:
//
//	at := trouble.New(trouble.On(1, trouble.After(trouble.Reset)), nil)
//	cfg := stand.Config()
//	cfg.HTTPClient = at.Client()
package trouble

import (
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/sasae-care/sasae/shared/fault"
)

// Trouble is what becomes of one request: it answers or fails in the service's
// stead. send is the way to the service; what does not use it, did not happen.
type Trouble func(r *http.Request, send http.RoundTripper) (*http.Response, error)

// After sends the request, throws its answer away and then has the trouble: it
// happened, and nobody heard. Without it nothing happened.
func After(t Trouble) Trouble {
	return func(r *http.Request, send http.RoundTripper) (*http.Response, error) {
		if answer, err := send.RoundTrip(r); err == nil {
			_, _ = io.Copy(io.Discard, answer.Body) // it has happened once it is answered
			_ = answer.Body.Close()
		}
		return t(r, send)
	}
}

// Plan gives the trouble of a call, nil for none. Calls are numbered from 1;
// it is asked by one goroutine at a time and may look at, not read, the request.
type Plan func(call int, r *http.Request) Trouble

// On plans t for one call only.
func On(call int, t Trouble) Plan {
	return func(n int, _ *http.Request) Trouble {
		if n == call {
			return t
		}
		return nil
	}
}

// Always plans t for every call.
func Always(t Trouble) Plan { return func(int, *http.Request) Trouble { return t } }

// Only leaves alone, and does not number, the calls of other operations than
// op, as Operation names them.
func Only(op string, p Plan) Plan {
	n := 0
	return func(_ int, r *http.Request) Trouble {
		if Operation(r) != op {
			return nil
		}
		n++
		return p(n, r)
	}
}

// Of plans the outcomes of p: NotDone is throttled; what is unheard is in turn
// a connection reset, a timeout and a 500. Equal plans make equal troubles.
func Of(p fault.Plan) Plan {
	unheard := []Trouble{Reset, Timeout, Fail}
	return func(n int, _ *http.Request) Trouble {
		switch p(n) {
		case fault.NotDone:
			return Throttle
		case fault.DoneUnheard:
			return After(unheard[n%len(unheard)])
		case fault.NotDoneUnheard:
			return unheard[n%len(unheard)]
		}
		return nil
	}
}

// Operation is what a request asks for: "PutItem" where the protocol names it
// in a header, else the method and the path's first part, as "POST /v2".
func Operation(r *http.Request) string {
	if _, op, ok := strings.Cut(r.Header.Get("X-Amz-Target"), "."); ok {
		return op
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	return r.Method + " /" + first
}

// Transport passes requests on as its plan has it. It is safe for concurrent
// use. Make it with New.
type Transport struct {
	send http.RoundTripper
	mu   sync.Mutex
	plan Plan
	n    int
}

var _ http.RoundTripper = (*Transport)(nil)

// New is a transport before send (nil: http.DefaultTransport). A nil plan only
// counts.
func New(p Plan, send http.RoundTripper) *Transport {
	if send == nil {
		send = http.DefaultTransport
	}
	return &Transport{plan: p, send: send}
}

// Client is the HTTP client to give to an aws.Config.
func (t *Transport) Client() *http.Client { return &http.Client{Transport: t} }

// Count is the number of calls so far.
func (t *Transport) Count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n
}

// RoundTrip implements http.RoundTripper.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	bad := t.next(r)
	if bad == nil {
		return t.send.RoundTrip(r)
	}
	answer, err := bad(r, t.send)
	if r.Body != nil {
		_ = r.Body.Close() // a transport closes it, sent or not
	}
	return answer, err
}

func (t *Transport) next(r *http.Request) Trouble {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n++
	if t.plan == nil {
		return nil
	}
	return t.plan(t.n, r)
}
