package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/cloud/stage"
	"github.com/sasae-care/sasae/shared/seal"
	"github.com/sasae-care/sasae/shared/standin"
	"github.com/sasae-care/sasae/shared/standin/wire"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/dynamo"
)

// aws are the stand-ins that all scripts share: each stage has tables and
// buckets of its own.
var aws struct {
	sync.Once
	dynamo *standin.Dynamo
	s3     *standin.S3
	err    error
	stages int
}

func startAWS() error {
	aws.Do(func() {
		if aws.dynamo, aws.err = standin.Dynoxide(context.Background()); aws.err == nil {
			aws.s3, aws.err = standin.Versity(context.Background())
		}
	})
	return aws.err
}

func stopAWS() {
	if aws.dynamo != nil {
		aws.dynamo.Stop()
	}
	if aws.s3 != nil {
		aws.s3.Stop()
	}
}

// condition tells a script whether there are stand-ins: [!standins] skip.
func condition(name string) (bool, error) {
	if name != "standins" {
		return false, fmt.Errorf("no condition %s", name)
	}
	err := startAWS()
	if errors.Is(err, standin.ErrAbsent) && os.Getenv("SASAE_STANDINS") != "must" {
		return false, nil
	}
	return err == nil, err
}

// deployed is a stage on stand-ins.
type deployed struct {
	*stage.Stage
	settings map[string]string // of every function
	table    string
	lambda   *wire.Lambda
	sqs      *wire.SQS
	told     atomic.Int64 // events on the bus
}

// deploy brings a stage up and tells the commands where: stage NAME.
func (o own) deploy(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(startAWS())
	aws.stages++
	name, place := args[0], fmt.Sprintf("stage-%d", aws.stages)
	ts.Check(dynamo.Create(o.Context(), dynamodb.NewFromConfig(aws.dynamo.Config()), place))
	settings := map[string]string{
		"SASAE_SECRET": base64.StdEncoding.EncodeToString(seal.NewSecret()), "SASAE_PORTAL": "https://care.example/", "SASAE_TABLE": place, "SASAE_BUS": "bus",
	}
	for _, b := range []string{"incoming", "clean", "months", "anchors"} {
		bucket := standin.Bucket{Name: place + "-" + b}
		if b == "anchors" {
			bucket.Lock = time.Hour
		}
		ts.Check(aws.s3.Make(o.Context(), bucket))
		settings["SASAE_BUCKET_"+strings.ToUpper(b)] = bucket.Name
	}
	d := &deployed{table: place, settings: settings}
	var names, queues []string
	for _, s := range functions.Steps {
		names, queues = append(names, "sasae-"+name+"-"+s.Name), append(queues, "sasae-"+name+"-"+s.Name+"-dead")
	}
	d.lambda = wire.NewLambda(wire.LambdaOptions{
		Functions: names, Environment: func(string) map[string]string { return settings }, Invoke: func(wire.Invocation) ([]byte, error) { return nil, nil },
	})
	d.sqs = wire.NewSQS(wire.SQSOptions{Queues: queues, Now: time.Now})
	ts.Setenv("AWS_ACCESS_KEY_ID", "AKIDSTANDIN")
	ts.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	ts.Setenv("AWS_REGION", wire.Region)
	ts.Setenv("AWS_ENDPOINT_URL_DYNAMODB", aws.dynamo.Endpoint)
	ts.Setenv("AWS_ENDPOINT_URL_S3", aws.s3.Endpoint)
	bus := wire.NewBus(wire.BusOptions{Put: func(string, []byte) { d.told.Add(1) }})
	for service, h := range map[string]http.Handler{"LAMBDA": d.lambda, "SQS": d.sqs, "EVENTBRIDGE": bus} {
		srv, err := wire.Serve(h)
		ts.Check(err)
		ts.Defer(srv.Close)
		ts.Setenv("AWS_ENDPOINT_URL_"+service, srv.URL)
	}
	d.open(o.Context(), ts, name)
	stages.Store(ts, d)
}

// open opens the stage as an operator does.
func (d *deployed) open(ctx context.Context, ts *testscript.TestScript, name string) {
	var environ []string
	for _, key := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_LAMBDA", "AWS_ENDPOINT_URL_SQS", "AWS_ENDPOINT_URL_EVENTBRIDGE"} {
		environ = append(environ, key+"="+ts.Getenv(key))
	}
	var err error
	d.Stage, err = stage.Open(ctx, name, "sweep", "", environ)
	ts.Check(err)
}

// follow puts a new secret before those of the stage, as a deployment with another
// sealVersion does: follow STAGE.
func follow(ts *testscript.TestScript, _ bool, args []string) {
	d := stageOf(ts)
	d.settings["SASAE_SECRET"] = base64.StdEncoding.EncodeToString(seal.NewSecret()) + "," + d.settings["SASAE_SECRET"]
	d.open(context.Background(), ts, args[0])
}

