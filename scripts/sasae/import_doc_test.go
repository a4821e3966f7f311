package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/shared/town"
)

var (
	kindHead  = regexp.MustCompile("(?m)^## [1-9]\\. `([a-z-]+)`")
	columnRow = regexp.MustCompile("(?m)^\\| `([a-zA-Z]+)` \\|")
	example   = regexp.MustCompile("(?s)```csv\n(.*?)```")
)

// docs/import.md names the kinds in the order of import, the columns of each,
// and an example that can be taken just as it stands.
func TestTheGuideToImportSaysWhatImportTakes(t *testing.T) {
	text, err := os.ReadFile("../../docs/import.md")
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	var book town.Book
	heads := kindHead.FindAllStringSubmatchIndex(string(text), -1)
	for i, at := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		kind, part := string(text[at[2]:at[3]]), string(text[at[0]:end])
		kinds = append(kinds, kind)
		var columns []string
		for _, m := range columnRow.FindAllStringSubmatch(part, -1) {
			columns = append(columns, m[1])
		}
		if diff := cmp.Diff(town.Columns(kind), columns); diff != "" {
			t.Errorf("the columns of %s (-taken +named):\n%s", kind, diff)
		}
		m := example.FindStringSubmatch(part)
		if m == nil {
			t.Errorf("%s has no example", kind)
			continue
		}
		rows, bad := town.Read(kind, strings.NewReader(m[1]))
		if len(bad) == 0 {
			book, _, bad = book.Merge(kind, rows)
		}
		if len(bad) > 0 {
			t.Errorf("the example of %s: %v", kind, bad)
		}
	}
	if diff := cmp.Diff(town.Kinds(), kinds); diff != "" {
		t.Errorf("the kinds (-taken +named):\n%s", diff)
	}
}
