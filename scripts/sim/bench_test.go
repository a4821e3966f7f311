package sim

import "testing"

func BenchmarkRun(b *testing.B) {
	for i := range b.N {
		if _, err := Run(Options{Seed: uint64(i)}); err != nil {
			b.Fatal(err)
		}
	}
}