// stages are those of the scripts that run.
var stages sync.Map

func stageOf(ts *testscript.TestScript) *deployed {
	d, ok := stages.Load(ts)
	if !ok {
		ts.Fatalf("no stage is deployed")
	}
	return d.(*deployed)
}

// restored copies the stage's table as it is now, as a restore to this point in
// time gives a table of another name: restored NAME.
func (o own) restored(ts *testscript.TestScript, _ bool, args []string) {
	d := stageOf(ts)
	client := dynamodb.NewFromConfig(aws.dynamo.Config())
	ts.Check(dynamo.Create(o.Context(), client, args[0]))
	pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{TableName: &d.table})
	for pages.HasMorePages() {
		page, err := pages.NextPage(o.Context())
		ts.Check(err)
		for _, item := range page.Items {
			_, err := client.PutItem(o.Context(), &dynamodb.PutItemInput{TableName: &args[0], Item: item})
			ts.Check(err)
		}
	}
}

// owe leaves a promise to export a month that was due so long ago: owe TOWN AGO.
func (o own) owe(ts *testscript.TestScript, _ bool, args []string) {
	d := stageOf(ts)
	ago, err := time.ParseDuration(args[1])
	ts.Check(err)
	due := d.App.Now().Add(-ago).UTC()
	e, err := events.New("month#2026-05#R1@"+due.Format(time.RFC3339), args[0], due, events.MonthClosed{Month: "2026-05", Insurer: "999995", Run: "R1"})
	ts.Check(err)
	body, err := json.Marshal(app.Promise{Event: e})
	ts.Check(err)
	ts.Check(d.App.Store.Commit(o.Context(), store.Create(store.Key{P: "DUE#" + args[0], S: fmt.Sprintf("%020d#month#2026-05#R1", due.UnixNano())}, body)))
}

// told tells how many events the stage's bus was given: told N.
func (o own) told(ts *testscript.TestScript, _ bool, args []string) {
	if n := fmt.Sprint(stageOf(ts).told.Load()); n != args[0] {
		ts.Fatalf("the bus was told %s events", n)
	}
}

// hour strikes on the stage: its heads that moved are anchored.
func (o own) hour(ts *testscript.TestScript, _ bool, args []string) {
	d := stageOf(ts)
	ts.Check(d.App.Anchor(o.Context(), scopeOf(args[0]), d.App.Now().Add(2*time.Hour)))
}

// rewrite changes a text in the one item of a partition of the stage's table
// whose sort key ends so: rewrite PARTITION END OLD NEW.
func (o own) rewrite(ts *testscript.TestScript, _ bool, args []string) {
	d := stageOf(ts)
	var it store.Item
	ts.Check(store.All(o.Context(), d.App.Store, store.Query{P: args[0]}, func(x store.Item) error {
		if strings.HasSuffix(x.S, args[1]) {
			it = x
		}
		return nil
	}))
	if !strings.Contains(string(it.Body), args[2]) {
		ts.Fatalf("%s has no %s", it.Key, args[2])
	}
	ts.Check(d.App.Store.Commit(o.Context(), store.Replace(it, []byte(strings.Replace(string(it.Body), args[2], args[3], 1)))))
}

// letter leaves a dead letter of the month of a town, as Lambda or EventBridge
// does: letter QUEUE CODE TOWN.
func (o own) letter(ts *testscript.TestScript, _ bool, args []string) {
	e, err := events.New("month-due-2026-05-"+args[2], args[2], time.Now(), events.MonthDue{Month: "2026-05"})
	ts.Check(err)
	event, err := json.Marshal(e)
	ts.Check(err)
	if args[1] == "NO_PERMISSIONS" { // EventBridge keeps what it could not hand over as it was
		stageOf(ts).sqs.Put(args[0], `{"source":"sasae","detail-type":"month-due.v1","id":"x","time":"2026-06-02T00:00:00Z","detail":`+string(event)+`}`, map[string]string{"ERROR_CODE": args[1]})
		return
	}
	body, err := json.Marshal(map[string]any{
		"version": "1.0", "timestamp": "2026-06-02T00:00:00.000Z", "requestPayload": json.RawMessage(event),
		"requestContext":  map[string]any{"condition": "RetriesExhausted", "approximateInvokeCount": 3},
		"responsePayload": map[string]any{"errorType": args[1], "errorMessage": args[1]},
	})
	ts.Check(err)
	stageOf(ts).sqs.Put(args[0], string(body), nil)
}

// asked tells how often functions were given events: asked FUNCTION N.
func (o own) asked(ts *testscript.TestScript, _ bool, args []string) {
	n := 0
	for _, in := range stageOf(ts).lambda.Invocations() {
		if in.Function == args[0] && in.Type == "Event" {
			n++
		}
	}
	if fmt.Sprint(n) != args[1] {
		ts.Fatalf("%s was asked %d times", args[0], n)
	}
}
