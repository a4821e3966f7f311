package host

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/google/go-cmp/cmp"
)

// everything is an image with a value of each type there is.
var everything = map[string]types.AttributeValue{
	"binary":  &types.AttributeValueMemberB{Value: []byte{0, 1, 42, 65}},
	"empty":   &types.AttributeValueMemberB{},
	"bool":    &types.AttributeValueMemberBOOL{Value: true},
	"sets":    &types.AttributeValueMemberBS{Value: [][]byte{{0, 1, 42, 65}, {65, 42, 1, 0}}},
	"list":    &types.AttributeValueMemberL{Value: []types.AttributeValue{&types.AttributeValueMemberS{Value: "Cookies"}, &types.AttributeValueMemberN{Value: "3.14159"}}},
	"none":    &types.AttributeValueMemberL{},
	"map":     &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"Name": &types.AttributeValueMemberS{Value: "花"}}},
	"nothing": &types.AttributeValueMemberM{},
	"number":  &types.AttributeValueMemberN{Value: "123.45"},
	"numbers": &types.AttributeValueMemberNS{Value: []string{"1234", "567.8"}},
	"null":    &types.AttributeValueMemberNULL{Value: true},
	"text":    &types.AttributeValueMemberS{Value: "Hello <&>"},
	"texts":   &types.AttributeValueMemberSS{Value: []string{"Giraffe", "Zebra"}},
}

// delivered is the record as Lambda documents it.
const delivered = `{"Records": [{
	"eventID": "f07f8ca4b0b26cb9c4e5e77e69f274ee", "eventName": "REMOVE", "eventVersion": "1.1", "eventSource": "aws:dynamodb",
	"awsRegion": "ap-northeast-1", "userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"},
	"eventSourceARN": "arn:aws:dynamodb:ap-northeast-1:111122223333:table/t/stream/2016-12-01T00:00:00.000",
	"dynamodb": {
		"ApproximateCreationDateTime": 1480642020, "SequenceNumber": "1405400000000002063282832", "SizeBytes": 54, "StreamViewType": "NEW_AND_OLD_IMAGES",
		"Keys": {"p": {"S": "data"}},
		"OldImage": {
			"binary": {"B": "AAEqQQ=="}, "empty": {"B": ""}, "bool": {"BOOL": true}, "sets": {"BS": ["AAEqQQ==", "QSoBAA=="]},
			"list": {"L": [{"S": "Cookies"}, {"N": "3.14159"}]}, "none": {"L": []}, "map": {"M": {"Name": {"S": "花"}}}, "nothing": {"M": {}},
			"number": {"N": "123.45"}, "numbers": {"NS": ["1234", "567.8"]}, "null": {"NULL": true}, "text": {"S": "Hello <&>"}, "texts": {"SS": ["Giraffe", "Zebra"]}
		}
	}
}]}`

func TestARecordOfTheStreamIsWhatLambdaDelivers(t *testing.T) {
	s := &source{Stream: Stream{ARN: "arn:aws:dynamodb:ap-northeast-1:111122223333:table/t/stream/2016-12-01T00:00:00.000"}, host: &Host{o: Options{Region: "ap-northeast-1"}}}
	got, err := json.Marshal(batchEvent{[]record{s.record("shard", types.Record{
		EventID: aws.String("f07f8ca4b0b26cb9c4e5e77e69f274ee"), EventName: types.OperationTypeRemove, EventVersion: aws.String("1.1"),
		UserIdentity: &types.Identity{Type: aws.String("Service"), PrincipalId: aws.String("dynamodb.amazonaws.com")},
		Dynamodb: &types.StreamRecord{
			ApproximateCreationDateTime: aws.Time(time.Unix(1480642020, 0)), SequenceNumber: aws.String("1405400000000002063282832"),
			SizeBytes: aws.Int64(54), StreamViewType: types.StreamViewTypeNewAndOldImages,
			Keys: map[string]types.AttributeValue{"p": &types.AttributeValueMemberS{Value: "data"}}, OldImage: everything,
		},
	})}})
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if err := json.Unmarshal(got, &a); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(delivered), &b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(b, a); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var e events.DynamoDBEvent
	if err := json.Unmarshal(got, &e); err != nil || len(e.Records[0].Change.OldImage) != len(everything) {
		t.Errorf("a function reads %+v, %v", e, err)
	}
}
