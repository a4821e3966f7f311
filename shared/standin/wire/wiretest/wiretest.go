// Package wiretest puts a client of the SDK before a wire server, with trouble
// between the two.
package wiretest

import (
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"github.com/sasae-care/sasae/shared/standin/trouble"
	"github.com/sasae-care/sasae/shared/standin/wire"
)

// Reach is what a client of a server of s is made of: it goes through trouble,
// and tries again without a pause. The server ends with the test.
func Reach(t testing.TB, s http.Handler, p trouble.Plan) (aws.Config, *trouble.Transport) {
	t.Helper()
	server, err := wire.Serve(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	at := trouble.New(p, nil)
	cfg := server.Config()
	cfg.HTTPClient = at.Client()
	cfg.Retryer = func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		})
	}
	return cfg, at
}
