package endtoend

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/scripts/demo"
	"github.com/sasae-care/sasae/scripts/host"
	"github.com/sasae-care/sasae/shared/day"
)

// The month that is played. In it sets are accepted and sent back, corrected,
// come as paper, are held for want of a verdict and released; reviews end with
// advice, without, and by lapse.
const (
	submissions = 12
	seed        = 4
)

var month = day.MustMonth("2026-05")

func options(dir string) demo.Options {
	return demo.Options{Dir: dir, Month: month, Submissions: submissions, Seed: seed}
}

// A month played on the AWS parts is that of the program for one machine: the
// same report, and byte for byte the same files but one. What differs:
//
//   - a receipt number is drawn at random, so alarms.csv is compared with each
//     receipt replaced by the number of its scene, in the order of that;
//   - a notice whose worker was killed between the claim and the mark is perhaps
//     sent, and by the rule of shared/notice given up rather than sent twice. So
//     with killed workers those given up for that reason count as sent.
func TestTheMonthIsTheSameOnTheAWSParts(t *testing.T) {
	need(t)
	dir := t.TempDir()
	r, err := demo.Run(t.Context(), options(dir))
	if err != nil {
		t.Fatal(err)
	}
	want := resultOf(t, r)
	t.Run("plainly", func(t *testing.T) {
		t.Parallel()
		p := plain(t)
		compare(t, want, resultOf(t, p.report))
		quiet(t, p)
	})
	t.Run("when everything asynchronous comes twice, and what is long past again", func(t *testing.T) {
		t.Parallel()
		p := play(t, Weather{Twice: true, Again: host.Repeats(seed, 0.2, 20)})
		defer p.close(t)
		compare(t, want, resultOf(t, p.report))
		quiet(t, p)
	})
	t.Run("when workers are killed at work", func(t *testing.T) {
		t.Parallel()
		p := play(t, Weather{Kill: host.Seeded(seed, 0.1, 25*time.Millisecond), Tries: 9})
		defer p.close(t)
		p.report.Notices += givenUp(t, p)
		compare(t, want, resultOf(t, p.report))
		survived(t, p)
	})
}

// compare holds the results of two runs against each other.
func compare(t *testing.T, want, got result) {
	t.Helper()
	if diff := cmp.Diff(want.report, got.report); diff != "" {
		t.Errorf("the report differs (-one machine +AWS): %s", diff)
	}
	if diff := cmp.Diff(want.alarms, got.alarms); diff != "" {
		t.Errorf("alarms.csv differs (-one machine +AWS): %s", diff)
	}
	if len(want.files) < 5 {
		t.Errorf("only %d files were compared", len(want.files))
	}
	for name, body := range want.files {
		if !bytes.Equal(body, got.files[name]) {
			t.Errorf("%s differs (-one machine +AWS): %s", name, cmp.Diff(string(body), string(got.files[name])))
		}
	}
}

// quiet holds that nothing failed, and that nobody was told twice.
func quiet(t *testing.T, p *played) {
	t.Helper()
	for name, c := range p.counts {
		if c.Failures > 0 || c.DeadLetters > 0 {
			t.Errorf("%s failed %d times and left %d dead letters: %v", name, c.Failures, c.DeadLetters, p.dead)
		}
	}
	for notice, n := range p.world.taken() {
		if n > 1 {
			t.Errorf("the notice %s was sent %d times", notice, n)
		}
	}
	granted(t, p.world)
	canary(t, p.world)
	sound(t, p.world)
}

// survived holds that workers were killed, that nothing else failed, and that
// nobody was told more often than shared/notice says.
func survived(t *testing.T, p *played) {
	t.Helper()
	killed, failed, others := 0, 0, 0
	for _, c := range p.counts {
		killed, failed, others = killed+c.Killed, failed+c.Failures, others+c.Timeouts+c.InitFailures
	}
	if killed < 100 || others > 0 || failed != killed {
		t.Errorf("%d were killed, %d failed, of which %d came too late or could not start", killed, failed, others)
	}
	for _, l := range p.dead {
		if l.Batch == nil && !bytes.Contains(l.ResponsePayload, []byte("Runtime.ExitError")) {
			t.Errorf("dead of something else: %s", l.ResponsePayload)
		}
	}
	for notice, n := range p.world.taken() {
		if n > 2 || n > 1 && !deadlines(t, p.world)[notice] {
			t.Errorf("the notice %s was sent %d times", notice, n)
		}
	}
	t.Logf("%d of %d failures were kills; %d dead letters", killed, failed, len(p.dead))
	granted(t, p.world)
	canary(t, p.world)
	sound(t, p.world)
}

// result is what a run came to, ready to be compared.
type result struct {
	report demo.Report
	alarms []string          // lines of alarms.csv, a scene for a receipt
	files  map[string][]byte // the other files
}

func resultOf(t *testing.T, r demo.Report) result {
	t.Helper()
	out := result{report: r, files: map[string][]byte{}}
	out.report.Receipts, out.report.Files = nil, nil
	for _, f := range r.Files {
		body, name := read(t, f.Path), filepath.Base(f.Path)
		if f.Path = name; name == "alarms.csv" {
			f.SHA256, out.alarms = "", bySceneNotReceipt(string(body), r.Receipts)
		} else {
			out.files[name] = body
		}
		out.report.Files = append(out.report.Files, f)
	}
	return out
}

// bySceneNotReceipt replaces each receipt by the number of the first scene that
// has it, and sorts the lines.
func bySceneNotReceipt(text string, receipts []string) []string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i, line := range lines[1:] {
		receipt, rest, _ := strings.Cut(line, ",")
		lines[i+1] = sceneOf(receipt, receipts) + "," + rest
	}
	return sortedBut(lines)
}
