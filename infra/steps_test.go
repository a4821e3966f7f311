package main

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/cloud"
	"github.com/sasae-care/sasae/shared/app/cloud/anchors"
	"github.com/sasae-care/sasae/shared/app/cloud/bus"
	"github.com/sasae-care/sasae/shared/app/cloud/documents"
	"github.com/sasae-care/sasae/shared/app/cloud/post"
	"github.com/sasae-care/sasae/shared/app/cloud/schedules"
	"github.com/sasae-care/sasae/shared/app/cloud/table"
	"github.com/sasae-care/sasae/shared/app/routes"
	"github.com/sasae-care/sasae/shared/boot"
	"github.com/sasae-care/sasae/shared/store/dynamo"
)

// function is a step's.
func function(t *testing.T, step string) resource {
	t.Helper()
	for _, f := range of("AWS::Lambda::Function") {
		if f.text("FunctionName") == "sasae-sample-"+step {
			return f
		}
	}
	t.Fatalf("%s is not deployed", step)
	return resource{}
}

func TestEveryStepIsDeployedAndNothingElse(t *testing.T) {
	var table, deployed []string
	for _, s := range functions.Steps {
		table = append(table, "sasae-sample-"+s.Name)
		f := function(t, s.Name)
		want := map[string]any{
			"Handler": "bootstrap", "Runtime": "provided.al2023", "Architectures": []any{"arm64"}, "MemorySize": float64(s.Memory), "Timeout": s.Timeout.Seconds(),
		}
		for name, v := range want {
			if diff := cmp.Diff(v, f.get(name)); diff != "" {
				t.Errorf("%s, %s: %s", s.Name, name, diff)
			}
		}
	}
	for _, f := range of("AWS::Lambda::Function") {
		deployed = append(deployed, f.text("FunctionName"))
	}
	slices.Sort(table)
	slices.Sort(deployed)
	if diff := cmp.Diff(table, deployed); diff != "" {
		t.Errorf("the table of steps and what is deployed differ (-table +templates):\n%s", diff)
	}
}

// ports are what a function opens, as the table of steps names them.
var ports = map[string]func() cloud.Port{
	"files": documents.Port, "alarms": schedules.Port, "mail": post.Port, "bus": bus.Port, "anchors": anchors.Port,
}

// opens tells whether a step starts in an environment.
func opens(s functions.Step, env map[string]string) error {
	needs := []func() cloud.Port{table.Port}
	for _, to := range s.Sends {
		needs = append(needs, ports[to])
	}
	if s.Files.Any() {
		needs = append(needs, ports["files"])
	}
	var environ []string
	for name, value := range env {
		environ = append(environ, name+"="+value)
	}
	_, err := cloud.Open(s.Name, environ, needs...)
	return err
}

// optional are the settings without which a function starts.
var optional = []string{"SASAE_SMS_FROM", "SASAE_SMS_SET", "SASAE_DOCUMENTS", "SASAE_EDGE"}

func TestAFunctionHasTheSettingsThatItNeedsAndNoOther(t *testing.T) {
	for _, s := range functions.Steps {
		env := map[string]string{"AWS_REGION": Region, "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret"} // as Lambda sets them
		said, _ := function(t, s.Name).get("Environment", "Variables").(map[string]any)
		for name, value := range said {
			env[name] = written(value)
		}
		if !strings.HasPrefix(written(said["SASAE_SECRET"]), `{"Fn::Join":["",["{{resolve:secretsmanager:`) {
			t.Errorf("the secret of %s is %s", s.Name, written(said["SASAE_SECRET"]))
		}
		env["SASAE_SECRET"] = strings.Repeat("Ab3d", 16) // as Secrets Manager makes it
		if err := opens(s, env); err != nil {
			t.Errorf("%s does not start: %v", s.Name, err)
		}
		for name := range said {
			less := maps.Clone(env)
			delete(less, name)
			if opens(s, less) == nil && !slices.Contains(optional, name) {
				t.Errorf("%s starts without %s", s.Name, name)
			}
		}
	}
}

