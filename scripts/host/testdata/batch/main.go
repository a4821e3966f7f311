// Command batch hears a table's stream. It notes each record as a line of FILE:
// its event, its sort key, its body. A record named in BAD is reported as failed
// as long as it has fewer than TIMES lines (0: always); one named in CRASH
// panics. SAY is a JSON text to answer instead of the report.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

func answer(_ context.Context, in events.DynamoDBEvent) (any, error) {
	out, err := batch(in)
	if said := os.Getenv("SAY"); said != "" {
		return json.RawMessage(said), err
	}
	return out, err
}

func batch(in events.DynamoDBEvent) (out events.DynamoDBEventResponse, _ error) {
	for _, r := range in.Records {
		name := r.Change.Keys["s"].String()
		seen, err := note(r, name)
		if err != nil {
			return out, err
		}
		if os.Getenv("CRASH") == name {
			panic("this record cannot be")
		}
		times, _ := strconv.Atoi(os.Getenv("TIMES"))
		if strings.Contains(" "+os.Getenv("BAD")+" ", " "+name+" ") && (times == 0 || seen < times) {
			out.BatchItemFailures = append(out.BatchItemFailures, events.DynamoDBBatchItemFailure{ItemIdentifier: r.Change.SequenceNumber})
			return out, nil
		}
	}
	return out, nil
}

// note writes a record down and says how often it is there.
func note(r events.DynamoDBEventRecord, name string) (int, error) {
	body := "-"
	if b, ok := r.Change.NewImage["b"]; ok {
		body = string(b.Binary())
	}
	line := fmt.Sprintf("%s %s %s\n", r.EventName, name, body)
	f, err := os.OpenFile(os.Getenv("FILE"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	if _, err := f.WriteString(line); err != nil {
		return 0, err
	}
	all, err := os.ReadFile(os.Getenv("FILE"))
	return bytes.Count(all, []byte(line)), err
}

func main() { lambda.Start(answer) }
