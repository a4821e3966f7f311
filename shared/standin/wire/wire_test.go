package wire_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/smithy-go"

	"github.com/sasae-care/sasae/shared/standin/wire"
)

var april = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)

// serve gives the settings of a client of h that tries three times, without a
// pause.
func serve(t *testing.T, h http.Handler) aws.Config {
	t.Helper()
	s, err := wire.Serve(h)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	cfg := s.Config()
	cfg.Retryer = func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		})
	}
	return cfg
}

// code is the code of the error that a service answered.
func code(err error) string {
	var answer smithy.APIError
	if errors.As(err, &answer) {
		return answer.ErrorCode()
	}
	return ""
}

// events collects what a server emits.
type events struct {
	mu     sync.Mutex
	all    []event
	delays []time.Duration
}

type event struct {
	Version    string          `json:"version"`
	ID         string          `json:"id"`
	Source     string          `json:"source"`
	DetailType string          `json:"detail-type"`
	Account    string          `json:"account"`
	Region     string          `json:"region"`
	Time       time.Time       `json:"time"`
	Detail     json.RawMessage `json:"detail"`
}

func (e *events) take(raw []byte, delay time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	var one event
	if err := json.Unmarshal(raw, &one); err != nil {
		panic(err)
	}
	e.all, e.delays = append(e.all, one), append(e.delays, delay)
}

func (e *events) seen() ([]event, []time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]event(nil), e.all...), append([]time.Duration(nil), e.delays...)
}

func TestARequestWithoutTheFormOfASignatureIsRefused(t *testing.T) {
	server, err := wire.Serve(wire.NewSES(wire.Provider{}))
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	good := map[string]string{
		"X-Amz-Date": "20260401T000000Z",
		"Authorization": "AWS4-HMAC-SHA256 Credential=AKID/20260401/ap-northeast-1/ses/aws4_request, " +
			"SignedHeaders=host;x-amz-date, Signature=" + strings.Repeat("0", 64),
	}
	for name, x := range map[string]struct {
		header, from, to string
		code             string
	}{
		"a good one comes as far as the address": {"", "", "", "BadRequestException"},
		"without Authorization":                  {"Authorization", good["Authorization"], "", "MissingAuthenticationTokenException"},
		"without a date":                         {"X-Amz-Date", "20260401T000000Z", "", "IncompleteSignatureException"},
		"another algorithm":                      {"Authorization", "AWS4-HMAC-SHA256", "Basic", "IncompleteSignatureException"},
		"the host is not signed":                 {"Authorization", "host;", "", "IncompleteSignatureException"},
		"a short signature":                      {"Authorization", "Signature=0", "Signature=", "IncompleteSignatureException"},
		"another service":                        {"Authorization", "/ses/", "/s3/", "InvalidSignatureException"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/v2/email/outbound-emails", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		for header, value := range good {
			if header == x.header {
				value = strings.Replace(value, x.from, x.to, 1)
			}
			r.Header.Set(header, value)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if got := answer.Header.Get("X-Amzn-ErrorType"); got != x.code {
			t.Errorf("%s: %s %s, want %s", name, answer.Status, got, x.code)
		}
	}
}

func TestAnotherOperationIsUnknown(t *testing.T) {
	_, err := sesv2.NewFromConfig(serve(t, wire.NewSES(wire.Provider{}))).GetAccount(t.Context(), &sesv2.GetAccountInput{})
	if code(err) != "UnknownOperationException" {
		t.Error(err)
	}
}

func TestAClosedServerIsGoneAndMayBeClosedAgain(t *testing.T) {
	server, err := wire.Serve(http.NotFoundHandler())
	if err != nil {
		t.Fatal(err)
	}
	server.Close()
	server.Close()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, server.URL, bytes.NewReader(nil))
	if err != nil {
		t.Fatal(err)
	}
	if answer, err := http.DefaultClient.Do(r); err == nil {
		_ = answer.Body.Close()
		t.Error("it answers")
	}
}
