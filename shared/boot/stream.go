package boot

import (
	"context"
	"encoding/json"
	"log/slog"
	"strconv"

	lambdaevents "github.com/aws/aws-lambda-go/events"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/cloud"
	"github.com/sasae-care/sasae/shared/boot/journal"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/packed"
)

// StartStream runs a step for every item of the table's stream, on the ports
// that its main names. It does not return.
func StartStream(step string, logic func(*app.App) func(context.Context, store.Item) error, ports ...func() cloud.Port) {
	Run(Batches(step, logic(Open(step, ports...)), Log()))
}

// Names of the attributes of an item in the cloud's table.
const (
	AttrPartition = "p"
	AttrSort      = "s"
	AttrBody      = "b"
	AttrPacked    = "z"
	AttrVersion   = "v"
)

// Batches is Stream for a batch as Lambda delivers it.
func Batches(step string, f func(context.Context, store.Item) error, log *slog.Logger) func(context.Context, json.RawMessage) (any, error) {
	handle := Stream(step, f, log)
	return func(ctx context.Context, raw json.RawMessage) (any, error) {
		var in lambdaevents.DynamoDBEvent
		if err := json.Unmarshal(raw, &in); err != nil {
			begin := journal.Line{Msg: "batch", Step: step, Request: invocation(ctx)}
			return nil, journal.Run(ctx, log, begin, func(context.Context, *journal.Line) error { return unread("the batch", err) })
		}
		return handle(ctx, in)
	}
}

// Stream handles a batch of the table's stream and tells it in a line. A record
// that fails, or that cannot be understood, ends the batch there: the stream
// delivers it, and what comes after it, again.
func Stream(step string, f func(context.Context, store.Item) error, log *slog.Logger) func(context.Context, lambdaevents.DynamoDBEvent) (lambdaevents.DynamoDBEventResponse, error) {
	return func(ctx context.Context, in lambdaevents.DynamoDBEvent) (out lambdaevents.DynamoDBEventResponse, _ error) {
		at := ""
		begin := journal.Line{Msg: "batch", Step: step, Request: invocation(ctx)}
		err := journal.Run(ctx, log, begin, func(ctx context.Context, l *journal.Line) error {
			for _, r := range in.Records {
				at = r.Change.SequenceNumber
				if err := forward(ctx, l, f, r); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil { // the journal has it
			out.BatchItemFailures = []lambdaevents.DynamoDBBatchItemFailure{{ItemIdentifier: at}}
		}
		return out, nil
	}
}

// forward hands a new item to the step; the line names the record that failed.
func forward(ctx context.Context, l *journal.Line, f func(context.Context, store.Item) error, r lambdaevents.DynamoDBEventRecord) error {
	if r.EventName != "INSERT" {
		return nil
	}
	it := item(r.Change.NewImage)
	e, err := understood(it)
	l.Event, l.Type, l.Case = r.EventID, e.Type, events.CaseOf(e)
	if e.ID != "" {
		l.Event = e.ID
	}
	if err == nil {
		err = f(ctx, it)
	}
	if err != nil {
		return err
	}
	l.Event, l.Type, l.Case = "", "", ""
	return nil
}

// item reads an image of the stream; what lacks is empty.
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
	if v, ok := image[AttrPacked]; ok && v.DataType() == lambdaevents.DataTypeBinary {
		it.Body, _ = packed.Open(v.Binary()) // nothing is no announcement
	}
	if v, ok := image[AttrVersion]; ok && v.DataType() == lambdaevents.DataTypeNumber {
		it.Version, _ = strconv.ParseInt(v.Number(), 10, 64) // 0 is no item's version
	}
	return it
}
