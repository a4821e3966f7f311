package cloud

import (
	"crypto/tls"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// Clients makes the configuration of a service's client. It reads what Lambda
// gives a function and nothing else: no files, no metadata service, which costs
// a start less than the SDK's own loading of a configuration.
type Clients struct {
	config    aws.Config
	endpoints map[string]string
	early     *early
}

// clientsOf reads the credentials, and the endpoints that stand-ins set.
func clientsOf(s Identity, environ []string) Clients {
	all := toMap(environ)
	ahead := &early{to: secureOf(all["SSL_CERT_FILE"]+all["SSL_CERT_DIR"] != "")}
	return Clients{
		config: aws.Config{
			Region:      s.Region,
			Credentials: credentials.NewStaticCredentialsProvider(s.Key, s.Secret, s.Token),
			HTTPClient:  &http.Client{Transport: transport(ahead)},
		},
		endpoints: all, early: ahead,
	}
}

// greet opens a connection to a service while the start of a function goes on:
// its first request finds it open. An address that the SDK does not call is no
// harm.
func (c Clients) greet(service string) {
	if c.endpoints["AWS_LAMBDA_RUNTIME_API"] == "" {
		return // nobody will ask
	}
	if to := c.For(service).BaseEndpoint; to == nil {
		c.early.open(strings.ToLower(service) + "." + c.config.Region + ".amazonaws.com:443")
	} else if host, tls := strings.CutPrefix(*to, "https://"); tls {
		c.early.open(host)
	}
}

// secureOf trusts the roots of Amazon first. Where the environment says what
// roots the machine has, they alone are trusted.
func secureOf(rootsNamed bool) secure {
	s := secure{tcp: net.Dialer{Timeout: 3 * time.Second, KeepAlive: 30 * time.Second}, handshake: 5 * time.Second, first: amazon}
	if rootsNamed {
		s.first = nil
	}
	return s
}

// transport keeps a few connections open: a function does one thing at a time.
func transport(e *early) *http.Transport {
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: e.to.tcp.DialContext, DialTLSContext: e.dial,
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12}, // behind a proxy
		TLSHandshakeTimeout: e.to.handshake, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 16, IdleConnTimeout: 5 * time.Minute,
	}
}

// For is the configuration of a service, by the name that the SDK's variables
// for endpoints have: AWS_ENDPOINT_URL_DYNAMODB, or AWS_ENDPOINT_URL for all.
func (c Clients) For(service string) aws.Config {
	out := c.config.Copy()
	for _, name := range []string{"AWS_ENDPOINT_URL_" + service, "AWS_ENDPOINT_URL"} {
		if url := c.endpoints[name]; url != "" {
			out.BaseEndpoint = &url
			break
		}
	}
	return out
}
