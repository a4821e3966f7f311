package plan

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// source is all Go code of the module but tests, and but the list of codes.
func source(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "dist") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "plan/refusal.go") {
			return nil
		}
		b, err := os.ReadFile(path)
		all.Write(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func TestEveryCodeIsUsed(t *testing.T) {
	code := source(t)
	unused := []string{}
	for c := range Codes {
		if !strings.Contains(code, `"`+c+`"`) {
			unused = append(unused, c)
		}
	}
	sort.Strings(unused)
	if diff := cmp.Diff([]string{}, unused); diff != "" {
		t.Errorf("codes that nothing in the module says:\n%s", diff)
	}
}

var (
	saying = regexp.MustCompile(`(?:Refuse|because)\(\s*"([a-z0-9-]+)"`)
	inPlan = regexp.MustCompile(`Refuse\("([a-z0-9-]+)"`)
)

func TestEveryCodeThatIsSaidIsExplained(t *testing.T) {
	for _, m := range saying.FindAllStringSubmatch(source(t), -1) {
		if _, ok := Codes[m[1]]; !ok {
			t.Errorf("%s is not in Codes", m[1])
		}
	}
}

// The acts of this package: each code they say is provoked in the table.
func TestEveryRefusalOfAnActIsInTheTable(t *testing.T) {
	tested := map[string]bool{}
	for _, x := range refusals {
		tested[x.code] = true
	}
	for _, file := range []string{"arrival.go", "binding.go", "centre.go", "clock.go", "declare.go", "duty.go", "erase.go", "fact.go", "filed.go", "office.go", "situation.go", "statement.go", "tracked.go"} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range inPlan.FindAllStringSubmatch(string(b), -1) {
			if !tested[m[1]] {
				t.Errorf("no act in the table is refused with %s", m[1])
			}
		}
	}
}

func TestEveryCodeSaysWhatToDoAndItsSource(t *testing.T) {
	for c, def := range Codes {
		if def.Source == "" || def.Detail == "" {
			t.Errorf("%s has no detail or source", c)
		}
		if !strings.HasSuffix(def.Detail, "。") && !strings.Contains(def.Detail, "%s") {
			t.Errorf("%s is no sentence: %s", c, def.Detail)
		}
	}
}
