package host_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/scripts/host"
	"github.com/sasae-care/sasae/shared/standin/trouble"
)

func TestWhatIsWrittenReachesTheFunctionInOrder(t *testing.T) {
	b := newTable(t, nil)
	b.put("1", "2")
	h, file := b.reading(host.Options{})
	idle(t, h)
	b.put("3")
	b.write(map[string]types.AttributeValue{"b": &types.AttributeValueMemberB{Value: []byte("other")}}, "1")
	key := map[string]types.AttributeValue{"p": &types.AttributeValueMemberS{Value: "P#1"}, "s": &types.AttributeValueMemberS{Value: "2"}}
	if _, err := b.client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: b.name, Key: key}); err != nil {
		t.Fatal(err)
	}
	idle(t, h)
	if diff := cmp.Diff(append(inserted("1", "2", "3"), "MODIFY 1 other", "REMOVE 2 -"), lines(t, file)); diff != "" {
		t.Error(diff)
	}
}

func TestABatchHoldsAsManyRecordsAsAllowed(t *testing.T) {
	b := newTable(t, nil)
	b.stream.Batch = 3
	b.put("1", "2", "3", "4", "5", "6", "7")
	h, file := b.reading(host.Options{})
	idle(t, h)
	if c := h.Counts()["batch"]; c.Invocations != 3 || len(lines(t, file)) != 7 {
		t.Errorf("%+v", c)
	}
}

func TestAReportedRecordIsTriedAgainWithWhatComesAfterIt(t *testing.T) {
	b := newTable(t, nil)
	b.put("1", "2", "3")
	h, file := b.reading(host.Options{}, "BAD=2", "TIMES=3")
	idle(t, h)
	if diff := cmp.Diff(inserted("1", "2", "2", "2", "3"), lines(t, file)); diff != "" {
		t.Error(diff)
	}
	if c := h.Counts()["batch"]; c.Invocations != 3 || c.Retries != 2 || c.Failures != 0 || len(h.Dead()) != 0 {
		t.Errorf("%+v", c)
	}
}

func TestARecordThatFailsForGoodIsADeadLetterAndTheStreamGoesOn(t *testing.T) {
	b := newTable(t, nil)
	b.stream.Tries = 2
	b.put("1", "2", "3")
	h, file := b.reading(host.Options{}, "BAD=2 3", "TIMES=3")
	idle(t, h)
	b.put("4")
	idle(t, h)
	if diff := cmp.Diff(inserted("1", "2", "2", "3", "3", "4"), lines(t, file)); diff != "" {
		t.Error(diff)
	}
	dead := h.Dead()
	if len(dead) != 2 {
		t.Fatalf("%+v", dead)
	}
	l := dead[0]
	if l.RequestContext.Condition != "RetryAttemptsExhausted" || l.RequestContext.Invocations != 2 || l.RequestPayload != nil {
		t.Errorf("%+v", l)
	}
	if l.Batch.Size != 1 || l.Batch.Start != l.Batch.End || l.Batch.StreamARN != b.stream.ARN || l.Batch.Shard == "" || l.Batch.First != l.Batch.Last {
		t.Errorf("%+v", l.Batch)
	}
	var e events.DynamoDBEvent
	if err := json.Unmarshal([]byte(l.Payload), &e); err != nil || len(e.Records) != 1 || e.Records[0].Change.Keys["s"].String() != "2" {
		t.Errorf("%s: %v", l.Payload, err)
	}
	if n, err := h.Redrive(nil); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	idle(t, h)
	if all := lines(t, file); len(all) != 8 || len(h.Dead()) != 0 {
		t.Errorf("%v, %+v", all, h.Dead())
	}
}

func TestABatchWhoseFunctionFailsForGoodIsOneDeadLetter(t *testing.T) {
	b := newTable(t, nil)
	b.put("1", "2", "3")
	h, file := b.reading(host.Options{}, "CRASH=2")
	idle(t, h)
	b.put("4")
	idle(t, h)
	if diff := cmp.Diff(inserted("1", "2", "1", "2", "1", "2", "4"), lines(t, file)); diff != "" {
		t.Error(diff)
	}
	dead := h.Dead()
	if len(dead) != 1 || dead[0].Batch.Size != 3 || dead[0].ResponseContext.FunctionError != "Unhandled" {
		t.Errorf("%+v", dead)
	}
	if c := h.Counts()["batch"]; c.Failures != 3 || c.DeadLetters != 1 {
		t.Errorf("%+v", c)
	}
}

