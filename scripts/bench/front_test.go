package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/inspection"
)

func TestAFrontPassesOnWhatIsSignedAndNotesIt(t *testing.T) {
	behind := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Host+" "+r.Header.Get("X-Amz-Target"))
	}))
	defer behind.Close()
	server, root, err := authority()
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(root)
	f := &front{}
	defer f.close()
	url, err := f.before(behind.URL, server)
	if err != nil {
		t.Fatal(err)
	}
	c := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}}
	defer c.CloseIdleConnections()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Amz-Target", "DynamoDB_20120810.GetItem")
	answer, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	said, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close() // it is read
	if want := r.URL.Host + " DynamoDB_20120810.GetItem"; err != nil || string(said) != want {
		t.Errorf("it heard %q, %v; want %q", said, err, want)
	}
	f.close() // what is noted is noted after the answer
	if calls := f.seen(); len(calls) != 1 || calls[0].what != "GetItem" || len(f.seen()) != 0 {
		t.Errorf("it noted %v", calls)
	}
}

func TestCallsAtOneTimeCountOnceInASequence(t *testing.T) {
	at := func(begin, end int) call {
		zero := time.Unix(0, 0)
		return call{begin: zero.Add(time.Duration(begin)), end: zero.Add(time.Duration(end))}
	}
	for name, c := range map[string]struct {
		calls  []call
		n      int
		waited time.Duration
	}{
		"none":                   {nil, 0, 0},
		"one after another":      {[]call{at(1, 3), at(3, 5), at(9, 10)}, 3, 5},
		"at one time":            {[]call{at(1, 9), at(2, 4), at(5, 8)}, 2, 8},
		"overlapping at the end": {[]call{at(1, 4), at(3, 6)}, 1, 5},
	} {
		if n, d := inSequence(c.calls), waited(c.calls); n != c.n || d != c.waited {
			t.Errorf("%s: %d in sequence, %d waited; want %d, %d", name, n, d, c.n, c.waited)
		}
	}
}

func TestALargePDFIsSound(t *testing.T) {
	b := largePDF(1 << 20)
	if r := inspection.Inspect(bytes.NewReader(b), int64(len(b)), inspection.Declared{Type: "application/pdf"}); !r.Accepted() || r.Pages != 1 {
		t.Errorf("it is refused: %+v", r)
	}
}
