package main

import (
	"context"
	"os"

	"github.com/sasae-care/sasae/scripts/demo"
	"github.com/sasae-care/sasae/scripts/samples"
	"github.com/sasae-care/sasae/shared/day"
)

var month = day.MustMonth("2026-05")

// demo200 is the whole flow, from import to export, for 200 submissions.
func demo200(ctx context.Context, _ bool) ([]figure, error) {
	const n = 200
	ours, papers, err := turns(3, func() error { return play(ctx, n) }, func() error { print(n); return nil })
	return []figure{{
		Figure: "demo-200", Value: n / ours, Unit: "submissions/s",
		Against: n / papers, Anchor: "making the papers of the same submissions, which the flow does too",
	}}, err
}

func play(ctx context.Context, n int) error {
	dir, err := os.MkdirTemp("", "bench-demo-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	_, err = demo.Run(ctx, demo.Options{Dir: dir, Month: month, Submissions: n, Seed: 1})
	return err
}

// print makes every document of the sample month once.
func print(n int) {
	for _, s := range samples.Make(1, month, n).Scenes {
		for _, f := range s.Files {
			f.Body()
		}
	}
}

// demoGrowth is what a submission of a large month costs against one of a
// small: a flow that reads more the more there is shows here.
func demoGrowth(ctx context.Context, full bool) ([]figure, error) {
	sizes := []int{2000}
	if full {
		sizes = append(sizes, 20000)
	}
	var out []figure
	for _, n := range sizes {
		large, small, err := perSubmission(ctx, n)
		if err != nil {
			return out, err
		}
		out = append(out, figure{Figure: "demo-growth", Value: large, Unit: "ms a submission of " + itoa(n), Against: small, Anchor: "a submission of 200"})
	}
	return out, nil
}

// perSubmission measures the large month once, between two small ones.
func perSubmission(ctx context.Context, n int) (large, small float64, err error) {
	var took [3]float64
	for i, n := range []int{200, n, 200} {
		if took[i], err = clock(func() error { return play(ctx, n) }); err != nil {
			return 0, 0, err
		}
	}
	return 1000 * took[1] / float64(n), 1000 * (took[0] + took[2]) / 400, nil
}
