package endtoend

import (
	"encoding/json"
	"maps"
	"math"
	"strings"
	"sync"
	"unicode/utf16"

	"github.com/sasae-care/sasae/scripts/host"
	"github.com/sasae-care/sasae/scripts/host/gate"
	"github.com/sasae-care/sasae/scripts/host/template"
)

// Counts is how often something happened that AWS has a price for, by the ids of
// scripts/ledger/prices.yaml, and by what the gate calls it where it has none.
type Counts map[string]float64

// Add adds other counts.
func (c Counts) Add(more Counts) { c.add(more, 1) }

func (c Counts) add(more Counts, sign float64) {
	for what, n := range more {
		c[what] += sign * n
	}
}

// Phases of a month, by what sets things going.
const (
	Plans  = "plans"  // what offices, centres and alarms do
	Hours  = "hours"  // what strikes every hour, whatever there is to do
	Months = "months" // handing in, running and exporting a month
)

// calls counts what the gate saw, and what services of AWS did.
type calls struct {
	mu    sync.Mutex
	n     Counts
	now   string // phase
	since Counts // what was there when it began
	all   map[string]Counts
}

func (c *calls) count(what string, n float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = Counts{}
	}
	c.n[what] += n
}

// priced are the calls of a service that have a price of their own. What
// DynamoDB answers is paid by its units, and the streams that Lambda reads are
// free of charge.
var priced = map[string]string{
	"s3 PutObject": "put", "s3 CopyObject": "put", "s3 ListBucketVersions": "put", "s3 GetObject": "get", "s3 HeadObject": "get", "s3 DeleteObject": "delete",
	"ses SendEmail": "mail", "events PutEvents": "", "scheduler CreateSchedule": "",
	"dynamodb GetItem": "", "dynamodb Query": "", "dynamodb PutItem": "", "dynamodb DeleteItem": "", "dynamodb TransactWriteItems": "",
	"dynamodb ListStreams": "", "dynamodb DescribeStream": "", "dynamodb GetShardIterator": "", "dynamodb GetRecords": "",
	"sms-voice SendTextMessage": "",
}

// add takes a call that passed the gate. One that nothing is known of is counted
// under its own name, for which no price is found.
func (c *calls) add(one gate.Call) {
	what, known := priced[one.Service+" "+one.Operation]
	if !known {
		what = one.Service + " " + one.Operation
	}
	if what != "" {
		c.count(what, 1)
	}
	c.count("read", one.Read)
	c.count("write", one.Write)
	for prefix, n := range one.Wrote {
		c.count("units written under "+prefix, n)
	}
}

// event counts one of ours on the bus; 64 KB are one to pay.
func (c *calls) event(bytes int) { c.count("event", math.Ceil(float64(bytes)/(64<<10))) }

func (c *calls) schedule() { c.count("schedule", 1) }

func (c *calls) notified() { c.count("told", 1) }

// scanned counts a malware scan: GuardDuty reads the object and tags it.
func (c *calls) scanned(bytes int) {
	c.count("scan", 1)
	c.count("scanned", float64(bytes)/1e9)
	c.count("scan get", 1)
	c.count("scan tag", 1)
}

// part is how many UTF-16 units one SMS in Japanese has.
const part = 70

// called counts a request of the API, which comes through CloudFront, and the
// line that the API's log has of it.
func (c *calls) called(answer, line int) {
	c.count("api", 1)
	c.count("log", float64(line)/1e9)
	c.given(answer)
}

// given counts what CloudFront gave to somebody.
func (c *calls) given(bytes int) {
	c.count("front", 1)
	c.count("out", float64(bytes)/1e9)
}

// What Lambda itself logs of an invocation, in the form of its developer guide
// (Lambda Telemetry API). Its start and the report of one that went well are of
// level INFO, what it says of another of level WARN ("Log-level filtering").
const (
	platformStart  = `{"time":"2026-05-22T00:16:41.123Z","type":"platform.start","record":{"requestId":"6d68ca91-49c9-448d-89b8-7ca3e6dc66aa","version":"$LATEST"}}` + "\n"
	platformDone   = `{"time":"2026-05-22T00:16:41.135Z","type":"platform.runtimeDone","record":{"requestId":"6d68ca91-49c9-448d-89b8-7ca3e6dc66aa","status":"error","errorType":"unavailable","metrics":{"durationMs":12.345,"producedBytes":120}}}` + "\n"
	platformReport = `{"time":"2026-05-22T00:16:41.135Z","type":"platform.report","record":{"requestId":"6d68ca91-49c9-448d-89b8-7ca3e6dc66aa","status":"success","metrics":{"durationMs":12.345,"billedDurationMs":13,"memorySizeMB":512,"maxMemoryUsedMB":40}}}` + "\n"
)

// platform is how many bytes Lambda itself logged of a function's invocations.
func platform(f template.Function, n host.Counts) int {
	bytes := n.Failures * len(platformDone+platformReport)
	if f.Reports {
		bytes += n.Invocations*len(platformStart) + (n.Invocations-n.Failures)*len(platformReport)
	}
	return bytes
}

// turn begins a phase, now that all of the one before is done.
func (w *World) turn(phase string) {
	total := w.total()
	c := &w.seen
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all == nil {
		c.all, c.since, c.now = map[string]Counts{}, Counts{}, Plans
	}
	if c.all[c.now] == nil {
		c.all[c.now] = Counts{}
	}
	c.all[c.now].add(total, 1)
	c.all[c.now].add(c.since, -1)
	c.now, c.since = phase, total
}

// total is everything so far: what the gate saw, and what the host ran.
func (w *World) total() Counts {
	w.seen.mu.Lock()
	all := maps.Clone(w.seen.n)
	w.seen.mu.Unlock()
	if all == nil {
		all = Counts{}
	}
	for _, t := range w.texts.Texts() {
		all["sms"] += math.Ceil(float64(len(utf16.Encode([]rune(t.Body)))) / part)
	}
	for step, n := range w.counts() {
		f, _ := w.deployed.Function(step)
		all["invocation"] += float64(n.Invocations)
		all["invocations of "+step] += float64(n.Invocations)
		all["log"] += float64(n.Logged+platform(f, n)) / 1e9
		for _, d := range n.Durations {
			ms := math.Ceil(float64(d.Microseconds()) / 1000) // as Lambda rounds
			all["ms"] += ms
			all["compute"] += ms / 1000 * float64(f.Memory) / 1024
		}
	}
	return all
}

// Spent is what was counted, by phase. Nothing may be under way.
func (w *World) Spent() map[string]Counts {
	w.turn(Plans)
	w.seen.mu.Lock()
	defer w.seen.mu.Unlock()
	out := map[string]Counts{}
	for phase, n := range w.seen.all {
		out[phase] = maps.Clone(n)
	}
	return out
}

// Metrics is how many metrics of our own the logs hold: CloudWatch has them paid
// one by one, each value of a dimension apart.
func (w *World) Metrics() int {
	all := map[string]bool{}
	for line := range strings.Lines(w.logs.String()) {
		var said struct {
			Step string
			AWS  struct {
				CloudWatchMetrics []struct {
					Dimensions [][]string
					Metrics    []struct{ Name string }
				}
			} `json:"_aws"`
		}
		if json.Unmarshal([]byte(line), &said) != nil {
			continue
		}
		for _, d := range said.AWS.CloudWatchMetrics {
			for _, m := range d.Metrics {
				for _, by := range d.Dimensions {
					of := ""
					if len(by) > 0 {
						of = said.Step // there is no other dimension
					}
					all[m.Name+" "+of] = true
				}
			}
		}
	}
	return len(all)
}
