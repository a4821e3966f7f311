package boot

import (
	"context"
	"log/slog"
	"strconv"

	lambdaevents "github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/store"
)

// StartStream runs a step for every item of the table's stream. It does not
// return.
func StartStream(step string, logic func(*app.App) func(context.Context, store.Item) error) {
	lambda.Start(Stream(step, logic(Open(step)), Log()))
}

// Names of the attributes of an item in the cloud's table.
const (
	AttrPartition = "p"
	AttrSort      = "s"
	AttrBody      = "b"
	AttrVersion   = "v"
)

// Stream handles a batch of the table's stream. A record that fails ends the
// batch there: the stream delivers it, and what comes after it, again.
func Stream(step string, f func(context.Context, store.Item) error, log *slog.Logger) func(context.Context, lambdaevents.DynamoDBEvent) (lambdaevents.DynamoDBEventResponse, error) {
	return func(ctx context.Context, in lambdaevents.DynamoDBEvent) (out lambdaevents.DynamoDBEventResponse, _ error) {
		for _, r := range in.Records {
			if r.EventName != "INSERT" {
				continue
			}
			if err := f(ctx, item(r.Change.NewImage)); err != nil {
				log.ErrorContext(ctx, "record failed", "step", step, "record", r.EventID, "error", err)
				out.BatchItemFailures = append(out.BatchItemFailures, lambdaevents.DynamoDBBatchItemFailure{ItemIdentifier: r.Change.SequenceNumber})
				return out, nil
			}
		}
		return out, nil
	}
}

// item reads an image of the stream; what lacks is empty, and no step takes it.
func item(image map[string]lambdaevents.DynamoDBAttributeValue) store.Item {
	text := func(name string) string {
		if v, ok := image[name]; ok && v.DataType() == lambdaevents.DataTypeString {
			return v.String()
		}
		return ""
	}
	it := store.Item{Key: store.Key{P: text(AttrPartition), S: text(AttrSort)}}
	if v, ok := image[AttrBody]; ok && v.DataType() == lambdaevents.DataTypeBinary {
		it.Body = v.Binary()
	}
	if v, ok := image[AttrVersion]; ok && v.DataType() == lambdaevents.DataTypeNumber {
		it.Version, _ = strconv.ParseInt(v.Number(), 10, 64) // 0 is no item's version
	}
	return it
}
