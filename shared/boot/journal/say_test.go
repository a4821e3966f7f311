package journal_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sasae-care/sasae/shared/boot/journal"
	"github.com/sasae-care/sasae/shared/plan"
)

func TestAnErrorOfSomebodyElseIsCleaned(t *testing.T) {
	for text, want := range map[string]string{
		"read case 01KR9T3WZ5Q8M2X7N4V6B1C0HD: throttled":                                      "read case 01KR9T3WZ5Q8M2X7N4V6B1C0HD: throttled",
		"operation error SESv2: address not verified: hanako.shiken@example.co.jp":             "operation error SESv2: address not verified: *",
		"to <a@b.example>, (c@d.example)":                                                      "to <*>, (*)",
		"SendTextMessage: +819000000001 is no number":                                          "SendTextMessage: +* is no number",
		"0000012345 0000067890,090-0000-0001":                                                  "* *,*",
		`parsing time "試験 花子" as "2006-01-02"`:                                                 `parsing time "* *" as "2006-01-02"`,
		`Put "https://b.example/incoming/431001/x/d1?X-Amz-Signature=00&name=hanako": refused`: `Put "https://b.example/incoming/431001/x/d1": refused`,
		"read OUTBOX#431001 / 00001777000000000000#01KR9T3WZ5Q8M2X7N4V6B1C0HD-7":               "read OUTBOX#431001 / 00001777000000000000#01KR9T3WZ5Q8M2X7N4V6B1C0HD-7",
		"hour-431001@2026-05-11T00:16:41Z":                                                     "hour-431001@2026-05-11T00:16:41Z",
		"one\ntwo":                                                                             "one; two",
		strings.Repeat("x", 2000):                                                              strings.Repeat("x", 1000) + "*",
	} {
		if got := journal.Clean(text); got != want {
			t.Errorf("%q\n is %q,\nwant %q", text, got, want)
		}
	}
}

func TestARefusalIsToldByItsCode(t *testing.T) {
	line, err := told(t, journal.Line{Msg: "event", Step: "s"}, func(context.Context, *journal.Line) error {
		return fmt.Errorf("change it: %w", plan.Refuse("office-not-designated", "要介護 9012345678", "今日"))
	})
	if line["error"] != "refused (office-not-designated)" || line["code"] != "office-not-designated" || line["level"] != "INFO" || line["outcome"] != "refused" {
		t.Errorf("%v", line)
	}
	if err.Error() != "office-not-designated: refused (office-not-designated)" {
		t.Errorf("Lambda hears %q", err)
	}
}

func TestWhatHasNotTheShapeOfAnIdIsNotTold(t *testing.T) {
	line, _ := told(t, journal.Line{Msg: "event", Step: "s", Case: "0000012345", Event: "試験 花子", Type: "花子.v1", Request: "0000012345"},
		func(context.Context, *journal.Line) error { return nil })
	for _, k := range []string{"case", "event", "type", "request"} {
		if line[k] != nil {
			t.Errorf("%s is %v", k, line[k])
		}
	}
}

func TestAPanicIsToldByItsPlace(t *testing.T) {
	line, err := told(t, journal.Line{Msg: "event", Step: "s"}, func(context.Context, *journal.Line) error {
		panic(errors.New("試験 hanako 0000012345"))
	})
	var panicked *journal.Panic
	said, _ := line["error"].(string)
	if !errors.As(err, &panicked) || line["code"] != "panic" || strings.Contains(said, "hanako") {
		t.Fatalf("%v %v", line, err)
	}
	if !strings.HasPrefix(said, "panicked with *errors.errorString at journal_test.") || !strings.Contains(said, "(say_test.go:") {
		t.Errorf("the place is %q", said)
	}
	var none []int
	line, _ = told(t, journal.Line{Msg: "event", Step: "s"}, func(context.Context, *journal.Line) error { _ = none[len(none)]; return nil })
	if said, _ := line["error"].(string); !strings.Contains(said, "runtime.boundsError at journal_test.") {
		t.Errorf("the place is %q", said)
	}
}
