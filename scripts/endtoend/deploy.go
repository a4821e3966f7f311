package endtoend

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"github.com/sasae-care/sasae/scripts/host"
	"github.com/sasae-care/sasae/scripts/host/iam"
	"github.com/sasae-care/sasae/scripts/host/template"
	"github.com/sasae-care/sasae/shared/app/cloud"
	"github.com/sasae-care/sasae/shared/standin/wire"
)

// edge is what CloudFront shows to the functions that answer HTTP.
const edge = "the-only-way-in-0123456789abcdef0123456789abcdef0123456789abcdef"

// serve starts the stand-ins' entrances and fills in what every function is told.
func (w *World) serve() error {
	provider := wire.Provider{Now: w.Now, Emit: w.fate}
	w.mail, w.texts = wire.NewSES(provider), wire.NewSMS(provider)
	w.scheduler = wire.NewScheduler(wire.SchedulerOptions{Clock: w.stage.At, Groups: w.deployed.Groups, Ring: func(s wire.Schedule) error {
		w.ring(s.Target.RoleArn, s.Target.DeadLetterConfig.Arn, iam.Request{Action: "lambda:InvokeFunction", Resource: s.Target.Arn}, func() error {
			_, err := w.host.Send(s.Target.Arn, []byte(s.Target.Input))
			return err
		})
		return nil
	}})
	bus := wire.NewBus(wire.BusOptions{Now: w.Now, Refuse: func(wire.Entry) string {
		if w.Down != nil && w.Down() {
			return "InternalFailure"
		}
		return ""
	}, Put: func(bus string, event []byte) {
		w.seen.event(len(event))
		_ = w.put(busName(bus), event)
	}})
	table, err1 := w.gate.DynamoDB(w.dynamo.Endpoint)
	objects, err2 := w.gate.S3(w.s3.Config())
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	for name, h := range map[string]http.Handler{
		"DYNAMODB": table, "S3": objects, "EVENTBRIDGE": w.gate.Events(bus), "SESV2": w.gate.Mail(w.mail),
		"PINPOINT_SMS_VOICE_V2": w.gate.SMS(w.texts), "SCHEDULER": w.gate.Scheduler(w.scheduler),
	} {
		s, err := wire.Serve(h)
		if err != nil {
			return err
		}
		w.servers, w.env = append(w.servers, s), append(w.env, "AWS_ENDPOINT_URL_"+name+"="+s.URL)
		switch name {
		case "S3":
			w.objectsAt = s.URL
		case "DYNAMODB":
			w.tableAt = s.URL
		}
	}
	w.env = append(w.env, cloud.ClockFile+"="+w.clockFile())
	return nil
}

// busName is the name of a bus that was named by it or by its ARN.
func busName(bus string) string { return bus[strings.LastIndex(bus, "/")+1:] }

// put puts an envelope on a bus. It fails when the world closes only.
func (w *World) put(bus string, envelope []byte) error {
	_, err := w.host.Put(bus, envelope)
	return err
}

// told is what a function finds in its environment beside what the template
// says: where the stand-ins are, and the credentials of its role.
func (w *World) told(f template.Function) []string {
	id, secret := w.gate.Key(f.Role)
	return append([]string{"AWS_ACCESS_KEY_ID=" + id, "AWS_SECRET_ACCESS_KEY=" + secret}, w.env...)
}

func (w *World) openHost(ctx context.Context) (err error) {
	o := w.deployed.Host(func(f template.Function) string { return w.bootstrap(f.Step()) }, w.told)
	o.Logs, o.Twice, o.Kill, o.May = &w.logs, w.Twice, w.Kill, w.may
	for _, s := range w.deployed.Streams {
		made, err := w.stream(ctx, s)
		if err != nil {
			return err
		}
		o.Streams = append(o.Streams, made)
	}
	w.host, err = host.Open(o)
	return err
}

// stream reads a table's stream with the role of the function that it wakes, as
// Lambda does.
func (w *World) stream(ctx context.Context, s template.Stream) (host.Stream, error) {
	out := host.Stream{Function: s.Function, Batch: s.Batch, Tries: s.Retries + 1, Filters: s.Filters, Again: w.Again}
	f, ok := w.byARN(s.Function)
	if !ok {
		return out, fmt.Errorf("there is no function %s", s.Function)
	}
	id, secret := w.gate.Key(f.Role)
	client := dynamodbstreams.NewFromConfig(aws.Config{
		Region: w.deployed.Region, BaseEndpoint: &w.tableAt, Credentials: credentials.NewStaticCredentialsProvider(id, secret, ""),
	})
	out.Client = client
	if _, err := client.ListStreams(ctx, &dynamodbstreams.ListStreamsInput{TableName: &w.name}); err != nil {
		return out, fmt.Errorf("%s: Lambda lists the streams before it maps one: %w", s.ID, err)
	}
	table, err := w.table.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &w.name})
	if err == nil {
		out.ARN = aws.ToString(table.Table.LatestStreamArn)
	}
	return out, err
}

func (w *World) byARN(arn string) (template.Function, bool) {
	for _, f := range w.deployed.Functions {
		if f.ARN == arn || f.Name == arn {
			return f, true
		}
	}
	return template.Function{}, false
}

// may asks for what Lambda does with the role of a function.
func (w *World) may(function string, d host.Deed) bool {
	f, ok := w.byARN(function)
	if !ok {
		return false
	}
	log := "arn:aws:logs:" + w.deployed.Region + ":" + w.deployed.Account + ":log-group:" + f.Log + ":*"
	switch d {
	case host.Starts:
		key := iam.Request{Action: "kms:Decrypt", Resource: f.Key, Context: map[string]string{iam.ForFunction: f.ARN}}
		return w.gate.May(f.Role, key)
	case host.Logs:
		return w.gate.May(f.Role, iam.Request{Action: "logs:CreateLogStream", Resource: log}, iam.Request{Action: "logs:PutLogEvents", Resource: log})
	case host.Buries:
		return f.Dead != "" && w.gate.May(f.Role, iam.Request{Action: "sqs:SendMessage", Resource: f.Dead})
	}
	return false
}

// counts are those of the host, by step.
func (w *World) counts() map[string]host.Counts {
	all := map[string]host.Counts{}
	for name, c := range w.host.Counts() {
		f, _ := w.byARN(name)
		all[f.Step()] = c
	}
	return all
}
