package main

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
)

// synthOf is what Synth says of a stack with one thing in it.
func synthOf(t *testing.T, put func(awscdk.Stack)) (err error) {
	t.Helper()
	context, _, err := sample()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { // the validator ends the synthesis
		if p := recover(); p != nil {
			err = errorOf(p)
		}
	}()
	app := awscdk.NewApp(&awscdk.AppProps{Context: &context, Outdir: jsii.String(t.TempDir()), AnalyticsReporting: jsii.Bool(false)})
	put(awscdk.NewStack(app, jsii.String("x"), nil))
	nag(app)
	return Synth(app)
}

func errorOf(p any) error {
	if err, ok := p.(error); ok {
		return err
	}
	return stopped(p.(string))
}

type stopped string

func (s stopped) Error() string { return string(s) }

// What the validator and cdk-nag find ends the synthesis: neither is asleep.
func TestABadTemplateIsNoTemplate(t *testing.T) {
	for name, c := range map[string]struct {
		put  func(awscdk.Stack)
		says string
	}{
		"an enumeration without such a value": {func(s awscdk.Stack) {
			awsdynamodb.NewCfnTable(s, jsii.String("T"), &awsdynamodb.CfnTableProps{
				KeySchema:                        list(&awsdynamodb.CfnTable_KeySchemaProperty{AttributeName: jsii.String("p"), KeyType: jsii.String("HASH")}),
				AttributeDefinitions:             list(&awsdynamodb.CfnTable_AttributeDefinitionProperty{AttributeName: jsii.String("p"), AttributeType: jsii.String("S")}),
				BillingMode:                      jsii.String("PAY_LATER"),
				PointInTimeRecoverySpecification: &awsdynamodb.CfnTable_PointInTimeRecoverySpecificationProperty{PointInTimeRecoveryEnabled: jsii.Bool(true)},
			})
		}, "PAY_LATER"},
		"a queue that takes what comes without TLS": {func(s awscdk.Stack) { awssqs.NewQueue(s, jsii.String("Q"), nil) }, "AwsSolutions-SQS4"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := synthOf(t, c.put); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

// Every exception from a rule says why, and where that can be seen.
func TestEveryExceptionCarriesItsEvidence(t *testing.T) {
	seen := 0
	for _, r := range of() {
		nag, _ := r.Metadata["cdk_nag"].(map[string]any)
		for _, rule := range listed(nag["rules_to_suppress"]) {
			seen++
			m := rule.(map[string]any)
			reason, _ := m["reason"].(string)
			if len(reason) < 60 {
				t.Errorf("%s: %v is excused by %q", r.id, m["id"], reason)
			}
			if m["id"] == "AwsSolutions-IAM5" && m["applies_to"] == nil {
				t.Errorf("%s: every wildcard is excused", r.id)
			}
		}
	}
	if seen < 30 {
		t.Errorf("only %d exceptions were looked at", seen)
	}
}
