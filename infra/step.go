package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/sasae-care/sasae/functions"
)

// Step is one step of the flow: its function, its log, its role, the rules that
// wake it, and the queue where what it could not do is kept.
type Step struct {
	functions.Step
	at       constructs.Construct
	Function awslambda.Function
	Log      awslogs.CfnLogGroup
	Role     awsiam.Role
	Dead     awssqs.Queue // nil: nobody wakes it without waiting for the answer
}

// step makes a step of its row in the table.
func (n *Steps) step(stack awscdk.Stack, row functions.Step, code string) *Step {
	p := &Step{Step: row, at: constructs.NewConstruct(stack, &row.Name)}
	name := n.settings.Name(row.Name)
	p.Log = n.log(p.at, "Log", "/sasae/"+n.settings.Stage+"/"+row.Name)
	dead := ""
	if row.Table || len(row.On) > 0 {
		p.Dead = queue(p.at, "Dead", name+"-dead")
		dead = *p.Dead.QueueArn()
	}
	p.Role = awsiam.NewRole(p.at, jsii.String("Role"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("lambda.amazonaws.com"), nil), Description: jsii.String(row.Name + ": " + row.Says),
		InlinePolicies: &map[string]awsiam.PolicyDocument{"step": policy(n.grants(stack, row, *p.Log.AttrArn(), dead)...)},
	})
	p.Function = awslambda.NewFunction(p.at, jsii.String("Function"), &awslambda.FunctionProps{
		FunctionName: &name, Description: &row.Says,
		Runtime: awslambda.Runtime_PROVIDED_AL2023(), Architecture: awslambda.Architecture_ARM_64(), Handler: jsii.String("bootstrap"),
		Code: awslambda.Code_FromAsset(&code, nil), Role: p.Role, MemorySize: jsii.Number(row.Memory), Timeout: awscdk.Duration_Seconds(jsii.Number(row.Timeout.Seconds())),
		Environment: n.environment(row), EnvironmentEncryption: n.data.Key,
		Tracing: awslambda.Tracing_DISABLED, RecursiveLoop: awslambda.RecursiveLoop_TERMINATE,
	})
	p.Function.Node().DefaultChild().(awslambda.CfnFunction).SetLoggingConfig(&awslambda.CfnFunction_LoggingConfigProperty{
		LogGroup: p.Log.Ref(), LogFormat: jsii.String("JSON"), ApplicationLogLevel: jsii.String("INFO"), SystemLogLevel: jsii.String("WARN"),
	})
	if p.Dead != nil {
		n.wake(stack, p)
	}
	p.excuses()
	return p
}

// excuses are the findings of cdk-nag that do not hold for a step.
func (p *Step) excuses() {
	excuse(p.Role, "AwsSolutions-IAM5", "The rows of functions/functions.go grant prefixes of object keys, and a schedule's name is made at run time (shared/alarms/scheduler).",
		`Resource::<Bucket[0-9A-Za-z]+\.Arn>\/(incoming|clean|months|anchors)\/\*`, `Resource::arn:aws:scheduler:.*:schedule\/sasae-[0-9a-z]+-alarms\/\*`)
	excuse(p.Function, "Serverless-LambdaTracing", "docs/observability.md, X-Ray: no tracing code is linked; the log line's request joins what belongs together.")
	if p.Dead == nil {
		excuse(p.Function, "Serverless-LambdaDLQ", "functions/functions.go: nothing wakes it but HTTP, whose caller waits for the answer.")
		return
	}
	excuse(p.Function, "Serverless-LambdaDLQ", "What it fails at goes to its OnFailure destination (EventInvokeConfig, or that of the stream), which keeps the reason too.")
	if p.Table {
		excuse(p.Role, "AwsSolutions-IAM5", "dynamodb:ListStreams knows no resource; Lambda wants it to read a stream (AWS Lambda developer guide, DynamoDB).", `Resource::\*`)
		excuse(p.Role, "Serverless-LambdaStarPermissions", "dynamodb:ListStreams knows no resource; Lambda wants it to read a stream (AWS Lambda developer guide, DynamoDB).")
	}
}

// wake lets what the table of steps names wake a step: events of our bus, events
// of AWS that become ours, the table's stream.
func (n *Steps) wake(stack awscdk.Stack, p *Step) {
	if p.Table {
		n.stream(p)
		return
	}
	awslambda.NewCfnEventInvokeConfig(p.at, jsii.String("Tries"), &awslambda.CfnEventInvokeConfigProps{
		FunctionName: p.Function.FunctionName(), Qualifier: jsii.String("$LATEST"), MaximumRetryAttempts: jsii.Number(2), MaximumEventAgeInSeconds: jsii.Number(6 * 60 * 60),
		DestinationConfig: &awslambda.CfnEventInvokeConfig_DestinationConfigProperty{
			OnFailure: &awslambda.CfnEventInvokeConfig_OnFailureProperty{Destination: p.Dead.QueueArn()},
		},
	})
	n.rule(p, "On", n.bus.Ref(), where{"source": []string{"sasae"}, "detail-type": p.On})
	for _, event := range p.On {
		for _, o := range functions.Origins[event] {
			pattern := where{"source": []string{o.Source}, "detail-type": o.Types}
			switch {
			case len(o.About) > 0:
				pattern["detail"] = n.about(o)
			case len(o.Kinds) > 0:
				pattern["detail"] = where{"eventType": o.Kinds}
			}
			n.rule(p, "On-"+o.Source, nil, pattern)
		}
	}
}

