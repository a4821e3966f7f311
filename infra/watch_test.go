package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/boot/journal"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// alarms are those on a metric.
func alarms(name string) (all []resource) {
	for _, a := range of("AWS::CloudWatch::Alarm") {
		if a.text("MetricName") == name {
			all = append(all, a)
		}
	}
	return all
}

// watched tells whether somebody is told when a queue has a letter.
func watched(queue string) bool {
	return slices.ContainsFunc(alarms("ApproximateNumberOfMessagesVisible"), func(a resource) bool {
		return strings.Contains(written(a.get("Dimensions")), `"Value":"`+queue+`"`) && a.get("Threshold") == float64(1) && len(listed(a.get("AlarmActions"))) == 1
	})
}

// deadLetters gives the name of the queue that something names by its ARN.
func deadLetters(v any) string {
	for _, q := range of("AWS::SQS::Queue") {
		if written(v) == `{"Fn::GetAtt":["`+q.id+`","Arn"]}` {
			return q.text("QueueName")
		}
	}
	return ""
}

// ends are all ends of what nobody waits for: each must name a queue.
func ends() map[string]any {
	all := map[string]any{}
	for _, r := range of("AWS::Events::Rule") {
		for _, target := range listed(r.get("Targets")) {
			d, _ := target.(map[string]any)["DeadLetterConfig"].(map[string]any)
			all["rule "+r.id] = d["Arn"]
		}
	}
	for _, r := range of("AWS::Scheduler::Schedule") {
		all["schedule "+r.id] = r.get("Target", "DeadLetterConfig", "Arn")
	}
	for _, r := range of("AWS::Lambda::EventInvokeConfig", "AWS::Lambda::EventSourceMapping") {
		all["function "+written(r.get("FunctionName"))] = r.get("DestinationConfig", "OnFailure", "Destination")
	}
	for _, f := range of("AWS::Lambda::Function") {
		if dead := f.get("Environment", "Variables", "SASAE_SCHEDULE_DEAD"); dead != nil {
			all["alarms of "+f.id] = dead
		}
	}
	return all
}

func TestEveryAsynchronousPathEndsInAQueueThatIsWatched(t *testing.T) {
	all := ends()
	for what, queue := range all {
		if name := deadLetters(queue); name == "" || !watched(name) {
			t.Errorf("what %s cannot do is kept in %q, watched: %t", what, name, watched(name))
		}
	}
	for _, s := range functions.Steps {
		if len(s.On) == 0 && !s.Table {
			continue
		}
		id := function(t, s.Name).id
		if !slices.ContainsFunc(of("AWS::Lambda::EventInvokeConfig", "AWS::Lambda::EventSourceMapping"), func(r resource) bool { return strings.Contains(written(r.get("FunctionName")), id) }) {
			t.Errorf("what %s fails at is lost after its last try", s.Name)
		}
	}
	if len(all) < 20 {
		t.Errorf("only %d paths were looked at", len(all))
	}
}

// Nobody may put a letter into a queue but its own step, rules and schedules.
func TestWhatEndsInAQueueMayBePutThere(t *testing.T) {
	for _, r := range of("AWS::Events::Rule") {
		target := listed(r.get("Targets"))[0].(map[string]any)
		queue := written(target["DeadLetterConfig"].(map[string]any)["Arn"])
		if !slices.ContainsFunc(statements(), func(s statement) bool {
			return s.resource.Type == "AWS::SQS::QueuePolicy" && s.allows && written(s.resources[0]) == queue && strings.Contains(written(s.when), `"`+r.id+`"`)
		}) {
			t.Errorf("%s may not put what it cannot hand over into %s", r.id, queue)
		}
	}
	for _, s := range functions.Steps {
		_, own := roleOf(t, s.Name)
		may := slices.ContainsFunc(own, func(s statement) bool { return slices.Equal(s.actions, []string{"sqs:SendMessage"}) })
		if may != (s.Table || len(s.On) > 0) {
			t.Errorf("%s may leave dead letters: %t", s.Name, may)
		}
	}
}

func TestTheStreamSaysWhichRecordFailed(t *testing.T) {
	all := of("AWS::Lambda::EventSourceMapping")
	if len(all) != 1 || written(all[0].get("FunctionResponseTypes")) != `["ReportBatchItemFailures"]` || all[0].text("StartingPosition") != "TRIM_HORIZON" {
		t.Errorf("the streams are %s", written(all))
	}
}

