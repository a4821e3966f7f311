package stage_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/shared/app/cloud/stage"
	"github.com/sasae-care/sasae/shared/standin/wire"
)

// place is a stage's functions and dead letters; nothing here reads its table.
type place struct {
	lambda   *wire.Lambda
	sqs      *wire.SQS
	settings map[string]string
	refuse   func() bool // to take an invocation
	environ  []string
	now      time.Time
}

func newPlace(t *testing.T) *place {
	t.Helper()
	p := &place{now: time.Date(2026, 6, 2, 0, 0, 0, 0, time.UTC), settings: map[string]string{
		"SASAE_SECRET": base64.StdEncoding.EncodeToString(make([]byte, 32)), "SASAE_PORTAL": "https://care.example/", "SASAE_TABLE": "t", "SASAE_BUS": "b",
		"SASAE_BUCKET_INCOMING": "i", "SASAE_BUCKET_CLEAN": "c", "SASAE_BUCKET_MONTHS": "m", "SASAE_BUCKET_ANCHORS": "a",
	}}
	var names, queues []string
	for _, s := range functions.Steps {
		names, queues = append(names, "sasae-prod-"+s.Name), append(queues, "sasae-prod-"+s.Name+"-dead")
	}
	p.lambda = wire.NewLambda(wire.LambdaOptions{
		Functions: names, Environment: func(string) map[string]string { return p.settings }, Invoke: func(wire.Invocation) ([]byte, error) { return nil, nil },
	})
	p.sqs = wire.NewSQS(wire.SQSOptions{Queues: queues, Now: func() time.Time { return p.now }})
	front := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/invocations") && p.refuse != nil && p.refuse() {
			w.Header().Set("X-Amzn-ErrorType", "AccessDeniedException")
			w.WriteHeader(http.StatusForbidden)
			return
		}
		p.lambda.ServeHTTP(w, r)
	})
	p.environ = []string{"AWS_REGION=ap-northeast-1", "AWS_ACCESS_KEY_ID=k", "AWS_SECRET_ACCESS_KEY=s", "SASAE_TABLE=another"}
	for service, h := range map[string]http.Handler{"LAMBDA": front, "SQS": p.sqs} {
		srv, err := wire.Serve(h)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(srv.Close)
		p.environ = append(p.environ, "AWS_ENDPOINT_URL_"+service+"="+srv.URL)
	}
	return p
}

