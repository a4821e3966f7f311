package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/sasae-care/sasae/shared/standin/trouble"
)

// front stands before stand-ins as the endpoints of AWS stand in the cloud: it
// speaks TLS, notes each request and makes each wait.
//
//	function → TLS → front (notes, waits) → stand-in
type front struct {
	mu    sync.Mutex
	wait  time.Duration // of each request, before it is passed on
	calls []call

	servers []*http.Server
	serving sync.WaitGroup
}

// call is a request as the front saw it.
type call struct {
	what       string // "GetItem", "HEAD /incoming"
	begin, end time.Time
}

// before serves a stand-in at an address of its own, which it gives.
func (f *front) before(standIn string, as tls.Certificate) (string, error) {
	to, err := url.Parse(standIn)
	if err != nil {
		return "", fmt.Errorf("put a front before a stand-in: %w", err)
	}
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("put a front before a stand-in: %w", err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(to); r.Out.Host = r.In.Host }, // the host is signed
		Transport: &http.Transport{MaxIdleConnsPerHost: 16, DisableCompression: true},
	}
	s := &http.Server{
		Handler: f.noting(proxy), ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0),
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){}, // DynamoDB and S3 speak HTTP/1.1
	}
	f.servers = append(f.servers, s)
	f.serving.Go(func() {
		_ = s.Serve(tls.NewListener(plain, &tls.Config{Certificates: []tls.Certificate{as}, MinVersion: tls.VersionTLS12})) // until close
	})
	return "https://" + plain.Addr().String(), nil
}

func (f *front) noting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := call{what: trouble.Operation(r), begin: time.Now()}
		f.mu.Lock()
		wait := f.wait
		f.mu.Unlock()
		time.Sleep(wait)
		next.ServeHTTP(w, r)
		c.end = time.Now()
		f.mu.Lock()
		f.calls = append(f.calls, c)
		f.mu.Unlock()
	})
}

// delay makes each request wait from now on.
func (f *front) delay(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.wait = d
}

// seen are the requests since the last question, in order.
func (f *front) seen() []call {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := f.calls
	f.calls = nil
	slices.SortFunc(out, func(a, b call) int { return a.begin.Compare(b.begin) })
	return out
}

func (f *front) close() {
	for _, s := range f.servers {
		_ = s.Close() // nothing is left to be saved
	}
	f.serving.Wait()
}

// inSequence is the longest chain of requests each of which began after the one
// before had ended.
func inSequence(calls []call) (n int) {
	var free time.Time
	byEnd := slices.SortedFunc(slices.Values(calls), func(a, b call) int { return a.end.Compare(b.end) })
	for _, c := range byEnd {
		if !c.begin.Before(free) {
			n, free = n+1, c.end
		}
	}
	return n
}

// waited is how long at least one request was under way.
func waited(calls []call) (d time.Duration) {
	var until time.Time
	for _, c := range calls { // by their beginning
		if c.begin.After(until) {
			until = c.begin
		}
		if c.end.After(until) {
			d += c.end.Sub(until)
			until = c.end
		}
	}
	return d
}
