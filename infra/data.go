package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsguardduty"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/jsii-runtime-go"
)

// Data is what is kept, and outlives every other stack. Nothing of it is deleted
// with its stack.
type Data struct {
	Key     awskms.Key // of what is about people: table, documents, secret
	Watch   awskms.Key // of what operators read: logs, alarms
	Buckets map[string]awss3.Bucket
	Logs    awss3.Bucket // who asked which bucket for what
	Table   awsdynamodb.CfnTable
	Secret  awssecretsmanager.CfnSecret // what everything is sealed and signed with
	Edge    awssecretsmanager.CfnSecret // what CloudFront shows, so that it is the only way in
	Pool    awscognito.CfnUserPool
	Client  awscognito.CfnUserPoolClient
}

// Attributes of the table's items (shared/store/dynamo).
const (
	partition = "p"
	sort      = "s"
	expires   = "e"
)

// NewData makes the data stack.
func NewData(stack awscdk.Stack, s Settings) *Data {
	d := &Data{
		Key: key(stack, "Key", "what is about people", nil),
		Watch: key(stack, "WatchKey", "what operators read",
			allowService("logs."+Region+".amazonaws.com", []string{"kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey"}, "*",
				where{"ArnLike": where{"kms:EncryptionContext:aws:logs:arn": []string{
					arn(stack, "logs", "log-group:/sasae/"+s.Stage+"/*"), arn(stack, "logs", "log-group:/aws/vendedlogs/sasae/"+s.Stage+"/*"),
				}}}),
			allowService("cloudwatch.amazonaws.com", []string{"kms:Decrypt", "kms:GenerateDataKey"}, "*", fromHere(stack)),
			allowService("budgets.amazonaws.com", []string{"kms:Decrypt", "kms:GenerateDataKey"}, "*", fromHere(stack))),
	}
	d.Secret = secret(stack, "Secret", "what sasae seals and signs with; a new one is put before the old ones, which stay (docs/runbooks/keys.md)", d.Key)
	d.Edge = secret(stack, "EdgeSecret", "what CloudFront shows to the functions", d.Key)
	d.buckets(stack, s)
	d.table(stack, s)
	d.scanner(stack)
	d.people(stack, s)
	return d
}

// fromHere are the conditions under which a service acts for this account.
func fromHere(stack awscdk.Stack) where {
	return where{"StringEquals": where{"aws:SourceAccount": *stack.Account()}}
}

// administer is what the account may let its administrators do with a key, use
// what the account may let its roles do.
var (
	administer = []string{
		"kms:DescribeKey", "kms:GetKeyPolicy", "kms:PutKeyPolicy", "kms:GetKeyRotationStatus", "kms:EnableKeyRotation", "kms:RotateKeyOnDemand", "kms:ListKeyRotations",
		"kms:ListResourceTags", "kms:TagResource", "kms:UntagResource", "kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias", "kms:UpdateKeyDescription",
		"kms:EnableKey", "kms:DisableKey", "kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion", "kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant",
	}
	use = []string{"kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext"}
)

func key(stack awscdk.Stack, name, says string, more ...awsiam.PolicyStatement) awskms.Key {
	account := &[]awsiam.IPrincipal{awsiam.NewAccountRootPrincipal()}
	all := []awsiam.PolicyStatement{
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{Actions: text(append(administer, use...)...), Resources: text("*"), Principals: account}),
	}
	for _, m := range more {
		if m != nil {
			all = append(all, m)
		}
	}
	return awskms.NewKey(stack, &name, &awskms.KeyProps{
		Description: jsii.String("sasae: " + says), EnableKeyRotation: jsii.Bool(true), Policy: policy(all...), RemovalPolicy: awscdk.RemovalPolicy_RETAIN,
	})
}

// secret is one that is made once: 64 letters and digits, which are the base64
// of 48 bytes.
func secret(stack awscdk.Stack, name, says string, key awskms.Key) awssecretsmanager.CfnSecret {
	made := awssecretsmanager.NewCfnSecret(stack, &name, &awssecretsmanager.CfnSecretProps{
		Description: &says, KmsKeyId: key.KeyArn(),
		GenerateSecretString: &awssecretsmanager.CfnSecret_GenerateSecretStringProperty{PasswordLength: jsii.Number(64), ExcludePunctuation: jsii.Bool(true)},
	})
	made.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN, nil)
	excuse(made, "AwsSolutions-SMG4", "shared/seal: what is stored is sealed with it, and CloudFormation reads it when it deploys only; a new one by itself would shut people out.")
	return made
}

