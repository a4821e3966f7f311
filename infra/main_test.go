package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden templates anew")

// template is what a stack became.
type template struct {
	Resources map[string]resource
	Outputs   map[string]struct{ Export struct{ Name any } }
	raw       []byte
}

type resource struct {
	Type                                string
	Properties                          map[string]any
	DeletionPolicy, UpdateReplacePolicy string
	Metadata                            map[string]any
	id                                  string
}

// templates are those of the sample stage, with code that never changes, made
// once, in a folder.
var (
	templates map[string]template
	madeIn    string
)

func TestMain(m *testing.M) {
	flag.Parse()
	_ = os.Setenv("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")
	dir, err := os.MkdirTemp("", "infra")
	madeIn = filepath.Join(dir, "out")
	if err == nil {
		templates, err = synthesize(dir, func(*Settings) {})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// sample is the stage of cdk.json and its context.
func sample() (map[string]any, Settings, error) {
	context, err := readContext("../cdk.json", "")
	if err != nil {
		return nil, Settings{}, err
	}
	s, err := ReadSettings(context)
	return context, s, err
}

// synthesize makes the templates of the sample stage, with changed settings.
func synthesize(dir string, change func(*Settings)) (map[string]template, error) {
	context, s, err := sample()
	if err != nil {
		return nil, err
	}
	change(&s)
	out, code := filepath.Join(dir, "out"), filepath.Join(dir, "code")
	if err := os.Mkdir(code, 0o755); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(code, "bootstrap"), []byte("stands for a function\n"), 0o755); err != nil {
		return nil, err
	}
	if err := Synth(Stacks(context, out, s, func(string) string { return code })); err != nil {
		return nil, err
	}
	return read(out)
}

func read(out string) (map[string]template, error) {
	files, err := filepath.Glob(filepath.Join(out, "*.template.json"))
	if err != nil {
		return nil, err
	}
	all := map[string]template{}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		t := template{raw: raw}
		if err := json.Unmarshal(raw, &t); err != nil {
			return nil, err
		}
		for id, r := range t.Resources {
			r.id = id
			t.Resources[id] = r
		}
		all[strings.TrimSuffix(filepath.Base(f), ".template.json")] = t
	}
	return all, nil
}

// of are the resources of these types, in all stacks, by their ids.
func of(types ...string) (all []resource) {
	for _, stack := range slices.Sorted(maps.Keys(templates)) {
		t := templates[stack]
		for _, id := range slices.Sorted(maps.Keys(t.Resources)) {
			if r := t.Resources[id]; len(types) == 0 || slices.Contains(types, r.Type) {
				all = append(all, r)
			}
		}
	}
	return all
}

// get is a property under its path; nil when it is not there.
func (r resource) get(path ...string) any {
	var v any = r.Properties
	for _, p := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[p]
	}
	return v
}

func (r resource) text(path ...string) string {
	s, _ := r.get(path...).(string)
	return s
}

// written is a value as JSON, to be compared or looked into.
func written(v any) string {
	b, _ := json.Marshal(v) // what was read from JSON
	return unescaped(b)
}

// listed is a list, also where CloudFormation takes one value alone.
func listed(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

// The templates are those that were looked at. They are made of the same code
// on every machine and in every run.
func TestTheTemplatesAreTheGoldenOnes(t *testing.T) {
	for name, made := range templates {
		golden := filepath.Join("testdata", name+".json")
		if *update {
			if err := os.WriteFile(golden, made.raw, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(made.raw), "\n")); diff != "" {
			t.Errorf("%s is another template (-golden +made); look at it, then go test ./infra -update:\n%.6000s", name, diff)
		}
	}
	kept, err := filepath.Glob("testdata/*.json")
	if err != nil || len(kept) != len(templates) {
		t.Errorf("%d golden templates, %d stacks: %v", len(kept), len(templates), err)
	}
}
