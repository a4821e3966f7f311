package main

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

func page(t *testing.T) string {
	t.Helper()
	p, err := write(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	return string(p)
}

func TestThePageIsThatOfTheCode(t *testing.T) {
	there, err := os.ReadFile("../../docs/reasons.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := page(t); string(there) != want {
		t.Error("docs/reasons.md is out of date: go run ./scripts/reasons > docs/reasons.md")
	}
}

func TestEveryCodeSaysWhatItMeansAndWhatToDo(t *testing.T) {
	all, err := groups(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range all {
		seen := map[string]bool{}
		for _, r := range g.rows {
			if seen[r.code] {
				t.Errorf("%s stands twice under %s", r.code, g.title)
			}
			seen[r.code] = true
			if r.says == "" || r.do == "" || r.source == "" || strings.HasSuffix(r.where, " ") || strings.Contains(r.says+r.do, "%") {
				t.Errorf("%s: %q is not complete: %+v", g.title, r.code, r)
			}
		}
	}
}

var written = regexp.MustCompile(`\bCode:\s*"([a-z0-9-]+)"|\bRefuse\("([a-z0-9-]+)"`)

// A code that is written somewhere without a table is not explained to anybody.
func TestEveryCodeInTheSourceIsOnThePage(t *testing.T) {
	p, root := page(t), os.DirFS("../..")
	for _, dir := range []string{"shared", "functions"} {
		err := fs.WalkDir(root, dir, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return err
			}
			text, err := fs.ReadFile(root, name)
			for _, m := range written.FindAllStringSubmatch(string(text), -1) {
				if code := m[1] + m[2]; !strings.Contains(p, "| `"+code+"` |") {
					t.Errorf("%s: the code %q is not on the page", name, code)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