func TestAnAnswerThatIsNoReportFailsTheWholeBatch(t *testing.T) {
	for said, tries := range map[string]int{
		`null`: 1, `{}`: 1, `{"batchItemFailures":null}`: 1, `{"batchItemFailures":[]}`: 1,
		`"done"`: 2, `{"batchItemFailures":[{"itemIdentifier":""}]}`: 2, `{"batchItemFailures":[{"itemIdentifier":null}]}`: 2,
		`{"batchItemFailures":[{"itemIdentifier":"7"}]}`: 2, `{"batchItemFailures":[{"bad":"1"}]}`: 2,
	} {
		b := newTable(t, nil)
		b.stream.Tries = 2
		b.put("1", "2")
		h, file := b.reading(host.Options{}, "SAY="+said)
		idle(t, h)
		dead := h.Dead()
		if n := len(lines(t, file)); n != 2*tries || len(dead) != tries-1 || len(dead) == 1 && dead[0].Batch.Size != 2 {
			t.Errorf("%s: %d records were heard, dead: %+v", said, n, dead)
		}
	}
}

func TestBatchesComeTwiceAndStaleRecordsAgainWhenToldSo(t *testing.T) {
	b := newTable(t, nil)
	b.stream.Batch = 2
	b.stream.Again = func(n int) int { return map[int]int{2: 3, 3: 100}[n] }
	b.put("1", "2", "3", "4", "5")
	h, file := b.reading(host.Options{Twice: true})
	idle(t, h)
	want := inserted("1", "2", "1", "2", "3", "4", "3", "4", "2", "3", "4", "5", "5", "1", "2", "3", "4", "5")
	if diff := cmp.Diff(want, lines(t, file)); diff != "" {
		t.Error(diff)
	}
}

func TestNoRecordIsLostWhenWorkersAreKilled(t *testing.T) {
	b := newTable(t, nil)
	b.stream.Batch, b.stream.Tries, b.stream.Again = 4, 5, host.Repeats(1, 0.3, 6)
	h, file := b.reading(host.Options{Kill: host.Seeded(11, 0.3, 0)})
	for i := range 40 {
		b.put(fmt.Sprint(i))
	}
	idle(t, h)
	for len(h.Dead()) > 0 {
		if _, err := h.Redrive(nil); err != nil {
			t.Fatal(err)
		}
		idle(t, h)
	}
	heard := map[string]bool{}
	for _, l := range lines(t, file) {
		heard[l] = true
	}
	for i := range 40 {
		if !heard[inserted(fmt.Sprint(i))[0]] {
			t.Errorf("record %d was lost", i)
		}
	}
	if c := h.Counts()["batch"]; c.Killed == 0 || c.Retries == 0 {
		t.Errorf("%+v", c)
	}
}

func TestAStreamIsReadOnAfterEveryTroubleWithIt(t *testing.T) {
	b := newTable(t, func(n int, r *http.Request) trouble.Trouble {
		switch op := trouble.Operation(r); {
		case op == "GetRecords" && n%4 == 0:
			return trouble.Answer(400, "ExpiredIteratorException", "Iterator expired")
		case op == "GetRecords" && n%7 == 0:
			return trouble.Answer(400, "TrimmedDataAccessException", "gone")
		case n%5 == 0:
			return trouble.Answer(400, "ResourceNotFoundException", "not yet")
		}
		return nil
	})
	b.stream.Batch, b.stream.Every = 1, time.Millisecond
	h, file := b.reading(host.Options{})
	b.put("1", "2", "3", "4", "5", "6")
	idle(t, h)
	heard := map[string]bool{}
	for _, l := range lines(t, file) {
		heard[l] = true
	}
	if len(heard) != 6 {
		t.Errorf("%v", heard)
	}
}

func TestIdleSaysWhatIsWrongWithAStream(t *testing.T) {
	b := newTable(t, trouble.Always(trouble.Answer(400, "ResourceNotFoundException", "no such stream")))
	b.stream.Every = time.Millisecond
	h, _ := b.reading(host.Options{})
	until(t, "it has looked twice", func() bool { return b.calls.Count() > 1 })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := h.Idle(ctx); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "no such stream") {
		t.Errorf("%v", err)
	}
}