// about is a pattern of a detail that names what is ours of this stage.
func (n *Steps) about(o functions.Origin) any {
	ours := *n.data.Buckets["incoming"].BucketName()
	if o.Source == "aws.ses" {
		ours = *n.letters.Name()
	}
	var pattern any = []string{ours}
	for i := len(o.About) - 1; i >= 0; i-- {
		pattern = where{o.About[i]: pattern}
	}
	return pattern
}

// rule gives a step what matches a pattern; what cannot be handed over goes to
// the step's dead letters. bus is nil for the account's own.
func (n *Steps) rule(p *Step, name string, bus *string, pattern where) {
	props := &awsevents.CfnRuleProps{
		EventPattern: pattern,
		Targets: list(&awsevents.CfnRule_TargetProperty{
			Id: &p.Name, Arn: p.Function.FunctionArn(),
			DeadLetterConfig: &awsevents.CfnRule_DeadLetterConfigProperty{Arn: p.Dead.QueueArn()},
			RetryPolicy:      &awsevents.CfnRule_RetryPolicyProperty{MaximumEventAgeInSeconds: jsii.Number(24 * 60 * 60), MaximumRetryAttempts: jsii.Number(185)},
		}),
	}
	if bus != nil {
		props.EventBusName = bus
	}
	r := awsevents.NewCfnRule(p.at, &name, props)
	awslambda.NewCfnPermission(p.at, jsii.String(name+"-May"), &awslambda.CfnPermissionProps{
		Action: jsii.String("lambda:InvokeFunction"), FunctionName: p.Function.FunctionArn(), Principal: jsii.String("events.amazonaws.com"), SourceArn: r.AttrArn(),
	})
	p.Dead.AddToResourcePolicy(allowService("events.amazonaws.com", []string{"sqs:SendMessage"}, *p.Dead.QueueArn(), where{"ArnEquals": where{"aws:SourceArn": *r.AttrArn()}}))
}

// stream gives a step the new images of the table. A batch whose first failed
// record stays the same is tried ten times
// more, with what comes after it waiting.
func (n *Steps) stream(p *Step) {
	awslambda.NewCfnEventSourceMapping(p.at, jsii.String("Stream"), &awslambda.CfnEventSourceMappingProps{
		FunctionName: p.Function.FunctionArn(), EventSourceArn: n.data.Table.AttrStreamArn(), StartingPosition: jsii.String("TRIM_HORIZON"),
		BatchSize: jsii.Number(100), FunctionResponseTypes: text("ReportBatchItemFailures"), BisectBatchOnFunctionError: jsii.Bool(true),
		MaximumRetryAttempts: jsii.Number(10), MaximumRecordAgeInSeconds: jsii.Number(24*60*60 - 1),
		FilterCriteria: &awslambda.CfnEventSourceMapping_FilterCriteriaProperty{Filters: list(
			&awslambda.CfnEventSourceMapping_FilterProperty{Pattern: jsii.String(`{"eventName":["INSERT"],"dynamodb":{"Keys":{"` + partition + `":{"S":[{"prefix":"OUTBOX#"}]}}}}`)},
		)},
		DestinationConfig: &awslambda.CfnEventSourceMapping_DestinationConfigProperty{
			OnFailure: &awslambda.CfnEventSourceMapping_OnFailureProperty{Destination: p.Dead.QueueArn()},
		},
	})
}

// queue keeps what could not be done for as long as SQS keeps anything.
func queue(scope constructs.Construct, id, name string) awssqs.Queue {
	q := awssqs.NewQueue(scope, &id, &awssqs.QueueProps{
		QueueName: &name, Encryption: awssqs.QueueEncryption_SQS_MANAGED, EnforceSSL: jsii.Bool(true),
		RetentionPeriod: awscdk.Duration_Days(jsii.Number(14)), RemovalPolicy: awscdk.RemovalPolicy_RETAIN,
	})
	for _, rule := range []string{"AwsSolutions-SQS3", "Serverless-SQSRedrivePolicy"} {
		excuse(q, rule, "It is a dead-letter queue itself: nothing reads it but an operator, and an alarm rings with its first letter (watch stack).")
	}
	return q
}

// log is a group of logs, kept as long as the stage says.
func (n *Steps) log(scope constructs.Construct, id, name string) awslogs.CfnLogGroup {
	l := awslogs.NewCfnLogGroup(scope, &id, &awslogs.CfnLogGroupProps{
		LogGroupName: &name, RetentionInDays: jsii.Number(n.settings.LogDays), KmsKeyId: n.data.Watch.KeyArn(),
	})
	l.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN, nil)
	return l
}
