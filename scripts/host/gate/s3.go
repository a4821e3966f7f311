package gate

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/sasae-care/sasae/scripts/host/iam"
	"github.com/sasae-care/sasae/scripts/host/template"
)

// S3 stands before a stand-in for S3, whose own credentials are those of as: it
// checks signatures, so what passes is signed anew. Form uploads (POST) are not
// known here.
func (g *Gate) S3(as aws.Config) (http.Handler, error) {
	to, err := url.Parse(aws.ToString(as.BaseEndpoint))
	if err != nil {
		return nil, fmt.Errorf("read the address of S3: %w", err)
	}
	keys, err := as.Credentials.Retrieve(context.Background())
	if err != nil {
		return nil, fmt.Errorf("read the credentials of S3: %w", err)
	}
	s := &objects{gate: g, keys: keys, region: as.Region}
	s.pass = &httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(to); r.Out.Host = to.Host; s.sign(r.Out) },
		ModifyResponse: s.answered,
		Transport:      &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
		ErrorLog:       log.New(io.Discard, "", 0), // a client that went away
	}
	return s, nil
}

// objects is the gate of S3.
type objects struct {
	gate   *Gate
	keys   aws.Credentials
	region string
	pass   *httputil.ReverseProxy
}

// wish is a request of S3 on its way.
type wish struct {
	asked
	role   string
	bucket template.Bucket
	object bool // not the bucket
}

type wishKey struct{}

// ServeHTTP implements http.Handler.
func (s *objects) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	role, err := s.gate.caller(r, nil, "s3")
	if err != nil {
		forbid(w, "SignatureDoesNotMatch", err.Error())
		return
	}
	a, err := s.read(r)
	if err != nil {
		forbid(w, "AccessDenied", err.Error())
		return
	}
	if no := s.gate.first(role, a.requests); no != nil {
		forbid(w, "AccessDenied", notAllowed(role, *no))
		return
	}
	a.role = role
	seen := &witness{ResponseWriter: w, lost: s.gate.unheard(role, a.asked)}
	s.pass.ServeHTTP(seen, r.WithContext(context.WithValue(r.Context(), wishKey{}, a)))
	if seen.lost {
		panic(http.ErrAbortHandler) // it happened, and nobody hears
	}
}

func forbid(w http.ResponseWriter, code, message string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(http.StatusForbidden)
	_, _ = io.WriteString(w, denial(code, message)) // a caller who left does not hear it
}

