package states_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/shared/standin/states"
)

// machine maps over $.items: a task with tries, and a way out for "no".
const machine = `{"StartAt":"Each","States":{
 "Each":{"Type":"Map","Label":"each","ItemsPath":"$.items","ItemSelector":{"item.$":"$$.Map.Item.Value","at.$":"$$.Execution.StartTime"},
  "MaxConcurrency":2,"ToleratedFailurePercentage":25,
  "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"Do","States":{
   "Do":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
    "Parameters":{"FunctionName":"${f}","Payload":{"id.$":"States.Format('do-{}', $.item)"}},
    "Retry":[{"ErrorEquals":["no"],"MaxAttempts":0},{"ErrorEquals":["States.ALL"],"IntervalSeconds":2,"BackoffRate":2,"MaxAttempts":2}],
    "Catch":[{"ErrorEquals":["no"],"ResultPath":"$.no","Next":"Not"}],
    "ResultSelector":{"done.$":"$$.Execution.Input.item","said.$":"$.Payload.said"},"End":true},
   "Not":{"Type":"Pass","Parameters":{"not":{"item.$":"$.item","why.$":"$.no.Error"}},"End":true}}},
  "ResultSelector":{"done.$":"$[*].done","not.$":"$[*].not"},"ResultPath":"$.result","Next":"Count"},
 "Count":{"Type":"Pass","Parameters":{"of.$":"States.ArrayLength($.items)","not.$":"$.result.not",
  "n.$":"States.MathAdd(States.ArrayLength($.result.done), States.ArrayLength($.result.not))"},"Next":"All"},
 "All":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericEqualsPath":"$.of","Next":"Done"}],"Default":"Left"},
 "Done":{"Type":"Succeed"},
 "Left":{"Type":"Fail","Error":"left","Cause":"some"}}}`

// desk answers invocations: with the error that an id has, so many times.
type desk struct {
	mu    sync.Mutex
	errs  map[string]error
	times map[string]int
	seen  []string
	waits []time.Duration
}

