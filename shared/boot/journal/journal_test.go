package journal_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/boot/journal"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/store"
)

// told runs an invocation and gives its line.
func told(t *testing.T, begin journal.Line, f func(context.Context, *journal.Line) error) (map[string]any, error) {
	t.Helper()
	var out bytes.Buffer
	err := journal.Run(t.Context(), slog.New(slog.NewJSONHandler(&out, nil)), begin, f)
	return one(t, out.Bytes()), err
}

// one reads just one line.
func one(t *testing.T, out []byte) (line map[string]any) {
	t.Helper()
	if n := bytes.Count(out, []byte("\n")); n != 1 {
		t.Fatalf("%d lines: %s", n, out)
	}
	if err := json.Unmarshal(out, &line); err != nil {
		t.Fatal(err)
	}
	return line
}

// full is an invocation with everything there is to tell.
func full(t *testing.T) map[string]any {
	line, _ := told(t, journal.Line{
		Msg: "event", Step: "assign", Case: "01KR9T3WZ5Q8M2X7N4V6B1C0HD", Event: "01KR9T3WZ5Q8M2X7N4V6B1C0HD-7", Type: "accepted.v1",
		Request: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef", Route: "GET /v1/x/{id}", Status: 503,
	}, func(ctx context.Context, _ *journal.Line) error {
		c := app.Counted(ctx)
		c.Conflicts.Add(2)
		c.Retries.Add(3)
		c.Duplicates.Add(4)
		return fmt.Errorf("read case: %w", store.ErrThrottled)
	})
	return line
}

// refused is an invocation that a rule forbids.
func refused(t *testing.T) map[string]any {
	line, _ := told(t, journal.Line{Msg: "event", Step: "assign"}, func(context.Context, *journal.Line) error { return plan.Refuse("not-found") })
	return line
}

var key = regexp.MustCompile("(?m)^\\| `([a-z_-]+)` \\|")

