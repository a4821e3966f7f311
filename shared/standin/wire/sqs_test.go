package wire_test

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/sasae-care/sasae/shared/standin/wire"
)

func TestAMessageIsReceivedUntilItIsDeleted(t *testing.T) {
	now := time.Date(2026, 6, 2, 0, 0, 0, 0, time.UTC)
	q := wire.NewSQS(wire.SQSOptions{Queues: []string{"dead"}, Now: func() time.Time { return now }})
	c := sqs.NewFromConfig(serve(t, q))
	at, err := c.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: aws.String("dead")})
	if err != nil {
		t.Fatal(err)
	}
	q.Put("dead", "a letter", map[string]string{"ERROR_CODE": "no"})
	receive := func() []types.Message {
		t.Helper()
		out, err := c.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: at.QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 60})
		if err != nil {
			t.Fatal(err)
		}
		return out.Messages
	}
	first := receive()
	if len(first) != 1 || *first[0].Body != "a letter" || *first[0].MessageAttributes["ERROR_CODE"].StringValue != "no" {
		t.Fatalf("%+v", first)
	}
	if len(receive()) != 0 {
		t.Error("somebody else received it")
	}
	now = now.Add(time.Minute)
	again := receive()
	if len(again) != 1 || again[0].Attributes["ApproximateReceiveCount"] != "2" {
		t.Errorf("a minute later: %+v", again)
	}
	if _, err := c.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: at.QueueUrl, ReceiptHandle: again[0].ReceiptHandle}); err != nil || q.Held("dead") != 0 {
		t.Errorf("%v, %d are left", err, q.Held("dead"))
	}
	var none *types.QueueDoesNotExist
	if _, err := c.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: aws.String("other")}); !errors.As(err, &none) {
		t.Errorf("another queue: %v", err)
	}
	if _, err := c.PurgeQueue(t.Context(), &sqs.PurgeQueueInput{QueueUrl: at.QueueUrl}); err == nil {
		t.Error("it does what it does not know")
	}
}

func TestAFunctionShowsItsEnvironment(t *testing.T) {
	l := wire.NewLambda(wire.LambdaOptions{Functions: []string{"sweep"}, Environment: func(name string) map[string]string { return map[string]string{"NAME": name} }})
	c := lambda.NewFromConfig(serve(t, l))
	out, err := c.GetFunctionConfiguration(t.Context(), &lambda.GetFunctionConfigurationInput{FunctionName: aws.String("sweep")})
	if err != nil || out.Environment.Variables["NAME"] != "sweep" {
		t.Errorf("%+v %v", out, err)
	}
	if _, err := c.GetFunctionConfiguration(t.Context(), &lambda.GetFunctionConfigurationInput{FunctionName: aws.String("other")}); err == nil {
		t.Error("a function that is not there has settings")
	}
}
