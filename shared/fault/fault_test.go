package fault

import (
	"errors"
	"slices"
	"testing"
)

var errNotDone, errUnknown = errors.New("not done"), errors.New("unknown")

func TestEachOutcomeHappensOrNotAndSaysSo(t *testing.T) {
	for _, c := range []struct {
		name string
		o    Outcome
		done bool
		want error
	}{
		{"a fine call happens and is heard", Fine, true, nil},
		{"a call not done says that nothing happened", NotDone, false, errNotDone},
		{"a call done unheard happens and is unknown", DoneUnheard, true, errUnknown},
		{"a call not done unheard does not happen and is unknown", NotDoneUnheard, false, errUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			calls, done := New(On(2, c.o)), false
			if _, err := Value(calls, errNotDone, errUnknown, func() (int, error) { return 7, nil }); err != nil {
				t.Fatalf("the first call fails: %v", err)
			}
			v, err := Value(calls, errNotDone, errUnknown, func() (int, error) { done = true; return 7, nil })
			if done != c.done || !errors.Is(err, c.want) || (v == 7) != (c.want == nil) {
				t.Errorf("done %v, %v, value %d", done, err, v)
			}
			if calls.Count() != 2 {
				t.Errorf("%d calls counted, want 2", calls.Count())
			}
		})
	}
}

func TestEqualSeedsMakeEqualPlans(t *testing.T) {
	trace := func(seed uint64) (os []Outcome) {
		p := Seeded(seed, 30)
		for n := range 200 {
			os = append(os, p(n))
		}
		return os
	}
	if !slices.Equal(trace(1), trace(1)) {
		t.Error("the same seed made two plans")
	}
	if slices.Equal(trace(1), trace(2)) {
		t.Error("two seeds made the same plan")
	}
	for _, o := range []Outcome{Fine, NotDone, DoneUnheard, NotDoneUnheard} {
		if !slices.Contains(trace(1), o) {
			t.Errorf("outcome %d never comes", o)
		}
	}
}
