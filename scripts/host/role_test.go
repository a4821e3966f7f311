package host_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/scripts/host"
)

// without is a role that may everything but one deed.
func without(no host.Deed) func(string, host.Deed) bool {
	return func(_ string, d host.Deed) bool { return d != no }
}

func TestWhoseSettingsCannotBeReadDoesNotStart(t *testing.T) {
	h := open(t, host.Options{Functions: []host.Function{toy("echo")}, May: without(host.Starts)})
	if e := failure(t, h, "echo", `{}`); e.Type != "KMSAccessDeniedException" || h.Counts()["echo"].InitFailures != 1 {
		t.Errorf("%v", e)
	}
}

func TestWhatMayNotBeLoggedIsLost(t *testing.T) {
	for no, want := range map[host.Deed]bool{host.Logs: false, host.Buries: true} {
		var log bytes.Buffer
		h := open(t, host.Options{Functions: []host.Function{toy("echo")}, Logs: &log, May: without(no)})
		if _, err := h.Invoke(t.Context(), "echo", []byte(`{"name":"word"}`)); err != nil {
			t.Fatal(err)
		}
		if err := h.Close(); err != nil { // what it says is read to the end
			t.Fatal(err)
		}
		c := h.Counts()["echo"]
		if got := strings.Contains(log.String(), "asked word"); got != want || want != (c.Lines > 0) || want != (c.Logged > 0) {
			t.Errorf("without %s: %d lines, %q", no, c.Lines, log.String())
		}
	}
}

func TestWhatMayNotBeBuriedIsLost(t *testing.T) {
	f, _ := failing(t, 3)
	h := open(t, host.Options{Functions: []host.Function{f}, May: without(host.Buries)})
	if _, err := h.Send("fails", []byte(`{}`)); err != nil {
		t.Fatal(err)
	}
	idle(t, h)
	if c := h.Counts()["fails"]; c.DeadLetters != 1 || len(h.Dead()) != 0 {
		t.Errorf("%d letters, %v", c.DeadLetters, h.Dead())
	}
}

func TestARuleHearsItsBusOnly(t *testing.T) {
	f, _ := failing(t, 0)
	h := open(t, host.Options{Functions: []host.Function{f}, Rules: []host.Rule{{Name: "r", Bus: "ours", Pattern: []byte(`{"source":["aws.s3"]}`), Functions: []string{"fails"}}}})
	for bus, want := range map[string]int{"ours": 1, "default": 0} {
		if n, err := h.Put(bus, []byte(arrived)); n != want || err != nil {
			t.Errorf("on %s %d hear it: %v", bus, n, err)
		}
	}
	idle(t, h)
}

func TestAStreamGivesWhatAFilterMatches(t *testing.T) {
	b := newTable(t, nil)
	b.stream.Filters = []json.RawMessage{[]byte(`{"eventName":["INSERT"],"dynamodb":{"Keys":{"s":{"S":[{"prefix":"2"}]}}}}`)}
	b.put("1", "2", "3", "21")
	h, file := b.reading(host.Options{})
	idle(t, h)
	if diff := cmp.Diff(inserted("2", "21"), lines(t, file)); diff != "" {
		t.Error(diff)
	}
	if c := h.Counts()["batch"]; c.Invocations != 1 {
		t.Errorf("%+v", c)
	}
}
