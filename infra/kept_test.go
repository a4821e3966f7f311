package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sasae-care/sasae/shared/access"
)

// encrypted says for each type that keeps something how it is encrypted, and
// with what.
var encrypted = map[string]func(resource) bool{
	"AWS::DynamoDB::Table": func(r resource) bool {
		return r.get("SSESpecification", "SSEEnabled") == true && ownKey(r.get("SSESpecification", "KMSMasterKeyId"))
	},
	"AWS::SecretsManager::Secret": func(r resource) bool { return ownKey(r.get("KmsKeyId")) },
	"AWS::Logs::LogGroup":         func(r resource) bool { return ownKey(r.get("KmsKeyId")) },
	"AWS::Lambda::Function":       func(r resource) bool { return ownKey(r.get("KmsKeyArn")) }, // its settings
	"AWS::SNS::Topic":             func(r resource) bool { return ownKey(r.get("KmsMasterKeyId")) },
	"AWS::SQS::Queue":             func(r resource) bool { return r.get("SqsManagedSseEnabled") == true },
	"AWS::S3::Bucket": func(r resource) bool {
		by := listed(r.get("BucketEncryption", "ServerSideEncryptionConfiguration"))[0].(map[string]any)["ServerSideEncryptionByDefault"].(map[string]any)
		logs := strings.HasPrefix(r.id, "Logs") && by["SSEAlgorithm"] == "AES256" // S3 delivers its access logs under no other
		return logs || by["SSEAlgorithm"] == "aws:kms" && ownKey(by["KMSMasterKeyID"])
	},
}

// ownKey tells whether a value is one of the data stack's keys.
func ownKey(v any) bool {
	return regexp.MustCompile(`(Watch)?Key[0-9A-F]{8}`).MatchString(written(v))
}

func TestWhateverIsKeptIsEncrypted(t *testing.T) {
	for kind, ok := range encrypted {
		all := of(kind)
		if len(all) == 0 {
			t.Errorf("there is no %s", kind)
		}
		for _, r := range all {
			if !ok(r) {
				t.Errorf("%s is not encrypted: %s", r.id, written(r.Properties))
			}
		}
	}
	for _, k := range of("AWS::KMS::Key") {
		if k.get("EnableKeyRotation") != true {
			t.Errorf("%s stays the same for ever", k.id)
		}
	}
}

// kept are the types whose content would be gone with them; scripts/diff has
// them too.
var kept = []string{
	"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::KMS::Key", "AWS::SecretsManager::Secret", "AWS::Cognito::UserPool", "AWS::Logs::LogGroup", "AWS::SQS::Queue",
}

func TestWhateverIsKeptStaysWhenItsStackGoes(t *testing.T) {
	for _, r := range of(kept...) {
		if r.DeletionPolicy != "Retain" || r.UpdateReplacePolicy != "Retain" {
			t.Errorf("%s goes: %q, %q", r.id, r.DeletionPolicy, r.UpdateReplacePolicy)
		}
	}
	for _, r := range of("AWS::Logs::LogGroup") {
		if r.get("RetentionInDays") != float64(365) {
			t.Errorf("%s is kept for %v days, and the stage says 365", r.id, r.get("RetentionInDays"))
		}
	}
}

func TestDocumentsKeepTheirVersions(t *testing.T) {
	for _, b := range of("AWS::S3::Bucket") {
		if b.text("VersioningConfiguration", "Status") != "Enabled" {
			t.Errorf("%s keeps one version", b.id)
		}
	}
}

// An anchor cannot be deleted, or written over, before its time: not by the
// account's owner either.
func TestAnchorsAreWrittenOnce(t *testing.T) {
	found := false
	for _, b := range of("AWS::S3::Bucket") {
		if !strings.HasPrefix(b.id, "Bucketanchors") {
			continue
		}
		found = true
		want := `{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Days":1827,"Mode":"COMPLIANCE"}}}`
		if got := written(b.get("ObjectLockConfiguration")); got != want || b.get("ObjectLockEnabled") != true {
			t.Errorf("the anchors are kept by %s", got)
		}
	}
	if !found {
		t.Error("there is no bucket for anchors")
	}
}

func TestNoBucketIsPublic(t *testing.T) {
	for _, b := range of("AWS::S3::Bucket") {
		for _, name := range []string{"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"} {
			if b.get("PublicAccessBlockConfiguration", name) != true {
				t.Errorf("%s: %s is %v", b.id, name, b.get("PublicAccessBlockConfiguration", name))
			}
		}
		refuses := slices.ContainsFunc(statements(), func(s statement) bool {
			return s.resource.Type == "AWS::S3::BucketPolicy" && strings.Contains(written(s.resource.get("Bucket")), b.id) && !s.allows &&
				strings.Contains(written(s.when), `"aws:SecureTransport":"false"`)
		})
		if !refuses {
			t.Errorf("%s takes what comes without TLS", b.id)
		}
	}
}

