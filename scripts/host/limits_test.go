package host_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/scripts/host"
)

func TestAWorkerThatCannotStartSaysWhyInItsLastWords(t *testing.T) {
	for name, c := range map[string]struct{ env, kind, message, said string }{
		"it exits":             {"INIT=exit", "Runtime.ExitError", "exit status 4", "cannot start: no setting"},
		"it tells Lambda why":  {"INIT=error", "Settings", "SASAE_X is missing", ""},
		"it never asks for it": {"INIT=hang", "Sandbox.Timedout", "Init phase timed out", "I do not start"},
	} {
		t.Run(name, func(t *testing.T) {
			f := toy("exits", c.env)
			o := host.Options{}
			if c.env == "INIT=hang" {
				f, o.InitTime = toy("hangs", c.env), 500*time.Millisecond
			}
			o.Functions = []host.Function{f}
			h := open(t, o)
			fe := failure(t, h, f.Name, `{}`)
			if fe.Type != c.kind || !strings.Contains(fe.Message, c.message) || fe.Said != c.said {
				t.Errorf("%s: %q, %q", fe.Type, fe.Message, fe.Said)
			}
			if n := h.Counts()[f.Name]; n.InitFailures != 1 || n.Failures != 1 || len(n.ColdStarts) != 0 {
				t.Errorf("%+v", n)
			}
		})
	}
}

func TestAFileThatIsNoProgramCannotStart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bootstrap")
	if err := os.WriteFile(file, []byte("no program"), 0o700); err != nil {
		t.Fatal(err)
	}
	h := running(t, host.Function{Name: "text", Path: file})
	if fe := failure(t, h, "text", `{}`); fe.Type != "Runtime.InvalidEntrypoint" || h.Counts()["text"].InitFailures != 1 {
		t.Errorf("%v", fe)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := host.Open(host.Options{Functions: []host.Function{{Name: "text", Path: file}}}); err == nil {
		t.Error("a file that cannot be executed is taken")
	}
}

func TestAFunctionThatBreaksOffItsAnswerHasFailed(t *testing.T) {
	h := running(t, toy("echo"))
	if fe := failure(t, h, "echo", `{"break":true}`); fe.Message != "the rest is gone" || fe.Type != "errorString" {
		t.Errorf("%v", fe)
	}
}

func TestAWorkerCannotAnswerForAnother(t *testing.T) {
	h := running(t, toy("echo"))
	if out := invoke(t, h, "echo", `{"stray":true}`); out != `"400 Bad Request"` {
		t.Errorf("%s", out)
	}
}

// full is a disk that is full.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestALogThatCannotBeWrittenIsSaidWhenTheHostCloses(t *testing.T) {
	h, err := host.Open(host.Options{Functions: []host.Function{toy("echo")}, Logs: full{}})
	if err != nil {
		t.Fatal(err)
	}
	invoke(t, h, "echo", `{}`)
	if err := h.Close(); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("%v", err)
	}
}

func TestWhatLambdaWouldNotTakeIsRefused(t *testing.T) {
	h := running(t, toy("echo"))
	big := []byte(`"` + strings.Repeat("x", host.MaxPayload) + `"`)
	for name, c := range map[string]struct {
		function string
		payload  []byte
		want     error
	}{
		"an unknown function": {"none", []byte(`{}`), host.ErrNoFunction},
		"no JSON":             {"echo", []byte(`{`), host.ErrNotJSON},
		"7 MB":                {"echo", big, host.ErrTooLarge},
	} {
		if _, err := h.Invoke(t.Context(), c.function, c.payload); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := h.Send("echo", big[len(big)-host.MaxEvent-1:]); !errors.Is(err, host.ErrTooLarge) {
		t.Errorf("an event over 1 MB: %v", err)
	}
	if fe := failure(t, h, "echo", fmt.Sprintf(`{"bytes":%d}`, host.MaxPayload)); fe.Type != "Function.ResponseSizeTooLarge" {
		t.Errorf("an answer that is too large: %v", fe)
	}
	if out := invoke(t, h, "echo", fmt.Sprintf(`{"bytes":%d}`, host.MaxPayload-2)); len(out) != host.MaxPayload {
		t.Errorf("an answer of exactly 6 MiB has %d bytes", len(out))
	}
}

func TestWhoDoesNotWaitAnyLongerDoesNotEndTheInvocation(t *testing.T) {
	dir := t.TempDir()
	h := running(t, toy("meets", "MEET=2", "DIR="+dir))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error)
	go func() {
		_, err := h.Invoke(ctx, "meets", nil)
		ended <- err
	}()
	until(t, "it has begun", func() bool { return len(names(t, dir)) == 1 })
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "other"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	idle(t, h)
	if c := h.Counts()["meets"]; len(c.Durations) != 1 || c.Failures != 0 {
		t.Errorf("%+v", c)
	}
}

func TestCloseEndsEveryWorkerAndWhatTheyDo(t *testing.T) {
	var said log
	h, err := host.Open(host.Options{Functions: []host.Function{toy("hangs"), toy("panics")}, Logs: &said})
	if err != nil {
		t.Fatal(err)
	}
	pids := []string{invoke(t, h, "hangs", `{}`), invoke(t, h, "panics", `{}`)}
	send(t, h, "hangs", `{"hang":true}`)
	send(t, h, "hangs", `{"hang":true}`) // queued behind it
	until(t, "it hangs", func() bool { return strings.Contains(said.String(), "now I hang") })
	for range 2 {
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, pid := range pids {
		if err := gone(t, pid); err != nil {
			t.Error(err)
		}
	}
	if _, err := h.Invoke(t.Context(), "panics", nil); !errors.Is(err, host.ErrClosed) {
		t.Errorf("invoke: %v", err)
	}
	if _, err := h.Send("panics", nil); !errors.Is(err, host.ErrClosed) {
		t.Errorf("send: %v", err)
	}
	if len(h.Dead()) != 0 || h.Counts()["hangs"].Failures != 0 {
		t.Errorf("that the host was closed is nobody's failure: %+v, %+v", h.Dead(), h.Counts())
	}
}

func TestAllThatIsWrongWithTheOptionsIsSaidAtOnce(t *testing.T) {
	_, err := host.Open(host.Options{
		Functions:   []host.Function{toy("echo"), toy("echo"), {Name: "absent", Path: "no/such/file"}, {}},
		Routes:      []host.Route{{Key: "GET x", Function: "echo"}, {Key: "$default", Function: "nobody"}},
		Rules:       []host.Rule{{Name: "r1", Pattern: []byte(`{}`)}, {Name: "r2", Pattern: []byte(`{"source":["s"]}`), Functions: []string{"missing"}}},
		Schedules:   []host.Schedule{{Name: "hourly", Function: "echo", Payload: []byte(`{`)}},
		Streams:     []host.Stream{{Function: "echo"}},
		DeadLetters: bin,
	})
	if err == nil {
		t.Fatal("it opened")
	}
	for _, want := range []string{`"echo"`, "absent", "no name", `"GET x"`, "nobody", "r1", "missing", "hourly", "no client", "dead letters"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("it does not say %s: %v", want, err)
		}
	}
}
