package main

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsbudgets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"

	"github.com/sasae-care/sasae/functions"
)

// Watch tells operators what they must look at.
type Watch struct {
	stack    awscdk.Stack
	settings Settings
	topic    awssns.CfnTopic
}

// NewWatch makes the watch stack.
func NewWatch(stack awscdk.Stack, s Settings, data *Data, steps *Steps) {
	w := &Watch{stack: stack, settings: s}
	w.topic = awssns.NewCfnTopic(stack, jsii.String("Operators"), &awssns.CfnTopicProps{TopicName: jsii.String(s.Name("operators")), KmsMasterKeyId: data.Watch.KeyArn()})
	mail := awssns.NewCfnSubscription(stack, jsii.String("OperatorsMail"), &awssns.CfnSubscriptionProps{TopicArn: w.topic.Ref(), Protocol: jsii.String("email"), Endpoint: &s.Operators})
	excuse(mail, "Serverless-SNSRedrivePolicy", "When an e-mail is lost its alarm still stands in CloudWatch and on the dashboard; a queue of lost alarms would want an alarm itself.")
	awssns.NewCfnTopicPolicy(stack, jsii.String("OperatorsAre"), &awssns.CfnTopicPolicyProps{
		Topics: text(*w.topic.Ref()),
		PolicyDocument: policy(
			allowService("cloudwatch.amazonaws.com", []string{"sns:Publish"}, *w.topic.Ref(), fromHere(stack)),
			allowService("budgets.amazonaws.com", []string{"sns:Publish"}, *w.topic.Ref(), fromHere(stack)),
		),
	})
	for _, row := range functions.Steps {
		w.alarm(row.Name+"-failures", "It failed: read the step's log (docs/observability.md).", own("failures", map[string]string{"step": row.Name}), 5, 1, false)
		w.alarm(row.Name+"-errors", "It ended without a line: a timeout, no memory, or it does not start.", lambda("Errors", s.Name(row.Name)), 5, 1, false)
		if steps.All[row.Name].Dead != nil {
			w.letters(row.Name)
		}
	}
	w.letters("hours")
	w.sweeps(steps.All["sweep"].Log)
	for _, end := range []string{"ExecutionsFailed", "ExecutionsTimedOut"} {
		w.alarm("nation-"+strings.ToLower(strings.TrimPrefix(end, "Executions")), "The months of some towns are not closed: docs/operations.md, 月次締めの一斉処理.",
			metric{"AWS/States", end, map[string]string{"StateMachineArn": arn(w.stack, "states", "stateMachine:"+w.settings.Name("nation"))}, "Sum"}, 5, 1, false)
	}
	w.alarm("bounces", "Of the notices, 2 in 100 bounce; SES looks at an account at 5, and stops it at 10.",
		metric{"AWS/SES", "Reputation.BounceRate", nil, "Maximum"}, 60, 0.02, false)
	w.alarm("throttled", "The table puts calls off.", own("throttled", nil), 15, 50, false)
	w.dashboard(steps)
	w.budget()
}

// metric is one of CloudWatch's.
type metric struct {
	namespace, name string
	dimensions      map[string]string
	statistic       string
}

// own is a metric of docs/observability.md.
func own(name string, dimensions map[string]string) metric {
	return metric{"sasae", name, dimensions, "Sum"}
}

func lambda(name, function string) metric {
	return metric{"AWS/Lambda", name, map[string]string{"FunctionName": function}, "Sum"}
}

func queued(queue string) metric {
	return metric{"AWS/SQS", "ApproximateNumberOfMessagesVisible", map[string]string{"QueueName": queue}, "Maximum"}
}

// letters rings with the first dead letter of a queue.
func (w *Watch) letters(name string) {
	w.alarm(name+"-dead", "A delivery ended as a dead letter: read it, mend what it names, give it to the function again.", queued(w.settings.Name(name, "dead")), 1, 1, false)
}

