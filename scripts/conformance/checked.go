package main

import (
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strings"

	"github.com/sasae-care/sasae/shared/content"
)

// tells is the test of content that takes each check out of the table and looks
// whether its examples come out otherwise; it has a subtest for each code.
const tells = "TestEveryCheckIsNeeded"

var passed = regexp.MustCompile(`(?m)^ *--- PASS: ` + tells + `/([a-z0-9-]+)`)

// hear runs it, and lists the codes that are missed when their check is gone.
func hear() (map[string]bool, error) {
	out, err := exec.Command("go", "test", "-v", "-run", "^"+tells+"$", "./shared/content").CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("run %s of shared/content: %w: %s", tells, err, out)
	}
	heard := map[string]bool{}
	for _, m := range passed.FindAllStringSubmatch(string(out), -1) {
		heard[m[1]] = true
	}
	return heard, nil
}

// checked tells whether the code is missed without its check. One that software
// can enforce must be a source of the code; content names no others.
func (r requirement) checked(code string, heard map[string]bool) error {
	c, ok := content.Codes[code]
	switch {
	case !ok:
		return fmt.Errorf("content has no code %s", code)
	case !heard[code]:
		return fmt.Errorf("no example of content misses %s", code)
	case strings.Contains(r.Class, "E") && !slices.Contains(c.Source, r.ID):
		return fmt.Errorf("the sources of %s are %v", code, c.Source)
	}
	return nil
}