// documented are the first cells of the tables under a heading of the page.
func documented(t *testing.T, heading string) (keys []string) {
	t.Helper()
	page, err := os.ReadFile("../../../docs/observability.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(page), "\n## "+heading+"\n")
	section, _, _ := strings.Cut(rest, "\n## ")
	if heading == "The line" {
		section, _, _ = strings.Cut(section, "| outcome | means")
	}
	for _, m := range key.FindAllStringSubmatch(section, -1) {
		keys = append(keys, m[1])
	}
	if !ok || len(keys) == 0 {
		t.Fatalf("docs/observability.md has no table under %q", heading)
	}
	return keys
}

func TestALineHasTheKeysOfTheTableAndNoOther(t *testing.T) {
	want := append(documented(t, "The line"), "_aws")
	want = append(want, documented(t, "Metrics")...)
	slices.Sort(want)
	has := full(t)
	maps.Copy(has, refused(t))
	if got := slices.Sorted(maps.Keys(has)); !slices.Equal(got, want) {
		t.Errorf("the lines have\n%v, the page\n%v", got, want)
	}
	least, err := told(t, journal.Line{Msg: "event", Step: "relay"}, func(context.Context, *journal.Line) error { return nil })
	for _, k := range []string{"time", "level", "msg", "step", "outcome", "ms"} {
		if least[k] == nil {
			t.Errorf("%s lacks", k)
		}
	}
	if err != nil || least["outcome"] != "done" || least["level"] != "INFO" || least["error"] != nil || least["code"] != nil {
		t.Errorf("%v %v", least, err)
	}
}

func TestTheCountsOfAnInvocationAreItsOwn(t *testing.T) {
	line := full(t)
	for k, want := range map[string]float64{
		"failures": 1, "conflicts": 2, "retries": 3, "throttled": 1, "duplicates": 4,
	} {
		if line[k] != want {
			t.Errorf("%s is %v, want %v", k, line[k], want)
		}
	}
	next, _ := told(t, journal.Line{Msg: "event", Step: "assign"}, func(context.Context, *journal.Line) error { return nil })
	for _, k := range []string{"failures", "refusals", "conflicts", "retries", "throttled", "duplicates"} {
		if next[k] != nil {
			t.Errorf("%s of the next is %v", k, next[k])
		}
	}
	if n := refused(t)["refusals"]; n != 1.0 {
		t.Errorf("a refusal counts %v", n)
	}
}

func TestEveryErrorHasItsCodeAndItsOutcome(t *testing.T) {
	page := documented(t, "Deliveries that cannot be worked on")
	for _, c := range []struct {
		err     error
		code    string
		outcome journal.Outcome
	}{
		{&events.Unfit{Code: events.Newer, Says: "accepted.v9"}, "event-newer", journal.Dead},
		{&events.Unfit{Code: events.Unknown}, "event-unknown", journal.Dead},
		{&events.Unfit{Code: events.Malformed}, "event-malformed", journal.Dead},
		{&events.Unfit{Code: events.Unheard}, "event-unheard", journal.Dead},
		{fmt.Errorf("read: %w", app.ErrNewer), "record-newer", journal.Dead},
		{plan.Refuse("not-found"), "not-found", journal.Refused},
		{store.ErrNotFound, "not-found", journal.Failed},
		{fmt.Errorf("%w: %w", app.ErrBusy, store.ErrConflict), "busy", journal.Failed},
		{store.ErrThrottled, "unavailable", journal.Failed},
		{store.ErrUnknown, "unavailable", journal.Failed},
		{rules.ErrNoRule, "rules-missing", journal.Failed},
		{context.DeadlineExceeded, "timeout", journal.Failed},
		{journal.Panicked("x"), "panic", journal.Failed},
		{errors.New("x"), "internal", journal.Failed},
	} {
		line, err := told(t, journal.Line{Msg: "event", Step: "s"}, func(context.Context, *journal.Line) error {
			return errors.Join(fmt.Errorf("do it: %w", c.err))
		})
		if line["code"] != c.code || line["outcome"] != string(c.outcome) || !slices.Contains(page, c.code) {
			t.Errorf("%v is %v, %v; want %s, %s, on the page", c.err, line["code"], line["outcome"], c.code, c.outcome)
		}
		if !errors.Is(err, c.err) || !strings.HasPrefix(err.Error(), c.code+": ") {
			t.Errorf("%v became %v", c.err, err)
		}
	}
}

func TestARequestIsToldByItsStatus(t *testing.T) {
	for status, want := range map[int]string{200: "done", 303: "done", 404: "refused", 500: "failed", 503: "failed"} {
		line, err := told(t, journal.Line{Msg: "request", Step: "s"}, func(ctx context.Context, l *journal.Line) error {
			journal.Answered(ctx, "GET /v1/submissions/{id}", "01KR9T3WZ5Q8M2X7N4V6B1C0HD", "urn:sasae:request:00")
			if status >= 400 {
				journal.Problem(ctx, "urn:sasae:request:00", status, "some-code", errors.New("what was being done"))
			}
			l.Status = status
			return nil
		})
		if err != nil || line["outcome"] != want || line["status"] != float64(status) || line["case"] != "01KR9T3WZ5Q8M2X7N4V6B1C0HD" ||
			line["route"] != "GET /v1/submissions/{id}" || line["request"] != "urn:sasae:request:00" {
			t.Errorf("%d: %v %v", status, line, err)
		}
		if (line["code"] == "some-code") != (status >= 400) || (line["error"] != nil) != (status >= 500) {
			t.Errorf("%d: code %v, error %v", status, line["code"], line["error"])
		}
	}
}

func TestOutsideOfAnInvocationOnlyAFailureIsTold(t *testing.T) {
	var out bytes.Buffer
	was := slog.Default()
	defer slog.SetDefault(was)
	slog.SetDefault(slog.New(slog.NewJSONHandler(&out, nil)))
	journal.Problem(t.Context(), "urn:sasae:request:00", 404, "not-found", plan.Refuse("not-found"))
	journal.Answered(t.Context(), "/", "", "urn:sasae:request:00")
	if out.Len() > 0 {
		t.Errorf("a refusal was told: %s", out.Bytes())
	}
	journal.Problem(t.Context(), "urn:sasae:request:00", 500, "internal", errors.New("no disk"))
	line := one(t, out.Bytes())
	if line["outcome"] != "failed" || line["error"] != "no disk" || line["request"] != "urn:sasae:request:00" || line["_aws"] != nil {
		t.Errorf("%v", line)
	}
}

func TestWhatTheRuntimeSaysIsALineUnlessTheInvocationHasOne(t *testing.T) {
	var out bytes.Buffer
	w := journal.Runtime(slog.New(slog.NewJSONHandler(&out, nil)))
	if _, err := fmt.Fprintf(w, `{"errorMessage":"internal: x","errorType":"internal"}`+"\n"); err != nil || out.Len() > 0 {
		t.Errorf("told again: %s %v", out.Bytes(), err)
	}
	if _, err := fmt.Fprintln(w, "2026/05/11 the API is gone for 試験 花子"); err != nil {
		t.Fatal(err)
	}
	if line := one(t, out.Bytes()); line["msg"] != "runtime" || line["error"] != "2026/05/11 the API is gone for * *" || line["code"] != "runtime" {
		t.Errorf("%v", line)
	}
}
