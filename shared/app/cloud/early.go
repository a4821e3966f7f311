package cloud

import (
	"context"
	"net"
	"sync"
	"time"
)

// early opens connections before anybody asks for them. The handshake, most of
// which is waiting, then goes on while a start reads settings, makes routes and
// asks for work.
type early struct {
	to    secure
	mu    sync.Mutex
	ahead map[string]chan greeting // by address; each is for one request
}

// greeting is a connection that was opened early, and when.
type greeting struct {
	conn net.Conn
	err  error
	at   time.Time
}

// fresh is how long an early connection is taken for open. A function may be
// frozen between its start and its first request; the other side hangs up then.
const fresh = 10 * time.Second

// open begins.
func (e *early) open(address string) {
	came := make(chan greeting, 1)
	e.mu.Lock()
	if e.ahead == nil {
		e.ahead = map[string]chan greeting{}
	}
	e.ahead[address] = came
	e.mu.Unlock()
	go func() {
		c, err := e.to.dial(context.Background(), "tcp", address) // ends by its own limits
		came <- greeting{c, err, time.Now().Round(0)}             // the clock on the wall: the other one may stand still
	}()
}

// dial is for http.Transport.DialTLSContext. It gives the connection that was
// opened early, if there is one that can still be open.
func (e *early) dial(ctx context.Context, network, address string) (net.Conn, error) {
	e.mu.Lock()
	came := e.ahead[address]
	delete(e.ahead, address)
	e.mu.Unlock()
	if came == nil {
		return e.to.dial(ctx, network, address)
	}
	select {
	case g := <-came:
		if g.err == nil && time.Since(g.at).Abs() < fresh {
			return g.conn, nil
		}
		if g.conn != nil {
			_ = g.conn.Close() // nobody hears it
		}
		return e.to.dial(ctx, network, address)
	case <-ctx.Done():
		return nil, ctx.Err() // the connection is closed by the other side in the end
	}
}
