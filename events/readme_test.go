package events_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/events"
)

var update = flag.Bool("update", false, "write the table of README.md, and add new schemas to published.sum")

// Who sends and who hears.
var (
	outside = []string{"object store", "scanner", "timer", "mail provider", "SMS provider", "clock", "operator"}
	steps   = []string{"upload", "inspect", "validate", "assign", "schedule", "alarm", "erase", "notify", "review", "tally", "export", "relay", "sweep"}
)

// page is what the README of an event says at fixed places.
type page struct {
	Name, Japanese, Line string
	Producers, Consumers []string
	Rest                 string
}

var head = regexp.MustCompile(`^# ([a-z-]+) \((.+)\)\n\n(.+)\n\n- Producer: (.+)\n- Consumers: (.+)\n- Shape: \[(v\d+/schema\.json)\]\((v\d+/schema\.json)\), \[examples\]\((v\d+/examples)\)\n\n`)

func readme(t *testing.T, b events.Body) page {
	t.Helper()
	name, _ := folder(b)
	text := string(read(t, name+"/README.md"))
	m := head.FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("%s/README.md does not begin with title, one line, producer, consumers and shape, as the others do", name)
	}
	return page{
		Name: m[1], Japanese: m[2], Line: m[3],
		Producers: strings.Split(m[4], ", "), Consumers: strings.Split(m[5], ", "),
		Rest: text[len(m[0]):],
	}
}

func TestAReadmeSaysWhatAnEventIsAndWhatToDoWhenItMisbehaves(t *testing.T) {
	everyType(t, func(t *testing.T, b events.Body) {
		p := readme(t, b)
		if name, _ := folder(b); p.Name != name {
			t.Errorf("the title is %s", p.Name)
		}
		rest := p.Rest
		for _, part := range []string{"## Trigger\n", "## Effect\n", "## Twice, late or never\n", "- **Twice.** ", "- **Late.** ", "- **Never.** "} {
			_, after, found := strings.Cut(rest, part)
			if !found {
				t.Errorf("%q is missing or out of order", part)
			}
			rest = after
		}
	})
}

func TestProducersAndConsumersAreSteps(t *testing.T) {
	everyType(t, func(t *testing.T, b events.Body) {
		p := readme(t, b)
		from := steps
		if _, hasSeq := readSchema(t, b).Properties["data"].Properties["seq"]; !hasSeq && p.Name != "month-closed" {
			from = slices.Concat(outside, []string{"sweep"}) // what no case and no month announced came from outside, or is a promise
		}
		for _, name := range p.Producers {
			if !slices.Contains(from, name) {
				t.Errorf("producer %q, want of %q", name, from)
			}
		}
		for _, name := range p.Consumers {
			if !slices.Contains(steps, name) {
				t.Errorf("consumer %q, want of %q", name, steps)
			}
			if !strings.Contains(p.Rest, "`"+name+"`") {
				t.Errorf("the text does not say what `%s` does", name)
			}
		}
	})
}

var link = regexp.MustCompile(`\]\(([^)#]+)`)

func TestLinksLeadSomewhere(t *testing.T) {
	everyType(t, func(t *testing.T, b events.Body) {
		name, _ := folder(b)
		for _, m := range link.FindAllStringSubmatch(string(read(t, name+"/README.md")), -1) {
			if _, err := os.Stat(name + "/" + m[1]); err != nil {
				t.Errorf("%v", err)
			}
		}
	})
}

const (
	tableBegins = "<!-- The table is made from the folders: go test ./events -update -->\n"
	tableEnds   = "<!-- end of the table -->\n"
)

func TestTheTableOfEventsSaysWhatTheFoldersSay(t *testing.T) {
	const path = "README.md"
	text := string(read(t, path))
	before, rest, ok := strings.Cut(text, tableBegins)
	_, after, ends := strings.Cut(rest, tableEnds)
	if !ok || !ends {
		t.Fatalf("%s has lost the marks of its table", path)
	}
	want := before + tableBegins + table(t) + tableEnds + after
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, text); diff != "" {
		t.Errorf("run go test ./events -update (-folders +%s):\n%s", path, diff)
	}
}

func table(t *testing.T) string {
	var w strings.Builder
	w.WriteString("\n| event | | what it says | producer | consumers |\n|---|---|---|---|---|\n")
	for _, b := range events.All {
		p := readme(t, b)
		fmt.Fprintf(&w, "| [%s](%s/README.md) | %s | %s | %s | %s |\n",
			b.EventType(), p.Name, p.Japanese, p.Line, strings.Join(p.Producers, ", "), strings.Join(p.Consumers, ", "))
	}
	w.WriteString("\n")
	return w.String()
}
