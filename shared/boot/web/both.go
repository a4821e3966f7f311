package web

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/cloud"
	"github.com/sasae-care/sasae/shared/boot"
	"github.com/sasae-care/sasae/shared/boot/journal"
)

// StartBoth serves the routes of a step that events wake too, on the ports that
// its main names. It does not return.
func StartBoth(step string, routes func(*app.App) []api.Route, logic func(*app.App) app.Handler, ports ...func() cloud.Port) {
	a, log := boot.Open(step, ports...), boot.Log()
	boot.Run(Both(Told(step, Shown(os.Getenv("SASAE_EDGE"), Serve(api.New(a, routes(a)...))), log), boot.Events(step, a.Deliver(logic(a)), log)))
}

// Both tells a request of the HTTP API from an event by the method it has: an
// event has none, whatever its detail holds. What is neither is no event either.
func Both(serve Server, hear func(context.Context, json.RawMessage) error) func(context.Context, json.RawMessage) (any, error) {
	return func(ctx context.Context, raw json.RawMessage) (any, error) {
		var e events.APIGatewayV2HTTPRequest
		if err := json.Unmarshal(raw, &e); err != nil || e.RequestContext.HTTP.Method == "" {
			return nil, hear(ctx, raw)
		}
		return serve(ctx, e)
	}
}

// edgeHeader is where the edge shows that a request came by it.
const edgeHeader = "x-sasae-edge"

// Shown serves requests that show the edge's secret, or one of several with commas
// between; any other is told 403 and nothing else. No secret: there is no edge
// before the function. While a secret is changed, edge and function have one in
// common.
func Shown(secret string, serve Server) Server {
	if secret == "" {
		return serve
	}
	return func(ctx context.Context, e events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		if !common(e.Headers[edgeHeader], secret) {
			return events.APIGatewayV2HTTPResponse{StatusCode: http.StatusForbidden}, nil
		}
		return serve(ctx, e)
	}
}

// mostShown is how many secrets a request may show.
const mostShown = 3

// common tells whether two lists have a secret in common.
func common(shown, own string) bool {
	found := 0
	for _, a := range strings.SplitN(shown, ",", mostShown) {
		for b := range strings.SplitSeq(own, ",") {
			if b != "" {
				found |= subtle.ConstantTimeCompare([]byte(a), []byte(b))
			}
		}
	}
	return found == 1
}

// Told tells each request in a line: its route, its status, the code of its
// problem (shared/api notes them), never its path, its query or its body.
func Told(step string, serve Server, log *slog.Logger) Server {
	return func(ctx context.Context, e events.APIGatewayV2HTTPRequest) (out events.APIGatewayV2HTTPResponse, err error) {
		begin := journal.Line{Msg: "request", Step: step}
		if c, ok := lambdacontext.FromContext(ctx); ok {
			begin.Request = c.AwsRequestID
		}
		failed := journal.Run(ctx, log, begin, func(ctx context.Context, l *journal.Line) error {
			out, err = serve(ctx, e)
			l.Status = out.StatusCode
			return err
		})
		return out, failed
	}
}
