package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/cxapi"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"
)

// nag holds every resource to two packs of cdk-nag.
func nag(app awscdk.App) {
	props := &cdknag.NagPackProps{Reports: jsii.Bool(false)}
	awscdk.Aspects_Of(app).Add(cdknag.NewAwsSolutionsChecks(props), nil)
	awscdk.Aspects_Of(app).Add(cdknag.NewServerlessChecks(props), nil)
}

// excuse says why a rule of cdk-nag does not hold for something, and where that
// can be seen. what are the findings that it is about; none: all of the rule.
func excuse(on any, rule, evidence string, what ...string) {
	s := &cdknag.NagPackSuppression{Id: &rule, Reason: &evidence}
	if len(what) > 0 {
		var all []any
		for _, w := range what {
			all = append(all, &cdknag.RegexAppliesTo{Regex: jsii.String("/^" + w + "$/g")})
		}
		s.AppliesTo = &all
	}
	cdknag.NagSuppressions_AddResourceSuppressions(on, &[]*cdknag.NagPackSuppression{s}, jsii.Bool(true))
}

// Synth writes the templates. Whatever the validator, cdk-nag or the CDK itself
// says, if only as a warning, is an error.
func Synth(app awscdk.App) (cxapi.CloudAssembly, error) {
	made := app.Synth(nil)
	var said []string
	for _, stack := range *made.Stacks() {
		for _, m := range *stack.Messages() {
			if m.Level != cxapi.SynthesisMessageLevel_INFO {
				said = append(said, fmt.Sprintf("%s: %v", *m.Id, m.Entry.Data))
			}
		}
	}
	found, err := validated(*made.Directory())
	if err != nil {
		return nil, err
	}
	said = append(said, found...)
	if len(said) > 0 {
		return nil, fmt.Errorf("%d findings in the templates:\n%s", len(said), strings.Join(said, "\n"))
	}
	return made, nil
}

// validated is what the validator that comes with the CDK reports, also as a
// warning: a value that an enumeration does not have is one.
func validated(dir string) (found []string, err error) {
	raw, err := os.ReadFile(filepath.Join(dir, "validation-report.json"))
	if err != nil {
		return nil, fmt.Errorf("read what the validator says: %w", err)
	}
	var report struct {
		PluginReports []json.RawMessage `json:"pluginReports"`
	}
	if err := json.Unmarshal(raw, &report); err != nil {
		return nil, fmt.Errorf("read what the validator says: %w", err)
	}
	for _, r := range report.PluginReports {
		found = append(found, string(r))
	}
	return found, nil
}
