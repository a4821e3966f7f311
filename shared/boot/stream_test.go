package boot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	lambdaevents "github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/packed"
)

// at is the sort key of something due.
func at(name string) string { return "00001778458601520000#" + name }

// record is a new item as the table's stream tells it.
func record(seq, partition, sort, body string) lambdaevents.DynamoDBEventRecord {
	return lambdaevents.DynamoDBEventRecord{EventName: "INSERT", EventID: seq, Change: lambdaevents.DynamoDBStreamRecord{
		SequenceNumber: seq,
		NewImage: map[string]lambdaevents.DynamoDBAttributeValue{
			AttrPartition: lambdaevents.NewStringAttribute(partition), AttrSort: lambdaevents.NewStringAttribute(sort),
			AttrBody: lambdaevents.NewBinaryAttribute([]byte(body)), AttrVersion: lambdaevents.NewNumberAttribute("1"),
		},
	}}
}

// announced is the record of an announcement.
func announced(seq, id string) lambdaevents.DynamoDBEventRecord {
	return record(seq, "OUTBOX#431001", at(id), fmt.Sprintf(
		`{"event":{"id":"%s","type":"accepted.v1","town":"431001","at":"2026-05-11T00:16:41Z","data":{"case":"01KR9T3WZ5Q8M2X7N4V6B1C0HD","seq":7}}}`, id))
}

// batch gives a batch to a step that keeps what it was given.
func batch(t *testing.T, rs ...lambdaevents.DynamoDBEventRecord) (seen []store.Item, failed []string, line map[string]any) {
	t.Helper()
	var out bytes.Buffer
	handle := Stream("relay", func(_ context.Context, it store.Item) error {
		if strings.HasSuffix(it.S, "-down") {
			return errors.New("bus is down")
		}
		seen = append(seen, it)
		return nil
	}, slog.New(slog.NewJSONHandler(&out, nil)))
	got, err := handle(t.Context(), lambdaevents.DynamoDBEvent{Records: rs})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got.BatchItemFailures {
		failed = append(failed, f.ItemIdentifier)
	}
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatalf("%s: %v", out.Bytes(), err)
	}
	return seen, failed, line
}

func TestARecordThatFailsEndsTheBatchThere(t *testing.T) {
	gone := announced("0", "removed")
	gone.EventName = "REMOVE"
	good := announced("1", "good-1")
	seen, failed, line := batch(t, gone, good, announced("2", "bus-down"), announced("3", "later-1"))
	if diff := cmp.Diff([]string{"2"}, failed); diff != "" {
		t.Error(diff)
	}
	want := []store.Item{{Key: store.Key{P: "OUTBOX#431001", S: at("good-1")}, Body: good.Change.NewImage[AttrBody].Binary(), Version: 1}}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Error(diff)
	}
	if line["outcome"] != "failed" || line["event"] != "bus-down" || line["case"] != "01KR9T3WZ5Q8M2X7N4V6B1C0HD" || line["error"] != "bus is down" {
		t.Errorf("%v", line)
	}
}

func TestAnAnnouncementThatThePackerMadeSmallIsReadAsItWas(t *testing.T) {
	r := announced("1", "good-1")
	want := append(r.Change.NewImage[AttrBody].Binary(), strings.Repeat(" ", packed.Least)...)
	z, ok := packed.Pack(want)
	if !ok {
		t.Fatal("it is not packed")
	}
	delete(r.Change.NewImage, AttrBody)
	r.Change.NewImage[AttrPacked] = lambdaevents.NewBinaryAttribute(z)
	seen, failed, _ := batch(t, r)
	if len(failed) > 0 || len(seen) != 1 || !bytes.Equal(seen[0].Body, want) {
		t.Errorf("seen %v, failed %v", seen, failed)
	}
}

func TestABatchThatGoesWellIsOneLineAboutNoRecord(t *testing.T) {
	seen, failed, line := batch(t, announced("1", "good-1"), record("2", "CASE#431001#x", "HEAD", "{}"), record("3", "DUE#431001", at("case#x#verdict-d1"), "not looked at"))
	if len(seen) != 3 || failed != nil || line["outcome"] != "done" || line["event"] != nil || line["case"] != nil {
		t.Errorf("%d seen, %v failed: %v", len(seen), failed, line)
	}
}

