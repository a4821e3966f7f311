// Command ledger plays a month of plans of four documents on the AWS parts, from
// the synthesized templates, and prices what was asked of AWS, line by line.
//
//	go run ./scripts/ledger            plays and prints
//	go run ./scripts/ledger --write    keeps what it counted in measured.json, and writes docs/cloud.md
//	go run ./scripts/ledger --page     writes docs/cloud.md of what was counted last
//
// What has no price in prices.yaml is an error.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/sasae-care/sasae/scripts/demo"
	"github.com/sasae-care/sasae/scripts/endtoend"
	"github.com/sasae-care/sasae/scripts/samples"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/standin"
)

func main() {
	write := flag.Bool("write", false, "keep what was counted, and write docs/cloud.md")
	page := flag.Bool("page", false, "write docs/cloud.md of what was counted last")
	flag.Parse()
	if err := run(context.Background(), *write, *page); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, write, page bool) error {
	root, err := standin.Root()
	if err != nil {
		return err
	}
	p, err := readPrices(pricesFile)
	if err != nil {
		return err
	}
	file := filepath.Join(root, "scripts", "ledger", "measured.json")
	var m measured
	if page {
		m, err = readMeasured(file)
	} else {
		m, err = measure(ctx)
	}
	if err != nil {
		return err
	}
	if err := tell(os.Stdout, p, m); err != nil {
		return err
	}
	if write {
		err = m.keep(file)
	}
	if err == nil && (write || page) {
		var text []byte
		if text, err = pageOf(root, p, m); err == nil {
			err = os.WriteFile(filepath.Join(root, "docs", "cloud.md"), text, 0o644)
		}
	}
	return err
}

// measured is what a month came to.
type measured struct {
	On      string                     `json:"on"` // day of the measurement
	Plans   int                        `json:"plans"`
	Hours   int                        `json:"hours"`   // that struck
	Claims  int                        `json:"claims"`  // of the closed month
	Metrics int                        `json:"metrics"` // of our own, that the logs held
	Phases  map[string]endtoend.Counts `json:"phases"`
}

// The month that is played, of which the plans of four documents are taken: at
// renewal, through the portal, with nothing unusual. Each is opened, declared,
// uploaded, submitted, received, assigned and reviewed; advice is answered, and
// the confirmed plan comes as a fifth document. It is played once more to the end
// of the reviews: four documents, and nothing of what follows (reviews).
const (
	submissions = 120
	seed        = 4
)

var month = day.MustMonth("2026-05")

func ordinary(s samples.Scene) bool {
	t := s.Then
	return s.Accepted() && s.Corrects < 0 && s.Channel == "portal" && len(s.Files) == 4 && s.District == "" &&
		t.Extension == nil && t.Ask == nil && t.Situation == nil && t.Withdrawn == nil && t.Quarantine == nil && t.Reroute == nil
}

// reviews is the phase of the plans that are played to the end of their review.
const reviews = "reviews"

// measure plays the month, whole and to the end of its reviews.
func measure(ctx context.Context) (m measured, err error) {
	parts, err := endtoend.Start(ctx)
	if err != nil {
		return m, err
	}
	defer parts.Stop()
	if m, err = play(ctx, parts, nil); err != nil {
		return m, err
	}
	short, err := play(ctx, parts, func(s *samples.Scene) { s.Then.Answer, s.Then.Confirmed = nil, nil })
	if err == nil && short.Plans != m.Plans {
		err = fmt.Errorf("%d plans are reviewed, and %d go on", short.Plans, m.Plans)
	}
	m.Phases[reviews] = short.Phases[endtoend.Plans]
	return m, err
}

// play plays the month once, each scene as cut leaves it.
func play(ctx context.Context, parts *endtoend.Parts, cut func(*samples.Scene)) (m measured, err error) {
	dir, err := os.MkdirTemp("", "ledger-*")
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	var w *endtoend.World
	r, err := demo.Run(ctx, demo.Options{
		Dir: filepath.Join(dir, "month"), Month: month, Submissions: submissions, Seed: seed, Only: ordinary, Cut: cut,
		Place: func(s demo.Stage) (demo.Place, error) {
			w, err = parts.Open(s, endtoend.Weather{})
			return stays{w}, err
		},
	})
	if w != nil {
		defer func() { err = errors.Join(err, w.Close()) }()
	}
	if err != nil {
		return m, err
	}
	if denied := w.Denied(); len(denied) > 0 {
		return m, fmt.Errorf("it was not all allowed: %v", denied)
	}
	return measured{On: time.Now().Format(time.DateOnly), Plans: r.Accepted, Hours: w.Struck(), Claims: r.Claims, Metrics: w.Metrics(), Phases: w.Spent()}, nil
}

// stays is a world that outlasts its run.
type stays struct{ *endtoend.World }

// Close implements demo.Place, and closes nothing.
func (stays) Close() error { return nil }

func readMeasured(file string) (m measured, err error) {
	raw, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(raw, &m)
	}
	if err != nil {
		return m, fmt.Errorf("read what was measured: %w", err)
	}
	return m, nil
}

func (m measured) keep(file string) error {
	raw, err := json.MarshalIndent(m, "", "  ")
	if err == nil {
		err = os.WriteFile(file, append(raw, '\n'), 0o644)
	}
	if err != nil {
		return fmt.Errorf("keep what was measured: %w", err)
	}
	return nil
}
