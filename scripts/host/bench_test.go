package host_test

import (
	"slices"
	"testing"
	"time"

	"github.com/sasae-care/sasae/scripts/host"
)

// BenchmarkAColdStartOfHello is the anchor for the cold starts of our
// functions: a new process each time.
func BenchmarkAColdStartOfHello(b *testing.B) {
	var start, first []time.Duration
	for b.Loop() {
		h, err := host.Open(host.Options{Functions: []host.Function{toy("hello")}})
		if err != nil {
			b.Fatal(err)
		}
		invoke(b, h, "hello", `{}`)
		c := h.Counts()["hello"].ColdStarts[0]
		start, first = append(start, c.Start), append(first, c.FirstAnswer)
		if err := h.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(median(start), "ms-start")
	b.ReportMetric(median(first), "ms-first-answer")
}

// BenchmarkAWarmInvocationOfHello is what the host itself costs.
func BenchmarkAWarmInvocationOfHello(b *testing.B) {
	h := running(b, toy("hello"))
	for b.Loop() {
		invoke(b, h, "hello", `{}`)
	}
}

func median(all []time.Duration) float64 {
	slices.Sort(all)
	return float64(all[len(all)/2].Microseconds()) / 1000
}
