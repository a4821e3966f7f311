// Command infra is the CDK app: it makes CloudFormation templates of the table
// of steps (functions/functions.go) and of a stage's settings (cdk.json).
//
//	settings + functions.Steps → Stacks → data, steps, edge, watch → templates in cdk.out, or in CDK_OUTDIR
//
// A setting that is missing or malformed, a function that is not built and a
// finding of the validator or of cdk-nag each end it before there is a template.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/sasae-care/sasae/functions"
)

func main() {
	defer jsii.Close()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	context, err := readContext("cdk.json", os.Getenv("CDK_CONTEXT_JSON"))
	if err != nil {
		return err
	}
	s, err := ReadSettings(context)
	if err != nil {
		return err
	}
	for _, step := range functions.Steps {
		if _, err := os.Stat(filepath.Join("dist", step.Name, "bootstrap")); err != nil {
			return fmt.Errorf("関数 %s がまだビルドされていません。先に scripts/build を実行してください: %w", step.Name, err)
		}
	}
	return Synth(Stacks(context, os.Getenv("CDK_OUTDIR"), s, func(step string) string { return filepath.Join("dist", step) }))
}

// Region is where all data stays.
const Region = "ap-northeast-1"

// Stacks makes the stacks of a stage, by how long what is in them lives. code
// is the folder with a step's bootstrap.
func Stacks(context map[string]any, out string, s Settings, code func(step string) string) awscdk.App {
	props := &awscdk.AppProps{Context: &context, AnalyticsReporting: jsii.Bool(false), TreeMetadata: jsii.Bool(false), StackTraces: jsii.Bool(false)}
	if out != "" {
		props.Outdir = &out
	}
	app := awscdk.NewApp(props)
	stack := func(name, says string) awscdk.Stack {
		made := awscdk.NewStack(app, &name, &awscdk.StackProps{
			StackName: jsii.String(s.Name(name)), Description: &says, TerminationProtection: jsii.Bool(true),
			Env: &awscdk.Environment{Region: jsii.String(Region)},
		})
		awscdk.Tags_Of(made).Add(jsii.String("app"), jsii.String("sasae"), nil)
		awscdk.Tags_Of(made).Add(jsii.String("stage"), &s.Stage, nil)
		return made
	}
	data := NewData(stack("data", "sasae: what is kept"), s)
	steps := NewSteps(stack("steps", "sasae: the steps, what wakes them and what they may touch"), s, data, code)
	NewEdge(stack("edge", "sasae: the only way in"), s, data, steps)
	NewWatch(stack("watch", "sasae: what operators must look at"), s, data, steps)
	nag(app)
	return app
}
