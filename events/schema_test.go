package events_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/sasae-care/sasae/events"
)

// schema is a JSON Schema in the few words that ours use; a word beyond them
// is an error, so that no test below overlooks one.
type schema struct {
	Dialect     string `json:"$schema"`
	ID          string `json:"$id"`
	Title       string
	Description string
	Type        string
	Const       string
	Enum        []string
	Format      string
	Pattern     string
	Minimum     *int64
	MinItems    *int
	Items       *schema
	Closed      *bool `json:"additionalProperties"`
	Required    []string
	Properties  map[string]*schema
}

// each visits s and everything below it, with its place for messages.
func (s *schema) each(place string, visit func(place string, s *schema)) {
	visit(place, s)
	for name, p := range s.Properties {
		p.each(place+"."+name, visit)
	}
	if s.Items != nil {
		s.Items.each(place+"[]", visit)
	}
}

// folder is where an event of this type is described: submitted.v1 is in
// submitted, its shape in submitted/v1.
func folder(b events.Body) (name, shape string) {
	name, version, _ := strings.Cut(b.EventType(), ".")
	return name, filepath.Join(name, version)
}

func readSchema(t *testing.T, b events.Body) *schema {
	t.Helper()
	_, shape := folder(b)
	var s schema
	strictly(t, read(t, filepath.Join(shape, "schema.json")), &s)
	return &s
}

func compile(t *testing.T, b events.Body) *jsonschema.Schema {
	t.Helper()
	_, shape := folder(b)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile(filepath.Join(shape, "schema.json"))
	if err != nil {
		t.Fatalf("compile the schema of %s: %v", b.EventType(), err)
	}
	return s
}

// examples are the example files of an event, by path.
func examples(t *testing.T, b events.Body) map[string][]byte {
	t.Helper()
	_, shape := folder(b)
	out := map[string][]byte{}
	for _, path := range glob(t, filepath.Join(shape, "examples", "*.json")) {
		out[path] = read(t, path)
	}
	return out
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// strictly decodes one JSON value that has no field beyond those of into.
func strictly(t *testing.T, data []byte, into any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatalf("decode into %T: %v", into, err)
	}
	if d.More() {
		t.Fatalf("decode into %T: more than one value", into)
	}
}

// value is any JSON as the schema library wants it; numbers keep their digits.
func value(t interface{ Fatal(...any) }, data []byte) any {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return v
}
