package answer_test

import (
	"errors"
	"fmt"
	"net"
	"testing"

	"github.com/sasae-care/sasae/shared/answer"
)

type status int

func (s status) Error() string       { return fmt.Sprint(int(s)) }
func (s status) HTTPStatusCode() int { return int(s) }

func TestWhatAnErrorTellsOfTheCall(t *testing.T) {
	for _, x := range []struct {
		err                              error
		declined, throttled, unreachable bool
	}{
		{errors.New("no answer"), false, false, false},
		{status(400), true, false, false},
		{fmt.Errorf("wrapped: %w", status(403)), true, false, false},
		{status(429), true, true, false},
		{status(408), false, false, false},
		{status(500), false, false, false},
		{status(200), false, false, false},
		{&net.OpError{Op: "dial", Err: errors.New("refused")}, false, false, true},
		{&net.OpError{Op: "read", Err: errors.New("reset")}, false, false, false},
	} {
		d, th, u := answer.Declined(x.err), answer.Throttled(x.err), answer.Unreachable(x.err)
		if d != x.declined || th != x.throttled || u != x.unreachable {
			t.Errorf("%v: declined %t, throttled %t, unreachable %t", x.err, d, th, u)
		}
	}
}
