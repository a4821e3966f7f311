package main

import (
	"encoding/json"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"

	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/shared/boot/journal"
)

// dashboard is one page: what works, what fails, what waits, how long it takes.
func (w *Watch) dashboard(steps *Steps) {
	ofStep := func(name, statistic string) (lines [][]any) {
		for _, s := range functions.Steps {
			lines = append(lines, []any{journal.Namespace, name, "step", s.Name, map[string]any{"stat": statistic}})
		}
		return lines
	}
	ofAll := func(names ...string) (lines [][]any) {
		for _, name := range names {
			lines = append(lines, []any{journal.Namespace, name, map[string]any{"stat": "Sum"}})
		}
		return lines
	}
	lambdas := func(name string) (lines [][]any) {
		for _, s := range functions.Steps {
			lines = append(lines, []any{"AWS/Lambda", name, "FunctionName", w.settings.Name(s.Name), map[string]any{"stat": "Sum", "label": s.Name}})
		}
		return lines
	}
	var dead [][]any
	for _, s := range functions.Steps {
		if steps.All[s.Name].Dead != nil {
			dead = append(dead, []any{"AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", w.settings.Name(s.Name, "dead"), map[string]any{"stat": "Maximum"}})
		}
	}
	var widgets []any
	for i, g := range []struct {
		title   string
		metrics [][]any
	}{
		{"invocations", lambdas("Invocations")}, {"failures", ofStep("failures", "Sum")}, {"errors", lambdas("Errors")},
		{"latency, ms, 95 of 100", ofStep("ms", "p95")}, {"dead letters", dead},
		{"what they met", ofAll("refusals", "conflicts", "retries", "throttled", "duplicates")},
	} {
		widgets = append(widgets, map[string]any{
			"type": "metric", "x": i % 3 * 8, "y": i / 3 * 6, "width": 8, "height": 6,
			"properties": map[string]any{"title": g.title, "region": Region, "view": "timeSeries", "period": 300, "metrics": g.metrics},
		})
	}
	body, _ := json.Marshal(map[string]any{"widgets": widgets}) // texts and numbers
	awscloudwatch.NewCfnDashboard(w.stack, jsii.String("Dashboard"), &awscloudwatch.CfnDashboardProps{
		DashboardName: jsii.String(w.settings.Name()), DashboardBody: jsii.String(string(body)),
	})
}
