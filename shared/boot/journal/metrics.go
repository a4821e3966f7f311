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

// counted is what an invocation counted, and what makes metrics of the counts
// that an alarm looks at. What is 0 is left out: CloudWatch has a metric paid for
// every hour in which it is sent.
func (l Line) counted(at time.Time) (attrs []slog.Attr) {
	var alarming []directive
	for _, c := range []struct {
		name  string
		n     int64
		alarm [][]string // sets of dimensions of its metric; nil: it is none
	}{
		{"failures", one(l.failed()), [][]string{{"step"}}},
		{"conflicts", l.counts.Conflicts.Load(), nil},
		{"retries", l.counts.Retries.Load(), nil},
		{"throttled", l.counts.Throttled.Load(), [][]string{{}}},
		{"duplicates", l.counts.Duplicates.Load(), nil},
	} {
		if c.n == 0 {
			continue
		}
		attrs = append(attrs, slog.Int64(c.name, c.n))
		if c.alarm != nil {
			alarming = append(alarming, directive{Namespace, c.alarm, []metric{{c.name, "Count"}}})
		}
	}
	if alarming == nil {
		return attrs
	}
	return append(attrs, slog.Any("_aws", emf{at.UnixMilli(), alarming}))
}

func one(is bool) int64 {
	if is {
		return 1
	}
	return 0
}