// resolved is a secret's value of a version, which CloudFormation puts in where it
// deploys: no template has it. It looks again only when the text is another.
func resolved(s awssecretsmanager.CfnSecret, version string) *string {
	return jsii.String("{{resolve:secretsmanager:" + *s.Ref() + ":SecretString:::" + version + "}}")
}

// buckets makes a bucket for each prefix of keys, for what is held back, and for
// the anchors.
func (d *Data) buckets(stack awscdk.Stack, s Settings) {
	common := func() *awss3.BucketProps {
		return &awss3.BucketProps{
			Encryption: awss3.BucketEncryption_KMS, EncryptionKey: d.Key, BucketKeyEnabled: jsii.Bool(true), Versioned: jsii.Bool(true),
			BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(), ObjectOwnership: awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED,
			EnforceSSL: jsii.Bool(true), MinimumTLSVersion: jsii.Number(1.2), RemovalPolicy: awscdk.RemovalPolicy_RETAIN,
			LifecycleRules: &[]*awss3.LifecycleRule{{AbortIncompleteMultipartUploadAfter: awscdk.Duration_Days(jsii.Number(1))}},
		}
	}
	logs := common()
	logs.Encryption, logs.EncryptionKey, logs.BucketKeyEnabled = awss3.BucketEncryption_S3_MANAGED, nil, nil // S3 delivers access logs under no other key
	logs.LifecycleRules = &[]*awss3.LifecycleRule{{Expiration: awscdk.Duration_Days(jsii.Number(s.LogDays)), NoncurrentVersionExpiration: awscdk.Duration_Days(jsii.Number(1))}}
	d.Logs = awss3.NewBucket(stack, jsii.String("Logs"), logs)
	d.Buckets = map[string]awss3.Bucket{}
	for _, name := range []string{"incoming", "clean", "quarantine", "months", "anchors"} {
		p := common()
		p.ServerAccessLogsBucket, p.ServerAccessLogsPrefix = d.Logs, jsii.String(name+"/")
		switch name {
		case "incoming":
			p.Cors = &[]*awss3.CorsRule{{
				AllowedOrigins: text("https://" + s.Domain), AllowedMethods: &[]awss3.HttpMethods{awss3.HttpMethods_PUT, awss3.HttpMethods_POST},
				AllowedHeaders: text("content-type", "if-none-match", "x-amz-checksum-sha256"), ExposedHeaders: text("etag"), MaxAge: jsii.Number(600),
			}}
		case "anchors":
			p.ObjectLockEnabled = jsii.Bool(true)
			p.ObjectLockDefaultRetention = awss3.ObjectLockRetention_Compliance(awscdk.Duration_Days(jsii.Number(s.AnchorDays)))
		}
		d.Buckets[name] = awss3.NewBucket(stack, jsii.String("Bucket-"+name), p)
	}
	told := d.Buckets["incoming"].Node().DefaultChild().(awss3.CfnBucket) // for the scanner's own rule; EventBridgeEnabled would bring a function in Python along
	told.SetNotificationConfiguration(&awss3.CfnBucket_NotificationConfigurationProperty{
		EventBridgeConfiguration: &awss3.CfnBucket_EventBridgeConfigurationProperty{EventBridgeEnabled: jsii.Bool(true)},
	})
}

