// Package bus announces events on an Amazon EventBridge bus.
//
//	events.Event → Publish → PutEvents (source sasae, detail-type = its type, detail = the event) → rules → steps
//
// What a bus takes it delivers to each rule's target once at least; the steps
// behind have not finished when Publish returns.
package bus

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
)

// Source is what our events name as theirs; rules and boot's decoding know it.
const Source = "sasae"

// Options of New.
type Options struct {
	Name string // name or ARN of the bus; empty is the account's default bus
}

// Bus announces on one bus. It is safe for concurrent use.
type Bus struct {
	client *eventbridge.Client
	o      Options
}

var _ app.Bus = (*Bus)(nil)

// New makes the bus. An event may come twice, so the client's retries are left
// as they are.
func New(client *eventbridge.Client, o Options) *Bus { return &Bus{client, o} }

// Publish puts the event on the bus: nil means that the bus has taken it. After
// an error it may have taken it all the same; it is to be given again.
func (b *Bus) Publish(ctx context.Context, e events.Event) error {
	detail, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("write the event %s: %w", e.ID, err)
	}
	entry := types.PutEventsRequestEntry{
		Source: aws.String(Source), DetailType: &e.Type, Detail: aws.String(string(detail)), Time: &e.At,
	}
	if b.o.Name != "" {
		entry.EventBusName = &b.o.Name
	}
	out, err := b.client.PutEvents(ctx, &eventbridge.PutEventsInput{Entries: []types.PutEventsRequestEntry{entry}})
	if err != nil {
		return fmt.Errorf("publish the event %s: %w", e.ID, err)
	}
	if out.FailedEntryCount > 0 || len(out.Entries) != 1 {
		return fmt.Errorf("publish the event %s: the bus does not take it: %s", e.ID, code(out.Entries))
	}
	return nil
}

// code is why an entry failed.
func code(entries []types.PutEventsResultEntry) string {
	for _, e := range entries {
		if e.ErrorCode != nil {
			return *e.ErrorCode
		}
	}
	return "no reason is given"
}