// heard are the patterns that wake a step, by their source.
func heard(t *testing.T, step string) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, r := range of("AWS::Events::Rule") {
		if written(listed(r.get("Targets"))[0].(map[string]any)["Arn"]) != `{"Fn::GetAtt":["`+function(t, step).id+`","Arn"]}` {
			continue
		}
		source := r.get("EventPattern", "source").([]any)[0].(string)
		for _, d := range r.get("EventPattern", "detail-type").([]any) {
			all[source] = append(all[source], d.(string))
		}
		if ours := r.get("EventBusName") != nil; ours != (source == "sasae") {
			t.Errorf("%s hears %s, on our bus: %t", step, source, ours)
		}
		if source != "sasae" && source != "aws.sms-voice" && r.get("EventPattern", "detail") == nil {
			t.Errorf("%s hears what %s says to other stages", step, source)
		}
	}
	return all
}

func TestAStepHearsTheEventsOfItsRowAndNoOther(t *testing.T) {
	for _, s := range functions.Steps {
		want := map[string][]string{}
		if len(s.On) > 0 {
			want["sasae"] = s.On
		}
		for _, on := range s.On {
			for _, o := range functions.Origins[on] {
				want[o.Source] = o.Types
			}
		}
		if diff := cmp.Diff(want, heard(t, s.Name)); diff != "" {
			t.Errorf("%s (-table +template):\n%s", s.Name, diff)
		}
	}
}

func TestTheProvidersTellWhatNotifyHearsAndNoMore(t *testing.T) {
	types := map[string]string{"delivery": "Email Delivered", "bounce": "Email Bounced", "deliveryDelay": "Email Delivery Delayed"}
	for _, o := range functions.Origins["notice-receipt.v1"] {
		var told []string
		switch o.Source {
		case "aws.ses":
			for _, kind := range of("AWS::SES::ConfigurationSetEventDestination")[0].get("EventDestination", "MatchingEventTypes").([]any) {
				told = append(told, types[kind.(string)])
			}
			slices.Sort(told)
			if want := slices.Sorted(slices.Values(o.Types)); !slices.Equal(told, want) {
				t.Errorf("SES tells %q, want %q", told, want)
			}
		default:
			for _, r := range of("AWS::Events::Rule") {
				if written(r.get("EventPattern", "source")) == `["`+o.Source+`"]` {
					told = append(told, written(r.get("EventPattern", "detail", "eventType")))
				}
			}
			if want := []string{written(o.Kinds)}; !slices.Equal(told, want) {
				t.Errorf("%s tells %q, want %q", o.Source, told, want)
			}
		}
	}
}

func TestEveryRuleMayInvokeItsFunction(t *testing.T) {
	for _, r := range of("AWS::Events::Rule") {
		found := slices.ContainsFunc(of("AWS::Lambda::Permission"), func(p resource) bool {
			return written(p.get("SourceArn")) == `{"Fn::GetAtt":["`+r.id+`","Arn"]}` &&
				written(p.get("FunctionName")) == written(listed(r.get("Targets"))[0].(map[string]any)["Arn"])
		})
		if !found {
			t.Errorf("%s wakes nobody: it may not invoke its target", r.id)
		}
	}
}

func TestEveryOperationHasARouteForPeopleWhoAreSignedIn(t *testing.T) {
	var want, have []string
	for _, of := range routes.Of {
		for _, r := range of(app.New(app.App{})) {
			want = append(want, r.Method+" "+r.Path)
		}
	}
	for _, r := range of("AWS::ApiGatewayV2::Route") {
		have = append(have, r.text("RouteKey"))
		if _, path, _ := strings.Cut(r.text("RouteKey"), " "); r.text("AuthorizationType") != "JWT" || r.get("AuthorizerId") == nil || !strings.HasPrefix(path, "/v1/") {
			t.Errorf("%s is open: %s", r.text("RouteKey"), written(r.Properties))
		}
	}
	slices.Sort(want)
	slices.Sort(have)
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("operations and routes differ (-operations +routes):\n%s", diff)
	}
	if len(of("AWS::Lambda::Url", "AWS::ApiGateway::RestApi")) > 0 {
		t.Error("there is another way in")
	}
}

