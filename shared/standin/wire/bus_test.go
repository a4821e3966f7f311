package wire_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/sasae-care/sasae/shared/standin/wire"
)

func entry(source, detail string, at *time.Time) types.PutEventsRequestEntry {
	return types.PutEventsRequestEntry{Source: &source, DetailType: aws.String("accepted.v1"), Detail: &detail, EventBusName: aws.String("sasae"), Time: at}
}

func TestTheBusHandsOnWhatItTakesAndSaysWhatItDoesNot(t *testing.T) {
	var put []string
	var told events
	b := wire.NewBus(wire.BusOptions{
		Now: func() time.Time { return april },
		Put: func(bus string, raw []byte) { put = append(put, bus); told.take(raw, 0) },
		Refuse: func(e wire.Entry) string {
			if e.Detail == `{"n":9}` {
				return "ThrottlingException"
			}
			return ""
		},
	})
	at := time.Date(2026, 5, 11, 0, 16, 41, 0, time.UTC)
	out, err := eventbridge.NewFromConfig(serve(t, b)).PutEvents(t.Context(), &eventbridge.PutEventsInput{Entries: []types.PutEventsRequestEntry{
		entry("sasae", `{"n":1}`, &at), entry("sasae", `{"n":`, nil), entry("aws.s3", `{}`, nil), entry("", `{}`, nil), entry("sasae", `{"n":9}`, nil), entry("sasae", `{"n":2}`, nil),
	}})
	if err != nil || out.FailedEntryCount != 4 {
		t.Fatalf("%v, %+v", err, out)
	}
	for i, want := range []string{"", "MalformedDetail", "NotAuthorizedForSource", "InvalidArgument", "ThrottlingException", ""} {
		if got := out.Entries[i]; aws.ToString(got.ErrorCode) != want || (want == "") != (got.EventId != nil) {
			t.Errorf("entry %d: %+v, want %q", i, got, want)
		}
	}
	all, _ := told.seen()
	if len(all) != 2 || len(b.Entries()) != 2 || put[0] != "sasae" {
		t.Fatalf("handed on were %+v", all)
	}
	if e := all[0]; e.ID != aws.ToString(out.Entries[0].EventId) || e.Source != "sasae" || e.DetailType != "accepted.v1" || !e.Time.Equal(at) || string(e.Detail) != `{"n":1}` {
		t.Errorf("the event is %+v", e)
	}
	if !all[1].Time.Equal(april) {
		t.Errorf("an event without a time has %v", all[1].Time)
	}
}

func TestTheBusTakesTenEntriesAtMost(t *testing.T) {
	b := wire.NewBus(wire.BusOptions{})
	var eleven []types.PutEventsRequestEntry
	for range 11 {
		eleven = append(eleven, entry("sasae", `{}`, nil))
	}
	c := eventbridge.NewFromConfig(serve(t, b))
	if _, err := c.PutEvents(t.Context(), &eventbridge.PutEventsInput{Entries: eleven}); code(err) != "ValidationException" {
		t.Error(err)
	}
	big, err := json.Marshal(map[string]string{"a": string(make([]byte, 256<<10))})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.PutEvents(t.Context(), &eventbridge.PutEventsInput{Entries: []types.PutEventsRequestEntry{entry("sasae", string(big), nil)}}); code(err) != "ValidationException" {
		t.Error(err)
	}
	if n := len(b.Entries()); n != 0 {
		t.Errorf("%d were taken", n)
	}
}