// sent are the metrics of an invocation that met everything there is to count,
// with their dimensions.
func sent(t *testing.T) (names []string) {
	t.Helper()
	for _, err := range []error{store.ErrThrottled, plan.Refuse("not-found")} {
		var out bytes.Buffer
		if journal.Run(t.Context(), slog.New(slog.NewJSONHandler(&out, nil)), journal.Line{Msg: "event", Step: "upload"}, func(ctx context.Context, _ *journal.Line) error {
			c := app.Counted(ctx)
			c.Conflicts.Add(1)
			c.Retries.Add(1)
			c.Duplicates.Add(1)
			return err
		}) == nil {
			t.Fatal("it did not fail")
		}
		var line struct {
			AWS struct {
				CloudWatchMetrics []struct {
					Dimensions [][]string
					Metrics    []struct{ Name string }
				}
			} `json:"_aws"`
		}
		if err := json.Unmarshal(out.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		for _, d := range line.AWS.CloudWatchMetrics {
			for _, m := range d.Metrics {
				names = append(names, fmt.Sprint(m.Name, d.Dimensions[0]))
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestEveryMetricOfALineIsOnTheDashboardAndEveryAlarmOfOursHasOne(t *testing.T) {
	sent := sent(t)
	for _, a := range of("AWS::CloudWatch::Alarm") {
		if a.text("Namespace") != journal.Namespace {
			continue
		}
		by := []string{}
		for _, d := range listed(a.get("Dimensions")) {
			by = append(by, d.(map[string]any)["Name"].(string))
		}
		if rings := fmt.Sprint(a.text("MetricName"), by); !slices.Contains(sent, rings) {
			t.Errorf("%s rings at %s, a line sends %v", a.id, rings, sent)
		}
	}
	var page struct {
		Widgets []struct{ Properties struct{ Metrics [][]any } }
	}
	if err := json.Unmarshal([]byte(of("AWS::CloudWatch::Dashboard")[0].text("DashboardBody")), &page); err != nil {
		t.Fatal(err)
	}
	var shown []string
	for _, w := range page.Widgets {
		for _, m := range w.Properties.Metrics {
			if m[0] == journal.Namespace { // namespace, name, dimension and value or none, options
				by := []string{}
				for i := 2; i+1 < len(m); i += 2 {
					by = append(by, m[i].(string))
				}
				shown = append(shown, fmt.Sprint(m[1], by))
			}
		}
	}
	slices.Sort(shown)
	if shown = slices.Compact(shown); len(sent) != 7 || !slices.Equal(shown, sent) {
		t.Errorf("a line sends %v, the dashboard shows %v", sent, shown)
	}
}

func TestOperatorsAreToldWhatGoesWrong(t *testing.T) {
	for _, s := range functions.Steps {
		for metric, dimension := range map[string]string{"failures": `"Value":"` + s.Name + `"`, "Errors": `"Value":"sasae-sample-` + s.Name + `"`} {
			if !slices.ContainsFunc(alarms(metric), func(a resource) bool { return strings.Contains(written(a.get("Dimensions")), dimension) }) {
				t.Errorf("nobody is told of %s of %s", metric, s.Name)
			}
		}
	}
	for _, name := range []string{"swept", "audit-breaks", "throttled", "Reputation.BounceRate"} {
		if len(alarms(name)) != 1 {
			t.Errorf("%d alarms on %s", len(alarms(name)), name)
		}
	}
	if a := alarms("swept")[0]; a.text("TreatMissingData") != "breaching" || a.text("ComparisonOperator") != "LessThanThreshold" {
		t.Errorf("a sweep that stays away is no alarm: %s", written(a.Properties))
	}
	if len(of("AWS::Budgets::Budget")) != 1 || len(of("AWS::CloudWatch::Dashboard")) != 1 {
		t.Error("there is no budget or no dashboard")
	}
	for _, a := range of("AWS::CloudWatch::Alarm") {
		if len(listed(a.get("AlarmActions"))) != 1 || a.text("AlarmDescription") == "" {
			t.Errorf("%s tells nobody, or not what to do", a.id)
		}
	}
}
