package journal

import (
	"log/slog"
	"time"
)

// Namespace is where the metrics stand in CloudWatch; their one dimension is
// the step.
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

// metrics are the values of an invocation, and what makes metrics of them.
func (l Line) metrics(at time.Time) []slog.Attr {
	values := []slog.Attr{
		slog.Int64("invocations", 1),
		slog.Int64("failures", one(l.Outcome == Failed || l.Outcome == Dead)),
		slog.Int64("refusals", one(l.Outcome == Refused)),
		slog.Int64("conflicts", l.counts.Conflicts.Load()),
		slog.Int64("retries", l.counts.Retries.Load()),
		slog.Int64("throttled", l.counts.Throttled.Load()),
		slog.Int64("duplicates", l.counts.Duplicates.Load()),
		slog.Float64("latency", float64(l.Took.Microseconds())/1000),
	}
	d := directive{Namespace: Namespace, Dimensions: [][]string{{"step"}}}
	for _, v := range values {
		unit := "Count"
		if v.Key == "latency" {
			unit = "Milliseconds"
		}
		d.Metrics = append(d.Metrics, metric{v.Key, unit})
	}
	return append(values, slog.Any("_aws", emf{at.UnixMilli(), []directive{d}}))
}

func one(is bool) int64 {
	if is {
		return 1
	}
	return 0
}
