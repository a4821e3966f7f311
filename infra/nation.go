package main

import (
	_ "embed"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/jsii-runtime-go"
)

// nationASL is the state machine in the Amazon States Language; ${tally} is the
// function that closes a town's month.
//
//go:embed nation.asl.json
var nationASL string

// nation closes the month of many towns at an operator's word (ADR 0020). It
// knows towns and months and nothing of what is in them.
func (n *Steps) nation(stack awscdk.Stack) {
	name := n.settings.Name("nation")
	machine := arn(stack, "states", "stateMachine:"+name)
	log := n.log(stack, "NationLog", "/aws/vendedlogs/sasae/"+n.settings.Stage+"/nation")
	role := awsiam.NewRole(stack, jsii.String("NationRole"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("states.amazonaws.com"), &awsiam.ServicePrincipalOpts{Conditions: &where{
			"StringEquals": where{"aws:SourceAccount": *stack.Account(), "aws:SourceArn": machine},
		}}),
		InlinePolicies: &map[string]awsiam.PolicyDocument{"nation": policy(
			allow([]string{"lambda:InvokeFunction"}, []string{*n.All["tally"].Function.FunctionArn()}, nil),
			allow([]string{"states:StartExecution"}, []string{machine}, nil), // a child a town
			allow([]string{"states:DescribeExecution", "states:StopExecution"}, []string{arn(stack, "states", "execution:"+name+":*")}, nil),
			allow([]string{"states:RedriveExecution"}, []string{arn(stack, "states", "execution:"+name+"/towns:*")}, nil),
			allow([]string{
				"logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery", "logs:ListLogDeliveries",
				"logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups",
			}, []string{"*"}, nil), // they know no resource
		)},
	})
	excuse(role, "AwsSolutions-IAM5", "The names of executions are made at run time; they begin with the machine's (AWS Step Functions developer guide, IAM policies for Distributed Map).",
		`Resource::arn:aws:states:.*:execution:sasae-[0-9a-z]+-nation(\/towns)?:\*`)
	excuse(role, "AwsSolutions-IAM5", "The delivery of logs knows no resource (AWS Step Functions developer guide, Logging to CloudWatch Logs).", `Resource::\*`)
	made := awsstepfunctions.NewCfnStateMachine(stack, jsii.String("Nation"), &awsstepfunctions.CfnStateMachineProps{
		StateMachineName: &name, StateMachineType: jsii.String("STANDARD"), RoleArn: role.RoleArn(),
		DefinitionString: &nationASL, DefinitionSubstitutions: &map[string]any{"tally": n.All["tally"].Function.FunctionArn()},
		LoggingConfiguration: &awsstepfunctions.CfnStateMachine_LoggingConfigurationProperty{
			Level: jsii.String("ALL"), IncludeExecutionData: jsii.Bool(false),
			Destinations: list(&awsstepfunctions.CfnStateMachine_LogDestinationProperty{
				CloudWatchLogsLogGroup: &awsstepfunctions.CfnStateMachine_CloudWatchLogsLogGroupProperty{LogGroupArn: log.AttrArn()},
			}),
		},
	})
	made.Node().AddDependency(role)
	for _, rule := range []string{"AwsSolutions-SF2", "Serverless-StepFunctionStateMachineXray"} {
		excuse(made, rule, "docs/observability.md, X-Ray: no tracing code is linked; every execution and every child keeps its history for 90 days.")
	}
}
