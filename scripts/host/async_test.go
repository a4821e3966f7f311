package host_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/scripts/host"
)

// failing is a function that fails its first n deliveries, and the file where
// it notes them.
func failing(t testing.TB, n int) (host.Function, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "deliveries")
	return toy("fails", "FILE="+file, fmt.Sprintf("FAILS=%d", n)), file
}

func TestAnEventThatFailsIsTriedTwiceMore(t *testing.T) {
	f, file := failing(t, 2)
	var waited []int
	h := open(t, host.Options{Functions: []host.Function{f}, Retry: func(n int) time.Duration { waited = append(waited, n); return time.Millisecond }})
	id, err := h.Send("fails", []byte(`{"a":1}`))
	if err != nil {
		t.Fatal(err)
	}
	idle(t, h)
	want := id + ` {"a":1}`
	if diff := cmp.Diff([]string{want, want, want}, lines(t, file)); diff != "" {
		t.Error(diff)
	}
	if c := h.Counts()["fails"]; c.Invocations != 3 || c.Failures != 2 || c.Retries != 2 || c.DeadLetters != 0 || len(h.Dead()) != 0 {
		t.Errorf("%+v", c)
	}
	if !cmp.Equal(waited, []int{1, 2}) {
		t.Errorf("it waited before the retries %v", waited)
	}
}

