package boot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda/messages"
	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/aws/aws-sdk-go-v2/service/pinpointsmsvoicev2/types"
	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions"
)

const key = "incoming/431001/01KR9T3WZ5Q8M2X7N4V6B1C0HD/d1"

// deliveries in the shapes that AWS documents, with what a step hears.
var deliveries = map[string]struct {
	raw  string
	want events.Body // nil: passed over
}{
	"a verdict of GuardDuty": {`{"version":"0","id":"72c7d362-737a-6dce-fc78-9e27a0171419","detail-type":"GuardDuty Malware Protection Object Scan Result","source":"aws.guardduty","account":"111122223333","time":"2026-05-11T00:16:41Z","region":"ap-northeast-1","resources":[],"detail":{"schemaVersion":"1.0","scanStatus":"COMPLETED","resourceType":"S3_OBJECT","s3ObjectDetails":{"bucketName":"incoming","objectKey":"` + key + `","eTag":"ASIAI44QH8DHBEXAMPLE","versionId":"d41d8cd98f00b204e9800998eEXAMPLE","s3Throttled":false},"scanResultDetails":{"scanResultStatus":"NO_THREATS_FOUND","threats":null}}}`,
		events.MalwareVerdict{ScanStatus: "COMPLETED", S3ObjectDetails: events.ScanObject{BucketName: "incoming", ObjectKey: key, ETag: "ASIAI44QH8DHBEXAMPLE", VersionID: "d41d8cd98f00b204e9800998eEXAMPLE"}, ScanResult: events.ScanResult{Status: "NO_THREATS_FOUND"}}},
	"an announcement on our own bus": {`{"version":"0","id":"x","detail-type":"accepted.v1","source":"sasae","time":"2026-05-11T00:16:41Z","detail":{"id":"01KR9T3WZ5Q8M2X7N4V6B1C0HD-7","type":"accepted.v1","town":"431001","at":"2026-05-11T00:16:41Z","data":{"case":"01KR9T3WZ5Q8M2X7N4V6B1C0HD","seq":7}}}`,
		events.Accepted{Case: "01KR9T3WZ5Q8M2X7N4V6B1C0HD", Seq: 7}},
	"an alarm as the schedule hands it back": {`{"id":"due-1","type":"alarm-rang.v1","town":"431001","at":"2026-05-11T00:16:41Z","data":{"case":"01KR9T3WZ5Q8M2X7N4V6B1C0HD","clock":"review","stage":"due","due":"2026-05-25T23:30:00Z"}}`,
		events.AlarmRang{Case: "01KR9T3WZ5Q8M2X7N4V6B1C0HD", Clock: "review", Stage: "due", Due: time.Date(2026, 5, 25, 23, 30, 0, 0, time.UTC)}},
	"a mail that SES delivered": {`{"version":"0","id":"y","detail-type":"Email Delivered","source":"aws.ses","time":"2026-05-11T00:16:41Z","detail":{"eventType":"Delivery","mail":{"messageId":"m","tags":{"notice":["00271C05EC9C5962"],"town":["431001"]}},"delivery":{}}}`,
		events.NoticeReceipt{Notice: "00271C05EC9C5962", Channel: "email", Kind: "delivered"}},
	"a mail that SES took and could not deliver yet": {`{"version":"0","id":"y","detail-type":"Email Delivery Delayed","source":"aws.ses","time":"2026-05-11T00:16:41Z","detail":{"eventType":"DeliveryDelay","mail":{"messageId":"m","tags":{"notice":["00271C05EC9C5962"],"town":["431001"]}},"deliveryDelay":{}}}`,
		events.NoticeReceipt{Notice: "00271C05EC9C5962", Channel: "email", Kind: "sent"}},
	// The shape: AWS End User Messaging SMS user guide, "Monitoring with EventBridge" (envelope) and "Example event data"
	// (detail; the context is what SendTextMessage was given).
	"an SMS that the carrier took": {`{"version":"0","id":"5c0fa4f8-e4ba-ed02-6101-c795472fccd0","detail-type":"Text Message Delivery Status Updated","source":"aws.sms-voice","account":"111122223333","time":"2026-05-11T00:16:41Z","region":"ap-northeast-1","resources":[],"detail":{"eventType":"TEXT_SUCCESSFUL","eventVersion":"1.0","eventTimestamp":1778458601377,"isFinal":true,"originationPhoneNumber":"SASAE","destinationPhoneNumber":"+819000000001","isoCountryCode":"JP","mcc":"440","mnc":"10","messageId":"862a8790-60c0-4430-9b2b-658bdexample","messageRequestTimestamp":1778458600978,"messageEncoding":"UTF-16","messageType":"TRANSACTIONAL","messageStatus":"SUCCESSFUL","messageStatusDescription":"Message has been accepted by phone carrier","context":{"notice":"00271C05EC9C5962","town":"431001"},"totalMessageParts":1,"totalMessagePrice":0.07451,"totalCarrierFee":0.0}}`,
		events.NoticeReceipt{Notice: "00271C05EC9C5962", Channel: "sms", Kind: "delivered"}},
	"an SMS of somebody else":                 {`{"id":"z","detail-type":"Text Message Delivery Status Updated","source":"aws.sms-voice","detail":{"eventType":"TEXT_DELIVERED","context":{"account":"bar"}}}`, nil},
	"an SMS with no context":                  {`{"id":"z","detail-type":"Text Message Delivery Status Updated","source":"aws.sms-voice","detail":{"eventType":"TEXT_DELIVERED"}}`, nil},
	"a kind of SMS event that we do not know": {`{"id":"z","detail-type":"Text Message Delivery Status Updated","source":"aws.sms-voice","detail":{"eventType":"TEXT_EATEN","context":{"notice":"n","town":"431001"}}}`, nil},
	"a verdict on no document of ours":        {`{"id":"z","detail-type":"GuardDuty Malware Protection Object Scan Result","source":"aws.guardduty","detail":{"s3ObjectDetails":{"objectKey":"logs/a"}}}`, nil},
	"a mail of somebody else":                 {`{"id":"z","detail-type":"Email Delivered","source":"aws.ses","detail":{"mail":{"tags":{}}}}`, nil},
	"a kind of receipt that settles nothing":  {`{"id":"z","detail-type":"Email Opened","source":"aws.ses","detail":{"mail":{"tags":{"notice":["n"],"town":["431001"]}}}}`, nil},
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
	for raw, want := range map[string]string{
		`{"id":"x","source":"aws.ec2","detail-type":"EC2"}`:                                           events.Unknown,
		`{"id":"x","source":"aws.s3","detail-type":"Object Created","detail":{"object":{"key":"a"}}}`: events.Unknown,
		`{"id":"x","source":"aws.guardduty","detail-type":"GuardDuty Finding","detail":{}}`:           events.Unknown,
		`{"id":"x","source":"aws.sms-voice","detail-type":"Registration Status Change","detail":{}}`:  events.Unknown,
		`{"hello":1}`: events.Unknown,
		`{"source":"花子","detail-type":"0000012345"}`: events.Unknown,
		`[]`: events.Malformed,
		`5`:  events.Malformed,
		``:   events.Malformed,
		`{"source":"aws.guardduty","detail-type":"GuardDuty Malware Protection Object Scan Result","detail":5}`:                      events.Malformed,
		`{"source":"aws.sms-voice","detail-type":"Text Message Delivery Status Updated","detail":{"context":{"notice":9012345678}}}`: events.Malformed,
		`{"source":"sasae","detail-type":"accepted.v1","detail":"花子"}`:                                                               events.Malformed,
	} {
		_, ours, err := Decode([]byte(raw))
		var unfit *events.Unfit
		if !errors.As(err, &unfit) || ours || unfit.Code != want {
			t.Errorf("%q: ours %v, %v, want %s", raw, ours, err, want)
		} else if strings.Contains(err.Error(), "花") || strings.Contains(err.Error(), "12345678") {
			t.Errorf("%q: %v tells a value", raw, err)
		}
	}
}

