package host_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/sasae-care/sasae/scripts/host"
)

func TestAFunctionAnswersWhatItWasAskedAndKnowsWhereItRuns(t *testing.T) {
	h := running(t, toy("echo", "MINE=はい", "AWS_REGION=ap-northeast-3"))
	var got struct {
		Payload                            json.RawMessage
		ID, ARN, Name, Region, Trace, Mine string
		Home                               string
		Left                               time.Duration
	}
	if err := json.Unmarshal([]byte(invoke(t, h, "echo", `{"花":[1]}`)), &got); err != nil {
		t.Fatal(err)
	}
	if string(got.Payload) != `{"花":[1]}` || got.Mine != "はい" || got.Name != "echo" || got.Home != "" {
		t.Errorf("%+v", got)
	}
	if got.ARN != "arn:aws:lambda:ap-northeast-1:111122223333:function:echo" || got.Region != "ap-northeast-3" {
		t.Errorf("%s in %s", got.ARN, got.Region)
	}
	if !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(got.ID) {
		t.Errorf("the request's id is %q", got.ID)
	}
	if !regexp.MustCompile(`^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=0$`).MatchString(got.Trace) {
		t.Errorf("the trace's id is %q", got.Trace)
	}
	if got.Left <= 0 || got.Left > 20*time.Second {
		t.Errorf("%v are left of 20 s", got.Left)
	}
	if out := invoke(t, h, "arn:aws:lambda:ap-northeast-1:111122223333:function:echo:$LATEST", ``); !strings.Contains(out, `"Payload":{}`) {
		t.Errorf("nothing is an empty object, got %s", out)
	}
}

func TestWhatAWorkerWritesReachesTheLogInWholeLines(t *testing.T) {
	var said log
	f := toy("echo")
	f.Workers = 4
	h := open(t, host.Options{Functions: []host.Function{f}, Logs: &said})
	for i := range 40 {
		send(t, h, "echo", fmt.Sprintf(`{"name":"n%d"}`, i))
	}
	idle(t, h)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	for i := range 40 {
		if line := fmt.Sprintf("asked n%d\n", i); strings.Count(said.String(), line) != 1 {
			t.Errorf("%q is not there once", line)
		}
	}
	if n := strings.Count(said.String(), "\n"); n != 40 {
		t.Errorf("%d lines", n)
	}
}

func TestAWorkerIsKeptWarm(t *testing.T) {
	h := running(t, toy("panics"))
	first := invoke(t, h, "panics", `{}`)
	for range 20 {
		if pid := invoke(t, h, "panics", `{}`); pid != first {
			t.Fatalf("process %s, then %s", first, pid)
		}
	}
	c := h.Counts()["panics"]
	if len(c.ColdStarts) != 1 || c.Invocations != 21 || len(c.Durations) != 21 || c.Failures != 0 {
		t.Errorf("%+v", c)
	}
	if s := c.ColdStarts[0]; s.Start <= 0 || s.FirstAnswer < s.Start {
		t.Errorf("%+v", s)
	}
}

func TestSeveralWorkersAreAtWorkAtOnce(t *testing.T) {
	f := toy("meets", "MEET=3", "DIR="+t.TempDir())
	f.Workers = 3
	h := running(t, f)
	pids := map[string]bool{}
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			out, err := h.Invoke(t.Context(), "meets", nil)
			mu.Lock()
			defer mu.Unlock()
			if pids[string(out)] = true; err != nil {
				t.Error(err)
			}
		})
	}
	if all.Wait(); len(pids) != 3 {
		t.Errorf("they worked in the processes %v", pids)
	}
}

func TestNoMoreWorkersThanAllowedAreAtWork(t *testing.T) {
	dir := t.TempDir()
	f := toy("meets", "MEET=3", "DIR="+dir)
	f.Workers = 2
	h := running(t, f)
	for range 3 {
		send(t, h, "meets", `{}`)
	}
	until(t, "two are in", func() bool { return len(names(t, dir)) == 2 }) // they wait for a third that may not come
	if c := h.Counts()["meets"]; c.Invocations != 2 {
		t.Errorf("%d invocations at once", c.Invocations)
	}
	if err := os.WriteFile(filepath.Join(dir, "the third"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	idle(t, h)
	if c := h.Counts()["meets"]; c.Invocations != 3 || len(c.ColdStarts) != 2 {
		t.Errorf("%+v", c)
	}
}

func TestAWorkerThatDoesNotAnswerInTimeIsKilledAndReplaced(t *testing.T) {
	f := toy("hangs")
	f.Timeout = 500 * time.Millisecond
	h := running(t, f)
	before := invoke(t, h, "hangs", `{}`)
	late := failure(t, h, "hangs", `{"hang":true}`)
	if !late.Timeout() || !strings.Contains(string(late.Payload), "Task timed out after 0.50 seconds") || !strings.Contains(late.Said, "now I hang") {
		t.Errorf("%v: %s", late, late.Payload)
	}
	if gone(t, before) != nil {
		t.Errorf("process %s is still there", before)
	}
	if after := invoke(t, h, "hangs", `{}`); after == before {
		t.Errorf("process %s goes on", after)
	}
	if c := h.Counts()["hangs"]; c.Timeouts != 1 || c.Failures != 1 || c.Invocations != 3 || len(c.ColdStarts) != 2 {
		t.Errorf("%+v", c)
	}
}

// gone is nil when there is no such process any more.
func gone(t *testing.T, pid string) error {
	t.Helper()
	var n int
	if _, err := fmt.Sscan(pid, &n); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(n, 0); !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("process %d: %w", n, err)
	}
	return nil
}

func TestAWorkerThatPanicsOrExitsFailsItsInvocationAndIsReplaced(t *testing.T) {
	h := running(t, toy("panics"), toy("exits"))
	before := invoke(t, h, "panics", `{}`)
	if fe := failure(t, h, "panics", `{"panic":true}`); fe.Type != "string" || fe.Message != "boom" || !strings.Contains(string(fe.Payload), `"stackTrace"`) {
		t.Errorf("%v: %s", fe, fe.Payload)
	}
	if after := invoke(t, h, "panics", `{}`); after == before {
		t.Error("the process that panicked goes on")
	}
	before = invoke(t, h, "exits", `{}`)
	if fe := failure(t, h, "exits", `{"exit":true}`); fe.Type != "Runtime.ExitError" || !strings.Contains(fe.Message, "exit status 3") || fe.Said != "farewell" {
		t.Errorf("%v", fe)
	}
	if after := invoke(t, h, "exits", `{}`); after == before {
		t.Error("the process that exited goes on")
	}
}

func TestAWorkerThatEndedWhileIdleIsNotGivenWork(t *testing.T) {
	h := running(t, toy("panics"))
	before := invoke(t, h, "panics", `{}`)
	var pid int
	if _, err := fmt.Sscan(before, &pid); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	until(t, "it is gone", func() bool { return gone(t, before) == nil })
	out, err := h.Invoke(t.Context(), "panics", nil)
	if c := h.Counts()["panics"]; err != nil && c.Failures != 1 || string(out) == before {
		t.Errorf("%s, %v", out, err)
	}
}
