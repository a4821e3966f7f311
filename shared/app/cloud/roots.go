package cloud

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	_ "embed"
	"errors"
	"net"
	"sync"
	"time"
)

// amazonPEM are the roots that AWS signs its endpoints with: Amazon Root CA 1
// to 4 and Starfield Services Root CA G2. Source: Amazon Trust Services
// repository, as Mozilla's collection has them.
//
//go:embed amazon.pem
var amazonPEM []byte

// amazon are these roots, read when the first connection is made.
var amazon = sync.OnceValue(func() *x509.CertPool {
	p := x509.NewCertPool()
	p.AppendCertsFromPEM(amazonPEM)
	return p
})

// secure opens TLS connections. Whom it trusts is whom the machine trusts; but
// to read the machine's roots, some 140 in more than one place, takes a start
// longer than all else it does together, so those of Amazon are tried first.
type secure struct {
	tcp       net.Dialer
	handshake time.Duration         // at most
	first     func() *x509.CertPool // nil: the machine's only
	machine   *x509.CertPool        // nil, but in tests: as crypto/x509 finds it
}

// dial is for http.Transport.DialTLSContext.
func (s secure) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if s.first == nil {
		return s.open(ctx, network, address, s.machine)
	}
	c, err := s.open(ctx, network, address, s.first())
	var stranger x509.UnknownAuthorityError
	if errors.As(err, &stranger) {
		return s.open(ctx, network, address, s.machine)
	}
	return c, err
}

// open connects and shakes hands; nil roots are the machine's.
func (s secure) open(ctx context.Context, network, address string, roots *x509.CertPool) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	raw, err := s.tcp.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	c := tls.Client(raw, &tls.Config{MinVersion: tls.VersionTLS12, ServerName: host, RootCAs: roots, NextProtos: []string{"h2", "http/1.1"}})
	ctx, cancel := context.WithTimeout(ctx, s.handshake)
	defer cancel()
	if err := c.HandshakeContext(ctx); err != nil {
		_ = raw.Close() // the handshake's error is the one that counts
		return nil, err
	}
	return c, nil
}
