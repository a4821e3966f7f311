package main

import (
	"fmt"
	"slices"
	"strings"
)

const intro = `# Conformance

Written by ` + "`go run ./scripts/conformance`" + `; do not edit. Every requirement of four papers that software can enforce
(class E) or track (T), and what carries it. The ids are those of our catalogue of requirements: the paper, then its
section or article.

**carried** means that it was tried: a *row* of a rule set carries a requirement when what is written beside it holds
with the row and no longer without it; a *check* of what a plan says, when examples come out otherwise without it; a
*test*, when it fails once its guard is taken out of the program (` + "`--guards`" + `). Where a paper sets no day (速やかに,
遅滞なく), the row holds its words, and there is no day to ring on. **in part**: carried, and something of it
is missing still, which is said. **next**: nothing carries it yet, and what is missing is said.

The steps go by the documents of a submission's own event, care, track and type, by the checks of what a submitted set
states, by the clock of the review, and track every other clock that has a day from the fact it starts from (ADR 0018).
What lies outside the software, and is only attested or written down (class D), is not listed.

Kinds: *rule*, *document*, *clock* and *content* are what rules and checks can carry, and are counted; *flow* (what people do
in the case's course, meetings) and *record* (registers, records, billing) are listed beside them.

`

// tally counts states.
type tally map[string]int

func (t tally) all() int { return t[carried] + t[partly] + t[next] }

func (t tally) String() string {
	return fmt.Sprintf("%d | %d | %d | %d", t.all(), t[carried], t[partly], t[next])
}

// count counts the rows of these kinds.
func count(rows []requirement, kinds ...string) tally {
	t := tally{}
	for _, r := range rows {
		if slices.Contains(kinds, r.Kind) {
			t[r.state()]++
		}
	}
	return t
}

func rowsOf(papers []paper) (all []requirement) {
	for _, p := range papers {
		all = append(all, p.Rows...)
	}
	return all
}

// page is the whole document.
func page(papers []paper) string {
	var b strings.Builder
	b.WriteString(intro)
	all := rowsOf(papers)
	counted := count(all, counting...)
	fmt.Fprintf(&b, "**%d of the %d requirements that are rules, documents, clocks or content are carried (%d %%)**, %d in part; of the %d\nothers, %d.\n\n",
		counted[carried], counted.all(), 100*counted[carried]/max(counted.all(), 1), counted[partly], count(all, others...).all(), count(all, others...)[carried])
	b.WriteString("| paper | kind | requirements | carried | in part | next |\n|---|---|---|---|---|---|\n")
	for _, p := range papers {
		for _, k := range slices.Concat(counting, others) {
			if t := count(p.Rows, k); t.all() > 0 {
				fmt.Fprintf(&b, "| %s | %s | %s |\n", p.Short, k, t)
			}
		}
	}
	fmt.Fprintf(&b, "| all | that count | %s |\n| all | others | %s |\n", counted, count(all, others...))
	missing(&b, all)
	for _, p := range papers {
		t := count(p.Rows, counting...)
		fmt.Fprintf(&b, "\n## %s: %s\n\n%d requirements. Of the %d that count, %d are carried, %d in part, %d are next.\n\n", p.Short, p.Title, len(p.Rows), t.all(), t[carried], t[partly], t[next])
		b.WriteString("| id | class | kind | what it asks | | by what, and what is missing |\n|---|---|---|---|---|---|\n")
		for _, r := range p.Rows {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", r.ID, r.Class, r.Kind, cell(r.Says), r.state(), r.by())
		}
	}
	return b.String()
}

// missing lists what counts and is not carried whole.
func missing(b *strings.Builder, all []requirement) {
	b.WriteString("\n## What is missing\n\nOf the requirements that count:\n\n")
	for _, r := range all {
		if r.counts() && r.state() != carried {
			fmt.Fprintf(b, "- %s (%s): %s\n", r.ID, r.state(), r.Next)
		}
	}
}

func (r requirement) by() string {
	var parts, checks []string
	for _, c := range r.By {
		if c.Check != "" {
			checks = append(checks, "`"+c.Check+"`")
			continue
		}
		parts = append(parts, cell(c.String()))
	}
	if len(checks) > 0 {
		word := "check "
		if len(checks) > 1 {
			word = "checks "
		}
		parts = append(parts, word+strings.Join(checks, ", "))
	}
	if r.Next != "" {
		parts = append(parts, "**next**: "+cell(r.Next))
	}
	return strings.Join(parts, "<br>")
}

// cell is a text that may stand in a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
