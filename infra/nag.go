package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
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
func Synth(app awscdk.App) error {
	app.Synth(nil)
	said, err := annotated(*app.Outdir())
	if err != nil {
		return err
	}
	found, err := validated(*app.Outdir())
	if err != nil {
		return err
	}
	if said = append(said, found...); len(said) > 0 {
		return fmt.Errorf("%d findings in the templates:\n%s", len(said), strings.Join(said, "\n"))
	}
	return nil
}

// annotated is what cdk-nag and the CDK noted beside the resources.
func annotated(dir string) (said []string, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.metadata.json"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, errors.New("nothing is noted about the templates: the CDK writes its notes elsewhere")
	}
	for _, file := range files {
		var notes map[string][]struct {
			Type string `json:"type"`
			Data any    `json:"data"`
		}
		if err := readJSON(file, &notes); err != nil {
			return nil, err
		}
		for _, path := range slices.Sorted(maps.Keys(notes)) {
			for _, n := range notes[path] {
				if n.Type == "aws:cdk:error" || n.Type == "aws:cdk:warning" {
					said = append(said, fmt.Sprintf("%s: %v", path, n.Data))
				}
			}
		}
	}
	return said, nil
}

// validated is what the validator that comes with the CDK reports, also as a
// warning: a value that an enumeration does not have is one.
func validated(dir string) (found []string, err error) {
	var report struct {
		PluginReports []json.RawMessage `json:"pluginReports"`
	}
	if err := readJSON(filepath.Join(dir, "validation-report.json"), &report); err != nil {
		return nil, err
	}
	for _, r := range report.PluginReports {
		found = append(found, string(r))
	}
	return found, nil
}

func readJSON(file string, into any) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read what was found in the templates: %w", err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("read %s: %w", filepath.Base(file), err)
	}
	return nil
}
