// Package answer reads what an error of a call to a service tells about the
// call, whichever service it is: was it heard at all, was it turned down?
//
//	error of a client → Declined, Unreachable → what a driver says of it
//
// Everything else may have happened.
package answer

import (
	"errors"
	"net"
	"net/http"
)

// Declined tells whether the service heard the request and did not take it: it
// answered with a 4xx other than that it waited for us in vain.
func Declined(err error) bool {
	status := statusOf(err)
	return status >= 400 && status < 500 && status != http.StatusRequestTimeout
}

// Throttled tells whether the answer is that there were too many requests.
func Throttled(err error) bool { return statusOf(err) == http.StatusTooManyRequests }

// statusOf is the HTTP status of the answer; 0 when there was none.
func statusOf(err error) int {
	var answered interface{ HTTPStatusCode() int }
	if !errors.As(err, &answered) {
		return 0
	}
	return answered.HTTPStatusCode()
}

// Unreachable tells whether there was no connection, so that nothing was sent.
func Unreachable(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}
