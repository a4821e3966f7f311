package main

import (
	_ "embed"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/shared/content"
)

// ids of the catalogue with their class, of sections 3, 4, 5 and 7 those that
// software can enforce or track.
//
//go:embed testdata/ids.txt
var ids string

func listedHere(t *testing.T) []paper {
	t.Helper()
	all, err := read()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestEveryRequirementOfTheCatalogueIsListed(t *testing.T) {
	var have []string
	for _, r := range rowsOf(listedHere(t)) {
		have = append(have, r.ID+" "+r.Class)
	}
	if diff := cmp.Diff(strings.Split(strings.TrimSpace(ids), "\n"), have); diff != "" {
		t.Errorf("the catalogue and the files of requirements (-catalogue +files):\n%s", diff)
	}
}

// A row of the catalogue and the letters of its class; 〃 is the class of the row before.
var (
	row   = regexp.MustCompile(`(?m)^\| ((?:KUM|TOS|MHLW|KAW)-[^| ]+) \|.*$`)
	class = regexp.MustCompile(`\b([ET])\b`)
)

func TestTheListIsThatOfTheCatalogueWhereItIsAtHand(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "domain", "requirements.md"))
	if err != nil {
		t.Skip("the catalogue is not here")
	}
	if diff := cmp.Diff(strings.Split(strings.TrimSpace(ids), "\n"), catalogued(string(b))); diff != "" {
		t.Errorf("the catalogue (-list +catalogue):\n%s", diff)
	}
}

func catalogued(text string) (out []string) {
	last := ""
	for _, m := range row.FindAllStringSubmatch(text, -1) {
		cells := strings.Split(m[0], "|")
		at := 4
		if strings.HasPrefix(m[1], "KAW-F-") {
			at = 3
		}
		if cell := strings.TrimSpace(cells[at]); cell != "〃" {
			last = ""
			for _, c := range []string{"E", "T"} {
				if slices.ContainsFunc(class.FindAllStringSubmatch(cell, -1), func(m []string) bool { return m[1] == c }) {
					last += c
				}
			}
		}
		if last != "" {
			out = append(out, m[1]+" "+last)
		}
	}
	return out
}

func TestEveryCarrierHoldsAndThePageIsUpToDate(t *testing.T) {
	all := listedHere(t)
	t.Chdir(filepath.Join("..", ".."))
	if err := verify(all, false); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join("docs", "conformance.md"))
	if diff := cmp.Diff(string(b), page(all)); err != nil || diff != "" {
		t.Errorf("go run ./scripts/conformance > docs/conformance.md: %v\n%s", err, diff)
	}
}

func TestNineInTenOfWhatCountsIsCarried(t *testing.T) {
	if n := count(rowsOf(listedHere(t)), counting...); 10*n[carried] < 9*n.all() {
		t.Errorf("%d of %d", n[carried], n.all())
	}
}

// What content says it carries stands on the page, by one of its codes.
func TestWhatContentCarriesIsCarriedByItsChecks(t *testing.T) {
	by := map[string][]string{}
	for _, r := range rowsOf(listedHere(t)) {
		by[r.ID] = []string{}
		for _, c := range r.By {
			by[r.ID] = append(by[r.ID], c.Check)
		}
	}
	sources := map[string][]string{}
	for code, c := range content.Codes {
		for _, id := range c.Source {
			sources[id] = append(sources[id], code)
		}
	}
	for id, codes := range sources {
		if checks, ok := by[id]; ok && !slices.ContainsFunc(codes, func(c string) bool { return slices.Contains(checks, c) }) {
			t.Errorf("%s: none of %v", id, codes)
		}
	}
}

// What content says that others carry, others carry.
func TestWhatContentLeavesToOthersIsTheirs(t *testing.T) {
	state := map[string]string{}
	for _, r := range rowsOf(listedHere(t)) {
		state[r.ID] = r.state()
	}
	for _, x := range content.NotHere() {
		if got := state[x.ID]; (got == next) != (x.By == "") {
			t.Errorf("%s: content names %q for it, the page says %q", x.ID, x.By, got)
		}
	}
}