func (d *desk) invoke(_ context.Context, function string, payload []byte) ([]byte, error) {
	var in struct{ ID string }
	if err := json.Unmarshal(payload, &in); err != nil || function != "the-function" {
		return nil, fmt.Errorf("%s: %w", function, err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.seen = append(d.seen, in.ID)
	if err := d.errs[in.ID]; err != nil && d.times[in.ID] != 0 {
		d.times[in.ID]--
		return nil, err
	}
	return []byte(`{"said":"` + in.ID + `"}`), nil
}

func start(t *testing.T, d *desk, items ...string) *states.Execution {
	t.Helper()
	m, err := states.Read(machine, map[string]string{"f": "the-function"})
	if err != nil {
		t.Fatal(err)
	}
	x, err := m.Start(t.Context(), "x", map[string]any{"items": items}, states.Options{
		Invoke: d.invoke, Now: time.Now, Wait: func(w time.Duration) { d.mu.Lock(); d.waits = append(d.waits, w); d.mu.Unlock() },
	})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestEachItemIsDone(t *testing.T) {
	d := &desk{}
	x := start(t, d, "a", "b", "c")
	want := map[string]any{"of": 3.0, "n": 3.0, "not": []any{}}
	if diff := cmp.Diff(want, x.Output); diff != "" || x.Status != states.Succeeded || len(d.seen) != 3 {
		t.Errorf("%s %v: %s", x.Status, x.Err, diff)
	}
	if got := x.Children("Each")[1].Output; !cmp.Equal(got, map[string]any{"done": "b", "said": "do-b"}) {
		t.Errorf("the second child gave %v", got)
	}
}

func TestWhatIsCaughtIsNotTriedAgain(t *testing.T) {
	d := &desk{errs: map[string]error{"do-b": &states.Error{Name: "no"}}, times: map[string]int{"do-b": -1}}
	x := start(t, d, "a", "b")
	want := []any{map[string]any{"item": "b", "why": "no"}}
	if got := x.Output.(map[string]any)["not"]; !cmp.Equal(want, got) || x.Status != states.Succeeded || len(d.seen) != 2 {
		t.Errorf("%s: %v after %v", x.Status, got, d.seen)
	}
}

func TestAnErrorIsTriedAgainEachTimeLater(t *testing.T) {
	d := &desk{errs: map[string]error{"do-a": errors.New("passing")}, times: map[string]int{"do-a": 2}}
	x := start(t, d, "a")
	if x.Status != states.Succeeded || !slices.Equal(d.waits, []time.Duration{2 * time.Second, 4 * time.Second}) {
		t.Errorf("%s after %v", x.Status, d.waits)
	}
}

// One of four is tolerated: the Map ends, and what follows sees that one is missing.
func TestAToleratedFailureIsMissingFromTheResult(t *testing.T) {
	d := &desk{errs: map[string]error{"do-a": errors.New("broken")}, times: map[string]int{"do-a": -1}}
	x := start(t, d, "a", "b", "c", "d")
	if x.Status != states.Failed || x.Err.Name != "left" || x.Entered["Count"] != 1 {
		t.Errorf("%s %v", x.Status, x.Err)
	}
}

// Two of four are too many: the Map fails, and a redrive does just what is left.
func TestARedriveGoesOnWithWhatFailedOrNeverBegan(t *testing.T) {
	d := &desk{errs: map[string]error{"do-a": errors.New("broken"), "do-b": errors.New("broken")}, times: map[string]int{"do-a": -1, "do-b": -1}}
	x := start(t, d, "a", "b", "c", "d")
	if x.Status != states.Failed || x.Err.Name != "States.ExceedToleratedFailureThreshold" {
		t.Fatalf("%s %v", x.Status, x.Err)
	}
	var succeeded []string
	for i, c := range x.Children("Each") {
		if c.Status == states.Succeeded {
			succeeded = append(succeeded, "do-"+string(rune('a'+i)))
		}
	}
	d.errs, d.seen = nil, nil
	if err := x.Redrive(t.Context()); err != nil || x.Status != states.Succeeded {
		t.Fatalf("%v %s %v", err, x.Status, x.Err)
	}
	if len(d.seen) != 4-len(succeeded) || slices.ContainsFunc(d.seen, func(id string) bool { return slices.Contains(succeeded, id) }) {
		t.Errorf("%v were done, and after the redrive %v", succeeded, d.seen)
	}
	if err := x.Redrive(t.Context()); err == nil {
		t.Error("what succeeded was redriven")
	}
}

func TestWhatAStateHandsOnIsBounded(t *testing.T) {
	items := make([]string, 2000)
	for i := range items {
		items[i] = strings.Repeat("x", 120) + fmt.Sprint(i)
	}
	if x := start(t, &desk{}, items...); x.Status != states.Failed || x.Err.Name != "States.DataLimitExceeded" {
		t.Errorf("%s %v", x.Status, x.Err)
	}
}

// What is not known here is refused before anything runs, and says where.
func TestWhatIsNotKnownIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ old, new, says string }{
		"a type":          {`"Type":"Succeed"`, `"Type":"Wait"`, `"Wait"`},
		"a field":         {`"MaxConcurrency":2`, `"MaxConcurrencyPath":"$.n"`, "MaxConcurrencyPath"},
		"another's field": {`"Type":"Succeed"`, `"Type":"Succeed","Cause":"x"`, "Succeed with Cause"},
		"a resource":      {`:::lambda:invoke`, `:::sqs:sendMessage`, "state Each: state Do"},
		"an inline Map":   {`DISTRIBUTED`, `INLINE`, "state Each"},
		"no way on":       {`,"Next":"Count"`, ``, "state Each"},
		"a wrong way":     {`"Default":"Left"`, `"Default":"Lost"`, "state All"},
		"a name":          {`${f}`, `${f}${g}`, "${g}"},
		"the first":       {`{"StartAt":"Each"`, `{"StartAt":"Every"`, "Every"},
	} {
		text := strings.Replace(machine, c.old, c.new, 1)
		if text == machine {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := states.Read(text, map[string]string{"f": "the-function"}); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An expression that is not known, or leads nowhere, ends the run with an error
// of the definition.
func TestAnExpressionThatIsNotKnownEndsTheRun(t *testing.T) {
	for _, e := range []string{"$.nothing", "$.items[0]", "States.UUID()", "States.MathAdd($.items, 1)", "plain"} {
		text := strings.Replace(machine, `States.ArrayLength($.items)`, e, 1)
		m, err := states.Read(text, map[string]string{"f": "the-function"})
		if err != nil {
			t.Fatal(err)
		}
		x, err := m.Start(t.Context(), "x", map[string]any{"items": []string{"a"}}, states.Options{Invoke: (&desk{}).invoke, Now: time.Now})
		if err == nil || !strings.Contains(err.Error(), "state Count") {
			t.Errorf("%s: %v, %s", e, err, x.Status)
		}
	}
}
