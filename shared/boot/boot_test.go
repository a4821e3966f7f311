package boot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	lambdaevents "github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/store"
)

const key = "incoming/431001/01KR9T3WZ5Q8M2X7N4V6B1C0HD/d1"

// deliveries in the shapes that AWS documents, with what a step hears.
var deliveries = map[string]struct {
	raw  string
	want events.Body // nil: passed over
}{
	"an object that S3 created": {`{"version":"0","id":"17793124-05d4-b198-2fde-7ededc63b103","detail-type":"Object Created","source":"aws.s3","account":"111122223333","time":"2026-05-11T00:16:20Z","region":"ap-northeast-1","resources":["arn:aws:s3:::incoming"],"detail":{"version":"0","bucket":{"name":"incoming"},"object":{"key":"` + key + `","size":5,"etag":"b57f9512698f4b09e608f4f2a65852e5","version-id":"IYV3p45BT0ac8hjHg1houSdS1a.Mro8e","sequencer":"617f08299329d189"},"request-id":"N4N7GDK58NMKJ12R","requester":"123456789012","reason":"PutObject"}}`,
		events.ObjectArrived{Key: key, Version: "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e", ETag: "b57f9512698f4b09e608f4f2a65852e5", Size: 5}},
	"a verdict of GuardDuty": {`{"version":"0","id":"72c7d362-737a-6dce-fc78-9e27a0171419","detail-type":"GuardDuty Malware Protection Object Scan Result","source":"aws.guardduty","account":"111122223333","time":"2026-05-11T00:16:41Z","region":"ap-northeast-1","resources":[],"detail":{"schemaVersion":"1.0","scanStatus":"COMPLETED","resourceType":"S3_OBJECT","s3ObjectDetails":{"bucketName":"incoming","objectKey":"` + key + `","eTag":"ASIAI44QH8DHBEXAMPLE","versionId":"d41d8cd98f00b204e9800998eEXAMPLE","s3Throttled":false},"scanResultDetails":{"scanResultStatus":"NO_THREATS_FOUND","threats":null}}}`,
		events.MalwareVerdict{ScanStatus: "COMPLETED", S3ObjectDetails: events.ScanObject{BucketName: "incoming", ObjectKey: key, ETag: "ASIAI44QH8DHBEXAMPLE", VersionID: "d41d8cd98f00b204e9800998eEXAMPLE"}, ScanResult: events.ScanResult{Status: "NO_THREATS_FOUND"}}},
	"an announcement on our own bus": {`{"version":"0","id":"x","detail-type":"accepted.v1","source":"sasae","time":"2026-05-11T00:16:41Z","detail":{"id":"01KR9T3WZ5Q8M2X7N4V6B1C0HD-7","type":"accepted.v1","town":"431001","at":"2026-05-11T00:16:41Z","data":{"case":"01KR9T3WZ5Q8M2X7N4V6B1C0HD","seq":7}}}`,
		events.Accepted{Case: "01KR9T3WZ5Q8M2X7N4V6B1C0HD", Seq: 7}},
	"an alarm as the schedule hands it back": {`{"id":"due-1","type":"alarm-rang.v1","town":"431001","at":"2026-05-11T00:16:41Z","data":{"case":"01KR9T3WZ5Q8M2X7N4V6B1C0HD","clock":"review","stage":"due","due":"2026-05-25T23:30:00Z"}}`,
		events.AlarmRang{Case: "01KR9T3WZ5Q8M2X7N4V6B1C0HD", Clock: "review", Stage: "due", Due: time.Date(2026, 5, 25, 23, 30, 0, 0, time.UTC)}},
	"a mail that SES sent": {`{"version":"0","id":"y","detail-type":"Email Sent","source":"aws.ses","time":"2026-05-11T00:16:41Z","detail":{"eventType":"Send","mail":{"messageId":"m","tags":{"notice":["00271C05EC9C5962"],"town":["431001"]}},"send":{}}}`,
		events.NoticeReceipt{Notice: "00271C05EC9C5962", Channel: "email", Kind: "sent"}},
	"an object that is no document of ours":  {`{"id":"z","detail-type":"Object Created","source":"aws.s3","detail":{"object":{"key":"logs/a"}}}`, nil},
	"a mail of somebody else":                {`{"id":"z","detail-type":"Email Sent","source":"aws.ses","detail":{"mail":{"tags":{}}}}`, nil},
	"a kind of receipt that settles nothing": {`{"id":"z","detail-type":"Email Opened","source":"aws.ses","detail":{"mail":{"tags":{"notice":["n"],"town":["431001"]}}}}`, nil},
}

