package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/scripts/endtoend"
	"github.com/sasae-care/sasae/scripts/host/template"
)

// stacks are the templates that the page tells of.
var stacks = []string{"data", "steps", "edge", "watch"}

// pageOf is docs/cloud.md: what the templates deploy, and what it costs.
func pageOf(root string, p prices, m measured) ([]byte, error) {
	s, err := template.Read(template.Options{
		Region: "ap-northeast-1", Account: "111122223333", Random: "NAME", Secrets: map[string]string{"Secret": "", "EdgeSecret": ""},
	}, endtoend.Templates(root)...)
	if err != nil {
		return nil, err
	}
	kinds := map[string]endtoend.Counts{}
	for _, stack := range stacks {
		if kinds[stack], err = count(filepath.Join(root, "infra", "testdata", stack+".json")); err != nil {
			return nil, err
		}
	}
	w := &writer{}
	w.head()
	w.resources(kinds)
	w.functions(s)
	w.waking(s)
	if err := w.costs(p, m); err != nil {
		return nil, err
	}
	w.standing(p, m, kinds)
	w.sources(p)
	return []byte(w.String()), nil
}

// count is how many resources of each type a template has.
func count(file string) (endtoend.Counts, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read a template: %w", err)
	}
	var t struct {
		Resources map[string]struct{ Type string }
	}
	if err := json.Unmarshal(raw, &t); err != nil {
		return nil, fmt.Errorf("read the template %s: %w", file, err)
	}
	n := endtoend.Counts{}
	for _, r := range t.Resources {
		n[r.Type]++
	}
	return n, nil
}

// writer writes Markdown.
type writer struct{ strings.Builder }

func (w *writer) say(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

func (w *writer) row(cells ...string) { w.say("| %s |", strings.Join(cells, " | ")) }

func (w *writer) table(head ...string) {
	w.say("")
	w.row(head...)
	w.say("|%s", strings.Repeat("---|", len(head)))
}

func (w *writer) head() {
	w.say(`# As deployed, and what it costs

Written by ` + "`go run ./scripts/ledger --page`" + ` of the golden templates of the sample stage (` + "`infra/testdata`" + `), of what
` + "`go run ./scripts/ledger --write`" + ` counted last (` + "`scripts/ledger/measured.json`" + `) and of ` + "`scripts/ledger/prices.yaml`" + `. A test
holds that it is what these say; another plays the month anew and holds what it counts against what was counted.

` + "```" + `
 people ─► CloudFront ─► HTTP API ─► upload · review · tally · export ─┐
                                                                      ▼
 signed URL ─► S3 incoming ─► GuardDuty ─► inspect ─► S3 clean      table ─► stream ─► relay ─► bus ─► the steps
                                                                                                 ▲
 Scheduler: alarms ─► alarm;  hours ────────────────────────────────────────────────────────────┘
` + "```")
}

func (w *writer) resources(kinds map[string]endtoend.Counts) {
	w.say("\n## Stacks")
	w.table("stack", "what is in it")
	for _, stack := range stacks {
		var all []string
		for _, kind := range slices.Sorted(maps.Keys(kinds[stack])) {
			all = append(all, fmt.Sprintf("%.0f %s", kinds[stack][kind], strings.TrimPrefix(kind, "AWS::")))
		}
		w.row(stack, strings.Join(all, ", "))
	}
}

// functions are the functions and what their roles may touch, as in the template.
func (w *writer) functions(s *template.Stage) {
	w.say("\n## Functions")
	w.say("\nEach has a role of its own. What it may do with the table is by prefix of the partition: gets, lists, puts, deletes.")
	w.table("function", "MB", "seconds", "table", "other grants")
	for _, row := range functions.Steps {
		f, _ := s.Function(row.Name)
		role, _ := s.Role(f.Role)
		keys, other := map[string][]string{}, map[string]bool{}
		for _, g := range role.Policy {
			if g.Leading != "" {
				keys[g.Action] = append(keys[g.Action], strings.TrimSuffix(g.Leading, "#*"))
			} else {
				other[g.Action] = true
			}
		}
		var may []string
		for _, x := range [][2]string{{"GetItem", "gets"}, {"Query", "lists"}, {"PutItem", "puts"}, {"DeleteItem", "deletes"}} {
			if all := keys["dynamodb:"+x[0]]; len(all) > 0 {
				may = append(may, x[1]+" "+strings.Join(all, " "))
			}
		}
		w.row(row.Name, fmt.Sprint(f.Memory), fmt.Sprint(f.Timeout.Seconds()), strings.Join(may, "; "), strings.Join(slices.Sorted(maps.Keys(other)), ", "))
	}
}

// waking is what wakes the functions.
func (w *writer) waking(s *template.Stage) {
	w.say("\n## What wakes them")
	w.table("what", "wakes", "on")
	for _, r := range s.Rules {
		var p struct {
			Source []string
			Types  []string `json:"detail-type"`
		}
		_ = json.Unmarshal(r.Pattern, &p) // it was read as a pattern
		for _, arn := range r.Functions {
			w.row(r.Bus+" bus, "+strings.Join(p.Source, ", "), arn[strings.LastIndex(arn, "-")+1:], strings.Join(p.Types, ", "))
		}
	}
	for _, st := range s.Streams {
		w.row("stream of the table", st.Function[strings.LastIndex(st.Function, "-")+1:], fmt.Sprintf("batches of %d, %d more tries: `%s`", st.Batch, st.Retries, st.Filters[0]))
	}
	for _, h := range s.Hours {
		w.row("schedule "+h.Name, "bus", h.DetailType)
	}
	n := map[string]int{}
	for _, r := range s.Routes {
		n[r.Function[strings.LastIndex(r.Function, "-")+1:]]++
	}
	for _, step := range slices.Sorted(maps.Keys(n)) {
		w.row("HTTP API", step, fmt.Sprintf("%d routes, for who is signed in", n[step]))
	}
}
