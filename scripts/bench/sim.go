package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"

	"github.com/sasae-care/sasae/scripts/sim"
	"github.com/sasae-care/sasae/shared/store"
)

// seeds is how many runs are played in a round.
const seeds = 20

var errWrong = errors.New("a run broke a promise")

// simulation is how many runs one core plays a second, against doing nothing but
// reading and writing what the same runs commit, each body once.
func simulation(ctx context.Context, _ bool) ([]figure, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	bodies, err := committed()
	if err != nil {
		return nil, err
	}
	var wrong []string
	ours, anchor, err := turns(rounds,
		func() error {
			return sim.Many(ctx, 0, seeds, "", func(r sim.Result) { wrong = append(wrong, r.What...) })
		},
		func() error { return rewritten(bodies) })
	if err == nil && len(wrong) > 0 {
		err = fmt.Errorf("%w: %s", errWrong, strings.Join(wrong, "; "))
	}
	return []figure{{
		Figure: "sim", Value: seeds / ours, Unit: "runs/s/core",
		Against: seeds / anchor, Anchor: "encoding/json reading and writing each body that the same runs commit, once, and nothing else",
	}}, err
}

// committed is each body that the runs commit and that is JSON: what is sealed is
// none.
func committed() (bodies [][]byte, err error) {
	log := slog.Default()
	slog.SetDefault(slog.New(slog.DiscardHandler)) // what fails there fails on purpose
	defer slog.SetDefault(log)
	for n := range seeds {
		_, err := sim.Run(sim.Options{Seed: uint64(n), Writes: func(ws []store.Write) {
			for _, w := range ws {
				if json.Valid(w.Body) {
					bodies = append(bodies, bytes.Clone(w.Body))
				}
			}
		}})
		if err != nil {
			return nil, err
		}
	}
	return bodies, nil
}

func rewritten(bodies [][]byte) error {
	for _, b := range bodies {
		var v map[string]any
		if err := json.Unmarshal(b, &v); err != nil {
			return err
		}
		if _, err := json.Marshal(v); err != nil {
			return err
		}
	}
	return nil
}
