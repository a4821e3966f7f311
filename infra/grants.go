package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"

	"github.com/sasae-care/sasae/functions"
)

// grants are the statements of one step's role: what its row in the table of
// steps says, action by action and resource by resource, and what a function
// needs to read its settings, to write its log and to leave what it could not do.
func (n *Steps) grants(stack awscdk.Stack, s functions.Step, log, dead string) []awsiam.PolicyStatement {
	all := []awsiam.PolicyStatement{
		allow([]string{"logs:CreateLogStream", "logs:PutLogEvents"}, []string{log}, nil),
		allow([]string{"kms:Decrypt"}, []string{*n.data.Key.KeyArn()}, // its settings
			where{"StringEquals": where{"kms:EncryptionContext:aws:lambda:FunctionArn": arn(stack, "lambda", "function:"+n.settings.Name(s.Name))}}),
	}
	if dead != "" {
		all = append(all, allow([]string{"sqs:SendMessage"}, []string{dead}, nil))
	}
	all = append(all, n.tableGrants(s)...)
	all = append(all, n.fileGrants(s)...)
	for _, to := range s.Sends {
		all = append(all, n.sendGrants(stack, to)...)
	}
	return all
}

// tableGrants are those of the table: partitions by the prefixes of their keys.
func (n *Steps) tableGrants(s functions.Step) (all []awsiam.PolicyStatement) {
	table := []string{*n.data.Table.AttrArn()}
	for _, g := range []struct {
		action   string
		prefixes []string
	}{
		{"dynamodb:GetItem", s.Keys.Get}, {"dynamodb:Query", s.Keys.List}, {"dynamodb:PutItem", s.Keys.Put}, {"dynamodb:DeleteItem", s.Keys.Delete},
	} {
		if len(g.prefixes) > 0 {
			all = append(all, allow([]string{g.action}, table, leading(g.prefixes)))
		}
	}
	keys := []string{"kms:Decrypt"}
	if s.Keys.Writes() {
		keys = append(keys, "kms:Encrypt", "kms:GenerateDataKey")
	}
	if s.Table {
		all = append(all,
			allow([]string{"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"}, []string{*n.data.Table.AttrStreamArn()}, nil),
			allow([]string{"dynamodb:ListStreams"}, []string{"*"}, nil)) // it knows no resource
	}
	return append(all, allow(keys, []string{*n.data.Key.KeyArn()}, via("dynamodb")))
}

// leading are the conditions that a call names partitions, and only those that
// begin with one of these.
func leading(prefixes []string) where {
	var like []string
	for _, p := range prefixes {
		like = append(like, p+"*")
	}
	return where{"ForAllValues:StringLike": where{"dynamodb:LeadingKeys": like}, "Null": where{"dynamodb:LeadingKeys": "false"}}
}

// fileGrants are those of the object store: a bucket for each prefix. To find
// that nothing is there, S3 wants the right to list.
func (n *Steps) fileGrants(s functions.Step) (all []awsiam.PolicyStatement) {
	if !s.Files.Any() {
		return nil
	}
	actions, keys := map[string][]string{}, map[string]bool{}
	for _, f := range []struct {
		prefixes []string
		actions  []string
		keys     []string
	}{
		{s.Files.Take, []string{"s3:PutObject"}, []string{"kms:GenerateDataKey", "kms:Decrypt"}},
		{s.Files.Give, []string{"s3:GetObjectVersion"}, []string{"kms:Decrypt"}},
		{s.Files.Read, []string{"s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"}, []string{"kms:Decrypt"}},
		{s.Files.Write, []string{"s3:GetObject", "s3:PutObject"}, []string{"kms:GenerateDataKey", "kms:Decrypt"}}, // to compare with what is there
		{s.Files.Delete, []string{"s3:DeleteObjectVersion", "s3:ListBucketVersions"}, nil},
	} {
		for _, p := range f.prefixes {
			actions[p] = append(actions[p], f.actions...)
			for _, k := range f.keys {
				keys[k] = true
			}
		}
	}
	for _, p := range slices.Sorted(maps.Keys(actions)) {
		bucket := *n.data.Buckets[strings.TrimSuffix(p, "/")].BucketArn()
		may := slices.Compact(slices.Sorted(slices.Values(actions[p])))
		lists := func(a string) bool { return strings.HasPrefix(a, "s3:List") }
		all = append(all, allow(slices.DeleteFunc(slices.Clone(may), lists), []string{bucket + "/" + p + "*"}, nil))
		if may = slices.DeleteFunc(may, func(a string) bool { return !lists(a) }); len(may) > 0 {
			all = append(all, allow(may, []string{bucket}, nil))
		}
	}
	if len(keys) == 0 { // who deletes reads nothing
		return all
	}
	return append(all, allow(slices.Sorted(maps.Keys(keys)), []string{*n.data.Key.KeyArn()}, via("s3")))
}

// sendGrants are those of one way out.
func (n *Steps) sendGrants(stack awscdk.Stack, to string) []awsiam.PolicyStatement {
	switch to {
	case "alarms":
		return []awsiam.PolicyStatement{
			allow([]string{"scheduler:CreateSchedule"}, []string{arn(stack, "scheduler", "schedule/"+*n.group.Name()+"/*")}, nil),
			allow([]string{"iam:PassRole"}, []string{*n.ringer.RoleArn()}, where{"StringEquals": where{"iam:PassedToService": "scheduler.amazonaws.com"}}),
		}
	case "mail":
		all := []awsiam.PolicyStatement{allow([]string{"ses:SendEmail"},
			[]string{arn(stack, "ses", "identity/"+n.settings.Mail), arn(stack, "ses", "configuration-set/"+*n.letters.Name())},
			where{"StringEquals": where{"ses:FromAddress": n.from()}})}
		if n.settings.SMS != "" {
			all = append(all, allow([]string{"sms-voice:SendTextMessage"}, []string{n.settings.SMS}, nil))
		}
		return all
	case "bus":
		return []awsiam.PolicyStatement{allow([]string{"events:PutEvents"}, []string{*n.bus.AttrArn()}, where{"StringEquals": where{"events:source": "sasae"}})}
	case "anchors":
		bucket := *n.data.Buckets["anchors"].BucketArn()
		return []awsiam.PolicyStatement{
			allow([]string{"s3:PutObject", "s3:GetObjectVersion"}, []string{bucket + "/anchors/*"}, nil),
			allow([]string{"s3:ListBucketVersions"}, []string{bucket}, nil),
			allow([]string{"kms:GenerateDataKey", "kms:Decrypt"}, []string{*n.data.Key.KeyArn()}, via("s3")),
		}
	}
	panic("infra: nothing is known about sending to " + to)
}
