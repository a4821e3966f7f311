package functions_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/plan"
)

func names() (out []string) {
	for _, s := range functions.Steps {
		out = append(out, s.Name)
	}
	slices.Sort(out)
	return out
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestEveryStepHasAFolderAndEveryFolderIsAStep(t *testing.T) {
	var folders []string
	for _, f := range glob(t, "*/bootstrap") {
		folders = append(folders, filepath.Dir(f))
	}
	if diff := cmp.Diff(names(), folders); diff != "" {
		t.Errorf("the table and the folders differ (-table +folders):\n%s", diff)
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !slices.Contains(names(), e.Name()) {
			t.Errorf("%s is a folder and no step", e.Name())
		}
	}
}

func TestEveryStepHasItsLogicATestAndAMainOfOneStatement(t *testing.T) {
	for _, s := range functions.Steps {
		if _, err := os.Stat(filepath.Join(s.Name, s.Name+".go")); err != nil {
			t.Errorf("%s has no logic: %v", s.Name, err)
		}
		if len(glob(t, s.Name+"/*_test.go")) == 0 {
			t.Errorf("%s has no test", s.Name)
		}
		main := filepath.Join(s.Name, "bootstrap", "main.go")
		if got := statements(t, main); len(got) != 1 || got[0] != s.Name {
			t.Errorf("%s: the statements of main start %v, want just %s", main, got, s.Name)
		}
	}
}

// statements gives, for each statement of a main, the step that it names.
func statements(t *testing.T, name string) (out []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
	if err != nil {
		t.Error(err)
		return nil
	}
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Name.Name != "main" {
			continue
		}
		for _, s := range fn.Body.List {
			out = append(out, named(s))
		}
	}
	return out
}

// named is the first string that a statement's call is given.
func named(s ast.Stmt) (name string) {
	ast.Inspect(s, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING && name == "" {
			name, _ = strconv.Unquote(l.Value)
		}
		return true
	})
	return name
}

var row = regexp.MustCompile(`(?m)^\| \[([a-z0-9-]+\.v[0-9]+)\]\([^)]*\) \|[^|]*\|[^|]*\|[^|]*\| ([^|]*) \|$`)

func TestTheTableOfEventsNamesTheSameConsumers(t *testing.T) {
	readme, err := os.ReadFile("../events/README.md")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string][]string{}
	for _, m := range row.FindAllStringSubmatch(string(readme), -1) {
		consumers := strings.Split(m[2], ", ")
		slices.Sort(consumers)
		said[m[1]] = consumers
	}
	heard := map[string][]string{}
	for _, s := range functions.Steps {
		for _, e := range s.On {
			heard[e] = append(heard[e], s.Name)
			slices.Sort(heard[e])
		}
	}
	if diff := cmp.Diff(said, heard); diff != "" {
		t.Errorf("events/README.md and the table of steps differ (-README +table):\n%s", diff)
	}
	for _, b := range events.All {
		if len(heard[b.EventType()]) == 0 {
			t.Errorf("nobody hears %s", b.EventType())
		}
	}
	if len(said) != len(events.All) {
		t.Errorf("%d events in the README, %d types", len(said), len(events.All))
	}
}

// prefixes reads the constants of shared/app/keys.go.
func prefixes(t *testing.T) (out []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../shared/app/keys.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok {
			for _, x := range v.Values {
				if l, ok := x.(*ast.BasicLit); ok && l.Kind == token.STRING {
					s, _ := strconv.Unquote(l.Value)
					out = append(out, s)
				}
			}
		}
		return true
	})
	return out
}

func TestThePrefixesAreThoseOfTheTableOfKeys(t *testing.T) {
	known := append(prefixes(t), "TOWNS")
	if len(known) < 14 {
		t.Fatalf("only %v found", known)
	}
	for _, s := range functions.Steps {
		for _, p := range s.Keys.All() {
			if !slices.Contains(known, p) {
				t.Errorf("%s is granted %s, which is no prefix of a key", s.Name, p)
			}
		}
		for _, list := range [][]string{s.Keys.Get, s.Keys.List, s.Keys.Put, s.Keys.Delete, s.On, s.Sends} {
			if len(slices.Compact(slices.Sorted(slices.Values(list)))) != len(list) {
				t.Errorf("%s is granted something twice: %v", s.Name, list)
			}
		}
		for _, p := range slices.Concat(s.Files.Take, s.Files.Give, s.Files.Read, s.Files.Write, s.Files.Delete) {
			if !slices.Contains([]string{"incoming/", "clean/", "months/"}, p) {
				t.Errorf("%s may touch files under %s", s.Name, p)
			}
		}
		for _, to := range s.Sends {
			if !slices.Contains([]string{"alarms", "mail", "bus", "anchors"}, to) {
				t.Errorf("%s sends to %s", s.Name, to)
			}
		}
	}
}