func (p *place) open(t *testing.T) *stage.Stage {
	t.Helper()
	s, err := stage.Open(t.Context(), "prod", "operator", "", p.environ)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// due is the event of a month that is due.
const due = `{"id":"month-due-2026-05-431001","type":"month-due.v1","town":"431001","at":"2026-06-02T00:00:00Z","data":{"month":"2026-05"}}`

// failed is what Lambda keeps of an event that failed three times.
func failed(code string) string {
	return `{"requestContext":{"condition":"RetriesExhausted","approximateInvokeCount":3},"requestPayload":` + due + `,"responsePayload":{"errorType":"` + code + `"}}`
}

func TestALetterSaysWhatItIsAboutAndWhy(t *testing.T) {
	p := newPlace(t)
	s := p.open(t)
	p.sqs.Put("sasae-prod-tally-dead", failed("unavailable"), nil)
	p.sqs.Put("sasae-prod-tally-dead", `{"id":"x","source":"sasae","detail-type":"month-due.v1","time":"2026-06-02T00:00:00Z","detail":`+due+`}`, map[string]string{"ERROR_CODE": "NO_PERMISSIONS"})
	p.sqs.Put("sasae-prod-tally-dead", `no JSON`, nil)
	all, err := s.Letters(t.Context(), "tally")
	if err != nil || len(all) != 3 {
		t.Fatalf("%d letters: %v", len(all), err)
	}
	for i, want := range []stage.Letter{
		{Code: "unavailable", Tries: 3, Event: "month-due-2026-05-431001", Type: "month-due.v1", Town: "431001"},
		{Code: "NO_PERMISSIONS", Event: "month-due-2026-05-431001", Type: "month-due.v1", Town: "431001"},
		{},
	} {
		got := all[i]
		if got.Code != want.Code || got.Tries != want.Tries || got.Event != want.Event || got.Type != want.Type || got.Town != want.Town || !got.At.Equal(p.now) || got.Step != "tally" {
			t.Errorf("%+v", got)
		}
	}
	if _, err := s.Letters(t.Context(), "upload"); err == nil {
		t.Error("upload has dead letters")
	}
}

// A letter that its function does not take stays; one that it takes is gone,
// and what it was given is the event itself.
func TestALetterStaysUntilItsFunctionHasTakenIt(t *testing.T) {
	p := newPlace(t)
	s := p.open(t)
	p.sqs.Put("sasae-prod-tally-dead", failed("unavailable"), nil)
	all, err := s.Letters(t.Context(), "tally")
	if err != nil {
		t.Fatal(err)
	}
	p.refuse = func() bool { return true }
	if err := s.Again(t.Context(), all[0]); err == nil || p.sqs.Held("sasae-prod-tally-dead") != 1 {
		t.Errorf("%v, %d are left", err, p.sqs.Held("sasae-prod-tally-dead"))
	}
	p.refuse = nil
	if err := s.Again(t.Context(), all[0]); err != nil || p.sqs.Held("sasae-prod-tally-dead") != 0 {
		t.Errorf("%v, %d are left", err, p.sqs.Held("sasae-prod-tally-dead"))
	}
	given := p.lambda.Invocations()
	var event any
	if len(given) != 1 || given[0].Function != "sasae-prod-tally" || given[0].Type != "Event" || json.Unmarshal(given[0].Payload, &event) != nil || event.(map[string]any)["type"] != "month-due.v1" {
		t.Errorf("given were %+v", given)
	}
}

// Who looks takes nothing away: what is put back is there at once, and what is
// forgotten after two minutes.
func TestALetterThatIsLeftIsThereAgain(t *testing.T) {
	p := newPlace(t)
	s := p.open(t)
	p.sqs.Put("sasae-prod-sweep-dead", failed("timeout"), nil)
	look := func() []stage.Letter {
		all, err := s.Letters(t.Context(), "sweep")
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	first := look()
	if len(look()) != 0 {
		t.Error("two have it in the hand")
	}
	if err := s.Leave(t.Context(), first[0]); err != nil || len(look()) != 1 {
		t.Errorf("put back: %v", err)
	}
	p.now = p.now.Add(3 * time.Minute)
	if len(look()) != 1 {
		t.Error("a forgotten letter is gone")
	}
}

// The stream's letters hold no records: they are only taken out.
func TestALetterOfTheStreamIsTakenOut(t *testing.T) {
	p := newPlace(t)
	s := p.open(t)
	p.sqs.Put("sasae-prod-relay-dead", `{"requestContext":{"approximateInvokeCount":11},"DDBStreamBatchInfo":{"batchSize":3}}`, nil)
	all, err := s.Letters(t.Context(), "relay")
	if err != nil || len(all) != 1 || !all[0].Batch {
		t.Fatalf("%+v %v", all, err)
	}
	if err := s.Again(t.Context(), all[0]); err != nil || p.sqs.Held("sasae-prod-relay-dead") != 0 || len(p.lambda.Invocations()) != 0 {
		t.Errorf("%v, %d are left, invoked were %v", err, p.sqs.Held("sasae-prod-relay-dead"), p.lambda.Invocations())
	}
}

func TestAStageThatIsNotThereSaysSo(t *testing.T) {
	p := newPlace(t)
	for _, name := range []string{"test", "Prod", "", "../prod"} {
		if _, err := stage.Open(t.Context(), name, "operator", "", p.environ); !errors.Is(err, stage.ErrAbsent) {
			t.Errorf("%q: %v", name, err)
		}
	}
	without := slices.DeleteFunc(slices.Clone(p.environ), func(e string) bool { return strings.HasPrefix(e, "AWS_ACCESS_KEY_ID") })
	if _, err := stage.Open(t.Context(), "prod", "operator", "", without); err == nil || !strings.Contains(err.Error(), "AWS_ACCESS_KEY_ID") {
		t.Errorf("without credentials: %v", err)
	}
	for _, setting := range []string{"SASAE_SECRET", "SASAE_TABLE"} { // the operator's own SASAE_TABLE counts for nothing
		delete(p.settings, setting)
		if _, err := stage.Open(t.Context(), "prod", "operator", "", p.environ); err == nil || !strings.Contains(err.Error(), setting) {
			t.Errorf("without %s: %v", setting, err)
		}
	}
}
