// Package functions is the table of steps, data only: what wakes each one and
// what it may touch. infra makes rules, schedules and IAM grants of it; the
// program for one machine makes subscriptions of it and enforces the same
// prefixes. A step that touches something else fails in both.
package functions

import (
	"slices"
	"sync"
	"time"
)

// Step is one step of the flow and one Lambda function.
type Step struct {
	Name  string
	Says  string   // in a line: what it does
	HTTP  bool     // answers HTTP requests
	On    []string // events that wake it
	Keeps []string // announcements among them that wait in the outbox until it heard them
	State bool     // does what the case's state asks for, whichever of them woke it
	Table bool     // woken by the table's stream
	Keys  Keys     // prefixes of the table's keys
	Files Files    // prefixes of the object store
	Sends []string // what it may send: alarms, mail, bus, anchors

	Memory  int           // of its function, MB; 1769 is one processor
	Timeout time.Duration // of its function; none that answers HTTP is waited for longer than 30 seconds
}

// Keys are the prefixes of the table's partitions a step may touch. Each is used:
// scripts/endtoend fails without any one of them.
type Keys struct {
	Get    []string // read one item of
	List   []string // read items of, in order
	Put    []string
	Delete []string
}

// Writes tells whether a step writes to the table at all.
func (k Keys) Writes() bool { return len(k.Put)+len(k.Delete) > 0 }

// All are all prefixes of a step.
func (k Keys) All() []string { return slices.Concat(k.Get, k.List, k.Put, k.Delete) }

// Files are the prefixes of the object store a step may touch.
type Files struct {
	Take   []string // give out signed URLs for uploads to
	Give   []string // give out signed URLs for downloads from
	Read   []string
	Write  []string
	Delete []string
}

// Any tells whether a step touches the object store at all.
func (f Files) Any() bool { return len(f.Take)+len(f.Give)+len(f.Read)+len(f.Write)+len(f.Delete) > 0 }

// Origin is an event that AWS itself puts on the account's default bus, and of
// which an event of ours is made (shared/boot).
type Origin struct {
	Source string
	Types  []string
	About  []string // where its detail names the bucket, or the configuration set, that is ours; none: it names none
	Kinds  []string // eventTypes of its detail that we hear; none: all
}

// Origins are those of our events that begin with AWS.
var Origins = map[string][]Origin{
	"malware-verdict.v1": {{Source: "aws.guardduty", Types: []string{"GuardDuty Malware Protection Object Scan Result"}, About: []string{"s3ObjectDetails", "bucketName"}}},
	"notice-receipt.v1": {
		{Source: "aws.ses", Types: []string{"Email Delivered", "Email Bounced", "Email Delivery Delayed"}, About: []string{"mail", "tags", "ses:configuration-set"}},
		{Source: "aws.sms-voice", Types: []string{"Text Message Delivery Status Updated"}, Kinds: []string{
			"TEXT_SUCCESSFUL", "TEXT_DELIVERED", "TEXT_INVALID", "TEXT_INVALID_MESSAGE", "TEXT_UNREACHABLE", "TEXT_CARRIER_UNREACHABLE",
			"TEXT_BLOCKED", "TEXT_CARRIER_BLOCKED", "TEXT_PROTECT_BLOCKED", "TEXT_SPAM", "TEXT_TTL_EXPIRED", "TEXT_UNKNOWN",
		}},
	},
}

// change is what every change of a case writes (shared/app/keys.go).
var change = []string{"CASE#", "OFFICE#", "CENTRE#", "DISTRICT#", "DESK#", "DUE#", "OUTBOX#", "LOG#"}

// Kept are the prefixes under which no step deletes: what became of a case and
// who was told, and what proves it.
var Kept = []string{"CASE#", "LOG#", "ANCHOR#", "NOTICE#", "REPLY#"}

// forPeople are the announcements that somebody is told of.
var forPeople = []string{
	"set-held.v1", "sent-back.v1", "accepted.v1", "routing-needed.v1", "review-started.v1", "reviewer-changed.v1",
	"rerouted.v1", "deadline-near.v1", "record-requested.v1", "record-sent.v1", "review-finished.v1", "answered.v1",
	"plan-confirmed.v1", "document-refused.v1", "situation-changed.v1", "withdrawn.v1",
}

