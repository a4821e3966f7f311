package template

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

type table struct {
	TableName, BillingMode string
	KeySchema              []struct{ AttributeName, KeyType string }
	AttributeDefinitions   []struct{ AttributeName, AttributeType string }
	StreamSpecification    struct{ StreamViewType string }
	SSESpecification       struct {
		KMSMasterKeyId, SSEType string
		SSEEnabled              bool
	}
	TimeToLiveSpecification struct {
		AttributeName string
		Enabled       bool
	}
	DeletionProtectionEnabled, PointInTimeRecoverySpecification, Tags aside
}

func takeTable(r *reader, one *resource, p table) error {
	if len(p.KeySchema) != 2 || p.KeySchema[0].KeyType != "HASH" || p.KeySchema[1].KeyType != "RANGE" || p.BillingMode != "PAY_PER_REQUEST" {
		return errors.New("the host knows tables with a partition and a sort key, paid per request")
	}
	for _, a := range p.AttributeDefinitions {
		if a.AttributeType != "S" {
			return fmt.Errorf("the key %s is no text", a.AttributeName)
		}
	}
	at, err := kinds[one.Type].attributes["StreamArn"](r, one)
	if err != nil {
		return err
	}
	r.into.Tables = append(r.into.Tables, Table{
		Name: p.TableName, ARN: r.arnOf(one), Stream: at, Partition: p.KeySchema[0].AttributeName, Sort: p.KeySchema[1].AttributeName,
		Key: p.SSESpecification.KMSMasterKeyId, Expires: p.TimeToLiveSpecification.AttributeName, NewImages: p.StreamSpecification.StreamViewType == "NEW_IMAGE",
	})
	return nil
}

type bucket struct {
	BucketEncryption struct {
		ServerSideEncryptionConfiguration []struct {
			BucketKeyEnabled              bool
			ServerSideEncryptionByDefault struct{ SSEAlgorithm, KMSMasterKeyID string }
		}
	}
	VersioningConfiguration struct{ Status string }
	ObjectLockEnabled       bool
	ObjectLockConfiguration struct {
		ObjectLockEnabled string
		Rule              struct {
			DefaultRetention struct {
				Days int
				Mode string
			}
		}
	}
	NotificationConfiguration struct {
		EventBridgeConfiguration struct{ EventBridgeEnabled bool }
	}
	CorsConfiguration, LifecycleConfiguration, LoggingConfiguration, OwnershipControls, PublicAccessBlockConfiguration, Tags aside
}

func takeBucket(r *reader, one *resource, p bucket) error {
	made := Bucket{ID: one.id, Name: r.nameOf(one), ARN: r.arnOf(one), Told: p.NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled}
	if p.VersioningConfiguration.Status != "Enabled" {
		return errors.New("the host knows buckets that keep versions")
	}
	for _, e := range p.BucketEncryption.ServerSideEncryptionConfiguration {
		made.Key = e.ServerSideEncryptionByDefault.KMSMasterKeyID
	}
	if p.ObjectLockEnabled {
		kept := p.ObjectLockConfiguration.Rule.DefaultRetention
		if kept.Mode != "COMPLIANCE" || kept.Days < 1 {
			return fmt.Errorf("the host knows a lock of days in mode COMPLIANCE, not %d in %s", kept.Days, kept.Mode)
		}
		made.Lock = kept.Days
	}
	r.into.Buckets = append(r.into.Buckets, made)
	return nil
}

type scan struct {
	Role              string
	ProtectedResource struct {
		S3Bucket struct {
			BucketName     string
			ObjectPrefixes []string
		}
	}
	Actions, Tags aside
}

func takeScan(r *reader, one *resource, p scan) error {
	in := p.ProtectedResource.S3Bucket
	r.into.Scans = append(r.into.Scans, Scan{Bucket: in.BucketName, Prefixes: in.ObjectPrefixes, Role: p.Role})
	return r.later(one, in.BucketName, func(r *reader) bool {
		return slices.ContainsFunc(r.into.Buckets, func(b Bucket) bool { return b.Name == in.BucketName && b.Told })
	})
}

func takeQueue(r *reader, one *resource, _ json.RawMessage) error {
	if r.into.queues == nil {
		r.into.queues = map[string]bool{}
	}
	r.into.queues[r.arnOf(one)] = true
	return nil
}

type letters struct {
	ConfigurationSetName string
	EventDestination     struct {
		Name                   string
		Enabled                bool
		MatchingEventTypes     []string
		EventBridgeDestination struct{ EventBusArn string }
	}
}

// takeLetters: SES puts its events on the default bus and no other.
func takeLetters(r *reader, _ *resource, p letters) error {
	d := p.EventDestination
	if !d.Enabled || !strings.HasSuffix(d.EventBridgeDestination.EventBusArn, ":event-bus/"+DefaultBus) {
		return errors.New("the host knows events of SES on the default bus")
	}
	r.into.Letters = append(r.into.Letters, p.ConfigurationSetName)
	return nil
}
