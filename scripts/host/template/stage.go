package template

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sasae-care/sasae/scripts/host/iam"
)

// Stage is what the templates of a stage describe, as far as the host runs it.
// Names and ARNs are those that it would have in the account.
type Stage struct {
	Region, Account string

	Functions []Function
	Tables    []Table
	Buckets   []Bucket
	Buses     []Bus
	Groups    []string // of schedules
	Rules     []Rule
	Hours     []Hour
	Routes    []Route
	Streams   []Stream
	Scans     []Scan
	Letters   []string // configuration sets of SES whose events go to the default bus
	Roles     []Role

	permissions []permission
	queues      map[string]bool // ARNs
}

// Function is a Lambda function.
type Function struct {
	ID      string // in its template
	Name    string // sasae-<stage>-<step>
	ARN     string
	Env     map[string]string
	Memory  int // MB
	Timeout time.Duration
	Role    string // ARN
	Key     string // ARN of the key that encrypts Env
	Log     string // name of its log group
	Reports bool   // Lambda's own lines of what went well are kept there too
	Dead    string // ARN of the queue where what failed for good goes; "": it is lost
}

// Step is the last part of the name.
func (f Function) Step() string {
	_, step, _ := cutLast(f.Name, "-")
	return step
}

// Table is a DynamoDB table.
type Table struct {
	Name, ARN, Stream   string // Stream: ARN
	Partition, Sort     string // names of the attributes, which are texts
	Key                 string // ARN of the key that encrypts it
	Expires             string // attribute of its time to live
	NewImages, OnDemand bool
}

// Bucket is an S3 bucket; all keep versions.
type Bucket struct {
	ID, Name, ARN string
	Key           string // ARN of the key that encrypts it; "": S3's own
	Lock          int    // days that nobody can remove a version
	Told          bool   // its events go to the default bus
}

// Bus is an event bus.
type Bus struct{ Name, ARN string }

// DefaultBus is where AWS puts its own events.
const DefaultBus = "default"

// Rule gives what its pattern matches on a bus to functions.
type Rule struct {
	ID, ARN, Bus string // Bus: name
	Pattern      json.RawMessage
	Functions    []string // ARNs
}

// Hour is a schedule that puts an event on a bus every hour.
type Hour struct {
	Name, Bus          string // Bus: ARN
	Role, Dead         string // ARNs
	Source, DetailType string
	Input              string // with <aws.scheduler.scheduled-time>
}

// Route is a route of the HTTP API.
type Route struct {
	Key      string // POST /v1/submissions
	Function string // ARN
	API      string // id
}

// Stream gives a table's stream to a function.
type Stream struct {
	ID, ARN, Function string // Function: ARN
	Batch, Retries    int
	Filters           []json.RawMessage
	Dead              string // ARN of a queue
}

// Scan is the malware scan of a bucket.
type Scan struct {
	Bucket   string // name
	Prefixes []string
	Role     string // ARN
}

// Role is a role with what it may do.
type Role struct {
	ID, Name, ARN string
	Service       string // who takes it on: lambda.amazonaws.com
	Policy        iam.Policy
}

// permission is who may invoke a function from outside.
type permission struct{ id, function, principal, source string }

// Function finds a function by its step.
func (s *Stage) Function(step string) (Function, bool) {
	i := slices.IndexFunc(s.Functions, func(f Function) bool { return f.Step() == step })
	if i < 0 {
		return Function{}, false
	}
	return s.Functions[i], true
}

// Role finds a role by its ARN.
func (s *Stage) Role(arn string) (Role, bool) {
	i := slices.IndexFunc(s.Roles, func(r Role) bool { return r.ARN == arn })
	if i < 0 {
		return Role{}, false
	}
	return s.Roles[i], true
}

// Bucket finds a bucket by its name in the code: incoming, clean, ….
func (s *Stage) Bucket(of string) (Bucket, bool) {
	i := slices.IndexFunc(s.Buckets, func(b Bucket) bool { return hashed.ReplaceAllString(b.ID, "") == "Bucket"+of })
	if i < 0 {
		return Bucket{}, false
	}
	return s.Buckets[i], true
}

// check holds the parts against each other: what names something names one that
// is there, and whoever wakes a function is let in.
func (s *Stage) check() error {
	var wrong []error
	used := map[string]bool{}
	function := func(id, arn string) {
		if !slices.ContainsFunc(s.Functions, func(f Function) bool { return f.ARN == arn }) {
			wrong = append(wrong, fmt.Errorf("%s: there is no function %s", id, arn))
		}
	}
	let := func(id, arn, principal, source string) {
		for _, p := range s.permissions {
			if p.function == arn && p.principal == principal && iam.Like(p.source, source) {
				used[p.id] = true
				return
			}
		}
		wrong = append(wrong, fmt.Errorf("%s: no AWS::Lambda::Permission lets it invoke %s", id, arn))
	}
	for _, f := range s.Functions {
		if _, ok := s.Role(f.Role); !ok {
			wrong = append(wrong, fmt.Errorf("%s: there is no role %s", f.ID, f.Role))
		}
	}
	for _, r := range s.Rules {
		for _, f := range r.Functions {
			function(r.ID, f)
			let(r.ID, f, "events.amazonaws.com", r.ARN)
		}
		if r.Bus != DefaultBus && !slices.ContainsFunc(s.Buses, func(b Bus) bool { return b.Name == r.Bus }) {
			wrong = append(wrong, fmt.Errorf("%s: there is no bus %s", r.ID, r.Bus))
		}
	}
	for _, r := range s.Routes {
		function(r.Key, r.Function)
		method, path, _ := strings.Cut(r.Key, " ")
		let(r.Key, r.Function, "apigateway.amazonaws.com", r.API+"/$default/"+method+path)
	}
	for _, st := range s.Streams {
		function(st.ID, st.Function)
	}
	for _, p := range s.permissions {
		if !used[p.id] {
			wrong = append(wrong, fmt.Errorf("%s: it lets in nobody who is there", p.id))
		}
	}
	return errors.Join(append(wrong, s.checkQueues())...)
}

// checkQueues holds that dead letters have a queue.
func (s *Stage) checkQueues() error {
	var wrong []error
	queue := func(id, arn string) {
		if arn != "" && !s.queues[arn] {
			wrong = append(wrong, fmt.Errorf("%s: there is no queue %s", id, arn))
		}
	}
	for _, f := range s.Functions {
		queue(f.ID, f.Dead)
		if f.Dead == "" && slices.ContainsFunc(s.Rules, func(r Rule) bool { return slices.Contains(r.Functions, f.ARN) }) {
			wrong = append(wrong, fmt.Errorf("%s: an event that it fails at is lost, for it has no OnFailure destination", f.ID))
		}
	}
	for _, h := range s.Hours {
		queue(h.Name, h.Dead)
	}
	for _, st := range s.Streams {
		queue(st.ID, st.Dead)
	}
	return errors.Join(wrong...)
}
