package cloud

import (
	"crypto/x509"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// greeted is a server's address, an early that trusts it, and how many
// connections were opened.
func greeted(t *testing.T) (e *early, c *http.Client, address string, opened *atomic.Int64) {
	t.Helper()
	s, root := server(t)
	opened = &atomic.Int64{}
	count := func(string, string, syscall.RawConn) error { opened.Add(1); return nil }
	e = &early{to: secure{tcp: net.Dialer{Timeout: time.Second, Control: count}, handshake: 5 * time.Second, first: func() *x509.CertPool { return root }}}
	return e, &http.Client{Transport: transport(e)}, s.Listener.Addr().String(), opened
}

func get(t *testing.T, c *http.Client, address string) {
	t.Helper()
	r, err := c.Get("https://" + address)
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close() // nothing is in it
}

func TestTheFirstRequestFindsItsConnectionOpen(t *testing.T) {
	e, c, address, opened := greeted(t)
	e.open(address)
	g := <-e.ahead[address]
	if g.err != nil {
		t.Fatal(g.err)
	}
	e.ahead[address] <- g
	get(t, c, address)
	get(t, c, address)
	if n := opened.Load(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

func TestAConnectionThatMayBeOverIsNotUsed(t *testing.T) {
	for name, spoil := range map[string]func(*greeting){
		"frozen since": func(g *greeting) { g.at = g.at.Add(-time.Hour) },
		"refused":      func(g *greeting) { *g = greeting{err: net.ErrClosed} },
	} {
		e, c, address, _ := greeted(t)
		e.open(address)
		g := <-e.ahead[address]
		first := g.conn
		spoil(&g)
		e.ahead[address] <- g
		get(t, c, address)
		if _, err := first.Write([]byte("x")); name == "frozen since" && err == nil {
			t.Errorf("%s: it is open", name)
		}
		_ = first.Close() // it may be closed
		get(t, c, address)
	}
}

func TestNobodyIsGreetedOutsideARuntime(t *testing.T) {
	for api, n := range map[string]int{"": 0, "127.0.0.1:1": 1} {
		c := clientsOf(Identity{}, []string{"AWS_LAMBDA_RUNTIME_API=" + api, "AWS_ENDPOINT_URL=https://127.0.0.1:1"})
		if c.greet("DYNAMODB"); len(c.early.ahead) != n {
			t.Errorf("%q: %d", api, len(c.early.ahead))
		}
	}
}