// TestEveryStepIsGrantedWhatItUses runs cases through every step that events
// wake, with the grants of the table: a step that lacks one fails and says so.
func TestEveryStepIsGrantedWhatItUses(t *testing.T) {
	var log bytes.Buffer
	b := apptest.New(t)
	b.Log = slog.New(slog.NewTextHandler(&log, nil))
	b.Restart()
	b.InReview(plan.New) // lapses
	moved := b.InReview(plan.New)
	b.Do(moved.ID, func(c *plan.Case) error {
		return c.Reroute(b.Now(), plan.Assignment{District: "k2", Centre: "c2", Routed: "転居", How: plan.ByHand})
	})
	b.Scan = ""
	held := b.Submitted(plan.New)
	b.Advance(b.Now().Add(3 * time.Hour))
	b.Do(held.ID, func(c *plan.Case) error {
		for _, d := range c.Documents {
			if err := c.Release(d.ID, "窓口で確認した"); err != nil {
				return err
			}
		}
		return nil
	})
	b.Settle()
	b.Advance(b.Now().Add(30 * 24 * time.Hour))
	if strings.Contains(log.String(), "failed") {
		t.Errorf("something failed:\n%.2000s", log.String())
	}
	for _, c := range b.Scene().Cases {
		if c.State != plan.Lapsed {
			t.Errorf("case %s ended as %s", c.ID, c.State)
		}
	}
}

// What somebody must be told waits until notify heard it; no state owes it.
func TestAnAnnouncementThatPeopleMustHearWaitsForNotify(t *testing.T) {
	for _, s := range functions.Steps {
		for _, e := range s.Keeps {
			if !slices.Contains(s.On, e) {
				t.Errorf("%s keeps %s and never hears it", s.Name, e)
			}
		}
		for _, e := range s.On {
			if s.Name == "notify" && functions.Keeps("notify", e) == strings.HasPrefix(e, "notice-") {
				t.Errorf("notify hears %s, and it waits: %t", e, functions.Keeps("notify", e))
			}
		}
	}
}

func TestWhatOneEventTellsAnotherNeedNotTell(t *testing.T) {
	for _, x := range []struct {
		other, event string
		want         bool
	}{
		{"plan-confirmed.v1", "clock-moved.v1", true}, {"clock-moved.v1", "clock-moved.v1", true},
		{"clock-moved.v1", "plan-confirmed.v1", false},          // people hear of it
		{"withdrawn.v1", "clock-moved.v1", false},               // wakes nobody who sets alarms
		{"document-released.v1", "document-released.v1", false}, // of which document matters
		{"accepted.v1", "nobody-hears.v1", false},
	} {
		if got := functions.Covers(x.other, x.event); got != x.want {
			t.Errorf("%s tells what %s would: %t", x.other, x.event, got)
		}
	}
}

func TestWhatAWSTellsIsHeard(t *testing.T) {
	for event, all := range functions.Origins {
		if !slices.ContainsFunc(functions.Steps, func(s functions.Step) bool { return slices.Contains(s.On, event) }) {
			t.Errorf("nobody hears %s", event)
		}
		for _, o := range all {
			if !strings.HasPrefix(o.Source, "aws.") || len(o.Types) == 0 {
				t.Errorf("%s comes of %+v", event, o)
			}
		}
	}
}

func TestEveryStepSaysHowMuchItNeeds(t *testing.T) {
	for _, s := range functions.Steps {
		if s.Memory < 128 || s.Memory > 10240 || s.Timeout < time.Second || s.Timeout > 15*time.Minute {
			t.Errorf("%s asks for %d MB and %s: no function has that", s.Name, s.Memory, s.Timeout)
		}
		if s.HTTP && len(s.On) == 0 && s.Timeout > 30*time.Second {
			t.Errorf("%s answers HTTP only, and nobody waits %s for it", s.Name, s.Timeout)
		}
	}
}
