package cloud

import (
	"crypto/tls"
	"net"
	"net/http"
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
}

// clientsOf reads the credentials, and the endpoints that stand-ins set.
func clientsOf(s Settings, environ []string) Clients {
	all := toMap(environ)
	return Clients{
		config: aws.Config{
			Region:      s.Region,
			Credentials: credentials.NewStaticCredentialsProvider(s.Key, s.Secret, s.Token),
			HTTPClient:  &http.Client{Transport: transport(all["SSL_CERT_FILE"]+all["SSL_CERT_DIR"] != "")},
		},
		endpoints: all,
	}
}

// transport keeps a few connections open: a function does one thing at a time.
// Where the environment says what roots the machine has, they alone are trusted.
func transport(rootsNamed bool) *http.Transport {
	s := secure{tcp: net.Dialer{Timeout: 3 * time.Second, KeepAlive: 30 * time.Second}, handshake: 5 * time.Second, first: amazon}
	if rootsNamed {
		s.first = nil
	}
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: s.tcp.DialContext, DialTLSContext: s.dial,
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12}, // behind a proxy
		TLSHandshakeTimeout: s.handshake, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 16, IdleConnTimeout: 5 * time.Minute,
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