// sweeps rings when no sweep came to its end, with its anchors, within two
// hours, and when somebody wrote another anchor under a number.
func (w *Watch) sweeps(log awslogs.CfnLogGroup) {
	w.counted(log, "swept", `{ $.msg = "event" && $.type = "hour-struck.v1" && $.outcome = "done" }`)
	w.counted(log, "audit-breaks", `{ $.error = "*another anchor was written under this number*" }`)
	w.alarm("no-sweep", "No sweep and no anchor for two hours: what was promised and did not happen stays undone.", w.ours("swept"), 120, 1, true)
	w.alarm("audit-breaks", "The table and the write-once copy of an anchor differ: keep both, run sasae audit verify.", w.ours("audit-breaks"), 5, 1, false)
}

// ours is a metric that is counted in a log of this stage.
func (w *Watch) ours(name string) metric {
	return metric{w.settings.Name(), name, nil, "Sum"}
}

// counted counts the lines of a log that match.
func (w *Watch) counted(log awslogs.CfnLogGroup, name, pattern string) {
	awslogs.NewCfnMetricFilter(w.stack, jsii.String("Count-"+name), &awslogs.CfnMetricFilterProps{
		LogGroupName: log.Ref(), FilterPattern: &pattern,
		MetricTransformations: list(&awslogs.CfnMetricFilter_MetricTransformationProperty{
			MetricNamespace: jsii.String(w.settings.Name()), MetricName: &name, MetricValue: jsii.String("1"),
		}),
	})
}

// alarm tells operators when a metric of some minutes is at its limit or above;
// with below, when it is below it, or not there at all.
func (w *Watch) alarm(name, says string, m metric, minutes, limit float64, below bool) {
	compare, missing := "GreaterThanOrEqualToThreshold", "notBreaching"
	if below {
		compare, missing = "LessThanThreshold", "breaching"
	}
	var dimensions []any
	for key, value := range m.dimensions {
		dimensions = append(dimensions, &awscloudwatch.CfnAlarm_DimensionProperty{Name: &key, Value: &value})
	}
	awscloudwatch.NewCfnAlarm(w.stack, jsii.String("Alarm-"+name), &awscloudwatch.CfnAlarmProps{
		AlarmName: jsii.String(w.settings.Name(name)), AlarmDescription: &says, AlarmActions: list(w.topic.Ref()), OkActions: list(w.topic.Ref()),
		Namespace: &m.namespace, MetricName: &m.name, Dimensions: &dimensions, Statistic: &m.statistic, Period: jsii.Number(minutes * 60), EvaluationPeriods: jsii.Number(1),
		Threshold: &limit, ComparisonOperator: &compare, TreatMissingData: &missing,
	})
}

// budget tells operators when a month will cost more than the stage says.
func (w *Watch) budget() {
	tell := func(kind string, percent float64) any {
		return &awsbudgets.CfnBudget_NotificationWithSubscribersProperty{
			Notification: &awsbudgets.CfnBudget_NotificationProperty{
				NotificationType: &kind, ComparisonOperator: jsii.String("GREATER_THAN"), Threshold: &percent, ThresholdType: jsii.String("PERCENTAGE"),
			},
			Subscribers: list(&awsbudgets.CfnBudget_SubscriberProperty{SubscriptionType: jsii.String("SNS"), Address: w.topic.Ref()}),
		}
	}
	awsbudgets.NewCfnBudget(w.stack, jsii.String("Budget"), &awsbudgets.CfnBudgetProps{
		Budget: &awsbudgets.CfnBudget_BudgetDataProperty{
			BudgetType: jsii.String("COST"), TimeUnit: jsii.String("MONTHLY"),
			BudgetLimit: &awsbudgets.CfnBudget_SpendProperty{Amount: jsii.Number(w.settings.Budget), Unit: jsii.String("USD")},
			CostFilters: &map[string]any{"TagKeyValue": []string{"user:stage$" + w.settings.Stage}},
		},
		NotificationsWithSubscribers: list(tell("ACTUAL", 80), tell("FORECASTED", 100)),
		ResourceTags: list(
			&awsbudgets.CfnBudget_ResourceTagProperty{Key: jsii.String("app"), Value: jsii.String("sasae")},
			&awsbudgets.CfnBudget_ResourceTagProperty{Key: jsii.String("stage"), Value: &w.settings.Stage},
		),
	})
}
