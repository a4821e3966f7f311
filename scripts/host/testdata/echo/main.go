// Command echo answers what it was given, and what it knows of itself.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing/iotest"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

type answer struct {
	Payload json.RawMessage
	ID, ARN string
	Name    string // AWS_LAMBDA_FUNCTION_NAME
	Region  string
	Trace   string
	Mine    string // MINE, which the test sets
	Home    string // HOME, which Lambda does not set
	Pid     int
	Left    time.Duration
}

func echo(ctx context.Context, in json.RawMessage) (any, error) {
	var asked struct {
		Bytes int    // answer as many instead
		Name  string // a word for the log
		Break bool   // break off in the middle of the answer
		Stray bool   // answer an invocation that is not mine, and say what came of it
	}
	_ = json.Unmarshal(in, &asked)
	fmt.Println("asked", asked.Name)
	switch {
	case asked.Bytes > 0:
		return strings.Repeat("x", asked.Bytes), nil
	case asked.Break:
		return io.MultiReader(strings.NewReader(`{"half":`), iotest.ErrReader(errors.New("the rest is gone"))), nil
	case asked.Stray:
		return stray()
	}
	lc, _ := lambdacontext.FromContext(ctx)
	until, _ := ctx.Deadline()
	return answer{
		Payload: in, ID: lc.AwsRequestID, ARN: lc.InvokedFunctionArn, Name: lambdacontext.FunctionName, Region: os.Getenv("AWS_REGION"),
		Trace: os.Getenv("_X_AMZN_TRACE_ID"), Mine: os.Getenv("MINE"), Home: os.Getenv("HOME"), Pid: os.Getpid(), Left: time.Until(until),
	}, nil
}

func stray() (string, error) {
	r, err := http.Post("http://"+os.Getenv("AWS_LAMBDA_RUNTIME_API")+"/2018-06-01/runtime/invocation/another/response", "application/json", strings.NewReader("1"))
	if err != nil {
		return "", err
	}
	return r.Status, r.Body.Close()
}

func main() { lambda.Start(echo) }
