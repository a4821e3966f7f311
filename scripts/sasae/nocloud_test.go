package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What a newcomer builds first (scripts/run) links no client of AWS, and says
// so when it is asked for a stage.
func TestTheProgramOfOneMachineLinksNoClientOfAWS(t *testing.T) {
	deps, err := exec.Command("go", "list", "-tags", "nocloud", "-deps", ".").Output()
	if err != nil || !strings.Contains(string(deps), "sasae/shared/app/local") || strings.Contains(string(deps), "aws-sdk-go-v2") {
		t.Errorf("%v: it links %v", err, strings.Count(string(deps), "aws-sdk-go-v2"))
	}
	program := filepath.Join(t.TempDir(), "sasae")
	if out, err := exec.Command("go", "build", "-tags", "nocloud", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, args := range [][]string{{"letters", "--stage", "prod"}, {"audit", "verify", "--stage", "prod"}} {
		cmd := exec.Command(program, args...)
		out, _ := cmd.CombinedOutput() // its exit code is looked at
		if cmd.ProcessState.ExitCode() != exitUsage || !strings.Contains(string(out), "go build -o bin/sasae ./scripts/sasae") {
			t.Errorf("%v: exit %d: %s", args, cmd.ProcessState.ExitCode(), out)
		}
	}
}
