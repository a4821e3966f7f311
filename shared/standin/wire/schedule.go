package wire

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Spec is what a caller says about a schedule, in the words of the API.
type Spec struct {
	GroupName, ScheduleExpression, ScheduleExpressionTimezone string
	FlexibleTimeWindow                                        struct {
		Mode                   string
		MaximumWindowInMinutes int `json:",omitempty"`
	}
	Target                Target
	ActionAfterCompletion string
	Description           string `json:",omitempty"`
	State                 string
}

// Target is what a schedule invokes, and how often it is tried.
type Target struct {
	Arn, RoleArn     string                                                        //lint:ignore ST1003 as the API spells it
	Input            string                                                        `json:",omitempty"`
	DeadLetterConfig *struct{ Arn string }                                         `json:",omitempty"`
	RetryPolicy      *struct{ MaximumEventAgeInSeconds, MaximumRetryAttempts int } `json:",omitempty"`
}

// Schedule is a one-shot schedule.
type Schedule struct {
	Name string
	Spec
	At      time.Time // when it rings for the first time
	Created time.Time
	Tries   int  // how often it rang, also in vain
	Done    bool // it rang and was taken, and is kept (ActionAfterCompletion NONE)
	token   string
	next    time.Time
	ringing bool
}

func (s Schedule) key() string { return s.GroupName + "/" + s.Name }

// open tells whether it rings at its next time.
func (s Schedule) open() bool { return !s.Done && !s.ringing && s.State != "DISABLED" }

// patience is how long, and how often, a ring that fails is tried again.
func (s Schedule) patience() (age time.Duration, tries int) {
	if p := s.Target.RetryPolicy; p != nil {
		return time.Duration(p.MaximumEventAgeInSeconds) * time.Second, 1 + p.MaximumRetryAttempts
	}
	return 24 * time.Hour, 186
}

// later is when a ring that failed is tried again; false: no more.
func (s Schedule) later() (time.Time, bool) {
	age, tries := s.patience()
	next := s.next.Add(time.Minute << min(s.Tries-1, 6))
	return next, s.Tries < tries && next.Sub(s.At) <= age
}

var (
	scheduleName = regexp.MustCompile(`^[0-9a-zA-Z\-_.]{1,64}$`)
	oneShot      = regexp.MustCompile(`^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$`)
	anyARN       = regexp.MustCompile(`^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:.+$`)
	roleARN      = regexp.MustCompile(`^arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+$`)
	queueARN     = regexp.MustCompile(`^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9\-_]+$`)
	wantsJSON    = regexp.MustCompile(`^arn:aws[a-z-]*:(lambda|states|events):`)
)

// check refuses what EventBridge Scheduler refuses, or what this server does
// not know; it fills in what was left out.
func (s *Schedule) check() error {
	if !scheduleName.MatchString(s.Name) {
		return invalid("The name does not match [0-9a-zA-Z-_.]{1,64}.")
	}
	if w := s.FlexibleTimeWindow; w.Mode != "OFF" && (w.Mode != "FLEXIBLE" || w.MaximumWindowInMinutes < 1 || w.MaximumWindowInMinutes > 1440) {
		return invalid("FlexibleTimeWindow is OFF, or FLEXIBLE with a window of 1 to 1440 minutes.")
	}
	for _, d := range []struct {
		field    *string
		standard string
		values   string
	}{
		{&s.GroupName, "default", ""},
		{&s.State, "ENABLED", "ENABLED DISABLED"},
		{&s.ActionAfterCompletion, "NONE", "NONE DELETE"},
	} {
		if *d.field == "" {
			*d.field = d.standard
		}
		if d.values != "" && !strings.Contains(" "+d.values+" ", " "+*d.field+" ") {
			return invalid("%q is none of %s.", *d.field, d.values)
		}
	}
	at, err := instantOf(s.ScheduleExpression, s.ScheduleExpressionTimezone)
	if err != nil {
		return err
	}
	s.At = at
	return s.Target.check()
}

// instantOf is the start of the minute that a one-shot expression names: the
// service promises a minute, not a second ("between 1:00:00 and 1:00:59"), so a
// caller who needs "not before" must name full minutes.
func instantOf(expression, zone string) (time.Time, error) {
	parts := oneShot.FindStringSubmatch(expression)
	if parts == nil {
		return time.Time{}, invalid("Invalid Schedule Expression %s. This server knows at(yyyy-mm-ddThh:mm:ss) only.", expression)
	}
	if zone == "Local" {
		return time.Time{}, invalid("Invalid Schedule Expression Timezone %s.", zone)
	}
	where, err := time.LoadLocation(zone) // "" is UTC
	if err != nil {
		return time.Time{}, invalid("Invalid Schedule Expression Timezone %s.", zone)
	}
	at, err := time.ParseInLocation("2006-01-02T15:04:05", parts[1], where)
	if err != nil {
		return time.Time{}, invalid("Invalid Schedule Expression %s.", expression)
	}
	return at.UTC().Truncate(time.Minute), nil
}

func (t Target) check() error {
	switch {
	case !anyARN.MatchString(t.Arn):
		return invalid("The target %q is no ARN.", t.Arn)
	case !roleARN.MatchString(t.RoleArn):
		return invalid("The execution role %q is no ARN of a role.", t.RoleArn)
	case t.Input != "" && wantsJSON.MatchString(t.Arn) && !json.Valid([]byte(t.Input)):
		return invalid("Invalid RequestJson provided.")
	case t.DeadLetterConfig != nil && !queueARN.MatchString(t.DeadLetterConfig.Arn):
		return invalid("The dead-letter queue %q is no ARN of a queue.", t.DeadLetterConfig.Arn)
	}
	if p := t.RetryPolicy; p != nil && (p.MaximumEventAgeInSeconds < 60 || p.MaximumEventAgeInSeconds > 86400 || p.MaximumRetryAttempts < 0 || p.MaximumRetryAttempts > 185) {
		return invalid("The retry policy is not within 60 to 86400 seconds and 0 to 185 attempts.")
	}
	return nil
}

func (s Schedule) arn() string {
	return fmt.Sprintf("arn:aws:scheduler:%s:%s:schedule/%s", Region, Account, s.key())
}