func TestARecordThatCannotBeUnderstoodStaysInTheOutbox(t *testing.T) {
	const key = "OUTBOX#431001"
	image := func(name string, v lambdaevents.DynamoDBAttributeValue) lambdaevents.DynamoDBEventRecord {
		r := announced("1", "odd-1")
		r.Change.NewImage[name] = v
		return r
	}
	packedBody := func(z []byte) lambdaevents.DynamoDBEventRecord {
		r := announced("1", "odd-1")
		delete(r.Change.NewImage, AttrBody)
		r.Change.NewImage[AttrPacked] = lambdaevents.NewBinaryAttribute(z)
		return r
	}
	body := func(text string) lambdaevents.DynamoDBEventRecord { return record("1", key, at("odd-1"), text) }
	changed := func(from, to string) lambdaevents.DynamoDBEventRecord {
		return body(strings.Replace(string(announced("1", "odd-1").Change.NewImage[AttrBody].Binary()), from, to, 1))
	}
	for name, c := range map[string]struct {
		r    lambdaevents.DynamoDBEventRecord
		code string
	}{
		"an item without a key":                    {image(AttrPartition, lambdaevents.NewNumberAttribute("5")), events.Malformed},
		"an item without a body":                   {image(AttrBody, lambdaevents.NewStringAttribute("{}")), events.Malformed},
		"an item whose packed body is damaged":     {packedBody([]byte("no deflate")), events.Malformed},
		"an item without a version":                {image(AttrVersion, lambdaevents.NewStringAttribute("1")), events.Malformed},
		"no image at all":                          {lambdaevents.DynamoDBEventRecord{EventName: "INSERT", EventID: "1", Change: lambdaevents.DynamoDBStreamRecord{SequenceNumber: "1"}}, events.Malformed},
		"an announcement under no time":            {record("1", key, "odd-1", "{}"), events.Malformed},
		"an announcement that is no JSON":          {body("試験 花子"), events.Malformed},
		"one of another shape":                     {body(`["0000012345"]`), events.Malformed},
		"one with nothing in it":                   {body(`{}`), events.Malformed},
		"one of another municipality":              {changed(`"town":"431001"`, `"town":"431002"`), events.Malformed},
		"one of a type nobody publishes":           {changed("accepted.v1", "plan-eaten.v1"), events.Unknown},
		"one of a version of tomorrow":             {changed("accepted.v1", "accepted.v9"), events.Newer},
		"one whose data are not those of its type": {changed(`"case":"01KR9T3WZ5Q8M2X7N4V6B1C0HD"`, `"case":10000012345`), events.Malformed},
		"one that a newer release wrote":           {changed(`{"event"`, `{"schema":2,"event"`), "record-newer"},
	} {
		t.Run(name, func(t *testing.T) {
			seen, failed, line := batch(t, c.r, announced("2", "later-1"))
			if diff := cmp.Diff([]string{"1"}, failed); diff != "" || len(seen) != 0 {
				t.Errorf("%d were handed to the step; %s", len(seen), diff)
			}
			if line["outcome"] != "dead" || line["code"] != c.code || line["error"] == nil {
				t.Errorf("%v", line)
			}
			if said := fmt.Sprint(line); strings.Contains(said, "花") || strings.Contains(said, "0000012345") {
				t.Errorf("it tells a value: %s", said)
			}
		})
	}
}

func TestABatchThatIsNoneIsAnErrorInALine(t *testing.T) {
	var out bytes.Buffer
	handle := Batches("relay", func(context.Context, store.Item) error { return nil }, slog.New(slog.NewJSONHandler(&out, nil)))
	for _, raw := range []string{"花子", `{"Records":5}`, `{"Records":[{"dynamodb":{"NewImage":{"p":{"X":"0000012345"}}}}]}`} {
		out.Reset()
		_, err := handle(t.Context(), []byte(raw))
		var unfit *events.Unfit
		if !errors.As(err, &unfit) || unfit.Code != events.Malformed || strings.Contains(err.Error()+out.String(), "0000012345") || bytes.Count(out.Bytes(), []byte("\n")) != 1 {
			t.Errorf("%q: %v\n%s", raw, err, out.String())
		}
	}
}
