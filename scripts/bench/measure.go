package main

import (
	"math"
	"slices"
	"time"
)

// rounds is how often ours and the anchor take turns.
const rounds = 5

// turns runs ours and the anchor in turn and gives the median time of each, in
// seconds. Both warm up once.
func turns(n int, ours, anchor func() error) (a, b float64, err error) {
	var as, bs []float64
	for i := range n + 1 {
		x, err := clock(ours)
		if err != nil {
			return 0, 0, err
		}
		y, err := clock(anchor)
		if err != nil {
			return 0, 0, err
		}
		if i > 0 {
			as, bs = append(as, x), append(bs, y)
		}
	}
	return median(as), median(bs), nil
}

func clock(do func() error) (float64, error) {
	start := time.Now()
	err := do()
	return time.Since(start).Seconds(), err
}

func median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}

// rounded has three significant digits and the ratio.
func (f figure) rounded() figure {
	f.Ratio = digits(f.Value / f.Against)
	f.Value, f.Against = digits(f.Value), digits(f.Against)
	return f
}

func digits(x float64) float64 {
	if x == 0 || math.IsInf(x, 0) || math.IsNaN(x) {
		return 0
	}
	unit := math.Pow(10, 2-math.Floor(math.Log10(math.Abs(x))))
	return math.Round(x*unit) / unit
}
