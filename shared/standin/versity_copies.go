package standin

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// copies stands before versitygw and keeps the one condition of S3 that it does
// not know: that the key of a copy is new.
//
//	client → copies → versitygw
//	            ├ 412 when If-None-Match: * and the key is there
//	            └ put: an object is there now
//
// One such copy is made at a time.
type copies struct {
	put    func(bucket, key, etag string, at time.Time) // nil: nobody wants to know; set before the first request
	one    sync.Mutex
	look   *s3.Client // goes to versitygw itself
	pass   *httputil.ReverseProxy
	server *http.Server
	done   sync.WaitGroup
}

// copiesBefore serves at an address of its own, which it gives.
func copiesBefore(address string, look *s3.Client) (*copies, string, error) {
	to, err := url.Parse(address)
	if err != nil {
		return nil, "", err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", fmt.Errorf("listen before versitygw: %w", err)
	}
	c := &copies{look: look, pass: &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(to); r.Out.Host = r.In.Host }, // the host is signed
		Transport: &http.Transport{MaxIdleConnsPerHost: 16, DisableCompression: true},
		ErrorLog:  log.New(io.Discard, "", 0), // a client that went away
	}}
	c.pass.ModifyResponse = c.answered
	c.server = &http.Server{Handler: c, ErrorLog: log.New(io.Discard, "", 0)}
	c.done.Go(func() { _ = c.server.Serve(l) }) // ends by stop
	return c, "http://" + l.Addr().String(), nil
}

// answered notes an object that was put.
func (c *copies) answered(resp *http.Response) error {
	r := resp.Request
	bucket, key, object := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	at, _ := http.ParseTime(resp.Header.Get("Date")) // every server says when it answers
	if c.put != nil && object && r.Method == http.MethodPut && resp.StatusCode == http.StatusOK && r.Header.Get("X-Amz-Copy-Source") == "" {
		c.put(bucket, key, resp.Header.Get("ETag"), at)
	}
	return nil
}

// ServeHTTP passes a request on, unless its condition does not hold.
func (c *copies) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Amz-Copy-Source") == "" || r.Header.Get("If-None-Match") != "*" {
		c.pass.ServeHTTP(w, r)
		return
	}
	c.one.Lock()
	defer c.one.Unlock()
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if _, err := c.look.HeadObject(r.Context(), &s3.HeadObjectInput{Bucket: &bucket, Key: &key}); err != nil { // none, or versitygw says what is wrong
		c.pass.ServeHTTP(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(http.StatusPreconditionFailed)
	_, _ = io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?><Error><Code>PreconditionFailed</Code>`+
		`<Message>At least one of the pre-conditions you specified did not hold</Message><Condition>If-None-Match</Condition></Error>`)
}

func (c *copies) stop() {
	_ = c.server.Close() // nothing is left to be saved
	c.done.Wait()
}