// Steps is the table, in the order of the flow.
var Steps = []Step{
	{
		Name: "upload", Says: "opens a submission, gives out signed upload URLs, gives the receipt; all an office does",
		HTTP: true,
		Keys: Keys{
			Get: []string{"LOG#", "BOOK#"}, List: []string{"CASE#", "PERSON#", "RECEIPT#", "OFFICE#", "CENTRE#", "DESK#"},
			Put: with(change, "RECEIPT#", "PERSON#"), Delete: []string{"CENTRE#", "DISTRICT#", "DESK#", "DUE#"},
		},
		Files:  Files{Take: []string{"incoming/"}},
		Memory: 512, Timeout: 30 * time.Second,
	},
	{
		Name: "inspect", Says: "looks at a document with its malware verdict, copies what is clean, decides the set with its last file",
		On: []string{"malware-verdict.v1", "object-arrived.v1", "document-released.v1"},
		Keys: Keys{
			Get: []string{"LOG#", "BOOK#"}, List: []string{"CASE#"},
			Put: []string{"CASE#", "OFFICE#", "CENTRE#", "DESK#", "DUE#", "OUTBOX#", "LOG#"}, Delete: []string{"CENTRE#", "DESK#", "DUE#"},
		},
		Files:  Files{Read: []string{"incoming/"}, Write: []string{"clean/"}},
		Memory: 1769, Timeout: 2 * time.Minute,
	},
	{
		Name: "validate", Says: "decides a set whose time is up and on which nobody has decided: received, sent back with every reason, or held",
		On: []string{"submitted.v1", "document-checked.v1"},
		Keys: Keys{
			Get: []string{"LOG#", "BOOK#"}, List: []string{"CASE#"},
			Put: []string{"CASE#", "OFFICE#", "DESK#", "DUE#", "OUTBOX#", "LOG#"}, Delete: []string{"DUE#"},
		},
		Memory: 512, Timeout: 30 * time.Second,
	},
	{
		Name: "assign", Says: "district on that day, centre, reviewer; starts the two-week clock",
		On: []string{"accepted.v1", "hour-struck.v1"},
		Keys: Keys{
			Get: []string{"LOG#", "BOOK#"}, List: []string{"CASE#", "PERSON#", "CENTRE#"},
			Put: change, Delete: []string{"CENTRE#", "DISTRICT#", "DESK#", "DUE#"},
		},
		Memory: 512, Timeout: 30 * time.Second,
	},
	{
		Name: "schedule", Says: "turns due days into one-shot schedules",
		On:    []string{"review-started.v1", "clock-moved.v1", "plan-confirmed.v1"},
		State: true,
		Keys: Keys{
			List: []string{"CASE#"},
		},
		Sends:  []string{"alarms"},
		Memory: 512, Timeout: 30 * time.Second,
	},
	{
		Name: "alarm", Says: "a schedule rang: still needed? then announces it; the last one lets the period lapse; a person's other cases hear of a death or a move",
		On:    []string{"alarm-rang.v1", "situation-changed.v1"},
		Keeps: []string{"situation-changed.v1"},
		Keys: Keys{
			Get: []string{"LOG#", "BOOK#", "OUTBOX#"}, List: []string{"CASE#", "PERSON#", "CENTRE#"},
			Put: change, Delete: []string{"CENTRE#", "DISTRICT#", "DESK#", "DUE#", "OUTBOX#"},
		},
		Memory: 512, Timeout: 30 * time.Second,
	},
	{
		Name: "erase", Says: "deletes the files of a record whose time is over",
		On: []string{"content-erased.v1"},
		Keys: Keys{
			Get: []string{"LOG#"}, List: []string{"CASE#"},
			Put: []string{"CASE#", "LOG#"}, Delete: []string{"DUE#"},
		},
		Files:  Files{Delete: []string{"incoming/", "clean/"}},
		Memory: 256, Timeout: 30 * time.Second,
	},
	{
		Name: "notify", Says: "e-mail and SMS, without a word about the person",
		On: with(forPeople, "notice-due.v1", "notice-receipt.v1"), Keeps: forPeople,
		Keys: Keys{
			Get: []string{"BOOK#", "NOTICE#", "OUTBOX#"}, List: []string{"CASE#", "NOTICE#"},
			Put: []string{"NOTICE#", "DUE#", "OUTBOX#"}, Delete: []string{"DUE#", "OUTBOX#"},
		},
		Sends:  []string{"mail"},
		Memory: 512, Timeout: 30 * time.Second,
	},
	{
		Name: "review", Says: "advice, no advice, requests, re-routing, the district's register; all a centre and the town do",
		HTTP: true,
		Keys: Keys{
			Get: []string{"LOG#", "BOOK#"}, List: []string{"CASE#", "PERSON#", "CENTRE#", "DISTRICT#"},
			Put: change, Delete: []string{"OFFICE#", "CENTRE#", "DISTRICT#", "DESK#", "DUE#"},
		},
		Files:  Files{Give: []string{"clean/"}},
		Memory: 512, Timeout: 30 * time.Second,
	},
	{
		Name: "tally", Says: "takes person-months in, counts and prices a month",
		HTTP: true, On: []string{"month-due.v1"},
		Keys: Keys{
			Get: []string{"MONTH#", "LOG#", "BOOK#", "REPLY#"},
			Put: []string{"MONTH#", "REPLY#", "DUE#", "OUTBOX#", "LOG#"}, Delete: []string{"MONTH#"},
		},
		Memory: 1769, Timeout: 5 * time.Minute,
	},
	{
		Name: "export", Says: "a closed month becomes files; gives out links to them",
		HTTP: true, On: []string{"month-closed.v1"},
		Keys: Keys{
			Get: []string{"MONTH#", "LOG#", "BOOK#", "REPLY#"}, List: []string{"MONTH#"},
			Put: []string{"MONTH#", "REPLY#", "LOG#"}, Delete: []string{"DUE#"},
		},
		Files:  Files{Give: []string{"months/"}, Write: []string{"months/"}},
		Memory: 1769, Timeout: 5 * time.Minute,
	},
	{
		Name: "relay", Says: "forwards announcements from the outbox to the bus",
		Table: true,
		Keys: Keys{
			Delete: []string{"OUTBOX#"},
		},
		Sends:  []string{"bus"},
		Memory: 512, Timeout: time.Minute,
	},
	{
		Name: "sweep", Says: "finds what was promised and did not happen; makes the hour's anchor",
		On: []string{"hour-struck.v1"},
		Keys: Keys{
			List: []string{"DUE#", "OUTBOX#", "LOG#", "ANCHOR#"},
			Put:  []string{"ANCHOR#"}, Delete: []string{"OUTBOX#"},
		},
		Sends:  []string{"bus", "anchors"},
		Memory: 512, Timeout: 5 * time.Minute,
	},
}

func with(list []string, more ...string) []string {
	return append(append([]string{}, list...), more...)
}

// Find gives a step by its name; false when there is none.
func Find(name string) (Step, bool) {
	for _, s := range Steps {
		if s.Name == name {
			return s, true
		}
	}
	return Step{}, false
}

// Keeps tells whether an announcement waits in the outbox until the step heard it.
func Keeps(step, event string) bool { return slices.Contains(Keepers(event), step) }

// Keepers are the steps that an announcement waits for; nobody changes the list.
func Keepers(event string) []string { return keepers()[event] }

var keepers = sync.OnceValue(func() map[string][]string {
	by := map[string][]string{}
	for _, s := range Steps {
		for _, event := range s.Keeps {
			by[event] = append(by[event], s.Name)
		}
	}
	return by
})

// Covers tells whether whoever hears an event is woken by another one too, and
// then does the same.
func Covers(other, event string) bool {
	heard := false
	for _, s := range Steps {
		if !slices.Contains(s.On, event) {
			continue
		}
		if !s.State || !slices.Contains(s.On, other) {
			return false
		}
		heard = true
	}
	return heard
}
