package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// diff runs scripts/diff on templates that were kept: what it says, and how it
// ends. It needs the CDK's command line, as scripts/test installs it.
func diff(t *testing.T, kept map[string]template) (string, int) {
	t.Helper()
	if _, err := os.Stat("../scripts/tools/node_modules/.bin/cdk"); err != nil {
		if os.Getenv("SASAE_STANDINS") == "must" {
			t.Fatal(err)
		}
		t.Skip("the CDK's command line is not installed (scripts/test installs it)")
	}
	dir := t.TempDir()
	for name, k := range kept {
		if err := os.WriteFile(filepath.Join(dir, name+".template.json"), k.raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("../scripts/diff", dir)
	cmd.Env = append(os.Environ(), "CDK_OUT="+madeIn)
	said, err := cmd.CombinedOutput()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	return string(said), cmd.ProcessState.ExitCode()
}

// changed is a template with one resource changed, or with one more.
func changed(t *testing.T, stack string, change func(resources map[string]map[string]any)) map[string]template {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(templates[stack].raw, &all); err != nil {
		t.Fatal(err)
	}
	resources := map[string]map[string]any{}
	for id, r := range all["Resources"].(map[string]any) {
		resources[id] = r.(map[string]any)
	}
	change(resources)
	all["Resources"] = resources
	raw, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]template{stack: {raw: raw}}
}

func TestADeploymentThatChangesNothingSaysSo(t *testing.T) {
	said, code := diff(t, templates)
	if code != 0 || strings.Count(said, "There were no differences") != len(templates) || strings.Contains(said, "!!") {
		t.Errorf("exit %d:\n%s", code, said)
	}
}

// What keeps something is called out when it would be replaced or removed; what
// is changed in place is shown, and nothing more.
func TestADeploymentThatWouldLoseSomethingIsCalledOut(t *testing.T) {
	for name, c := range map[string]struct {
		stack  string
		change func(map[string]map[string]any)
		says   string
		code   int
	}{
		"the table gets another name": {"data", func(all map[string]map[string]any) {
			all["Table"]["Properties"].(map[string]any)["TableName"] = "sasae-other"
		}, "!! [~] AWS::DynamoDB::Table Table Table replace", 1},
		"a bucket is no longer there": {"data", func(all map[string]map[string]any) {
			all["Old"] = map[string]any{"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain"}
		}, "!! [-] AWS::S3::Bucket Old orphan", 1},
		"a key is no longer there": {"data", func(all map[string]map[string]any) {
			all["Old"] = map[string]any{"Type": "AWS::KMS::Key", "Properties": map[string]any{}}
		}, "!! [-] AWS::KMS::Key Old destroy", 1},
		"logs are kept longer": {"steps", func(all map[string]map[string]any) {
			all["NationLog"]["Properties"].(map[string]any)["RetentionInDays"] = 30
		}, "[~] AWS::Logs::LogGroup NationLog", 0},
		"a rule is no longer there": {"steps", func(all map[string]map[string]any) {
			all["Old"] = map[string]any{"Type": "AWS::Events::Rule", "Properties": map[string]any{}}
		}, "[-] AWS::Events::Rule Old destroy", 0},
	} {
		said, code := diff(t, changed(t, c.stack, c.change))
		if code != c.code || !strings.Contains(said, c.says) || strings.Contains(said, "!!") != (c.code != 0) {
			t.Errorf("%s: exit %d:\n%s", name, code, said)
		}
	}
}

func TestAStackThatIsNoLongerMadeIsCalledOut(t *testing.T) {
	said, code := diff(t, map[string]template{"data": templates["data"], "archive": {raw: []byte(`{"Resources":{}}`)}})
	if code != 1 || !strings.Contains(said, "!! the stack archive is no longer made") {
		t.Errorf("exit %d:\n%s", code, said)
	}
}

func TestTheDiffKnowsWhatKeepsSomething(t *testing.T) {
	script, err := os.ReadFile("../scripts/diff")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, k := range kept {
		want = append(want, strings.TrimPrefix(k, "AWS::"))
	}
	if list := "stateful='" + strings.Join(want, "|") + "'\n"; !strings.Contains(string(script), list) {
		t.Errorf("scripts/diff has not the list of kept_test.go: %s", list)
	}
}
