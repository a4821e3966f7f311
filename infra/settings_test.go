package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// with is the context of cdk.json with one setting of its stage changed; nil
// takes it out.
func with(t *testing.T, name string, value any) map[string]any {
	t.Helper()
	context, _, err := sample()
	if err != nil {
		t.Fatal(err)
	}
	stage := maps.Clone(context["stages"].(map[string]any)["sample"].(map[string]any))
	stage[name] = value
	if value == nil {
		delete(stage, name)
	}
	context["stages"] = map[string]any{"sample": stage}
	return context
}

func TestASettingThatIsMissingOrMalformedIsNamed(t *testing.T) {
	for name, values := range map[string][]any{
		"domain":      {nil, "", "https://care.example.jp", "care", "care.example.jp/"},
		"documents":   {nil, "care.sasae.example"},
		"certificate": {nil, "arn:aws:acm:ap-northeast-1:111122223333:certificate/00000000-0000-4000-8000-000000000000"},
		"wall":        {"on"},
		"towns":       {nil, []string{}, []string{"43100"}, []string{"431001", "431001"}, []string{"431001", "x"}},
		"mail":        {nil, "sasae@town.example.jp"},
		"sms":         {"sasae"},
		"operators":   {nil, "operators", "係 <operators@sasae.example>"},
		"anchorDays":  {nil, 0, -1, 4000},
		"logDays":     {nil, 100},
		"budget":      {nil, 0},
		"sealVersion": {"2", "latest"},
		"edgeVersion": {"AWSCURRENT"},
	} {
		for _, v := range values {
			if _, err := ReadSettings(with(t, name, v)); err == nil || !strings.Contains(err.Error(), "\n  "+name+": ") {
				t.Errorf("%s = %v: %v", name, v, err)
			}
		}
	}
}

func TestAllThatIsWrongIsSaidAtOnce(t *testing.T) {
	_, err := ReadSettings(map[string]any{"stage": "prod", "stages": map[string]any{"prod": map[string]any{}}})
	if err == nil || strings.Count(err.Error(), "\n") != 9 {
		t.Errorf("an empty stage: %v", err)
	}
}

func TestAStageThatIsNotThereAndASettingThatNobodyKnowsAreRefused(t *testing.T) {
	for _, context := range []map[string]any{{}, {"stage": "prod"}, {"stage": "Prod", "stages": map[string]any{"Prod": map[string]any{}}}, with(t, "region", "us-east-1"), with(t, "budget", "300")} {
		if s, err := ReadSettings(context); err == nil || s.Stage != "" {
			t.Errorf("%v is taken", context)
		}
	}
}

func TestTheCommandLineChoosesTheStage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cdk.json")
	if err := os.WriteFile(file, []byte(`{"context":{"stage":"sample","kept":1}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := readContext(file, `{"stage":"prod"}`)
	if err != nil || got["stage"] != "prod" || got["kept"] != 1.0 {
		t.Errorf("%v %v", got, err)
	}
	for _, bad := range []string{file + "x", file} {
		if _, err := readContext(bad, "{"); err == nil {
			t.Error("what cannot be read is taken")
		}
	}
}

// The example of docs/deploy.md is one that is taken.
func TestTheSettingsOfTheDocumentAreRead(t *testing.T) {
	doc, err := os.ReadFile("../docs/deploy.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(doc), "```json\n")
	example, _, _ := strings.Cut(rest, "```")
	var stages map[string]any
	if err := json.Unmarshal([]byte("{"+example+"}"), &stages); err != nil || len(stages) != 1 {
		t.Fatalf("the example is %s: %v", example, err)
	}
	for stage := range stages {
		if _, err := ReadSettings(map[string]any{"stage": stage, "stages": stages}); err != nil {
			t.Error(err)
		}
	}
}