// The page of the portal uploads to one bucket, with the headers that are
// signed, and no other page does.
func TestOnlyThePortalUploads(t *testing.T) {
	for _, b := range of("AWS::S3::Bucket") {
		cors := listed(b.get("CorsConfiguration", "CorsRules"))
		if !strings.HasPrefix(b.id, "Bucketincoming") {
			if len(cors) > 0 {
				t.Errorf("%s is open to pages", b.id)
			}
			continue
		}
		if len(cors) != 1 || written(cors[0].(map[string]any)["AllowedOrigins"]) != `["https://care.sasae.example"]` {
			t.Errorf("pages that may upload: %s", written(cors))
		}
	}
}

// untagged are the types that CloudFormation cannot tag.
var untagged = []string{
	"AWS::IAM::Policy", "AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::Lambda::Permission", "AWS::Lambda::EventInvokeConfig",
	"AWS::ApiGatewayV2::Authorizer", "AWS::ApiGatewayV2::Integration", "AWS::ApiGatewayV2::Route", "AWS::Cognito::UserPoolClient", "AWS::Events::Archive",
	"AWS::Scheduler::Schedule", "AWS::SES::ConfigurationSetEventDestination", "AWS::Logs::MetricFilter", "AWS::SNS::Subscription",
	"AWS::CloudFront::OriginRequestPolicy", "AWS::CloudFront::ResponseHeadersPolicy",
}

var tagged = regexp.MustCompile(`"app":"sasae"|"Key":"app","Value":"sasae"`)
var staged = regexp.MustCompile(`"stage":"sample"|"Key":"stage","Value":"sample"`)

func TestEverythingSaysWhoseItIs(t *testing.T) {
	for _, r := range of() {
		tags := written([]any{r.get("Tags"), r.get("UserPoolTags"), r.get("ResourceTags")})
		if ok := tagged.MatchString(tags) && staged.MatchString(tags); ok == slices.Contains(untagged, r.Type) {
			t.Errorf("%s (%s) is tagged: %t", r.id, r.Type, ok)
		}
	}
}

var plainName = regexp.MustCompile(`^(hour-[0-9]{6}|people|portal|bus|(/aws/vendedlogs/|/)?sasae[-/]sample([-/][a-z-]+)*)$`)

// A name or a tag says the stage and the part: of people it could say nothing,
// since neither has room for anything else.
func TestNoNameAndNoTagSaysAnythingAboutAPerson(t *testing.T) {
	seen := 0
	for _, r := range of() {
		for _, name := range []string{"Name", "TableName", "FunctionName", "QueueName", "TopicName", "LogGroupName", "UserPoolName", "ClientName", "ArchiveName", "AlarmName", "DashboardName", "GroupName"} {
			if n := r.text(name); n != "" {
				seen++
				if !plainName.MatchString(n) {
					t.Errorf("%s has the name %q", r.id, n)
				}
			}
		}
		for _, tag := range listed(r.get("Tags")) {
			if w := written(tag); w != `{"app":"sasae","stage":"sample"}` && w != `{"Key":"app","Value":"sasae"}` && w != `{"Key":"stage","Value":"sample"}` {
				t.Errorf("%s has the tag %s", r.id, w)
			}
		}
	}
	if seen < 40 {
		t.Errorf("only %d names were looked at", seen)
	}
}

// Whoever signs in has two factors, and nobody signs up by themselves.
func TestWhoSignsInHasASecondFactor(t *testing.T) {
	for _, p := range of("AWS::Cognito::UserPool") {
		if p.text("MfaConfiguration") != "ON" || p.get("AdminCreateUserConfig", "AllowAdminCreateUserOnly") != true || p.text("DeletionProtection") != "ACTIVE" {
			t.Errorf("%s", written(p.Properties))
		}
	}
}

// Who somebody is in the reference data is written by an administrator.
func TestNobodyWritesWhoHeIs(t *testing.T) {
	for _, c := range of("AWS::Cognito::UserPoolClient") {
		may := written([]any{c.get("WriteAttributes")})
		if c.get("WriteAttributes") == nil || strings.Contains(may, "custom:") || strings.Contains(may, "email") {
			t.Errorf("%s lets people write %s", c.id, may)
		}
		for _, claim := range []string{access.ClaimTown, access.ClaimStaff} {
			if !strings.Contains(written([]any{c.get("ReadAttributes")}), claim) {
				t.Errorf("%s: the token lacks %s", c.id, claim)
			}
		}
	}
}
