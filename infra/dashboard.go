package main

import (
	"encoding/json"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"

	"github.com/sasae-care/sasae/functions"
)

// dashboard is one page: what works, what fails, what waits, how long it takes.
func (w *Watch) dashboard(steps *Steps) {
	all := func(name, statistic string) (lines [][]any) {
		for _, s := range functions.Steps {
			lines = append(lines, []any{"sasae", name, "step", s.Name, map[string]any{"stat": statistic}})
		}
		return lines
	}
	var dead [][]any
	for _, s := range functions.Steps {
		if p := steps.All[s.Name]; p.Dead != nil {
			dead = append(dead, []any{"AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", w.settings.Name(s.Name, "dead"), map[string]any{"stat": "Maximum"}})
		}
	}
	var widgets []any
	for i, g := range []struct {
		title   string
		metrics [][]any
	}{
		{"invocations", all("invocations", "Sum")}, {"failures", all("failures", "Sum")}, {"refusals", all("refusals", "Sum")},
		{"latency, ms, 95 of 100", all("latency", "p95")}, {"conflicts", all("conflicts", "Sum")}, {"dead letters", dead},
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
