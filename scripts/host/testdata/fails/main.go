// Command fails notes each delivery as a line of FILE and fails the first FAILS.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"strconv"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

func fails(ctx context.Context, in json.RawMessage) error {
	lc, _ := lambdacontext.FromContext(ctx)
	f, err := os.OpenFile(os.Getenv("FILE"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.WriteString(lc.AwsRequestID + " " + string(in) + "\n"); err != nil {
		return err
	}
	all, err := os.ReadFile(os.Getenv("FILE"))
	if err != nil {
		return err
	}
	if most, _ := strconv.Atoi(os.Getenv("FAILS")); bytes.Count(all, []byte("\n")) <= most {
		return errors.New("not yet")
	}
	return nil
}

func main() { lambda.Start(fails) }