func TestAnEventThatFailsThreeTimesIsADeadLetterAsLambdaWritesIt(t *testing.T) {
	f, _ := failing(t, 1000)
	file := filepath.Join(t.TempDir(), "dead.jsonl")
	h := open(t, host.Options{Functions: []host.Function{f}, DeadLetters: file})
	id, err := h.Send("fails", []byte(`{"id":"e1"}`))
	if err != nil {
		t.Fatal(err)
	}
	idle(t, h)
	all := lines(t, file)
	if len(all) != 1 {
		t.Fatalf("%d letters", len(all))
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(all[0]), &got); err != nil {
		t.Fatal(err)
	}
	if _, err := time.Parse("2006-01-02T15:04:05.000Z", got["timestamp"].(string)); err != nil {
		t.Error(err)
	}
	delete(got, "timestamp")
	want := map[string]any{
		"version": "1.0",
		"requestContext": map[string]any{
			"requestId": id, "functionArn": "arn:aws:lambda:ap-northeast-1:111122223333:function:fails:$LATEST",
			"condition": "RetriesExhausted", "approximateInvokeCount": 3.0,
		},
		"requestPayload":  map[string]any{"id": "e1"},
		"responseContext": map[string]any{"statusCode": 200.0, "executedVersion": "$LATEST", "functionError": "Unhandled"},
		"responsePayload": map[string]any{"errorMessage": "not yet", "errorType": "errorString"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDeadLettersOutliveTheHostAndAreGivenAgain(t *testing.T) {
	f, noted := failing(t, 6)
	file := filepath.Join(t.TempDir(), "dead.jsonl")
	first := open(t, host.Options{Functions: []host.Function{f}, DeadLetters: file})
	send(t, first, "fails", `{"n":1}`)
	send(t, first, "fails", `{"n":2}`)
	idle(t, first)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	h := open(t, host.Options{Functions: []host.Function{f}, DeadLetters: file})
	if n := len(h.Dead()); n != 2 {
		t.Fatalf("%d letters", n)
	}
	n, err := h.Redrive(func(l host.Letter) bool { return strings.Contains(string(l.RequestPayload), "2") })
	if n != 1 || err != nil {
		t.Fatal(n, err)
	}
	idle(t, h)
	if all := lines(t, noted); len(all) != 7 || !strings.HasSuffix(all[6], `{"n":2}`) {
		t.Errorf("%v", all)
	}
	if left := h.Dead(); len(left) != 1 || string(left[0].RequestPayload) != `{"n":1}` || len(lines(t, file)) != 1 {
		t.Errorf("%+v", left)
	}
	if n, err := h.Redrive(nil); n != 1 || err != nil {
		t.Error(n, err)
	}
	idle(t, h)
	if len(h.Dead()) != 0 || len(lines(t, file)) != 0 || len(lines(t, noted)) != 8 {
		t.Errorf("%+v", h.Dead())
	}
}

func TestDeadLettersThatCannotBeKeptAreAnError(t *testing.T) {
	f, _ := failing(t, 1000)
	dir := filepath.Join(t.TempDir(), "dir")
	h, err := host.Open(host.Options{Functions: []host.Function{f}, DeadLetters: filepath.Join(dir, "dead.jsonl")})
	if err != nil {
		t.Fatal(err)
	}
	send(t, h, "fails", `1`)
	idle(t, h)
	if err := h.Close(); err == nil || len(h.Dead()) != 1 {
		t.Errorf("%v, %v", err, h.Dead())
	}
	damaged := filepath.Join(t.TempDir(), "dead.jsonl")
	if err := os.WriteFile(damaged, []byte("{}\n{\"requestPayload\":"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := host.Open(host.Options{DeadLetters: damaged}); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a damaged file is taken: %v", err)
	}
}

func TestATimeoutAndAnExitAreTriedAgainToo(t *testing.T) {
	hangs := toy("hangs")
	hangs.Timeout = 300 * time.Millisecond
	h := running(t, hangs, toy("exits"))
	send(t, h, "hangs", `{"hang":true}`)
	send(t, h, "exits", `{"exit":true}`)
	idle(t, h)
	var said []string
	for _, l := range h.Dead() {
		said = append(said, string(l.ResponsePayload))
	}
	all := strings.Join(said, " ")
	if len(said) != 2 || !strings.Contains(all, "Sandbox.Timedout") || !strings.Contains(all, "Runtime.ExitError") {
		t.Errorf("%v", said)
	}
	if c := h.Counts(); c["hangs"].Timeouts != 3 || c["exits"].Failures != 3 || len(c["exits"].ColdStarts) != 3 {
		t.Errorf("%+v", c)
	}
}

func TestEveryEventComesTwiceWhenToldSo(t *testing.T) {
	f, file := failing(t, 0)
	h := open(t, host.Options{Functions: []host.Function{f}, Twice: true})
	for i := range 5 {
		send(t, h, "fails", fmt.Sprint(i))
	}
	if _, err := h.Invoke(t.Context(), "fails", []byte(`"a request"`)); err != nil {
		t.Fatal(err)
	}
	idle(t, h)
	times := map[string]int{}
	for _, l := range lines(t, file) {
		times[l]++
	}
	once := 0
	for l, n := range times {
		if n == 1 && strings.HasSuffix(l, `"a request"`) {
			once++
		} else if n != 2 {
			t.Errorf("%s came %d times", l, n)
		}
	}
	if once != 1 || len(times) != 6 {
		t.Errorf("%v", times)
	}
}

func TestKilledWorkersAreMadeUpForByRetriesAndRedrives(t *testing.T) {
	f, file := failing(t, 0)
	f.Workers = 2
	h := open(t, host.Options{Functions: []host.Function{f}, Kill: host.Seeded(7, 0.4, 3*time.Millisecond)})
	for i := range 40 {
		send(t, h, "fails", fmt.Sprintf(`"event %d"`, i))
	}
	idle(t, h)
	for len(h.Dead()) > 0 {
		if _, err := h.Redrive(nil); err != nil {
			t.Fatal(err)
		}
		idle(t, h)
	}
	all := strings.Join(lines(t, file), "\n") + "\n"
	for i := range 40 {
		if !strings.Contains(all, fmt.Sprintf("\"event %d\"\n", i)) {
			t.Errorf("event %d was lost", i)
		}
	}
	c := h.Counts()["fails"]
	if c.Killed == 0 || c.Killed != c.Failures || c.Retries == 0 || len(c.ColdStarts) <= c.Killed-2 {
		t.Errorf("%+v", c)
	}
}

func TestAWorkerKilledAtItsAnswerHasDoneItsWork(t *testing.T) {
	f, file := failing(t, 0)
	var seen []host.Delivery
	h := open(t, host.Options{Functions: []host.Function{f}, Kill: func(d host.Delivery) (time.Duration, bool) {
		seen = append(seen, d)
		return host.AtAnswer, d.N == 1
	}})
	send(t, h, "fails", `1`)
	idle(t, h)
	if all := lines(t, file); len(all) != 2 || all[0] != all[1] {
		t.Errorf("the work was done %v", all)
	}
	want := []host.Delivery{{Function: "fails", N: 1, Async: true}, {Function: "fails", N: 2, Async: true}}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Error(diff)
	}
	if c := h.Counts()["fails"]; c.Killed != 1 || c.Failures != 1 || c.Retries != 1 || len(c.ColdStarts) != 2 {
		t.Errorf("%+v", c)
	}
}

func TestAnEqualSeedKillsTheSameAttempts(t *testing.T) {
	killed := 0
	for n := range 1000 {
		d := host.Delivery{Function: "f", N: n}
		a, yes := host.Seeded(3, 0.25, time.Second)(d)
		b, again := host.Seeded(3, 0.25, time.Second)(d)
		if a != b || yes != again || a != host.AtAnswer && (a < 0 || a >= time.Second) {
			t.Fatalf("attempt %d: %v %v, %v %v", n, a, yes, b, again)
		}
		if yes {
			killed++
		}
	}
	if killed < 200 || killed > 300 {
		t.Errorf("%d of 1000 are killed with probability 0.25", killed)
	}
}

func TestIdleSaysWhenItWaitedInVain(t *testing.T) {
	dir := t.TempDir()
	h := running(t, toy("meets", "MEET=2", "DIR="+dir))
	send(t, h, "meets", `{}`)
	until(t, "it is at work", func() bool { return len(names(t, dir)) == 1 })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := h.Idle(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "other"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	idle(t, h)
}