// What Scheduler sends each hour is an event that sweep and assign take.
func TestTheHourThatStrikesIsAnEvent(t *testing.T) {
	all := of("AWS::Scheduler::Schedule")
	_, s, err := sample()
	if err != nil || len(all) != len(s.Towns) {
		t.Fatalf("%d schedules for %v: %v", len(all), s.Towns, err)
	}
	for _, r := range all {
		detail := strings.ReplaceAll(r.text("Target", "Input"), "<aws.scheduler.scheduled-time>", "2026-05-11T01:00:00Z")
		envelope, err := json.Marshal(map[string]any{
			"id": "x", "source": r.text("Target", "EventBridgeParameters", "Source"), "detail-type": r.text("Target", "EventBridgeParameters", "DetailType"),
			"time": "2026-05-11T01:00:01Z", "detail": json.RawMessage(detail),
		})
		if err != nil {
			t.Fatal(err)
		}
		e, ours, err := boot.Decode(envelope)
		if err != nil || !ours || e.Town != s.Towns[0] || !e.At.Equal(time.Date(2026, 5, 11, 1, 0, 0, 0, time.UTC)) || e.Type != r.text("Target", "EventBridgeParameters", "DetailType") {
			t.Errorf("%s strikes %s: %+v %t %v", r.id, detail, e, ours, err)
		}
		for _, step := range []string{"sweep", "assign"} {
			if !slices.Contains(heard(t, step)["sasae"], e.Type) {
				t.Errorf("%s does not hear the hour", step)
			}
		}
	}
}

// caught is what a client sends.
type caught struct{ bodies map[string]map[string]any }

func (c caught) Do(r *http.Request) (*http.Response, error) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	_, call, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	body := map[string]any{}
	if err := json.Unmarshal(raw, &body); err != nil {
		return nil, err
	}
	c.bodies[call] = body
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"Table":{"TableStatus":"ACTIVE"}}`)), Request: r}, nil
}

// The table of the cloud is the one that the driver's tests run on.
func TestTheTableIsTheOneThatTheDriverKnows(t *testing.T) {
	c := caught{map[string]map[string]any{}}
	client := dynamodb.New(dynamodb.Options{Region: Region, HTTPClient: c, Credentials: credentials.NewStaticCredentialsProvider("AKID", "secret", "")})
	if err := dynamo.Create(t.Context(), client, "x"); err != nil {
		t.Fatal(err)
	}
	tables := of("AWS::DynamoDB::Table")
	if len(tables) != 1 {
		t.Fatalf("%d tables", len(tables))
	}
	made := tables[0]
	for _, name := range []string{"KeySchema", "AttributeDefinitions", "BillingMode"} {
		if diff := cmp.Diff(c.bodies["CreateTable"][name], made.get(name)); diff != "" {
			t.Errorf("%s (-driver +template):\n%s", name, diff)
		}
	}
	stream, _ := c.bodies["CreateTable"]["StreamSpecification"].(map[string]any)
	ttl, _ := c.bodies["UpdateTimeToLive"]["TimeToLiveSpecification"].(map[string]any)
	if made.text("StreamSpecification", "StreamViewType") != stream["StreamViewType"] || made.text("TimeToLiveSpecification", "AttributeName") != ttl["AttributeName"] {
		t.Errorf("the stream is %v, expiry %v", made.get("StreamSpecification"), made.get("TimeToLiveSpecification"))
	}
	if made.get("DeletionProtectionEnabled") != true || made.get("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled") != true {
		t.Error("the table can be lost")
	}
}
