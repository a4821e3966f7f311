// Command web answers requests of the HTTP API with the event it was given, or
// as the path says.
package main

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

func web(_ context.Context, e events.APIGatewayV2HTTPRequest) (any, error) {
	switch e.RawPath {
	case "/answers/fail":
		return nil, errors.New("no")
	case "/answers/hang":
		select {}
	case "/answers/bare":
		return map[string]string{"said": "bare"}, nil
	case "/answers/odd":
		return map[string]int{"statusCode": 42}, nil
	case "/answers/bytes":
		return events.APIGatewayV2HTTPResponse{StatusCode: 200, Headers: map[string]string{"content-type": "image/png"}, Body: "jmf/", IsBase64Encoded: true}, nil
	case "/answers/cookies":
		return events.APIGatewayV2HTTPResponse{
			StatusCode: 303, Headers: map[string]string{"location": "/", "vary": "Accept, Cookie"}, Cookies: []string{"a=1; Path=/", "b=2"},
		}, nil
	case "/answers/text":
		return events.APIGatewayV2HTTPResponse{StatusCode: 201, Body: "書類"}, nil
	}
	body, err := json.Marshal(e)
	return events.APIGatewayV2HTTPResponse{StatusCode: 200, Headers: map[string]string{"content-type": "application/json"}, Body: string(body)}, err
}

func main() { lambda.Start(web) }