func denial(code, message string) string {
	var text strings.Builder
	_ = xml.EscapeText(&text, []byte(message)) // into memory
	return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>` + code + `</Code><Message>` + text.String() + `</Message></Error>`
}

// free are headers of S3's own that want no action of their own.
var free = []string{
	"X-Amz-Content-Sha256", "X-Amz-Date", "X-Amz-Checksum-Sha256", "X-Amz-Checksum-Crc32", "X-Amz-Checksum-Mode", "X-Amz-Sdk-Checksum-Algorithm",
	"X-Amz-Checksum-Algorithm", "X-Amz-Copy-Source", "X-Amz-Copy-Source-If-Match", "X-Amz-Metadata-Directive", "X-Amz-Tagging-Directive", "X-Amz-User-Agent",
}

// read is what a request asks for.
func (s *objects) read(r *http.Request) (a wish, err error) {
	for name := range r.Header {
		if strings.HasPrefix(name, "X-Amz-") && !slices.Contains(free, name) {
			return a, fmt.Errorf("the header %s is not known here", name)
		}
	}
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if a.bucket, err = s.bucket(bucket); err != nil {
		return a, err
	}
	a.object = key != ""
	q := r.URL.Query()
	on, writes := a.bucket.ARN+"/"+key, false
	switch {
	case !a.object && r.Method == http.MethodGet && q.Has("versions"):
		a.operation, on = "ListBucketVersions", a.bucket.ARN
	case !a.object:
		return a, errors.New("an operation on a bucket that is not known here")
	case r.Method == http.MethodPut && r.Header.Get("X-Amz-Copy-Source") != "":
		a.operation, writes = "CopyObject", true
		if err := a.copied(s, r.Header.Get("X-Amz-Copy-Source")); err != nil {
			return a, err
		}
		if r.Header.Get("X-Amz-Tagging-Directive") != "REPLACE" { // tags, as GuardDuty sets them, are copied
			a.requests = append(a.requests, iam.Request{Action: "s3:PutObjectTagging", Resource: on})
		}
	case r.Method == http.MethodPut && len(bare(q)) <= 1: // x-id alone
		a.operation, writes = "PutObject", true
	case r.Method == http.MethodDelete:
		a.operation = "DeleteObject"
	case r.Method == http.MethodGet:
		a.operation = "GetObject"
	case r.Method == http.MethodHead:
		a.operation = "HeadObject"
	default:
		return a, fmt.Errorf("%s %s is not known here", r.Method, r.URL.RawQuery)
	}
	action := map[string]string{"CopyObject": "PutObject", "HeadObject": "GetObject"}[a.operation]
	if action == "" {
		action = a.operation
	}
	if q.Has("versionId") {
		action += "Version"
	}
	a.requests = append(a.requests, iam.Request{Action: "s3:" + action, Resource: on})
	if a.operation != "DeleteObject" && a.operation != "ListBucketVersions" {
		a.requests = append(a.requests, s.gate.forKey("s3", a.bucket.Key, writes)...)
	}
	return a, nil
}

// copied asks for the source of a copy.
func (a *wish) copied(s *objects, source string) error {
	path, query, _ := strings.Cut(strings.TrimPrefix(source, "/"), "?")
	path, err := url.PathUnescape(path)
	if err != nil {
		return fmt.Errorf("read the source of a copy: %w", err)
	}
	name, key, _ := strings.Cut(path, "/")
	from, err := s.bucket(name)
	if err != nil {
		return err
	}
	action := "s3:GetObject"
	if strings.HasPrefix(query, "versionId=") {
		action += "Version"
	}
	a.requests = append(a.requests, iam.Request{Action: action, Resource: from.ARN + "/" + key})
	a.requests = append(a.requests, s.gate.forKey("s3", from.Key, false)...)
	return nil
}

func (s *objects) bucket(name string) (template.Bucket, error) {
	for _, b := range s.gate.stage.Buckets {
		if b.Name == name {
			return b, nil
		}
	}
	return template.Bucket{}, fmt.Errorf("there is no bucket %q", name)
}

// sign signs a request with the stand-in's own credentials.
func (s *objects) sign(r *http.Request) {
	payload := r.Header.Get(hashed)
	if q := r.URL.Query(); q.Has("X-Amz-Signature") {
		payload, r.URL.RawQuery = unsigned, bare(q).Encode()
	}
	r.Header.Del("Authorization")
	r.Header.Set(hashed, payload)
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
	_ = signer.SignHTTP(r.Context(), s.keys, r, payload, "s3", s.region, time.Now()) // its credentials are there; without a signature S3 refuses
}

// answered counts what was answered. That nothing is there S3 says only to who
// may list.
func (s *objects) answered(resp *http.Response) error {
	a, _ := resp.Request.Context().Value(wishKey{}).(wish)
	missing := resp.StatusCode == http.StatusNotFound && a.object && (a.operation == "GetObject" || a.operation == "HeadObject" || a.operation == "CopyObject")
	if missing {
		if no := s.gate.first(a.role, []iam.Request{{Action: "s3:ListBucket", Resource: a.bucket.ARN}}); no != nil {
			text := denial("AccessDenied", notAllowed(a.role, *no))
			_ = resp.Body.Close() // it is not passed on
			resp.StatusCode, resp.Body, resp.ContentLength = http.StatusForbidden, io.NopCloser(strings.NewReader(text)), int64(len(text))
			resp.Header = http.Header{"Content-Type": {"application/xml"}}
		}
	}
	s.gate.tell(Call{Role: a.role, Service: "s3", Operation: a.operation, Status: resp.StatusCode})
	return nil
}
