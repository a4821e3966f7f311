// Command panics panics on {"panic":true}, and says its process otherwise.
package main

import (
	"context"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
)

func panics(_ context.Context, in struct{ Panic bool }) (int, error) {
	if in.Panic {
		panic("boom")
	}
	return os.Getpid(), nil
}

func main() { lambda.Start(panics) }
