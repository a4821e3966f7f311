// Package stage opens a deployed stage for an operator: with the settings that
// its own functions have, and with the operator's credentials.
//
//	stage's name + environment → Open → Stage → App without a step's limits, copies of the anchors, dead letters
//
// Nothing is kept on the operator's machine, and nobody types a table's or a
// bucket's name: both are read from the functions (GetFunctionConfiguration).
package stage

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/cloud"
	"github.com/sasae-care/sasae/shared/app/cloud/anchors"
	"github.com/sasae-care/sasae/shared/app/cloud/bus"
	"github.com/sasae-care/sasae/shared/app/cloud/documents"
	"github.com/sasae-care/sasae/shared/app/cloud/table"
	"github.com/sasae-care/sasae/shared/audit"
)

// ErrAbsent says that there is no such stage in the account and the region.
// Test with errors.Is.
var ErrAbsent = errors.New("there is no such stage")

// Stage is an open one.
type Stage struct {
	App *app.App // without a step's limits

	name    string
	lambda  *lambda.Client
	sqs     *sqs.Client
	anchors *anchors.Witness
}

// told are the functions whose settings together name everything of a stage:
// export the table and the buckets, sweep the bus and the anchors.
var told = []string{"export", "sweep"}

var form = regexp.MustCompile(`^[a-z][a-z0-9]{1,11}$`)

// Open opens a stage as the audit chain will name the operator's work. The
// environment has the operator's credentials and, for stand-ins, endpoints and a
// clock; any other setting of ours in it counts for nothing. other is a table that is read in
// place of the stage's own, one that was restored; "": none.
func Open(ctx context.Context, name, as, other string, environ []string) (*Stage, error) {
	if !form.MatchString(name) {
		return nil, fmt.Errorf("%w: %.20q is no name of one", ErrAbsent, name)
	}
	c, err := cloud.ClientsOf(environ)
	if err != nil {
		return nil, err
	}
	s := &Stage{name: name, lambda: lambda.NewFromConfig(c.For("LAMBDA")), sqs: sqs.NewFromConfig(c.For("SQS"))}
	settings := map[string]string{}
	for _, step := range told {
		of, err := s.settings(ctx, step)
		if err != nil {
			return nil, err
		}
		maps.Copy(settings, of)
	}
	if other != "" {
		settings["SASAE_TABLE"] = other
	}
	all := slices.DeleteFunc(slices.Clone(environ), func(e string) bool {
		return strings.HasPrefix(e, "SASAE_") && !strings.HasPrefix(e, cloud.ClockFile+"=")
	})
	for key, value := range settings {
		all = append(all, key+"="+value)
	}
	if s.App, err = cloud.Whole(as, all, table.Port(), documents.Port(), bus.Port(), anchors.Port()); err != nil {
		return nil, err
	}
	s.anchors, _ = s.App.Witness.(*anchors.Witness) // what the port fills in
	s.App.Store = app.Readable(s.App.Store)
	return s, nil
}

// settings are what a step's function has in its environment.
func (s *Stage) settings(ctx context.Context, step string) (map[string]string, error) {
	out, err := s.lambda.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: aws.String(s.function(step))})
	var absent *types.ResourceNotFoundException
	switch {
	case errors.As(err, &absent):
		return nil, fmt.Errorf("%w: no function %s", ErrAbsent, s.function(step))
	case err != nil:
		return nil, fmt.Errorf("read the settings of %s: %w", s.function(step), err)
	case out.Environment == nil || out.Environment.Error != nil:
		return nil, fmt.Errorf("read the settings of %s: they are not shown; kms:Decrypt on the stage's key is needed", s.function(step))
	}
	return out.Environment.Variables, nil
}

// function is the name of a step's function, as infra gives it.
func (s *Stage) function(step string) string { return "sasae-" + s.name + "-" + step }

// Anchors are the copies of a town's anchors in the write-once bucket.
func (s *Stage) Anchors(ctx context.Context, town string) ([]audit.Anchor, error) {
	return s.anchors.Read(ctx, town)
}
