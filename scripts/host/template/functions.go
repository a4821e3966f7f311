package template

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sasae-care/sasae/scripts/host/iam"
)

// aside is a property that does not matter to a run.
type aside = any

type function struct {
	FunctionName, Handler, Runtime, Role, KmsKeyArn string
	MemorySize, Timeout                             int
	Environment                                     struct{ Variables map[string]string }
	LoggingConfig                                   struct {
		LogGroup, LogFormat, ApplicationLogLevel, SystemLogLevel string
	}
	Architectures, Code, Description, RecursiveLoop, Tags aside
}

func takeFunction(r *reader, one *resource, p function) error {
	if p.Runtime != "provided.al2023" || p.Handler != "bootstrap" {
		return fmt.Errorf("the host runs a bootstrap of provided.al2023, not %s of %s", p.Handler, p.Runtime)
	}
	if p.MemorySize < 128 || p.Timeout < 1 {
		return errors.New("it has no memory or no timeout")
	}
	l := p.LoggingConfig
	if l.LogFormat != "JSON" || l.ApplicationLogLevel != "INFO" || l.SystemLogLevel != "INFO" && l.SystemLogLevel != "WARN" {
		return fmt.Errorf("the host knows logs in JSON, the function's own from INFO and Lambda's from INFO or WARN, not %s, %s, %s", l.LogFormat, l.ApplicationLogLevel, l.SystemLogLevel)
	}
	r.into.Functions = append(r.into.Functions, Function{
		ID: one.id, Name: p.FunctionName, ARN: r.arnOf(one), Env: p.Environment.Variables, Memory: p.MemorySize,
		Timeout: time.Duration(p.Timeout) * time.Second, Role: p.Role, Key: p.KmsKeyArn, Log: l.LogGroup, Reports: l.SystemLogLevel == "INFO",
	})
	return nil
}

type tries struct {
	FunctionName, Qualifier  string
	MaximumRetryAttempts     int
	DestinationConfig        struct{ OnFailure struct{ Destination string } }
	MaximumEventAgeInSeconds aside
}

// attached is what belongs to a resource that may be read later.
type attached struct {
	id, to string
	do     func(*reader) bool
}

// later puts off what wants another resource to be read.
func (r *reader) later(one *resource, to string, do func(*reader) bool) error {
	r.grants = append(r.grants, attached{one.id, to, do})
	return nil
}

func (r *reader) attach() error {
	var wrong []error
	for _, a := range r.grants {
		if !a.do(r) {
			wrong = append(wrong, fmt.Errorf("%s: there is no %s", a.id, a.to))
		}
	}
	return errors.Join(wrong...)
}

func takeTries(r *reader, one *resource, p tries) error {
	if p.MaximumRetryAttempts != 2 || p.Qualifier != "$LATEST" {
		return fmt.Errorf("the host tries a function's $LATEST twice more, not %s %d times", p.Qualifier, p.MaximumRetryAttempts)
	}
	return r.later(one, p.FunctionName, func(r *reader) bool {
		i := slices.IndexFunc(r.into.Functions, func(f Function) bool { return f.Name == p.FunctionName })
		if i >= 0 {
			r.into.Functions[i].Dead = p.DestinationConfig.OnFailure.Destination
		}
		return i >= 0
	})
}

type stream struct {
	EventSourceArn, FunctionName, StartingPosition string
	BatchSize, MaximumRetryAttempts                int
	FunctionResponseTypes                          []string
	FilterCriteria                                 struct{ Filters []struct{ Pattern string } }
	DestinationConfig                              struct{ OnFailure struct{ Destination string } }

	BisectBatchOnFunctionError      aside // the host buries what is left of a batch whole
	MaximumRecordAgeInSeconds, Tags aside
}

func takeStream(r *reader, one *resource, p stream) error {
	if p.StartingPosition != "TRIM_HORIZON" || !slices.Equal(p.FunctionResponseTypes, []string{"ReportBatchItemFailures"}) {
		return errors.New("the host gives a stream from TRIM_HORIZON, to a function that reports what failed")
	}
	s := Stream{
		ID: one.id, ARN: p.EventSourceArn, Function: p.FunctionName, Batch: p.BatchSize, Retries: p.MaximumRetryAttempts,
		Dead: p.DestinationConfig.OnFailure.Destination,
	}
	for _, f := range p.FilterCriteria.Filters {
		s.Filters = append(s.Filters, json.RawMessage(f.Pattern))
	}
	r.into.Streams = append(r.into.Streams, s)
	return r.later(one, s.ARN+" or "+s.Function, func(r *reader) bool {
		i := slices.IndexFunc(r.into.Functions, func(f Function) bool { return f.ARN == s.Function })
		if i >= 0 {
			r.into.Functions[i].Dead = s.Dead
		}
		return i >= 0 && slices.ContainsFunc(r.into.Tables, func(t Table) bool { return t.Stream == s.ARN })
	})
}

type permitted struct{ Action, FunctionName, Principal, SourceArn string }

func takePermission(r *reader, one *resource, p permitted) error {
	if p.Action != "lambda:InvokeFunction" {
		return fmt.Errorf("the host knows no permission of %s", p.Action)
	}
	r.into.permissions = append(r.into.permissions, permission{one.id, p.FunctionName, p.Principal, p.SourceArn})
	return nil
}

type role struct {
	AssumeRolePolicyDocument struct {
		Version   string
		Statement []struct {
			Action, Effect string
			Principal      struct{ Service string }
			Condition      aside
		}
	}
	Policies []struct {
		PolicyName     string
		PolicyDocument json.RawMessage
	}
	Description, Tags aside
}

func takeRole(r *reader, one *resource, p role) error {
	s := p.AssumeRolePolicyDocument.Statement
	if len(s) != 1 || s[0].Action != "sts:AssumeRole" || s[0].Effect != "Allow" || s[0].Principal.Service == "" {
		return errors.New("it is not a role that one service takes on")
	}
	made := Role{ID: one.id, Name: r.nameOf(one), ARN: r.arnOf(one), Service: s[0].Principal.Service}
	if !r.runs(made.Service) {
		r.into.Roles = append(r.into.Roles, made)
		return nil
	}
	for _, doc := range p.Policies {
		policy, err := iam.Parse(doc.PolicyDocument)
		if err != nil {
			return fmt.Errorf("the policy %s: %w", doc.PolicyName, err)
		}
		made.Policy = append(made.Policy, policy...)
	}
	r.into.Roles = append(r.into.Roles, made)
	return nil
}

// runs tells whether the host acts as a service: what others of AWS do with
// their roles it cannot see.
func (r *reader) runs(service string) bool {
	return service == "lambda.amazonaws.com" || service == "scheduler.amazonaws.com"
}

type policy struct {
	PolicyName     string
	PolicyDocument json.RawMessage
	Roles          []string
}

func takePolicy(r *reader, one *resource, p policy) error {
	made, err := iam.Parse(p.PolicyDocument)
	if err != nil {
		return err
	}
	for _, name := range p.Roles {
		if err := r.later(one, name, func(r *reader) bool {
			i := slices.IndexFunc(r.into.Roles, func(x Role) bool { return x.Name == name })
			if i >= 0 {
				r.into.Roles[i].Policy = append(r.into.Roles[i].Policy, made...)
			}
			return i >= 0
		}); err != nil {
			return err
		}
	}
	return nil
}
