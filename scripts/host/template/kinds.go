package template

import (
	"encoding/json"
	"fmt"
	"strings"
)

// kind is what is known of the resources of a type: what Ref and Fn::GetAtt give,
// and what the host takes of them. Without take nothing of it matters to a run.
type kind struct {
	ref        func(*reader, *resource) (string, error)
	attributes map[string]func(*reader, *resource) (string, error)
	take       func(*reader, *resource, json.RawMessage) error
}

type value = func(*reader, *resource) (string, error)

var kinds map[string]kind

func init() { // they name each other
	arn := func(form string, name value) value {
		return func(r *reader, one *resource) (string, error) {
			n, err := name(r, one)
			return fmt.Sprintf(strings.NewReplacer("<r>", r.Region, "<a>", r.Account).Replace(form), n), err
		}
	}
	with := func(name value, form string, take func(*reader, *resource, json.RawMessage) error) kind {
		return kind{name, map[string]value{"Arn": arn(form, name)}, take}
	}
	kinds = map[string]kind{
		"AWS::Lambda::Function":           with(named("FunctionName"), "arn:aws:lambda:<r>:<a>:function:%s", take(takeFunction)),
		"AWS::Lambda::EventInvokeConfig":  {take: take(takeTries)},
		"AWS::Lambda::EventSourceMapping": {take: take(takeStream)},
		"AWS::Lambda::Permission":         {take: take(takePermission)},
		"AWS::IAM::Role":                  with(made, "arn:aws:iam::<a>:role/%s", take(takeRole)),
		"AWS::IAM::Policy":                {take: take(takePolicy)},
		"AWS::DynamoDB::Table": {ref: named("TableName"), take: take(takeTable), attributes: map[string]value{
			"Arn":       arn("arn:aws:dynamodb:<r>:<a>:table/%s", named("TableName")),
			"StreamArn": arn("arn:aws:dynamodb:<r>:<a>:table/%s/stream/2026-01-01T00:00:00.000", named("TableName")),
		}},
		"AWS::S3::Bucket": {ref: bucketName, take: take(takeBucket), attributes: map[string]value{
			"Arn":                arn("arn:aws:s3:::%s", bucketName),
			"RegionalDomainName": arn("%s.s3.<r>.amazonaws.com", bucketName),
		}},
		"AWS::KMS::Key":                              with(made, "arn:aws:kms:<r>:<a>:key/%s", nil),
		"AWS::SecretsManager::Secret":                {ref: arn("arn:aws:secretsmanager:<r>:<a>:secret:%s", id)},
		"AWS::SQS::Queue":                            with(named("QueueName"), "arn:aws:sqs:<r>:<a>:%s", takeQueue),
		"AWS::Events::EventBus":                      with(named("Name"), "arn:aws:events:<r>:<a>:event-bus/%s", take(takeBus)),
		"AWS::Events::Rule":                          with(made, "arn:aws:events:<r>:<a>:rule/%s", take(takeRule)),
		"AWS::Scheduler::ScheduleGroup":              with(named("Name"), "arn:aws:scheduler:<r>:<a>:schedule-group/%s", take(takeGroup)),
		"AWS::Scheduler::Schedule":                   {take: take(takeHour)},
		"AWS::ApiGatewayV2::Api":                     {ref: id},
		"AWS::ApiGatewayV2::Integration":             {ref: id, take: take(takeIntegration)},
		"AWS::ApiGatewayV2::Route":                   {take: take(takeRoute)},
		"AWS::ApiGatewayV2::Authorizer":              {ref: id}, // the functions read the tokens of the demo themselves
		"AWS::ApiGatewayV2::Stage":                   {ref: id},
		"AWS::GuardDuty::MalwareProtectionPlan":      {take: take(takeScan)},
		"AWS::Logs::LogGroup":                        {ref: named("LogGroupName"), attributes: map[string]value{"Arn": arn("arn:aws:logs:<r>:<a>:log-group:%s:*", named("LogGroupName"))}},
		"AWS::SES::ConfigurationSet":                 {ref: named("Name")},
		"AWS::SES::ConfigurationSetEventDestination": {take: take(takeLetters)},
		"AWS::Cognito::UserPool":                     {ref: id, attributes: map[string]value{"ProviderURL": arn("https://cognito-idp.<r>.amazonaws.com/%s", id)}},
		"AWS::Cognito::UserPoolClient":               {ref: id},

		"AWS::StepFunctions::StateMachine": {ref: arn("arn:aws:states:<r>:<a>:stateMachine:%s", named("StateMachineName"))}, // scripts/nation plays it

		"AWS::Events::Archive":  {}, // what was announced, to be announced again by hand
		"AWS::SQS::QueuePolicy": {}, // who may leave a letter: takes effect between services of AWS
		"AWS::S3::BucketPolicy": {}, // refuses what does not come by TLS; the host's network is loopback
	}
}

// take decodes properties that all have a place before it hands them on.
func take[P any](into func(*reader, *resource, P) error) func(*reader, *resource, json.RawMessage) error {
	return func(r *reader, one *resource, raw json.RawMessage) error {
		var p P
		if err := strictly(raw, &p); err != nil {
			return fmt.Errorf("a property that the host does not know: %w", err)
		}
		return into(r, one, p)
	}
}

// id is the logical id, which stands for one that AWS makes.
func id(_ *reader, one *resource) (string, error) { return one.id, nil }

// named is a name that the template gives.
func named(property string) value {
	return func(r *reader, one *resource) (string, error) {
		v, err := r.resolve(one, one.Properties[property])
		if err != nil {
			return "", err
		}
		name, ok := v.(string)
		if !ok {
			return "", fmt.Errorf("%s has no %s", one.id, property)
		}
		return name, nil
	}
}

// made is a name that CloudFormation makes.
func made(r *reader, one *resource) (string, error) {
	return one.stack.name + "-" + one.id + "-" + r.Random, nil
}

// bucketName is one that CloudFormation makes: lower case, at most 63.
func bucketName(r *reader, one *resource) (string, error) {
	end := strings.ToLower("-" + r.Random)
	begin := strings.ToLower(one.stack.name + "-" + one.id)
	return begin[:min(len(begin), 63-len(end))] + end, nil
}

// arnOf is the ARN of the resource itself.
func (r *reader) arnOf(one *resource) string {
	a, _ := kinds[one.Type].attributes["Arn"](r, one) // its properties were resolved
	return a
}

// nameOf is what Ref gives of the resource itself.
func (r *reader) nameOf(one *resource) string {
	n, _ := kinds[one.Type].ref(r, one) // its properties were resolved
	return n
}
