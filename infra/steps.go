package main

import (
	"encoding/json"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsscheduler"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsses"
	"github.com/aws/jsii-runtime-go"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions"
)

// Steps is everything that does something: the functions of the table of steps
// and what wakes them.
type Steps struct {
	settings Settings
	data     *Data

	bus     awsevents.CfnEventBus
	group   awsscheduler.CfnScheduleGroup // of the alarms, one schedule each
	ringer  awsiam.Role                   // lets a schedule wake alarm
	letters awsses.CfnConfigurationSet

	All   map[string]*Step
	API   awsapigatewayv2.CfnApi
	Calls awslogs.CfnLogGroup // who called which route
}

// NewSteps makes the steps stack. code is the folder with a step's bootstrap.
func NewSteps(stack awscdk.Stack, s Settings, data *Data, code func(step string) string) *Steps {
	n := &Steps{settings: s, data: data, All: map[string]*Step{}}
	n.bus = awsevents.NewCfnEventBus(stack, jsii.String("Bus"), &awsevents.CfnEventBusProps{Name: jsii.String(s.Name())})
	awsevents.NewCfnArchive(stack, jsii.String("Archive"), &awsevents.CfnArchiveProps{
		ArchiveName: jsii.String(s.Name()), SourceArn: n.bus.AttrArn(), RetentionDays: jsii.Number(archiveDays),
	})
	n.group = awsscheduler.NewCfnScheduleGroup(stack, jsii.String("Alarms"), &awsscheduler.CfnScheduleGroupProps{Name: jsii.String(s.Name("alarms"))})
	n.ringer = awsiam.NewRole(stack, jsii.String("Ringer"), &awsiam.RoleProps{AssumedBy: schedulerOf(stack, *n.group.AttrArn())})
	n.mail(stack)
	for _, row := range slices.SortedStableFunc(slices.Values(functions.Steps), ringersLast) {
		n.All[row.Name] = n.step(stack, row, code(row.Name))
	}
	alarm := n.All["alarm"]
	n.ringer.AttachInlinePolicy(awsiam.NewPolicy(stack, jsii.String("RingerMay"), &awsiam.PolicyProps{Document: policy(
		allow([]string{"lambda:InvokeFunction"}, []string{*alarm.Function.FunctionArn()}, nil),
		allow([]string{"sqs:SendMessage"}, []string{*alarm.Dead.QueueArn()}, nil),
	)}))
	n.hours(stack)
	n.nation(stack)
	n.api(stack)
	return n
}

// ringersLast puts the step that sets alarms behind the one that they wake.
func ringersLast(a, b functions.Step) int { return rings(a) - rings(b) }

// rings is 1 for a step that sets alarms.
func rings(s functions.Step) int {
	if slices.Contains(s.Sends, "alarms") {
		return 1
	}
	return 0
}

// archiveDays is how long what was announced can be announced once more.
const archiveDays = 30

// schedulerOf is EventBridge Scheduler, for the schedules of one group.
func schedulerOf(stack awscdk.Stack, group string) awsiam.IPrincipal {
	return awsiam.NewServicePrincipal(jsii.String("scheduler.amazonaws.com"), &awsiam.ServicePrincipalOpts{Conditions: &where{
		"StringEquals": where{"aws:SourceAccount": *stack.Account(), "aws:SourceArn": group},
	}})
}

// from is the address that notices come from.
func (n *Steps) from() string { return "sasae@" + n.settings.Mail }

// mail makes SES tell what becomes of a notice.
func (n *Steps) mail(stack awscdk.Stack) {
	n.letters = awsses.NewCfnConfigurationSet(stack, jsii.String("Letters"), &awsses.CfnConfigurationSetProps{
		Name:              jsii.String(n.settings.Name()),
		DeliveryOptions:   &awsses.CfnConfigurationSet_DeliveryOptionsProperty{TlsPolicy: jsii.String("REQUIRE")},
		ReputationOptions: &awsses.CfnConfigurationSet_ReputationOptionsProperty{ReputationMetricsEnabled: jsii.Bool(true)},
		SendingOptions:    &awsses.CfnConfigurationSet_SendingOptionsProperty{SendingEnabled: jsii.Bool(true)},
	})
	awsses.NewCfnConfigurationSetEventDestination(stack, jsii.String("LettersTold"), &awsses.CfnConfigurationSetEventDestinationProps{
		ConfigurationSetName: n.letters.Ref(),
		EventDestination: &awsses.CfnConfigurationSetEventDestination_EventDestinationProperty{
			Name: jsii.String("bus"), Enabled: jsii.Bool(true), MatchingEventTypes: text("delivery", "bounce", "deliveryDelay"),
			EventBridgeDestination: &awsses.CfnConfigurationSetEventDestination_EventBridgeDestinationProperty{
				EventBusArn: jsii.String(arn(stack, "events", "event-bus/default")), // SES tells no other
			},
		},
	})
}

