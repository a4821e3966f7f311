package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

const runbooks = "../../docs/runbooks"

// ends says how a command of a runbook ends where that is not 0.
var ends = regexp.MustCompile(`^(.*?)\s+# 終了コード (\d)$`)

// script is a runbook as a test script. What stands in ```sh is typed just as it
// stands; <!-- test … --> prepares the stand-ins and looks at what came of it.
// ```sh account wants an account, and ```sh infra is run by infra/diff_test.go.
func script(text string) (string, int, error) {
	var out strings.Builder
	typed, in := 0, ""
	for i, line := range strings.Split(text, "\n") {
		switch {
		case in == "" && (strings.HasPrefix(line, "```") || line == "<!-- test"):
			in = strings.TrimPrefix(line, "```")
		case in != "" && (line == "```" || line == "-->"):
			in = ""
		case in == "<!-- test":
			out.WriteString(line + "\n")
		case in == "sh" && line != "" && line[0] != '#':
			if !strings.HasPrefix(line, "sasae ") {
				return "", 0, fmt.Errorf("line %d: %q is no command of ours", i+1, line)
			}
			typed++
			if m := ends.FindStringSubmatch(line); m != nil {
				line = "code " + m[2] + " " + m[1]
			} else {
				line = "exec " + line
			}
			out.WriteString(line + "\n")
		case in == "sh infra" && !strings.HasPrefix(line, "scripts/diff ") && !strings.HasPrefix(line, "scripts/build"):
			return "", 0, fmt.Errorf("line %d: infra does not run %q", i+1, line)
		case in == "sh account" && !strings.HasPrefix(line, "aws ") && !strings.HasPrefix(line, "npx ") && !strings.HasPrefix(line, "  ") && !strings.HasPrefix(line, "git ") && !strings.HasPrefix(line, "cp "):
			return "", 0, fmt.Errorf("line %d: what %q does could be tried here", i+1, line)
		}
	}
	return out.String(), typed, nil
}

// TestRunbooks runs what the runbooks tell an operator to type, on stand-ins for
// a stage and on folders.
func TestRunbooks(t *testing.T) {
	files, err := filepath.Glob(runbooks + "/*.md")
	if err != nil || len(files) < 12 {
		t.Fatalf("%d runbooks: %v", len(files), err)
	}
	index, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		made, typed, err := script(string(text))
		name := filepath.Base(f)
		if err != nil || typed == 0 {
			t.Errorf("%s: %d commands are run: %v", name, typed, err)
			continue
		}
		if !strings.Contains(string(index), "(runbooks/"+name+")") {
			t.Errorf("docs/operations.md does not name %s", name)
		}
		if err := os.WriteFile(filepath.Join(dir, strings.TrimSuffix(name, ".md")+".txtar"), []byte(made), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	testscript.Run(t, testscript.Params{Dir: dir, RequireExplicitExec: true, RequireUniqueNames: true, Cmds: own{t}.commands(), Condition: condition, Setup: setup})
}

func TestARunbookIsTypedAsItStands(t *testing.T) {
	text := "# x\n\n<!-- test\ndeploy prod\n-->\n\n```sh\n# look first\nsasae overdue --stage prod\nsasae letters --stage prod   # 終了コード 1\n```\n\n```sh account\naws sts get-caller-identity\n```\n"
	got, typed, err := script(text)
	want := "deploy prod\nexec sasae overdue --stage prod\ncode 1 sasae letters --stage prod\n"
	if got != want || typed != 2 || err != nil {
		t.Errorf("%q, %d, %v", got, typed, err)
	}
	for _, bad := range []string{"```sh\naws s3 ls\n```", "```sh account\nsasae overdue --stage prod\n```", "```sh infra\nrm -rf dist\n```"} {
		if _, _, err := script(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
