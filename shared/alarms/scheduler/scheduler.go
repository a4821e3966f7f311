// Package scheduler keeps one-shot alarms in Amazon EventBridge Scheduler: the
// durable timer of the cloud.
//
//	alarms.Alarm → Set → a schedule at(…) in UTC → (at its time) → the target, with Body as Input → the schedule is deleted
//
// Scheduler keeps a minute, not a second ("1:00 is between 1:00:00 and
// 1:00:59"), and refuses or does not say what it does with a time in the past.
// So times are rounded up to the full minute and lie ahead of now by a lead. An
// alarm is never early; one on a full minute, as ours are, is no later than the
// service makes it, and one set for the past rings within three minutes.
package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"github.com/sasae-care/sasae/shared/alarms"
	"github.com/sasae-care/sasae/shared/answer"
)

// Options of New.
type Options struct {
	Group     string // schedule group; empty is "default"
	TargetARN string // what is invoked, the alarm step
	RoleARN   string // the role that may invoke it
	// DeadLetterARN is the queue for what could not be handed over; empty: none.
	DeadLetterARN string
	// Lead is how far ahead of now an alarm lies at least, so that a clock of
	// ours that is slow by no more does not set it in the past; 0 is a minute.
	Lead time.Duration
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// Scheduler sets schedules. It is safe for concurrent use.
type Scheduler struct {
	client *api.Client
	o      Options
}

var _ alarms.Alarms = (*Scheduler)(nil)

// New makes the timer. Repeating a call is safe, so the client's own retries
// are left as they are.
func New(client *api.Client, o Options) *Scheduler {
	if o.Lead == 0 {
		o.Lead = time.Minute
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Scheduler{client, o}
}

// Set creates the schedule. A name that is set is a silent success; one that
// rang is deleted by then and would ring again. ErrRefused: what
// alarms.Check, or the service by a ValidationException, does not take, a body
// that is no JSON for a target that wants it among them. ErrUnknown: set or
// not, throttled to the end, or the service failed. Another error: not set, and
// an operator must act (no rights, no such group, a quota).
func (s *Scheduler) Set(ctx context.Context, a alarms.Alarm) error {
	if err := alarms.Check(a); err != nil {
		return fmt.Errorf("set an alarm: %w", err)
	}
	if !utf8.Valid(a.Body) {
		return fmt.Errorf("set the alarm %s: %w: its body is no text", a.Name, alarms.ErrRefused)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("set the alarm %s: %w", a.Name, err)
	}
	_, err := s.client.CreateSchedule(ctx, s.schedule(a))
	var exists *types.ConflictException
	if err == nil || errors.As(err, &exists) {
		return nil
	}
	return fmt.Errorf("set the alarm %s: %w", a.Name, meaning(err))
}

// What the service itself does when the target cannot be invoked: the most it
// offers. Sweep rings what was not rung by then.
const (
	retries  = 185
	retryFor = 24 * 60 * 60 // seconds
)

func (s *Scheduler) schedule(a alarms.Alarm) *api.CreateScheduleInput {
	target := &types.Target{
		Arn: &s.o.TargetARN, RoleArn: &s.o.RoleARN, Input: text(string(a.Body)),
		RetryPolicy: &types.RetryPolicy{MaximumEventAgeInSeconds: aws.Int32(retryFor), MaximumRetryAttempts: aws.Int32(retries)},
	}
	if s.o.DeadLetterARN != "" {
		target.DeadLetterConfig = &types.DeadLetterConfig{Arn: &s.o.DeadLetterARN}
	}
	return &api.CreateScheduleInput{
		Name: &a.Name, GroupName: text(s.o.Group), Target: target,
		ScheduleExpression: aws.String(s.at(a.At)), ScheduleExpressionTimezone: aws.String("UTC"),
		FlexibleTimeWindow:    &types.FlexibleTimeWindow{Mode: types.FlexibleTimeWindowModeOff},
		ActionAfterCompletion: types.ActionAfterCompletionDelete,
	}
}

// text is absent when it is empty.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// at is the expression of a time: not before it, a full minute, and ahead of
// now by the lead.
func (s *Scheduler) at(t time.Time) string {
	if soonest := s.o.Now().Add(s.o.Lead); t.Before(soonest) {
		t = soonest
	}
	return t.UTC().Add(time.Minute - 1).Truncate(time.Minute).Format("at(2006-01-02T15:04:05)")
}

// meaning says what an error of the call leaves us with.
func meaning(err error) error {
	var refused *types.ValidationException
	var throttled *types.ThrottlingException
	switch {
	case errors.As(err, &refused):
		return fmt.Errorf("%w: %w", alarms.ErrRefused, err)
	case answer.Declined(err) && !answer.Throttled(err) && !errors.As(err, &throttled): // an attempt before a throttled one may have been heard
		return err
	}
	return fmt.Errorf("%w: %w", alarms.ErrUnknown, err)
}