// hours announces every hour of every town on the bus.
func (n *Steps) hours(stack awscdk.Stack) {
	dead := queue(stack, "HoursDead", n.settings.Name("hours", "dead"))
	group := awsscheduler.NewCfnScheduleGroup(stack, jsii.String("Hours"), &awsscheduler.CfnScheduleGroupProps{Name: jsii.String(n.settings.Name("hours"))})
	role := awsiam.NewRole(stack, jsii.String("Clock"), &awsiam.RoleProps{
		AssumedBy: schedulerOf(stack, *group.AttrArn()),
		InlinePolicies: &map[string]awsiam.PolicyDocument{"strike": policy(
			allow([]string{"events:PutEvents"}, []string{*n.bus.AttrArn()}, nil),
			allow([]string{"sqs:SendMessage"}, []string{*dead.QueueArn()}, nil),
		)},
	})
	for _, town := range n.settings.Towns {
		awsscheduler.NewCfnSchedule(stack, jsii.String("Hour"+town), &awsscheduler.CfnScheduleProps{
			Name: jsii.String("hour-" + town), GroupName: group.Ref(), ScheduleExpression: jsii.String("cron(0 * * * ? *)"), ScheduleExpressionTimezone: jsii.String("Asia/Tokyo"),
			FlexibleTimeWindow: &awsscheduler.CfnSchedule_FlexibleTimeWindowProperty{Mode: jsii.String("OFF")}, State: jsii.String("ENABLED"),
			Target: &awsscheduler.CfnSchedule_TargetProperty{
				Arn: n.bus.AttrArn(), RoleArn: role.RoleArn(), Input: jsii.String(strike(town)),
				EventBridgeParameters: &awsscheduler.CfnSchedule_EventBridgeParametersProperty{Source: jsii.String("sasae"), DetailType: jsii.String(events.HourStruck{}.EventType())},
				DeadLetterConfig:      &awsscheduler.CfnSchedule_DeadLetterConfigProperty{Arn: dead.QueueArn()},
				RetryPolicy:           &awsscheduler.CfnSchedule_RetryPolicyProperty{MaximumEventAgeInSeconds: jsii.Number(60 * 60), MaximumRetryAttempts: jsii.Number(185)},
			},
		})
	}
}

// strike is the event of an hour, as Scheduler fills it in: the same hour has
// the same id however often it is delivered.
func strike(town string) string {
	const at = "<aws.scheduler.scheduled-time>"
	e, _ := json.Marshal(map[string]any{ // texts always marshal
		"id": "hour-" + town + "@" + at, "type": events.HourStruck{}.EventType(), "town": town, "at": at, "data": map[string]any{"hour": at},
	})
	return unescaped(e)
}

// environment is what docs/settings.md says that a step needs.
func (n *Steps) environment(s functions.Step) *map[string]*string {
	out := map[string]*string{
		"SASAE_SECRET": resolved(n.data.Secret, n.settings.SealVersion),
		"SASAE_PORTAL": jsii.String("https://" + n.settings.Domain + "/"),
		"SASAE_TABLE":  n.data.Table.Ref(),
	}
	if s.HTTP {
		out["SASAE_EDGE"] = resolved(n.data.Edge, n.settings.EdgeVersion)
	}
	if s.Files.Any() {
		out["SASAE_DOCUMENTS"] = &n.settings.Documents
		out["SASAE_BUCKET_INCOMING"] = n.data.Buckets["incoming"].BucketName()
		out["SASAE_BUCKET_CLEAN"] = n.data.Buckets["clean"].BucketName()
		out["SASAE_BUCKET_MONTHS"] = n.data.Buckets["months"].BucketName()
	}
	if slices.Contains(s.Sends, "alarms") {
		out["SASAE_SCHEDULE_GROUP"] = n.group.Name()
		out["SASAE_SCHEDULE_TARGET"] = n.All["alarm"].Function.FunctionArn()
		out["SASAE_SCHEDULE_ROLE"] = n.ringer.RoleArn()
		out["SASAE_SCHEDULE_DEAD"] = n.All["alarm"].Dead.QueueArn()
	}
	if slices.Contains(s.Sends, "mail") {
		out["SASAE_MAIL_FROM"], out["SASAE_MAIL_SET"] = jsii.String(n.from()), n.letters.Name()
		if n.settings.SMS != "" {
			out["SASAE_SMS_FROM"] = &n.settings.SMS
		}
	}
	if slices.Contains(s.Sends, "bus") {
		out["SASAE_BUS"] = n.bus.AttrArn()
	}
	if slices.Contains(s.Sends, "anchors") {
		out["SASAE_BUCKET_ANCHORS"] = n.data.Buckets["anchors"].BucketName()
	}
	return &out
}
