package gate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// signature is what Signature Version 4 says of a request.
type signature struct {
	id, region, service string
	at                  time.Time
	life                time.Duration // of a signed URL; 0: it is a header
	headers             []string
	sum                 string
	payload             string
}

var authorization = regexp.MustCompile(`^AWS4-HMAC-SHA256 Credential=([^,\s]+), SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$`)

const (
	stamp    = "20060102T150405Z"
	unsigned = "UNSIGNED-PAYLOAD"
	hashed   = "X-Amz-Content-Sha256"
)

// signatureOf reads the signature of a request, of its header or of its URL.
func signatureOf(r *http.Request, body []byte) (s signature, err error) {
	credential, at := "", r.Header.Get("X-Amz-Date")
	if q := r.URL.Query(); q.Has("X-Amz-Signature") {
		credential, at = q.Get("X-Amz-Credential"), q.Get("X-Amz-Date")
		s.headers, s.sum, s.payload = strings.Split(q.Get("X-Amz-SignedHeaders"), ";"), q.Get("X-Amz-Signature"), unsigned
		seconds, bad := strconv.Atoi(q.Get("X-Amz-Expires"))
		s.life, err = time.Duration(seconds)*time.Second, bad
	} else {
		parts := authorization.FindStringSubmatch(r.Header.Get("Authorization"))
		if parts == nil {
			return s, errors.New("it is not signed")
		}
		credential, s.headers, s.sum = parts[1], strings.Split(parts[2], ";"), parts[3]
		if s.payload = r.Header.Get(hashed); s.payload == "" {
			sum := sha256.Sum256(body)
			s.payload = hex.EncodeToString(sum[:])
		}
	}
	scope := strings.Split(credential, "/")
	if err != nil || len(scope) != 5 {
		return s, errors.New("its credential has no scope")
	}
	s.id, s.region, s.service = scope[0], scope[2], scope[3]
	s.at, err = time.Parse(stamp, at)
	return s, err
}

// caller is whose request it is, and that he himself signed it.
func (g *Gate) caller(r *http.Request, body []byte, service string) (role string, err error) {
	s, err := signatureOf(r, body)
	if err != nil {
		return "", err
	}
	g.mu.Lock()
	c, ok := g.keys[s.id]
	g.mu.Unlock()
	switch now := time.Now(); {
	case !ok:
		return "", fmt.Errorf("nobody has the key %s", s.id)
	case s.service != service:
		return "", fmt.Errorf("it is signed for %s", s.service)
	case s.life == 0 && s.at.Sub(now).Abs() > 15*time.Minute, s.life > 0 && now.After(s.at.Add(s.life)):
		return "", errors.New("it has expired")
	}
	sum, err := s.again(r, c)
	if err == nil && sum != s.sum {
		err = errors.New("the signature is not that of the request")
	}
	return c.role, err
}

// again signs what was signed once more.
func (s signature) again(r *http.Request, c credential) (sum string, err error) {
	u := *r.URL
	u.Scheme, u.Host = "http", r.Host
	again := &http.Request{Method: r.Method, URL: &u, Host: r.Host, Header: http.Header{}}
	for _, name := range s.headers {
		switch name {
		case "host":
		case "content-length":
			again.ContentLength = r.ContentLength
		default:
			again.Header[http.CanonicalHeaderKey(name)] = r.Header.Values(name)
		}
	}
	keys := aws.Credentials{AccessKeyID: c.id, SecretAccessKey: c.secret}
	signer := v4.NewSigner(func(o *v4.SignerOptions) {
		o.DisableURIPathEscaping, o.DisableHeaderHoisting = s.service == "s3", true
	})
	if s.life == 0 {
		err = signer.SignHTTP(context.Background(), keys, again, s.payload, s.service, s.region, s.at)
		if parts := authorization.FindStringSubmatch(again.Header.Get("Authorization")); parts != nil {
			sum = parts[3]
		}
		return sum, err
	}
	u.RawQuery = bare(u.Query(), "X-Amz-Expires").Encode()
	made, _, err := signer.PresignHTTP(context.Background(), keys, again, s.payload, s.service, s.region, s.at)
	if err != nil {
		return "", err
	}
	signed, err := url.Parse(made)
	if err != nil {
		return "", err
	}
	return signed.Query().Get("X-Amz-Signature"), nil
}

// inURL are what a signed URL adds to a query.
var inURL = []string{"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature"}

// bare is a query without what a signature added to it, but for some.
func bare(q url.Values, but ...string) url.Values {
	for _, name := range inURL {
		if !slices.Contains(but, name) {
			q.Del(name)
		}
	}
	return q
}
