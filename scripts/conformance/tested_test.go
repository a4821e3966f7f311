package main

import (
	"os"
	"strings"
	"testing"
)

// module is an invented program with a rule and its test.
func module(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	t.Setenv("GOFLAGS", "-mod=mod")
	for name, text := range map[string]string{
		"go.mod":          "module example.test/invented\n\ngo 1.26\n",
		"age/age.go":      "package age\n\nfunc Old(n int) bool {\n\tif n < 0 {\n\t\treturn false\n\t}\n\treturn n >= 65\n}\n",
		"age/age_test.go": "package age\n\nimport \"testing\"\n\nfunc TestOld(t *testing.T) {\n\tif Old(64) || !Old(65) {\n\t\tt.Error()\n\t}\n}\n\nfunc TestYoung(t *testing.T) { t.Error() }\n",
	} {
		if err := os.MkdirAll("age", 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestATestCarriesWhatItsGuardHolds(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds")
	}
	module(t)
	good := carrier{Test: "age TestOld", File: "age/age.go", Cut: "n >= 65", Put: "n >= 64"}
	for name, c := range map[string]struct {
		change func(*carrier)
		want   string
	}{
		"a guard":                             {func(*carrier) {}, ""},
		"a guard that the test does not feel": {func(c *carrier) { c.Cut, c.Put = "n < 0", "n < -1" }, "passes without the guard too"},
		"a guard that does not build":         {func(c *carrier) { c.Put = "n >=" }, "does not build"},
		"a guard that stands nowhere":         {func(c *carrier) { c.Cut = "n >= 66" }, "stands 0 times"},
		"a guard that stands twice":           {func(c *carrier) { c.Cut = "return" }, "stands 2 times"},
		"no guard":                            {func(c *carrier) { c.Cut = "" }, "want a package"},
		"a file that is not there":            {func(c *carrier) { c.File = "age/other.go" }, "read the guard"},
		"a test that is not there":            {func(c *carrier) { c.Test = "age TestOther" }, "no test TestOther"},
		"a test that fails anyway":            {func(c *carrier) { c.Test = "age TestYoung" }, "fails as it is"},
	} {
		t.Run(name, func(t *testing.T) {
			it := good
			c.change(&it)
			if err := it.fails(); c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	if b, err := os.ReadFile("age/age.go"); err != nil || !strings.Contains(string(b), "n >= 65") {
		t.Errorf("the program itself was changed: %s %v", b, err)
	}
}

func TestGuardsThatDoNotHoldAreNamedWithTheirRequirements(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds")
	}
	module(t)
	err := tryGuards(map[carrier][]string{
		{Test: "age TestOld", File: "age/age.go", Cut: "n >= 65", Put: "true"}: {"KUM-01"},
		{Test: "age TestOld", File: "age/age.go", Cut: "n < 0", Put: "n < -1"}: {"KUM-03", "KUM-02"},
	})
	if err == nil || !strings.Contains(err.Error(), "[KUM-02 KUM-03]") || strings.Contains(err.Error(), "KUM-01") {
		t.Error(err)
	}
}
