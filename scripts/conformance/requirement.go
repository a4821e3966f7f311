package main

import (
	"embed"
	"fmt"
	"slices"

	"github.com/goccy/go-yaml"
)

//go:embed requirements/*.yaml
var listed embed.FS

// paper is one of the papers that the requirements come from, in the order of its
// files.
type paper struct {
	Short, Title string
	Files        []string
	Rows         []requirement
}

func papers() []paper {
	return []paper{
		{Short: "KUM", Title: "熊本市「令和6年度以降における包括的・継続的ケアマネジメント支援業務について」(令和6年7月11日)", Files: []string{"kum"}},
		{Short: "TOS", Title: "豊島区「介護予防支援業務(居宅指定)の運用におけるモデル実施について」(令和7年3月10日)", Files: []string{"tos"}},
		{Short: "MHLW", Title: "厚生労働省 老振発0605第1号(平成27年6月5日)", Files: []string{"mhlw"}},
		{Short: "KAW", Title: "川崎市介護予防ケアマネジメント実施要綱(令和6年4月1日)", Files: []string{"kaw-1-31", "kaw-32-39"}},
	}
}

// requirement is one row of the catalogue of requirements, in our own words. With
// By and Next both it is carried in part.
type requirement struct {
	ID    string    `yaml:"id"`
	Class string    `yaml:"class"` // E: enforced, T: tracked, ET
	Says  string    `yaml:"says"`
	Kind  string    `yaml:"kind"`
	By    []carrier `yaml:"by"`
	Next  string    `yaml:"next"` // what is missing
}

// kinds of requirement: those that a rule or a check can carry, which count, and
// those of the flow and of what is kept.
var (
	counting = []string{"rule", "document", "clock", "content"}
	others   = []string{"flow", "record"}
)

// counts tells whether the requirement is one that rules and checks can carry.
func (r requirement) counts() bool { return slices.Contains(counting, r.Kind) }

// The states of a requirement.
const (
	carried = "carried"
	partly  = "in part"
	next    = "next"
)

func (r requirement) state() string {
	switch {
	case len(r.By) == 0:
		return next
	case r.Next != "":
		return partly
	}
	return carried
}

func read() ([]paper, error) {
	all := papers()
	seen := map[string]bool{}
	for i := range all {
		for _, name := range all[i].Files {
			b, err := listed.ReadFile("requirements/" + name + ".yaml")
			if err != nil {
				return nil, fmt.Errorf("read the requirements: %w", err)
			}
			rows, err := parse(b, seen)
			if err != nil {
				return nil, fmt.Errorf("read %s.yaml: %w", name, err)
			}
			all[i].Rows = append(all[i].Rows, rows...)
		}
	}
	return all, nil
}

func parse(b []byte, seen map[string]bool) (rows []requirement, err error) {
	if err := yaml.UnmarshalWithOptions(b, &rows, yaml.Strict()); err != nil {
		return nil, err
	}
	for _, r := range rows {
		switch {
		case seen[r.ID]:
			return nil, fmt.Errorf("%s stands there twice", r.ID)
		case !slices.Contains([]string{"E", "T", "ET"}, r.Class):
			return nil, fmt.Errorf("%s is of class %q", r.ID, r.Class)
		case !r.counts() && !slices.Contains(others, r.Kind):
			return nil, fmt.Errorf("%s is of kind %q", r.ID, r.Kind)
		case r.Says == "":
			return nil, fmt.Errorf("%s does not say what it asks", r.ID)
		case len(r.By) == 0 && r.Next == "":
			return nil, fmt.Errorf("%s: nothing carries it and nothing is said to be missing", r.ID)
		}
		seen[r.ID] = true
	}
	return rows, nil
}
