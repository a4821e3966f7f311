// Command meets answers when as many as MEET invocations are in DIR at once.
package main

import (
	"context"
	"os"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

func meets(ctx context.Context) (int, error) {
	dir := os.Getenv("DIR")
	most, err := strconv.Atoi(os.Getenv("MEET"))
	if err != nil {
		return 0, err
	}
	lc, _ := lambdacontext.FromContext(ctx)
	if err := os.WriteFile(dir+"/"+lc.AwsRequestID, nil, 0o600); err != nil {
		return 0, err
	}
	for {
		there, err := os.ReadDir(dir)
		if err != nil || len(there) >= most {
			return os.Getpid(), err
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
}

func main() { lambda.Start(meets) }