func TestEveryDeliveryIsDecodedIntoWhatTheStepsHear(t *testing.T) {
	for name, d := range deliveries {
		t.Run(name, func(t *testing.T) {
			e, ours, err := Decode([]byte(d.raw))
			if err != nil || ours != (d.want != nil) {
				t.Fatalf("ours %v, %v", ours, err)
			}
			if d.want == nil {
				return
			}
			want, err := json.Marshal(d.want)
			if err != nil {
				t.Fatal(err)
			}
			var got, wanted any
			if errors.Join(json.Unmarshal(e.Data, &got), json.Unmarshal(want, &wanted)) != nil || !cmp.Equal(got, wanted) {
				t.Error(cmp.Diff(got, wanted))
			}
			if e.Town != "431001" || e.Type != d.want.EventType() || e.ID == "" {
				t.Errorf("the envelope is %+v", e)
			}
		})
	}
}

func TestWhatNoStepHearsIsAnErrorSoThatItEndsInTheDeadLetters(t *testing.T) {
	for _, raw := range []string{`{"id":"x","source":"aws.ec2","detail-type":"EC2"}`, `[]`, `{"source":"aws.s3","detail":5}`, ``} {
		if _, ours, err := Decode([]byte(raw)); err == nil || ours {
			t.Errorf("%q: ours %v, %v", raw, ours, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, d := range deliveries {
		f.Add([]byte(d.raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, ours, err := Decode(raw)
		if ours && (err != nil || e.Type == "") {
			t.Errorf("%q became %+v with %v", raw, e, err)
		}
	})
}

func TestAnInvocationWritesOneLineWithoutTheData(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	failed := errors.New("read case: throttled")
	handle := Events("assign", func(context.Context, events.Event) error { return failed }, log)
	if err := handle(t.Context(), json.RawMessage(deliveries["an announcement on our own bus"].raw)); !errors.Is(err, failed) {
		t.Fatalf("the failure must reach Lambda, which delivers again: %v", err)
	}
	if n := strings.Count(out.String(), "\n"); n != 1 {
		t.Fatalf("%d lines: %s", n, out.String())
	}
	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	for k, want := range map[string]any{"step": "assign", "event": "01KR9T3WZ5Q8M2X7N4V6B1C0HD-7", "case": "01KR9T3WZ5Q8M2X7N4V6B1C0HD", "outcome": "failed", "type": "accepted.v1"} {
		if line[k] != want {
			t.Errorf("%s is %v, want %v", k, line[k], want)
		}
	}
}

func record(seq, sort string) lambdaevents.DynamoDBEventRecord {
	return lambdaevents.DynamoDBEventRecord{EventName: "INSERT", EventID: seq, Change: lambdaevents.DynamoDBStreamRecord{
		SequenceNumber: seq,
		NewImage: map[string]lambdaevents.DynamoDBAttributeValue{
			AttrPartition: lambdaevents.NewStringAttribute("DUE#431001"), AttrSort: lambdaevents.NewStringAttribute(sort),
			AttrBody: lambdaevents.NewBinaryAttribute([]byte("{}")), AttrVersion: lambdaevents.NewNumberAttribute("1"),
		},
	}}
}

func TestARecordThatFailsEndsTheBatchThere(t *testing.T) {
	var seen []store.Item
	handle := Stream("relay", func(_ context.Context, it store.Item) error {
		if it.S == "bad" {
			return errors.New("bus is down")
		}
		seen = append(seen, it)
		return nil
	}, slog.New(slog.DiscardHandler))
	gone := record("0", "removed")
	gone.EventName = "REMOVE"
	out, err := handle(t.Context(), lambdaevents.DynamoDBEvent{Records: []lambdaevents.DynamoDBEventRecord{gone, record("1", "good"), record("2", "bad"), record("3", "later")}})
	if err != nil || len(out.BatchItemFailures) != 1 || out.BatchItemFailures[0].ItemIdentifier != "2" {
		t.Fatalf("%+v, %v", out, err)
	}
	want := []store.Item{{Key: store.Key{P: "DUE#431001", S: "good"}, Body: []byte("{}"), Version: 1}}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Error(diff)
	}
}

func TestAnImageThatIsNoItemOfOursIsEmpty(t *testing.T) {
	if it := item(map[string]lambdaevents.DynamoDBAttributeValue{AttrPartition: lambdaevents.NewNumberAttribute("5")}); it.P != "" || it.Body != nil || it.Version != 0 {
		t.Errorf("%+v", it)
	}
}
