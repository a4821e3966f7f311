package endtoend

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sasae-care/sasae/scripts/demo"
	"github.com/sasae-care/sasae/scripts/host"
)

// played is a month that was played on the AWS parts, and what was seen then.
// Its world goes on until close.
type played struct {
	world  *World
	report demo.Report
	counts map[string]host.Counts
	dead   []host.Letter
}

// staying is a world that outlasts its run.
type staying struct{ *World }

// Close implements demo.Place, and closes nothing.
func (staying) Close() error { return nil }

// play plays the month on the AWS parts.
func play(t *testing.T, under Weather) *played {
	t.Helper()
	return playing(t, options(""), under)
}

// playing plays a month of other options, in a folder of its own.
func playing(t *testing.T, o demo.Options, under Weather) *played {
	t.Helper()
	parts := need(t)
	out := &played{}
	o.Dir = filepath.Join(parts.dir, fmt.Sprintf("run-%d", runs.next()))
	o.Place = func(s demo.Stage) (demo.Place, error) {
		w, err := parts.Open(s, under)
		out.world = w
		return staying{w}, err
	}
	begin := time.Now()
	var err error
	out.report, err = demo.Run(t.Context(), o)
	if out.world == nil {
		t.Fatal(err)
	}
	out.counts, out.dead = out.world.counts(), out.world.host.Dead()
	t.Logf("played in %s", time.Since(begin).Round(100*time.Millisecond))
	out.tell(t)
	if err != nil {
		t.Logf("what was done:\n%s", strings.Join(done(t, out.world), "\n"))
		out.close(t)
		t.Fatalf("%v; last of the logs:\n%s", err, tail(out.world.logs.String()))
	}
	return out
}

// runs counts them.
var runs counter

func (p *played) close(t *testing.T) {
	t.Helper()
	if err := p.world.Close(); err != nil {
		t.Error(err)
	}
}

// tell logs how much was done.
func (p *played) tell(t *testing.T) {
	t.Helper()
	all := 0
	for _, name := range sorted(p.counts) {
		c := p.counts[name]
		all += c.Invocations
		t.Logf("%-9s %5d invocations, %3d killed, %3d retries, %d dead letters, %3d cold starts", name, c.Invocations, c.Killed, c.Retries, c.DeadLetters, len(c.ColdStarts))
	}
	t.Logf("all       %5d invocations", all)
}

// plain is the month without trouble, played once for all tests; its world
// stays open.
func plain(t *testing.T) *played {
	t.Helper()
	need(t)
	undisturbed.Do(func() { undisturbed.played = play(t, Weather{}) })
	if undisturbed.played == nil {
		t.Fatal("the month could not be played")
	}
	return undisturbed.played
}

var undisturbed struct {
	sync.Once
	*played
}

// tail is the last lines of a text.
func tail(text string) string { return text[max(0, len(text)-3000):] }

func read(t *testing.T, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// sceneOf is the first scene with a receipt.
func sceneOf(receipt string, receipts []string) string {
	return fmt.Sprintf("scene %d", slices.Index(receipts, receipt))
}

// sortedBut sorts all lines but the first.
func sortedBut(lines []string) []string {
	slices.Sort(lines[1:])
	return lines
}

func sorted[V any](m map[string]V) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// counter counts from 1.
type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) next() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	return c.n
}

// function is the name of the function of a step.
func (w *World) function(step string) string {
	f, _ := w.deployed.Function(step) // there is one of each
	return f.Name
}
