// Command exits exits with {"exit":true}; with INIT=exit before it has started,
// with INIT=error after it has told Lambda why.
package main

import (
	"context"
	"net/http"
	"os"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"
)

func exits(_ context.Context, in struct{ Exit bool }) (int, error) {
	if in.Exit {
		_, _ = os.Stderr.WriteString("farewell")
		os.Exit(3)
	}
	return os.Getpid(), nil
}

func main() {
	switch os.Getenv("INIT") {
	case "exit":
		_, _ = os.Stderr.WriteString("cannot start: no setting\n")
		os.Exit(4)
	case "error":
		r, err := http.Post("http://"+os.Getenv("AWS_LAMBDA_RUNTIME_API")+"/2018-06-01/runtime/init/error", "application/json",
			strings.NewReader(`{"errorType":"Settings","errorMessage":"SASAE_X is missing"}`))
		if err == nil {
			_ = r.Body.Close()
		}
		os.Exit(5)
	}
	lambda.Start(exits)
}
