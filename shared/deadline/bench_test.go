package deadline

import (
	"testing"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

func BenchmarkDue(b *testing.B) {
	k, g := review(b), on("2026-04-20")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Due(k, g, day.Calendar{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenDays(b *testing.B) {
	k, g := review(b, period(10, rules.OpenDays)), on("2026-04-20")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Due(k, g, day.Calendar{}); err != nil {
			b.Fatal(err)
		}
	}
}
