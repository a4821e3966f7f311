// Command conformance writes docs/conformance.md: every requirement that software
// can enforce or track, and what carries it.
//
//	requirements.yaml, the shipped rule sets, named tests → conformance → a page
//
//	go run ./scripts/conformance [--guards] > docs/conformance.md
//
// A rule row carries a requirement when what it should lead to holds with the row
// and no longer without it: the row is taken out and one looks. A test carries it
// when it fails without its guard; --guards takes each guard out, in an overlay of
// the build, and runs the test (minutes).
package main

import (
	_ "embed"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/goccy/go-yaml"
)

//go:embed requirements.yaml
var listed []byte

// requirement is one row of the catalogue of requirements, in our own words.
type requirement struct {
	ID    string    `yaml:"id"`
	Class string    `yaml:"class"` // E: enforced, T: tracked, ET
	Says  string    `yaml:"says"`
	Kind  string    `yaml:"kind"` // rule, document, clock, content, flow, record
	By    []carrier `yaml:"by"`
	Next  string    `yaml:"next"` // what is missing, where nothing carries it yet
}

func main() {
	guards := flag.Bool("guards", false, "also take out each test's guard and see the test fail")
	flag.Parse()
	all, err := read()
	if err == nil {
		err = verify(all, *guards)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Print(page(all))
}

func read() (all []requirement, err error) {
	if err := yaml.UnmarshalWithOptions(listed, &all, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("read requirements.yaml: %w", err)
	}
	seen := map[string]bool{}
	for _, r := range all {
		switch {
		case seen[r.ID]:
			return nil, fmt.Errorf("requirement %s stands there twice", r.ID)
		case !strings.Contains("E T ET", r.Class) || !known[r.Kind]:
			return nil, fmt.Errorf("requirement %s: class %q, kind %q", r.ID, r.Class, r.Kind)
		case (len(r.By) == 0) == (r.Next == ""):
			return nil, fmt.Errorf("requirement %s: either something carries it or something is missing", r.ID)
		}
		seen[r.ID] = true
	}
	return all, nil
}

var known = map[string]bool{"rule": true, "document": true, "clock": true, "content": true, "flow": true, "record": true}

// page is the list with its count.
func page(all []requirement) string {
	var b strings.Builder
	var carried, counted int
	for _, r := range all {
		if r.counts() {
			counted++
			if len(r.By) > 0 {
				carried++
			}
		}
	}
	fmt.Fprintf(&b, `# Conformance

Written by `+"`go run ./scripts/conformance`"+`; do not edit. Every requirement of 熊本市 (KUM), 豊島区 (TOS), the national
guideline (MHLW) and 川崎市 (KAW) that software can enforce (E) or track (T), and what carries it. A rule row carries it
when what it should lead to holds with the row and no longer without it; a test, when it fails without its guard.

Of the %d requirements that are rules, documents, clocks or content, %d are carried (%d %%).

| id | class | kind | what it asks | carried by |
|---|---|---|---|---|
`, counted, carried, 100*carried/max(counted, 1))
	for _, r := range all {
		by := "**next**: " + r.Next
		if len(r.By) > 0 {
			var parts []string
			for _, c := range r.By {
				parts = append(parts, c.String())
			}
			by = strings.Join(parts, "; ")
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", r.ID, r.Class, r.Kind, r.Says, by)
	}
	return b.String()
}

// counts tells whether the requirement is one that rules can carry.
func (r requirement) counts() bool { return r.Kind != "flow" && r.Kind != "record" }
