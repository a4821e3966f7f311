package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A run that cannot go well says why, and leaves no template behind.
func TestARunThatCannotGoWellMakesNoTemplate(t *testing.T) {
	settings, err := os.ReadFile("../cdk.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ file, commandLine, says string }{
		"no such stage":           {string(settings), `{"stage":"prod"}`, "prod"},
		"a setting is malformed":  {strings.Replace(string(settings), "432997", "4329", 1), "", "towns: "},
		"cdk.json is no JSON":     {"{", "", "cdk.json"},
		"a function is not built": {string(settings), "", "scripts/build"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := os.WriteFile("cdk.json", []byte(c.file), 0o600); err != nil {
				t.Fatal(err)
			}
			out := filepath.Join(t.TempDir(), "out")
			t.Setenv("CDK_OUTDIR", out)
			t.Setenv("CDK_CONTEXT_JSON", c.commandLine)
			if err := run(); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("it says %v", err)
			}
			if _, err := os.Stat(out); !os.IsNotExist(err) {
				t.Errorf("something is in %s: %v", out, err)
			}
		})
	}
}
