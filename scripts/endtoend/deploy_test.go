package endtoend

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/scripts/host"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/cloud"
	"github.com/sasae-care/sasae/shared/app/routes"
	"github.com/sasae-care/sasae/shared/standin/wire"
)

// What the schedules name.
const (
	group  = "sasae"
	target = "arn:aws:lambda:ap-northeast-1:111122223333:function:alarm"
	role   = "arn:aws:iam::111122223333:role/alarms"
	dead   = "arn:aws:sqs:ap-northeast-1:111122223333:dead"
)

// serve starts the wire servers and fills in what every function is told.
func (w *world) serve() error {
	provider := wire.Provider{Now: w.Now, Emit: func(event []byte, _ time.Duration) { w.put(event) }}
	w.mail, w.texts = wire.NewSES(provider), wire.NewSMS(provider)
	w.scheduler = wire.NewScheduler(wire.SchedulerOptions{Clock: w.stage.At, Groups: []string{group}, Ring: func(s wire.Schedule) error {
		_, err := w.host.Send(s.Target.Arn, []byte(s.Target.Input))
		return err
	}})
	bus, e1 := wire.Serve(wire.NewBus(wire.BusOptions{Now: w.Now, Put: func(_ string, event []byte) { w.put(event) }}))
	mail, e2 := wire.Serve(w.mail)
	texts, e3 := wire.Serve(w.texts)
	scheduler, e4 := wire.Serve(w.scheduler)
	for _, s := range []*wire.Server{bus, mail, texts, scheduler} {
		if s != nil {
			w.servers = append(w.servers, s)
		}
	}
	if err := errors.Join(e1, e2, e3, e4); err != nil {
		return err
	}
	w.env = []string{
		"AWS_ENDPOINT_URL_DYNAMODB=" + w.dynamo.Endpoint, "AWS_ENDPOINT_URL_S3=" + w.s3.Endpoint, "AWS_ENDPOINT_URL_EVENTBRIDGE=" + bus.URL,
		"AWS_ENDPOINT_URL_SESV2=" + mail.URL, "AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2=" + texts.URL, "AWS_ENDPOINT_URL_SCHEDULER=" + scheduler.URL,
		"AWS_ACCESS_KEY_ID=AKIDSTANDIN", "AWS_SECRET_ACCESS_KEY=secret", // those that versitygw knows
		"SASAE_SECRET=" + base64.StdEncoding.EncodeToString(w.stage.Secret), "SASAE_PORTAL=" + w.stage.Portal, cloud.ClockFile + "=" + w.clockFile(),
		"SASAE_TABLE=" + w.name,
	}
	return nil
}

// settings are those of one function: what all have, and what its ports need.
func (w *world) settings(s functions.Step) []string {
	ports := map[string][]string{
		"files":   {"SASAE_BUCKET_INCOMING=" + w.bucket("incoming"), "SASAE_BUCKET_CLEAN=" + w.bucket("clean"), "SASAE_BUCKET_MONTHS=" + w.bucket("months")},
		"anchors": {"SASAE_BUCKET_ANCHORS=" + w.bucket("anchors")},
		"bus":     {"SASAE_BUS=sasae"},
		"alarms":  {"SASAE_SCHEDULE_GROUP=" + group, "SASAE_SCHEDULE_TARGET=" + target, "SASAE_SCHEDULE_ROLE=" + role, "SASAE_SCHEDULE_DEAD=" + dead},
		"mail":    {"SASAE_MAIL_FROM=sasae@town.example", "SASAE_MAIL_SET=sasae"},
	}
	out := slices.Clone(w.env)
	for _, p := range s.Sends {
		out = append(out, ports[p]...)
	}
	if s.Files.Any() {
		out = append(out, ports["files"]...)
	}
	return out
}

// put puts an envelope on the bus. It fails when the world closes only.
func (w *world) put(envelope []byte) { _, _ = w.host.Put(envelope) }

func (w *world) openHost(ctx context.Context) (err error) {
	stream, err := w.table.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &w.name})
	if err != nil {
		return err
	}
	o := host.Options{
		Rules: rules(), Routes: operations(), Logs: &w.logs, Twice: w.Twice, Kill: w.Kill,
		Streams: []host.Stream{{
			Client: dynamodbstreams.NewFromConfig(w.dynamo.Config()), ARN: *stream.Table.LatestStreamArn, Function: "relay", Again: w.Again,
		}},
	}
	for _, s := range functions.Steps {
		o.Functions = append(o.Functions, host.Function{Name: s.Name, Path: w.bootstrap(s.Name), Env: w.settings(s), Timeout: s.Timeout, Workers: 2})
	}
	w.host, err = host.Open(o)
	return err
}

// rules give each step the events that the table of steps names, and those of
// AWS that they come from.
func rules() (out []host.Rule) {
	for _, s := range functions.Steps {
		if len(s.On) == 0 {
			continue
		}
		all := []any{pattern("sasae", s.On...)}
		for _, on := range s.On {
			for _, o := range functions.Origins[on] {
				all = append(all, pattern(o.Source, o.Types...))
			}
		}
		for _, p := range all {
			raw, _ := json.Marshal(p) // texts always marshal
			out = append(out, host.Rule{Name: s.Name, Pattern: raw, Functions: []string{s.Name}})
		}
	}
	return out
}

func pattern(source string, types ...string) any {
	return map[string][]string{"source": {source}, "detail-type": types}
}

// operations are those of every step that answers HTTP.
func operations() (out []host.Route) {
	a := app.New(app.App{})
	for name, of := range routes.Of {
		for _, r := range of(a) {
			out = append(out, host.Route{Key: r.Method + " " + r.Path, Function: name})
		}
	}
	return out
}
