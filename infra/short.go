package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
)

// text is a list of texts as the CDK takes it.
func text(all ...string) *[]*string { return jsii.Strings(all...) }

// list is a list of whatever, as the CDK takes it.
func list(all ...any) *[]any { return &all }

// where are the conditions of a statement.
type where = map[string]any

// allow is a statement of a policy: these actions on these resources.
func allow(actions, resources []string, when where) awsiam.PolicyStatement {
	p := &awsiam.PolicyStatementProps{Actions: text(actions...), Resources: text(resources...)}
	if when != nil {
		p.Conditions = &when
	}
	return awsiam.NewPolicyStatement(p)
}

// allowService is a statement of a resource's policy: a service may do this to it.
func allowService(service string, actions []string, resource string, when where) awsiam.PolicyStatement {
	p := &awsiam.PolicyStatementProps{
		Actions: text(actions...), Resources: text(resource), Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(&service, nil)},
	}
	if when != nil {
		p.Conditions = &when
	}
	return awsiam.NewPolicyStatement(p)
}

// policy is a document of statements.
func policy(all ...awsiam.PolicyStatement) awsiam.PolicyDocument {
	return awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{Statements: &all})
}

// arn is one in this account and region.
func arn(stack awscdk.Stack, service, resource string) string {
	return "arn:aws:" + service + ":" + Region + ":" + *stack.Account() + ":" + resource
}
