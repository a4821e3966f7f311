package main

import (
	"encoding/json"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"

	"github.com/sasae-care/sasae/functions"
)

// dashboard is one page: what works, what fails, what waits, how long it takes.
func (w *Watch) dashboard(steps *Steps) {
	ours := func(name string) (lines [][]any) {
		for _, s := range functions.Steps {
			lines = append(lines, []any{"sasae", name, "step", s.Name, map[string]any{"stat": "Sum"}})
		}
		return lines
	}
	lambdas := func(name, statistic string) (lines [][]any) {
		for _, s := range functions.Steps {
			lines = append(lines, []any{"AWS/Lambda", name, "FunctionName", w.settings.Name(s.Name), map[string]any{"stat": statistic, "label": s.Name}})
		}
		return lines
	}
	var dead [][]any
	met := "" // a query of the lines of docs/observability.md
	for _, s := range functions.Steps {
		p := steps.All[s.Name]
		met += "SOURCE '" + *p.Log.LogGroupName() + "' | "
		if p.Dead != nil {
			dead = append(dead, []any{"AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", w.settings.Name(s.Name, "dead"), map[string]any{"stat": "Maximum"}})
		}
	}
	met += `filter ispresent(ms) | stats count(*) as invocations, sum(strcontains(outcome, "refused")) as refusals, ` +
		`sum(conflicts), sum(retries), sum(throttled), sum(duplicates) by step`
	var widgets []any
	for i, g := range []struct {
		title   string
		metrics [][]any
	}{
		{"invocations", lambdas("Invocations", "Sum")}, {"failures", ours("failures")}, {"errors", lambdas("Errors", "Sum")},
		{"duration, ms, 95 of 100", lambdas("Duration", "p95")}, {"dead letters", dead},
	} {
		widgets = append(widgets, map[string]any{
			"type": "metric", "x": i % 3 * 8, "y": i / 3 * 6, "width": 8, "height": 6,
			"properties": map[string]any{"title": g.title, "region": Region, "view": "timeSeries", "period": 300, "metrics": g.metrics},
		})
	}
	widgets = append(widgets, map[string]any{
		"type": "log", "x": 16, "y": 6, "width": 8, "height": 6,
		"properties": map[string]any{"title": "what they met", "region": Region, "view": "table", "query": met},
	})
	body, _ := json.Marshal(map[string]any{"widgets": widgets}) // texts and numbers
	awscloudwatch.NewCfnDashboard(w.stack, jsii.String("Dashboard"), &awscloudwatch.CfnDashboardProps{
		DashboardName: jsii.String(w.settings.Name()), DashboardBody: jsii.String(string(body)),
	})
}
