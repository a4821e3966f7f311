package cloud

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"
)

// server speaks TLS under a root of its own.
func server(t *testing.T) (s *httptest.Server, root *x509.CertPool) {
	t.Helper()
	s = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Proto", r.Proto) }))
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	root = x509.NewCertPool()
	root.AddCert(s.Certificate())
	return s, root
}

// by is a client that tries the roots first, then those of the machine.
func by(first, machine *x509.CertPool) *http.Client {
	s := secure{tcp: net.Dialer{Timeout: time.Second}, handshake: 5 * time.Second, first: func() *x509.CertPool { return first }, machine: machine}
	return &http.Client{Transport: &http.Transport{DialTLSContext: s.dial, ForceAttemptHTTP2: true}}
}

func TestAServerUnderOneOfTheFirstRootsIsTrustedAndSpokenToInHTTP2(t *testing.T) {
	s, root := server(t)
	r, err := by(root, x509.NewCertPool()).Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close() // nothing is in it
	if got := r.Header.Get("Proto"); got != "HTTP/2.0" {
		t.Errorf("it speaks %s", got)
	}
}

func TestAServerUnderNoRootOfAmazonOrOfTheMachineIsRefused(t *testing.T) {
	s, _ := server(t)
	_, err := by(amazon(), nil).Get(s.URL)
	var stranger x509.UnknownAuthorityError
	if !errors.As(err, &stranger) {
		t.Errorf("it says %v", err)
	}
}

func TestAServerUnderARootOfTheMachineOnlyIsTrusted(t *testing.T) {
	s, root := server(t)
	r, err := by(amazon(), root).Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close() // nothing is in it
}

func TestAServerOfAnotherNameIsRefusedUnderTheFirstRootsToo(t *testing.T) {
	s, root := server(t)
	c := by(root, x509.NewCertPool())
	_, port, err := net.SplitHostPort(s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Get("https://localhost:" + port)
	var name x509.HostnameError
	if !errors.As(err, &name) {
		t.Errorf("it says %v", err)
	}
}

func TestTheRootsOfAmazonAreFiveAndLastForYears(t *testing.T) {
	var names []string
	for rest := amazonPEM; ; {
		var b *pem.Block
		if b, rest = pem.Decode(rest); b == nil {
			break
		}
		c, err := x509.ParseCertificate(b.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, c.Subject.CommonName)
		if last := time.Date(2035, 1, 1, 0, 0, 0, 0, time.UTC); !c.IsCA || c.NotAfter.Before(last) || c.CheckSignatureFrom(c) != nil {
			t.Errorf("%s: CA %v, until %s", c.Subject.CommonName, c.IsCA, c.NotAfter)
		}
	}
	want := []string{"Amazon Root CA 1", "Amazon Root CA 2", "Amazon Root CA 3", "Amazon Root CA 4", "Starfield Services Root Certificate Authority - G2"}
	if !slices.Equal(names, want) {
		t.Errorf("they are %q", names)
	}
}