// table is as dynamo.Create makes it in a stand-in, and more: encrypted with a
// key of our own, restorable to any second, hard to delete.
func (d *Data) table(stack awscdk.Stack, s Settings) {
	attribute := func(name string) any {
		return &awsdynamodb.CfnTable_AttributeDefinitionProperty{AttributeName: &name, AttributeType: jsii.String("S")}
	}
	key := func(name, kind string) any {
		return &awsdynamodb.CfnTable_KeySchemaProperty{AttributeName: &name, KeyType: &kind}
	}
	d.Table = awsdynamodb.NewCfnTable(stack, jsii.String("Table"), &awsdynamodb.CfnTableProps{
		TableName:                        jsii.String(s.Name()),
		BillingMode:                      jsii.String("PAY_PER_REQUEST"),
		AttributeDefinitions:             list(attribute(partition), attribute(sort)),
		KeySchema:                        list(key(partition, "HASH"), key(sort, "RANGE")),
		StreamSpecification:              &awsdynamodb.CfnTable_StreamSpecificationProperty{StreamViewType: jsii.String("NEW_IMAGE")},
		TimeToLiveSpecification:          &awsdynamodb.CfnTable_TimeToLiveSpecificationProperty{AttributeName: jsii.String(expires), Enabled: jsii.Bool(true)},
		PointInTimeRecoverySpecification: &awsdynamodb.CfnTable_PointInTimeRecoverySpecificationProperty{PointInTimeRecoveryEnabled: jsii.Bool(true), RecoveryPeriodInDays: jsii.Number(35)},
		SseSpecification:                 &awsdynamodb.CfnTable_SSESpecificationProperty{SseEnabled: jsii.Bool(true), SseType: jsii.String("KMS"), KmsMasterKeyId: d.Key.KeyArn()},
		DeletionProtectionEnabled:        jsii.Bool(true),
	})
	d.Table.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN, nil)
}

// scanner lets GuardDuty look for malware in what comes in. Source: Amazon
// GuardDuty user guide, "Create or update IAM role policy" of Malware Protection
// for S3.
func (d *Data) scanner(stack awscdk.Stack) {
	in := d.Buckets["incoming"]
	rules := []string{arn(stack, "events", "rule/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*")}
	objects := []string{*in.BucketArn() + "/*"}
	role := awsiam.NewRole(stack, jsii.String("ScannerRole"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("malware-protection-plan.guardduty.amazonaws.com"), &awsiam.ServicePrincipalOpts{Conditions: ptr(fromHere(stack))}),
		InlinePolicies: &map[string]awsiam.PolicyDocument{"scan": policy(
			allow([]string{"events:PutRule", "events:DeleteRule", "events:PutTargets", "events:RemoveTargets"}, rules,
				where{"StringEquals": where{"events:ManagedBy": "malware-protection-plan.guardduty.amazonaws.com"}}),
			allow([]string{"events:DescribeRule", "events:ListTargetsByRule"}, rules, nil),
			allow([]string{"s3:GetObjectTagging", "s3:GetObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"}, objects, nil),
			allow([]string{"s3:GetBucketNotification", "s3:PutBucketNotification", "s3:ListBucket"}, []string{*in.BucketArn()}, nil),
			allow([]string{"s3:PutObject"}, []string{*in.BucketArn() + "/malware-protection-resource-validation-object"}, nil),
			allow([]string{"s3:GetObject", "s3:GetObjectVersion"}, objects, nil),
			allow([]string{"kms:Decrypt", "kms:GenerateDataKey"}, []string{*d.Key.KeyArn()}, via("s3")),
		)},
	})
	excuse(role, "AwsSolutions-IAM5", "Amazon GuardDuty user guide, policy of Malware Protection for S3: GuardDuty names its own rule, and scans every object of the one bucket.",
		`Resource::<Bucketincoming[0-9A-F]+\.Arn>\/\*`, `Resource::arn:aws:events:.*:rule\/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3\*`)
	awsguardduty.NewCfnMalwareProtectionPlan(stack, jsii.String("MalwareScan"), &awsguardduty.CfnMalwareProtectionPlanProps{
		Role: role.RoleArn(),
		ProtectedResource: &awsguardduty.CfnMalwareProtectionPlan_CFNProtectedResourceProperty{
			S3Bucket: &awsguardduty.CfnMalwareProtectionPlan_S3BucketProperty{BucketName: in.BucketName(), ObjectPrefixes: text("incoming/")},
		},
		Actions: &awsguardduty.CfnMalwareProtectionPlan_CFNActionsProperty{
			Tagging: &awsguardduty.CfnMalwareProtectionPlan_CFNTaggingProperty{Status: jsii.String("ENABLED")},
		},
	})
}

// via are the conditions under which a key is used through one service only.
func via(service string) where {
	return where{"StringEquals": where{"kms:ViaService": service + "." + Region + ".amazonaws.com"}}
}

func ptr[T any](v T) *T { return &v }
