package trouble

import (
	"net"
	"net/http"
	"os"
	"syscall"
)

// Reset is a connection that the other side drops. What was sent may have been
// heard: plan it by itself and under After.
func Reset(*http.Request, http.RoundTripper) (*http.Response, error) {
	return nil, &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
}

// Timeout is an answer that does not come in time; it does not really wait.
func Timeout(*http.Request, http.RoundTripper) (*http.Response, error) {
	return nil, &net.OpError{Op: "read", Net: "tcp", Err: os.ErrDeadlineExceeded}
}

// Unreachable is a service that nobody answers for: surely nothing was sent.
// Under After it would be a lie.
func Unreachable(*http.Request, http.RoundTripper) (*http.Response, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
}

// Hang does not answer until the request's context ends, so a call without a
// limit of its own never comes back.
func Hang(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}
