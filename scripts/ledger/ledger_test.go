package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/scripts/endtoend"
	"github.com/sasae-care/sasae/shared/standin"
)

func priced(t *testing.T) prices {
	t.Helper()
	p, err := readPrices(pricesFile)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func kept(t *testing.T) measured {
	t.Helper()
	m, err := readMeasured("measured.json")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestThePageIsWhatTemplatesMeasurementAndPricesSay(t *testing.T) {
	root, err := standin.Root()
	if err != nil {
		t.Fatal(err)
	}
	want, err := pageOf(root, priced(t), kept(t))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, "docs", "cloud.md"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("docs/cloud.md is another (-should be +is); go run ./scripts/ledger --page:\n%.3000s", diff)
	}
}

func TestWhatHasNoPriceIsAnErrorThatNamesIt(t *testing.T) {
	p := priced(t)
	_, err := p.ledger(endtoend.Counts{"write": 3, "s3 RestoreObject": 2}, 1)
	if err == nil || !strings.Contains(err.Error(), "s3 RestoreObject has no price") || strings.Contains(err.Error(), "write") {
		t.Errorf("it says %v", err)
	}
	lines, err := p.ledger(endtoend.Counts{"write": 3, "ms": 5, "invocations of upload": 1}, 1)
	if want := 3 * 0.000000715 * p.Yen.PerDollar; err != nil || math.Abs(sum(lines, true)-want) > 1e-9 {
		t.Errorf("three units are %v yen, %v", sum(lines, true), err)
	}
}

func TestAPriceFileThatSaysTooLittleOrTooMuchIsRefused(t *testing.T) {
	for what, x := range map[string][2]string{
		"no source":     {`from: tokyo`, `from: ""`},
		"no day":        {`seen: 2026-09-23`, `seen: ""`},
		"a price twice": {`id: read`, `id: write`},
		"a field":       {`id: write`, `tier: 1, id: write`},
		"no rate":       {`perDollar: 154.10`, `perDollar: 0`},
	} {
		if _, err := readPrices(bytes.Replace(pricesFile, []byte(x[0]), []byte(x[1]), 1)); err == nil {
			t.Errorf("%s: it is taken", what)
		}
	}
}

func TestWhatStandsApartIsNotInTheGoal(t *testing.T) {
	p := priced(t)
	lines, err := p.ledger(endtoend.Counts{"write": 1, "mail": 1, "scan": 1, "sms": 1}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if without, with := sum(lines, false), sum(lines, true); math.Abs(without-0.000000715*p.Yen.PerDollar) > 1e-9 || with <= without {
		t.Errorf("%v yen without, %v with", without, with)
	}
}

// The counts vary a little from run to run: how many announcements come in one
// batch of the stream is a matter of moments. Time is not compared.
func TestAMonthCostsWhatWasMeasured(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a month on built binaries")
	}
	want := kept(t)
	got, err := measure(t.Context())
	standin.Need(t, err)
	if got.Plans != want.Plans || got.Hours != want.Hours || got.Claims != want.Claims || got.Metrics != want.Metrics {
		t.Errorf("%d plans, %d hours, %d claims, %d metrics", got.Plans, got.Hours, got.Claims, got.Metrics)
	}
	if err := tell(os.Stderr, priced(t), got); err != nil {
		t.Error(err)
	}
	for phase, counts := range want.Phases {
		for what, n := range counts {
			if what == "ms" || what == "compute" {
				continue
			}
			if is := got.Phases[phase][what]; is > n*1.1+2 || is < n*0.9-2 {
				t.Errorf("%s, %s: %g, measured were %g; look at it, then go run ./scripts/ledger --write", phase, what, is, n)
			}
		}
		for what, is := range got.Phases[phase] {
			if _, was := counts[what]; !was && is > 0 {
				t.Errorf("%s, %s: %g, measured were none", phase, what, is)
			}
		}
	}
}
