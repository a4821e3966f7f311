package stage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/shared/boot"
)

// Letter is a delivery that a step could not do, or that did not reach it. Of
// what was delivered it tells what events may tell: no event is about a person.
type Letter struct {
	Step  string    `json:"step"`
	At    time.Time `json:"at"`
	Code  string    `json:"code"`            // docs/observability.md, or EventBridge's own
	Tries int       `json:"tries,omitempty"` // of the function
	Event string    `json:"event,omitempty"` // its id
	Type  string    `json:"type,omitempty"`
	Town  string    `json:"town,omitempty"`
	Batch bool      `json:"batch,omitempty"` // records of the stream: sweep says them again by itself

	queue, receipt string
	payload        json.RawMessage
}

// Letters are the steps that have dead letters.
func Letters() (steps []string) {
	for _, s := range functions.Steps {
		if s.Table || len(s.On) > 0 {
			steps = append(steps, s.Name)
		}
	}
	return steps
}

// held is how long nobody else sees a letter that is being looked at.
const held = 120

// Letters takes the letters of a step into the hand, oldest first where the
// queue has them so. Each is to be given on (Again) or put back (Leave); who
// does neither has it put back after two minutes.
func (s *Stage) Letters(ctx context.Context, step string) (all []Letter, err error) {
	if !slices.Contains(Letters(), step) {
		return nil, fmt.Errorf("%s has no dead letters", step)
	}
	at, err := s.sqs.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String(s.function(step) + "-dead")})
	if err != nil {
		return nil, fmt.Errorf("find the dead letters of %s: %w", step, err)
	}
	for {
		out, err := s.sqs.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: at.QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: held, WaitTimeSeconds: 1, MessageAttributeNames: []string{"All"},
			MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameSentTimestamp},
		})
		if err != nil {
			return all, fmt.Errorf("read the dead letters of %s: %w", step, err)
		}
		if len(out.Messages) == 0 {
			return all, nil
		}
		for _, m := range out.Messages {
			l := letter(step, m)
			l.queue = aws.ToString(at.QueueUrl)
			all = append(all, l)
		}
	}
}

// letter reads a message: what Lambda writes to a destination, or what
// EventBridge and Scheduler keep as it was, with their reason beside it.
func letter(step string, m types.Message) Letter {
	l := Letter{Step: step, receipt: aws.ToString(m.ReceiptHandle), payload: json.RawMessage(aws.ToString(m.Body))}
	if ms, err := strconv.ParseInt(m.Attributes["SentTimestamp"], 10, 64); err == nil {
		l.At = time.UnixMilli(ms).UTC()
	}
	var failed struct {
		RequestContext  *struct{ ApproximateInvokeCount int } `json:"requestContext"`
		RequestPayload  json.RawMessage                       `json:"requestPayload"`
		ResponsePayload struct{ ErrorType string }            `json:"responsePayload"`
		Batch           json.RawMessage                       `json:"DDBStreamBatchInfo"`
	}
	if json.Unmarshal(l.payload, &failed) == nil && failed.RequestContext != nil {
		l.payload, l.Code, l.Tries = failed.RequestPayload, failed.ResponsePayload.ErrorType, failed.RequestContext.ApproximateInvokeCount
		l.Batch = failed.Batch != nil
	} else if why := m.MessageAttributes["ERROR_CODE"]; why.StringValue != nil {
		l.Code = *why.StringValue
	}
	if e, ours, err := boot.Decode(l.payload); err == nil && ours {
		l.Event, l.Type, l.Town = e.ID, e.Type, e.Town
	}
	return l
}

// Again gives a letter to its function once more, which may come twice, and
// takes it out of the queue. Records of the stream are taken out only: what
// they announced is in the table, and sweep says it again.
func (s *Stage) Again(ctx context.Context, l Letter) error {
	if !l.Batch {
		if len(l.payload) == 0 {
			return errors.New("the letter holds nothing to be given again")
		}
		_, err := s.lambda.Invoke(ctx, &lambda.InvokeInput{
			FunctionName: aws.String(s.function(l.Step)), InvocationType: lambdatypes.InvocationTypeEvent, Payload: l.payload,
		})
		if err != nil {
			return fmt.Errorf("give a letter to %s again: %w", l.Step, err)
		}
	}
	if _, err := s.sqs.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &l.queue, ReceiptHandle: &l.receipt}); err != nil {
		return fmt.Errorf("take a letter of %s out: %w", l.Step, err)
	}
	return nil
}

// Leave puts a letter back.
func (s *Stage) Leave(ctx context.Context, l Letter) error {
	_, err := s.sqs.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{QueueUrl: &l.queue, ReceiptHandle: &l.receipt, VisibilityTimeout: 0})
	if err != nil {
		return fmt.Errorf("put a letter of %s back: %w", l.Step, err)
	}
	return nil
}
