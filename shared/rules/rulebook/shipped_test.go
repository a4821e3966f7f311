package rulebook

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the compiled rules anew")

func TestTheCompiledRulesAreThoseOfTheFiles(t *testing.T) {
	sets, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	dir, want := "../compiled", Compile(sets)
	if *update {
		old, _ := filepath.Glob(dir + "/*.json")
		for _, f := range old {
			if err := os.Remove(f); err != nil {
				t.Fatal(err)
			}
		}
		for name, b := range want {
			if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != len(want) {
		t.Errorf("%d files, want %d: %v", len(files), len(want), err)
	}
	for name, b := range want {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
			continue
		}
		if diff := cmp.Diff(string(b), string(got)); diff != "" {
			t.Errorf("%s (-want +got), run with -update:\n%s", name, diff)
		}
	}
}
