package boot

import (
	"math"
	"runtime/debug"
	"testing"
)

func TestAFunctionCollectsLateAndNeverBeyondItsMemory(t *testing.T) {
	for name, c := range map[string]struct {
		size, gogc string
		percent    int
		limit      int64
	}{
		"on Lambda":                {"256", "", 400, 192 << 20},
		"elsewhere":                {"", "", 100, math.MaxInt64},
		"where an operator set it": {"256", "50", 100, math.MaxInt64},
		"with no number":           {"much", "", 100, math.MaxInt64},
	} {
		t.Run(name, func(t *testing.T) {
			percent, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(math.MaxInt64)
			defer func() { debug.SetGCPercent(percent); debug.SetMemoryLimit(limit) }()
			t.Setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", c.size)
			t.Setenv("GOGC", c.gogc)
			roomy()
			if got, most := debug.SetGCPercent(100), debug.SetMemoryLimit(-1); got != c.percent || most != c.limit {
				t.Errorf("it is %d %%, at most %d bytes; want %d, %d", got, most, c.percent, c.limit)
			}
		})
	}
}
