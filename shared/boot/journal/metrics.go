package journal

import (
	"log/slog"
	"time"
)

// Namespace is where the metrics stand in CloudWatch.
const Namespace = "sasae"

// emf is the member "_aws" of a line in CloudWatch's embedded metric format: it
// names the members of the line that are metrics.
// Source: CloudWatch user guide, "Specification: Embedded metric format".
type emf struct {
	Timestamp         int64 // milliseconds
	CloudWatchMetrics []directive
}

type directive struct {
	Namespace  string
	Dimensions [][]string
	Metrics    []metric
}

type metric struct{ Name, Unit string }

// The dimensions of a metric: CloudWatch has each value of one paid as a metric
// of its own, for the hours in which it is sent.
var (
	ofStep = [][]string{{"step"}}
	ofAll  = [][]string{{}}
)

// measured is how long an invocation took and what it counted, and what makes
// metrics of them: latency and failures of each step, all else of all steps
// together. A count of 0 is left out.
func (l Line) measured(at time.Time) []slog.Attr {
	attrs := []slog.Attr{slog.Int64("ms", l.Took.Milliseconds())}
	step, all := []metric{{"ms", "Milliseconds"}}, []metric(nil)
	for _, c := range []struct {
		name string
		n    int64
		of   *[]metric
	}{
		{"failures", one(l.failed()), &step},
		{"refusals", one(l.Outcome == Refused), &all},
		{"conflicts", l.counts.Conflicts.Load(), &all},
		{"retries", l.counts.Retries.Load(), &all},
		{"throttled", l.counts.Throttled.Load(), &all},
		{"duplicates", l.counts.Duplicates.Load(), &all},
	} {
		if c.n != 0 {
			attrs = append(attrs, slog.Int64(c.name, c.n))
			*c.of = append(*c.of, metric{c.name, "Count"})
		}
	}
	told := []directive{{Namespace, ofStep, step}}
	if all != nil {
		told = append(told, directive{Namespace, ofAll, all})
	}
	return append(attrs, slog.Any("_aws", emf{at.UnixMilli(), told}))
}

func one(is bool) int64 {
	if is {
		return 1
	}
	return 0
}
