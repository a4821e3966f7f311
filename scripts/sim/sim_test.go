package sim

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
)

// clean plays seeds of the product as it is.
func clean(t *testing.T, from uint64, n int) {
	t.Helper()
	err := Many(t.Context(), from, n, "", func(r Result) {
		if len(r.What) > 0 {
			t.Errorf("seed %d: %s\nadd it to testdata/seeds.txt once it is mended", r.Seed, strings.Join(r.What, "; "))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryPromiseIsKeptThroughTwoMonthsOfBadLuck(t *testing.T) {
	n := 20
	if os.Getenv("SASAE_SIM_SEEDS") != "" {
		if _, err := fmt.Sscan(os.Getenv("SASAE_SIM_SEEDS"), &n); err != nil {
			t.Fatal(err)
		}
	}
	clean(t, 0, n)
}

// Seeds that once broke a promise are played for ever.
func TestSeedsThatOnceFailed(t *testing.T) {
	text, err := os.ReadFile("testdata/seeds.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var seed uint64
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			continue
		}
		if _, err := fmt.Sscan(line, &seed); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		clean(t, seed, 1)
	}
}

func TestEachMutantIsFoundWithinTwoThousandSeeds(t *testing.T) {
	for _, m := range Mutants {
		t.Run(m.Name, func(t *testing.T) {
			ctx, found := context.WithCancel(t.Context())
			defer found()
			seeds, what := 0, ""
			_ = Many(ctx, 0, 2000, m.Name, func(r Result) { // ends early, with an error, when it is found
				seeds++
				if len(r.What) > 0 {
					what = r.What[0]
					found()
				}
			})
			if what == "" {
				t.Fatalf("%s: not found in %d seeds", m.Says, seeds)
			}
			t.Logf("found after %d seeds: %s", seeds, what)
		})
	}
}

func TestAnEqualSeedIsAnEqualRun(t *testing.T) {
	for _, mutant := range []string{"", "no-sweep"} {
		var first, second bytes.Buffer
		a, err := Run(Options{Seed: 3, Mutant: mutant, Trace: &first})
		if err != nil {
			t.Fatal(err)
		}
		b, err := Run(Options{Seed: 3, Mutant: mutant, Trace: &second})
		if err != nil {
			t.Fatal(err)
		}
		if a.Trace != b.Trace || a.Events != b.Events || first.String() != second.String() {
			t.Errorf("one seed, two runs: %d events %x, %d events %x", a.Events, a.Trace, b.Events, b.Trace)
		}
	}
}

func TestARunIsFullOfFaultsAndOfWork(t *testing.T) {
	var all bytes.Buffer
	for seed := range uint64(6) {
		if _, err := Run(Options{Seed: seed, Trace: &all}); err != nil {
			t.Fatal(err)
		}
	}
	text := all.String()
	for _, word := range []string{
		"dies before a call", "dies after a call", "lost on the way", "as planned: throttled", "as planned: the outcome is unknown",
		"/advice 200", "/no-advice 200", "/extend 200", "/confirmed-plan 200", "/withdraw 200", "/situation 200", "/run 200", "notice-receipt.v1",
	} {
		if !strings.Contains(text, word) {
			t.Errorf("in six runs nothing says %q", word)
		}
	}
}

func TestAnUnknownMutantIsRefused(t *testing.T) {
	if _, err := Run(Options{Mutant: "none-of-them"}); err == nil || !strings.Contains(err.Error(), "short-lease") {
		t.Errorf("%v", err)
	}
}
