package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/sasae-care/sasae/scripts/sim"
)

type simCmd struct {
	Seeds  int    `default:"100" help:"何通りの不運を試すか。"`
	From   uint64 `default:"0" help:"最初の番号 (シード)。"`
	Mutant string `help:"わざと入れる欠陥の名前。list で一覧を表示します。"`
	Trace  string `help:"1通りだけ動かし、起きたことを1行ずつこのファイルに書きます。"`
}

// simReport is what many runs came to.
type simReport struct {
	Runs       int            `json:"runs"`
	PerSecond  float64        `json:"perSecond"`
	Violations []simViolation `json:"violations"`
}

type simViolation struct {
	Seed uint64   `json:"seed"`
	What []string `json:"what"`
}

// Run plays the seeds; a violation is the answer no.
func (c *simCmd) Run(s *session) error {
	switch {
	case c.Mutant == "list":
		for _, m := range sim.Mutants {
			fmt.Fprintf(s.out, "%-26s %s\n", m.Name, m.Says)
		}
		return nil
	case c.Mutant != "" && !slices.Contains(sim.Names(), c.Mutant):
		s.say("その名前の欠陥はありません。次のどれかを指定してください: "+strings.Join(sim.Names(), ", "),
			"There is no such mutant. There are: "+strings.Join(sim.Names(), ", "))
		return errUsage
	case c.Seeds < 1:
		s.say("--seeds は1以上で指定してください。", "Give --seeds of 1 or more.")
		return errUsage
	case c.Trace != "":
		return c.traced(s)
	}
	r, err := c.many(s)
	if err != nil {
		return err
	}
	return c.tell(s, r)
}

func (c *simCmd) many(s *session) (simReport, error) {
	r := simReport{Violations: []simViolation{}}
	bar := newBar(s, c.Seeds, "シミュレーション")
	began := time.Now()
	err := sim.Many(s.ctx, c.From, c.Seeds, c.Mutant, func(one sim.Result) {
		r.Runs++
		bar.to(r.Runs)
		if len(one.What) > 0 {
			r.Violations = append(r.Violations, simViolation{one.Seed, one.What})
		}
	})
	bar.done()
	r.PerSecond = float64(int(10*float64(r.Runs)/time.Since(began).Seconds())) / 10
	slices.SortFunc(r.Violations, func(a, b simViolation) int { return cmp.Compare(a.Seed, b.Seed) })
	return r, err
}

func (c *simCmd) tell(s *session, r simReport) error {
	err := s.give(r, func() {
		fmt.Fprintf(s.out, "%d通り (毎秒 %.1f)、違反 %d\n", r.Runs, r.PerSecond, len(r.Violations))
		for _, v := range r.Violations[:min(10, len(r.Violations))] {
			fmt.Fprintf(s.out, "  シード %d: %s\n", v.Seed, strings.Join(v.What, "; "))
		}
		if len(r.Violations) > 0 {
			fmt.Fprintf(s.out, "詳しく見る: %s sim --from %d --trace trace.txt\n", self(), r.Violations[0].Seed)
		}
	})
	if err == nil && len(r.Violations) > 0 {
		return errNo
	}
	return err
}

// traced plays one seed and writes down what happens.
func (c *simCmd) traced(s *session) error {
	f, err := os.Create(c.Trace)
	if err != nil {
		return fmt.Errorf("記録のファイルを作れません: %w", err)
	}
	r, err := sim.Run(sim.Options{Seed: c.From, Mutant: c.Mutant, Trace: io.Writer(f)})
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return c.tell(s, simReport{Runs: 1, Violations: []simViolation{{r.Seed, r.What}}[:min(1, len(r.What))]})
}
