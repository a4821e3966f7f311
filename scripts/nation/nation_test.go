package nation_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/scripts/nation"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/standin/states"
)

// small is a nation for tests.
var small = nation.Size{Towns: 60, Insurers: 50, PersonMonths: 6000}

func open(t *testing.T, without ...string) *nation.Nation {
	t.Helper()
	n, err := nation.Open(t.TempDir(), small)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Folder.Close() })
	for _, town := range n.Towns {
		if len(without) == 0 || town.Code != without[0] {
			handIn(t, n, town)
		}
	}
	return n
}

func handIn(t *testing.T, n *nation.Nation, town nation.Town) {
	t.Helper()
	if err := n.HandIn(t.Context(), town); err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, n *nation.Nation, fault nation.Fault) *states.Execution {
	t.Helper()
	x, err := n.Close(t.Context(), fault)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// owes holds what is billed against what was handed in, to the yen.
func owes(t *testing.T, n *nation.Nation) {
	t.Helper()
	billed, err := n.Billed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(n.Owed, billed); diff != "" {
		t.Errorf("insurer by insurer (-handed in +billed):\n%.2000s", diff)
	}
	if whole := nation.Whole(billed); whole.Claims+whole.Held != small.PersonMonths || len(billed) != small.Insurers {
		t.Errorf("%d insurers, %+v", len(billed), whole)
	}
}

func TestTheNationIsClosedToTheYen(t *testing.T) {
	n := open(t)
	x := run(t, n, nil)
	want := map[string]any{"month": "2026-05", "towns": 60.0, "answered": 60.0, "closed": 60.0, "refused": []any{}}
	if diff := cmp.Diff(any(want), x.Output); diff != "" || x.Status != states.Succeeded {
		t.Errorf("%s %v: %s", x.Status, x.Err, diff)
	}
	owes(t, n)
}

// Started twice, by an operator and a schedule or by a doubtful operator, it
// closes nothing twice.
func TestTheSameAgainChangesNothing(t *testing.T) {
	n := open(t)
	run(t, n, nil)
	runs := heads(t, n)
	if x := run(t, n, nil); x.Status != states.Succeeded {
		t.Errorf("%s %v", x.Status, x.Err)
	}
	if diff := cmp.Diff(runs, heads(t, n)); diff != "" {
		t.Error(diff)
	}
	owes(t, n)
}

// heads are the runs that closed the months, and the ends of their chains.
func heads(t *testing.T, n *nation.Nation) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, town := range n.Towns {
		m, err := n.Month(t.Context(), town)
		if err != nil {
			t.Fatal(err)
		}
		out[town.Code] = m.State + " " + m.Head
	}
	return out
}

// faults fail the invocations of some towns: each so many times.
type faults struct {
	mu    sync.Mutex
	left  map[string]int
	after bool // it was done, and nobody heard
}

var errLambda = &states.Error{Name: "Lambda.ServiceException", Cause: "500"}

func (f *faults) play(town string, invoke func() ([]byte, error)) ([]byte, error) {
	f.mu.Lock()
	n := f.left[town]
	f.left[town]--
	f.mu.Unlock()
	if n <= 0 {
		return invoke()
	}
	if f.after {
		_, err := invoke()
		return nil, errors.Join(err, errLambda)
	}
	return nil, errLambda
}

func TestAPassingFailureOfEveryTownIsTriedAgain(t *testing.T) {
	for _, after := range []bool{false, true} {
		n := open(t)
		f := &faults{left: map[string]int{}, after: after}
		for i, town := range n.Towns {
			f.left[town.Code] = i % 5
		}
		if x := run(t, n, f.play); x.Status != states.Succeeded {
			t.Errorf("done and unheard %t: %s %v", after, x.Status, x.Err)
		}
		owes(t, n)
	}
}

// A town that hands in nothing is refused with its code, and keeps nobody up;
// when it has handed in, the same input closes it and nothing else.
func TestATownThatIsRefusedIsClosedLaterAlone(t *testing.T) {
	late := nation.Make(small)[7]
	n := open(t, late.Code)
	x := run(t, n, nil)
	want := []any{map[string]any{"town": late.Code, "code": "month-empty"}}
	if got := x.Output.(map[string]any)["refused"]; !cmp.Equal(want, got) || x.Status != states.Succeeded {
		t.Errorf("%s: %v", x.Status, got)
	}
	before := heads(t, n)
	handIn(t, n, late)
	run(t, n, nil)
	for code, head := range heads(t, n) {
		if (before[code] == head) == (code == late.Code) {
			t.Errorf("%s was %s and is %s", code, before[code], head)
		}
	}
	owes(t, n)
}

