// Command bench measures what README.md lists, each figure beside an anchor in
// the same run: machines are shared and noisy, ratios last longer.
//
//	names → bench → one JSON line a figure: figure, value, unit, against
//
//	go run ./scripts/bench [--full] [NAME...]
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
)

// figure is one line. Against is what the anchor measured, in the same unit.
type figure struct {
	Figure  string  `json:"figure"`
	Value   float64 `json:"value"`
	Unit    string  `json:"unit"`
	Against float64 `json:"against"`
	Anchor  string  `json:"anchor"`
	Ratio   float64 `json:"ratio"` // value to against
}

// bench makes one figure; full lets it take minutes.
type bench struct {
	name string
	run  func(ctx context.Context, full bool) ([]figure, error)
}

func all() []bench {
	out := []bench{
		{"demo-200", demo200}, {"demo-growth", demoGrowth}, {"inspect-pdf", inspectPDF},
		{"commit", commits}, {"person-months", personMonths}, {"deadlines", deadlines}, {"recount-20000", recount}, {"nation", nationMonth},
		{"sim", simulation},
	}
	out = append(append(out, binaries()...), starts()...)
	return append(out,
		bench{"first-answer-upload", firstAnswer},
		bench{"calls-to-received", received},
		warm("warm-get", http.StatusOK, reading),
		warm("warm-post", http.StatusCreated, func(n int, _ string) ([]byte, error) { return opening(n) }),
	)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	full := flag.Bool("full", false, "also what takes minutes (demo-growth at 20,000 submissions)")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "go run ./scripts/bench [--full] [NAME...]\nnames:", strings.Join(names(), " "))
		flag.PrintDefaults()
	}
	flag.Parse()
	os.Exit(run(ctx, *full, flag.Args()))
}

func run(ctx context.Context, full bool, asked []string) int {
	for _, name := range asked {
		if !slices.Contains(names(), name) {
			fmt.Fprintf(os.Stderr, "there is no figure %s; there are: %s\n", name, strings.Join(names(), " "))
			return 2
		}
	}
	defer tidy()
	code := 0
	for _, b := range all() {
		if len(asked) > 0 && !slices.Contains(asked, b.name) {
			continue
		}
		got, err := b.run(ctx, full)
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", b.name, err)
			code = 3
		}
		for _, f := range got {
			_ = json.NewEncoder(os.Stdout).Encode(f.rounded()) // numbers and texts
		}
	}
	return code
}

func names() (out []string) {
	for _, b := range all() {
		out = append(out, b.name)
	}
	return out
}