func TestEveryReceiptThatIsHeardSaysSomethingAndNoOther(t *testing.T) {
	onItsWay := []types.EventType{types.EventTypeTextQueued, types.EventTypeTextPending, types.EventTypeTextSent}
	for _, o := range functions.Origins[events.NoticeReceipt{}.EventType()] {
		if o.Source == "aws.ses" {
			if heard := slices.Sorted(maps.Keys(kinds)); !slices.Equal(heard, slices.Sorted(slices.Values(o.Types))) {
				t.Errorf("of SES %q are heard and %q read", o.Types, heard)
			}
			continue
		}
		for _, kind := range types.EventTypeAll.Values() {
			name := string(kind)
			final := strings.HasPrefix(name, "TEXT_") && kind != types.EventTypeTextAll && !slices.Contains(onItsWay, kind)
			raw := `{"id":"z","source":"aws.sms-voice","detail-type":"Text Message Delivery Status Updated","detail":{"eventType":"` + name + `","context":{"notice":"n","town":"431001"}}}`
			if _, ours, err := Decode([]byte(raw)); err != nil || ours != final || slices.Contains(o.Kinds, name) != final {
				t.Errorf("%s: read %v, heard %v, %v", name, ours, slices.Contains(o.Kinds, name), err)
			}
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
	ctx := lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"})
	if err := handle(ctx, json.RawMessage(deliveries["an announcement on our own bus"].raw)); !errors.Is(err, failed) {
		t.Fatalf("the failure must reach Lambda, which delivers again: %v", err)
	}
	if n := strings.Count(out.String(), "\n"); n != 1 {
		t.Fatalf("%d lines: %s", n, out.String())
	}
	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	for k, want := range map[string]any{"step": "assign", "event": "01KR9T3WZ5Q8M2X7N4V6B1C0HD-7", "case": "01KR9T3WZ5Q8M2X7N4V6B1C0HD", "outcome": "failed", "type": "accepted.v1", "request": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef", "code": "internal"} {
		if line[k] != want {
			t.Errorf("%s is %v, want %v", k, line[k], want)
		}
	}
}

func TestWhatIsPassedOverIsToldAndIsASuccess(t *testing.T) {
	var out bytes.Buffer
	handle := Events("inspect", func(context.Context, events.Event) error { t.Error("the step was woken"); return nil }, slog.New(slog.NewJSONHandler(&out, nil)))
	if err := handle(t.Context(), json.RawMessage(deliveries["a verdict on no document of ours"].raw)); err != nil {
		t.Error(err)
	}
	if !strings.Contains(out.String(), `"outcome":"passed-over"`) {
		t.Error(out.String())
	}
}

func TestLambdaHearsTheCodeAsTheTypeOfTheError(t *testing.T) {
	var out bytes.Buffer
	hear := Events("assign", func(context.Context, events.Event) error { return errors.New("花子 0000012345") }, slog.New(slog.NewJSONHandler(&out, nil)))
	handle := Bytes(func(ctx context.Context, raw json.RawMessage) (any, error) { return nil, hear(ctx, raw) })
	for raw, want := range map[string]messages.InvokeResponse_Error{
		"花子 is no JSON": {Type: "event-malformed", Message: "event-malformed: read the envelope: no JSON, at byte 1"},
		deliveries["an announcement on our own bus"].raw: {Type: "internal", Message: "internal: * *"},
		strings.Replace(deliveries["an announcement on our own bus"].raw, `"type":"accepted.v1"`, `"type":"accepted.v9"`, 1): {
			Type: "event-newer", Message: "event-newer: accepted.v9 is of a version that this release does not know",
		},
		deliveries["a verdict of GuardDuty"].raw: {Type: "event-unheard", Message: "event-unheard: malware-verdict.v1 does not wake assign"},
	} {
		_, err := handle.Invoke(t.Context(), []byte(raw))
		var heard messages.InvokeResponse_Error
		if !errors.As(err, &heard) || heard.Type != want.Type || heard.Message != want.Message {
			t.Errorf("%.60q: %#v", raw, err)
		}
	}
	if n := strings.Count(out.String(), "\n"); n != 4 || strings.Contains(out.String(), "花") || strings.Contains(out.String(), "0000012345") {
		t.Errorf("%d lines:\n%s", n, out.String())
	}
}

func TestASuccessAnswersWithItsJSON(t *testing.T) {
	for _, want := range []any{nil, 5.0, map[string]any{"statusCode": 200.0}} {
		raw, err := Bytes(func(context.Context, json.RawMessage) (any, error) { return want, nil }).Invoke(t.Context(), nil)
		var got any
		if err != nil || json.Unmarshal(raw, &got) != nil || !cmp.Equal(got, want) {
			t.Errorf("%s %v, want %v", raw, err, want)
		}
	}
}