// Three of sixty towns that always fail are tolerated: all others are closed,
// the execution ends as failed, and the same input closes the three.
func TestTownsThatFailKeepNobodyUp(t *testing.T) {
	n := open(t)
	bad := []int{0, 30, 59}
	f := &faults{left: map[string]int{}}
	for _, i := range bad {
		f.left[n.Towns[i].Code] = 1000
	}
	x := run(t, n, f.play)
	if x.Status != states.Failed || x.Err.Name != "towns-left" {
		t.Errorf("%s %v", x.Status, x.Err)
	}
	for i, c := range x.Children("Towns") {
		if failed := c.Status == states.Failed; failed != slices.Contains(bad, i) || failed && c.Entered["Close"] != 6 {
			t.Errorf("%s is %s after %d tries", n.Towns[i].Code, c.Status, c.Entered["Close"])
		}
	}
	if x = run(t, n, nil); x.Status != states.Succeeded {
		t.Errorf("then %s %v", x.Status, x.Err)
	}
	owes(t, n)
}

// When everything fails the run stops after a few towns; redriven, it goes on
// with those that are left.
func TestAFailureOfAllStopsTheRunAndARedriveGoesOn(t *testing.T) {
	n := open(t)
	var mu sync.Mutex
	broken, asked := true, map[string]int{}
	x := run(t, n, func(town string, invoke func() ([]byte, error)) ([]byte, error) {
		mu.Lock()
		defer mu.Unlock()
		asked[town]++
		if broken && len(asked) > 5 { // a bad release, after five towns
			return nil, errLambda
		}
		return invoke()
	})
	if x.Status != states.Failed || x.Err.Name != "States.ExceedToleratedFailureThreshold" {
		t.Fatalf("%s %v", x.Status, x.Err)
	}
	var closed []string
	for i, c := range x.Children("Towns") {
		if c.Status == states.Succeeded {
			closed = append(closed, n.Towns[i].Code)
		}
	}
	broken, asked = false, map[string]int{}
	if err := x.Redrive(t.Context()); err != nil || x.Status != states.Succeeded {
		t.Fatalf("%v %s %v", err, x.Status, x.Err)
	}
	if len(closed) == 0 || len(asked) != small.Towns-len(closed) {
		t.Errorf("%d were closed before, the redrive asked for %d", len(closed), len(asked))
	}
	owes(t, n)
}

// What the state machine does not try again are refusals, by their codes.
func TestWhatIsNotTriedAgainIsARefusal(t *testing.T) {
	m, err := nation.Machine()
	if err != nil {
		t.Fatal(err)
	}
	task := m.States["Towns"].ItemProcessor.States["Close"]
	codes := task.Retry[0].ErrorEquals
	if *task.Retry[0].MaxAttempts != 0 || !slices.Equal(codes, task.Catch[0].ErrorEquals) {
		t.Errorf("not tried again are %v, caught %v", codes, task.Catch[0].ErrorEquals)
	}
	for _, code := range codes {
		if _, ok := plan.Codes[code]; !ok {
			t.Errorf("%s is no refusal", code)
		}
	}
}

// What is handed in comes to the fees as they are published, written out here.
func TestTheSumOfAHandfulIsKnown(t *testing.T) {
	town := nation.Make(nation.Size{Towns: 1, Insurers: 1, PersonMonths: 4})[0]
	town.Grade = 3
	records, sums := town.Records()
	var want int64
	held := 0
	for _, r := range records {
		switch {
		case r.Certification != "":
			held++
		case r.Initial:
			want += 8199 // 442 + 300 units at 11.05 yen
		default:
			want += 4884 // 442 units at 11.05 yen
		}
	}
	if s := sums[town.Insurer]; s.Yen != want || s.Held != held || len(records) != 4 {
		t.Errorf("%+v, want %d yen", sums, want)
	}
}

func TestANationHasItsSizeAndNoPrefecture(t *testing.T) {
	people, codes, insurers := 0, map[string]bool{}, map[number.Insurer]bool{}
	for _, town := range nation.Make(nation.Japan) {
		people += town.People
		codes[town.Code], insurers[town.Insurer] = true, true
		if town.Code < "480000" {
			t.Errorf("%s is in a prefecture", town.Code)
		}
	}
	if got := fmt.Sprint(len(codes), len(insurers), people); got != "1741 1570 1200000" {
		t.Error(got)
	}
}
