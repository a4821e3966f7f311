package main

import (
	"context"
	"os"
	"path/filepath"
	"sync"

	"github.com/sasae-care/sasae/functions"
)

// binaries is the size of each function, built as scripts/build builds it.
func binaries() (out []bench) {
	for _, s := range functions.Steps {
		out = append(out, bench{"binary-" + s.Name, func(ctx context.Context, _ bool) ([]figure, error) { return size(ctx, s.Name) }})
	}
	return out
}

func size(ctx context.Context, step string) ([]figure, error) {
	smallest, err := hello(ctx)
	if err != nil {
		return nil, err
	}
	mb, err := build(ctx, "functions/"+step+"/bootstrap")
	return []figure{{
		Figure: "binary-" + step, Value: mb, Unit: "MB", Against: smallest, Anchor: "a hello-world function of aws-lambda-go",
	}}, err
}

var built struct {
	sync.Once
	mb  float64
	err error
}

func hello(ctx context.Context) (float64, error) {
	built.Do(func() { built.mb, built.err = build(ctx, helloPackage) })
	return built.mb, built.err
}

// build gives the size of a package's program in MB, for linux/arm64.
func build(ctx context.Context, pkg string) (float64, error) {
	dir, err := os.MkdirTemp("", "bench-build-*")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	to := filepath.Join(dir, "bootstrap")
	if err := compile(ctx, pkg, "arm64", to); err != nil {
		return 0, err
	}
	f, err := os.Stat(to)
	if err != nil {
		return 0, err
	}
	return float64(f.Size()) / 1e6, nil
}
