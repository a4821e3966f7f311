package host

import (
	"encoding/base64"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// batchEvent is a batch as Lambda gives it to a function.
type batchEvent struct {
	Records []record `json:"Records"`
}

type record struct {
	ID      string    `json:"eventID"`
	Name    string    `json:"eventName"`
	Version string    `json:"eventVersion"`
	Source  string    `json:"eventSource"`
	Region  string    `json:"awsRegion"`
	Change  change    `json:"dynamodb"`
	ARN     string    `json:"eventSourceARN"`
	By      *identity `json:"userIdentity,omitempty"` // of an item that expired
	shard   string
}

type change struct {
	Created        int64          `json:"ApproximateCreationDateTime"` // seconds
	Keys           map[string]any `json:"Keys,omitempty"`
	NewImage       map[string]any `json:"NewImage,omitempty"`
	OldImage       map[string]any `json:"OldImage,omitempty"`
	SequenceNumber string         `json:"SequenceNumber"`
	SizeBytes      int64          `json:"SizeBytes"`
	View           string         `json:"StreamViewType"`
}

type identity struct {
	Type      string `json:"type"`
	Principal string `json:"principalId"`
}

// record is a record of the stream in Lambda's form.
func (s *source) record(shard string, r types.Record) record {
	out := record{
		ID: aws.ToString(r.EventID), Name: string(r.EventName), Version: aws.ToString(r.EventVersion),
		Source: or(aws.ToString(r.EventSource), "aws:dynamodb"), Region: or(aws.ToString(r.AwsRegion), s.host.o.Region),
		ARN: s.ARN, shard: shard,
	}
	if u := r.UserIdentity; u != nil {
		out.By = &identity{Type: aws.ToString(u.Type), Principal: aws.ToString(u.PrincipalId)}
	}
	d := r.Dynamodb
	out.Change = change{
		Keys: image(d.Keys), NewImage: image(d.NewImage), OldImage: image(d.OldImage),
		SequenceNumber: aws.ToString(d.SequenceNumber), SizeBytes: aws.ToInt64(d.SizeBytes), View: string(d.StreamViewType),
	}
	if d.ApproximateCreationDateTime != nil {
		out.Change.Created = d.ApproximateCreationDateTime.Unix()
	}
	return out
}

func image(in map[string]types.AttributeValue) map[string]any {
	if len(in) == 0 {
		return nil
	}
	return attributes(in)
}

func attributes(in map[string]types.AttributeValue) map[string]any {
	out := make(map[string]any, len(in))
	for name, v := range in {
		out[name] = attribute(v)
	}
	return out
}

// attribute is a value under the letter of its type; bytes become base64.
func attribute(v types.AttributeValue) map[string]any {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return map[string]any{"S": v.Value}
	case *types.AttributeValueMemberN:
		return map[string]any{"N": v.Value}
	case *types.AttributeValueMemberB:
		return map[string]any{"B": base64.StdEncoding.EncodeToString(v.Value)}
	case *types.AttributeValueMemberBOOL:
		return map[string]any{"BOOL": v.Value}
	case *types.AttributeValueMemberNULL:
		return map[string]any{"NULL": v.Value}
	case *types.AttributeValueMemberSS:
		return map[string]any{"SS": v.Value}
	case *types.AttributeValueMemberNS:
		return map[string]any{"NS": v.Value}
	case *types.AttributeValueMemberBS:
		return map[string]any{"BS": v.Value}
	case *types.AttributeValueMemberM:
		return map[string]any{"M": attributes(v.Value)}
	case *types.AttributeValueMemberL:
		list := make([]any, len(v.Value))
		for i, one := range v.Value {
			list[i] = attribute(one)
		}
		return map[string]any{"L": list}
	}
	panic(fmt.Sprintf("an attribute of a type that DynamoDB has not: %T", v)) // the SDK gives no other
}
