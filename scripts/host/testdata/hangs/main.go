// Command hangs never answers {"hang":true}, whatever its deadline says; with
// INIT=hang it does not even start.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
)

func hangs(_ context.Context, in struct{ Hang bool }) (int, error) {
	if in.Hang {
		fmt.Println("now I hang")
		select {}
	}
	return os.Getpid(), nil
}

func main() {
	if os.Getenv("INIT") == "hang" {
		fmt.Println("I do not start")
		time.Sleep(time.Hour)
	}
	lambda.Start(hangs)
}
