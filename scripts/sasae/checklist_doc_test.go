package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/sasae-care/sasae/shared/checklist"
)

// docs/checklist.md has an example that can be taken as it stands, and the
// criteria and groups as they are counted.
func TestTheGuideToTheChecklistSaysHowItIsCounted(t *testing.T) {
	b, err := os.ReadFile("../../docs/checklist.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	m := regexp.MustCompile("(?s)```json\n(.*?)```").FindStringSubmatch(text)
	if m == nil {
		t.Fatal("there is no example")
	}
	sheet, err := checklist.Read([]byte(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	if r := checklist.Score(sheet); !r.Target || len(r.Missing) != 1 {
		t.Errorf("the example is no target with one item missing: %+v", r)
	}
	var rows strings.Builder
	for _, c := range checklist.Criteria {
		fmt.Fprintf(&rows, "| %s | %s | %s |\n", c.Code, c.Name, c.Rule())
	}
	if !strings.Contains(text, rows.String()) {
		t.Errorf("the guide does not have these criteria:\n%s", &rows)
	}
	for _, g := range checklist.Groups {
		if want := fmt.Sprintf("`%s` %d～%d", g.Key, g.First, g.Last); !strings.Contains(text, want) {
			t.Errorf("the guide does not have the group %s", want)
		}
	}
}
