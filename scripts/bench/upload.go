package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	lambdaevents "github.com/aws/aws-lambda-go/events"

	"github.com/sasae-care/sasae/scripts/host"
	"github.com/sasae-care/sasae/shared/town/invented"
)

// firstAnswer is the first answer of the uploading function after a cold start:
// it opens a submission with its documents, over TLS, signed. Hello answers without
// any call; write, with nothing but one write, is the least that a function with
// the SDK takes here.
func firstAnswer(ctx context.Context, _ bool) ([]figure, error) {
	p, err := settle(ctx)
	if err != nil {
		return nil, err
	}
	defer p.close()
	ours, hello, err := pair(ctx, "upload", p.env)
	if err != nil {
		return nil, err
	}
	n, calls := 0, 0
	open := func() (time.Duration, error) {
		n++
		payload, err := opening(n)
		if err != nil {
			return 0, err
		}
		p.front.seen()
		c, out, err := cold(ctx, ours, payload)
		if err == nil {
			err = answered(out, http.StatusCreated)
		}
		calls = len(p.front.seen())
		return c.FirstAnswer, err
	}
	first := func(f host.Function) func() (time.Duration, error) {
		return func() (time.Duration, error) {
			c, _, err := cold(ctx, f, []byte("{}"))
			return c.FirstAnswer, err
		}
	}
	a, b, err := inTurn(coldRounds, open, first(hello))
	if err != nil {
		return nil, err
	}
	least, _, err := pair(ctx, "write", p.env)
	if err != nil {
		return nil, err
	}
	c, d, err := inTurn(coldRounds, first(least), first(hello))
	return []figure{{
		Figure: "first-answer-upload", Value: a, Unit: fmt.Sprintf("ms from the start of the process, with %d calls to AWS", calls),
		Against: b, Anchor: "the first answer of hello, without any call",
	}, {
		Figure: "first-answer-write", Value: c, Unit: "ms from the start of the process of the smallest function with the SDK, with 1 call to AWS",
		Against: d, Anchor: "the first answer of hello, without any call",
	}}, err
}

// warm is how many requests a second one worker answers, one after another.
func warm(name string, want int, request func(n int, id string) ([]byte, error)) bench {
	return bench{name, func(ctx context.Context, _ bool) ([]figure, error) {
		p, err := settle(ctx)
		if err != nil {
			return nil, err
		}
		defer p.close()
		ours, hello, err := pair(ctx, "upload", p.env)
		if err != nil {
			return nil, err
		}
		h, err := host.Open(host.Options{Functions: []host.Function{ours, hello}})
		if err != nil {
			return nil, err
		}
		defer func() { _ = h.Close() }() // the figure is made
		id, err := opened(ctx, h)
		if err != nil {
			return nil, err
		}
		n := 1
		mine, anchor, err := turns(rounds, func() error {
			return times(warmRequests, func() error {
				n++
				payload, err := request(n, id)
				if err != nil {
					return err
				}
				out, err := h.Invoke(ctx, "upload", payload)
				if err != nil {
					return err
				}
				return answered(out, want)
			})
		}, func() error {
			return times(warmRequests, func() error { _, err := h.Invoke(ctx, "hello", []byte("{}")); return err })
		})
		return []figure{{
			Figure: name, Value: warmRequests / mine, Unit: "requests/s, one after another",
			Against: warmRequests / anchor, Anchor: "hello, without any call",
		}}, err
	}}
}

const warmRequests = 100

func times(n int, do func() error) error {
	for range n {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// opened opens a submission and gives its id.
func opened(ctx context.Context, h *host.Host) (string, error) {
	payload, err := opening(0)
	if err != nil {
		return "", err
	}
	out, err := h.Invoke(ctx, "upload", payload)
	if err != nil {
		return "", err
	}
	if err := answered(out, http.StatusCreated); err != nil {
		return "", err
	}
	var a lambdaevents.APIGatewayV2HTTPResponse
	var body struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(out, &a); err != nil {
		return "", err
	}
	return body.ID, json.Unmarshal([]byte(a.Body), &body)
}

// opening is the n-th request to open a submission with the documents of a new
// set, as API Gateway hands it on.
func opening(n int) ([]byte, error) {
	documents := []map[string]any{}
	for _, form := range []string{"F-KIHON", "F-KCL", "F-PLAN"} {
		documents = append(documents, map[string]any{"form": form, "type": "application/pdf", "size": 20_000, "sha256": strings.Repeat("0a", 32)})
	}
	body, err := json.Marshal(map[string]any{
		"kind": "new", "insurer": invented.Insurer, "insured": fmt.Sprintf("%010d", n%1000), "person": map[string]any{
			"name": "試験 花子", "kana": "シケン ハナコ", "birth": "1940-02-03", "planFrom": "2026-05-01", "planTo": "2027-03-31",
			"address":       map[string]string{"postcode": "9990001", "area": "本町一丁目", "block": "12-3"},
			"certification": map[string]string{"status": "certified", "level": "12", "from": "2026-04-01", "to": "2027-03-31"},
		},
		"documents": documents,
	})
	if err != nil {
		return nil, err
	}
	return asked(http.MethodPost, "/v1/submissions", fmt.Sprintf("bench-%d", n), string(body))
}

// reading is the request to read a submission.
func reading(_ int, id string) ([]byte, error) {
	return asked(http.MethodGet, "/v1/submissions/"+id, "", "")
}

// asked is a request of the office's manager in payload format 2.0.
func asked(method, path, key, body string) ([]byte, error) {
	bearer, err := token("m1")
	if err != nil {
		return nil, err
	}
	e := lambdaevents.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: "$default", RawPath: path, Body: body,
		Headers: map[string]string{"host": "api.example.jp", "authorization": "Bearer " + bearer, "content-type": "application/json", "idempotency-key": key},
	}
	e.RequestContext.Stage = "$default"
	e.RequestContext.HTTP = lambdaevents.APIGatewayV2HTTPRequestContextHTTPDescription{Method: method, Path: path, SourceIP: "192.0.2.1", Protocol: "HTTP/1.1"}
	return json.Marshal(e)
}

// answered tells whether a function's response has the status.
func answered(out []byte, status int) error {
	var a lambdaevents.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(out, &a); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	if a.StatusCode != status {
		return fmt.Errorf("answered %d, want %d: %s", a.StatusCode, status, a.Body)
	}
	return nil
}
