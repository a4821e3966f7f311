package sim

import (
	"log/slog"
	"runtime/debug"
	"testing"
)

// BenchmarkRun plays runs as Many does, on one core.
func BenchmarkRun(b *testing.B) {
	log := slog.Default()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	defer slog.SetDefault(log)
	defer debug.SetGCPercent(debug.SetGCPercent(garbage))
	b.ReportAllocs()
	for i := range b.N {
		if _, err := Run(Options{Seed: uint64(i)}); err != nil {
			b.Fatal(err)
		}
	}
}
