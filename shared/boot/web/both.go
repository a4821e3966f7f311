package web

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/boot"
)

// StartBoth serves the routes of a step that events wake too. It does not
// return.
func StartBoth(step string, routes func(*app.App) []api.Route, logic func(*app.App) app.Handler) {
	a := boot.Open(step)
	lambda.Start(Both(Serve(api.New(a, routes(a)...)), boot.Events(step, app.Deliver(logic(a)), boot.Log())))
}

// Both tells a request of the HTTP API from an event by the method it has: an
// event has none, whatever its detail holds.
func Both(
	serve func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error),
	hear func(context.Context, json.RawMessage) error,
) func(context.Context, json.RawMessage) (any, error) {
	return func(ctx context.Context, raw json.RawMessage) (any, error) {
		var e events.APIGatewayV2HTTPRequest
		if err := json.Unmarshal(raw, &e); err != nil && e.RequestContext.HTTP.Method != "" {
			return nil, fmt.Errorf("read the request: %w", err)
		}
		if e.RequestContext.HTTP.Method == "" {
			return nil, hear(ctx, raw)
		}
		return serve(ctx, e)
	}
}
