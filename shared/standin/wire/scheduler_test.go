package wire_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"github.com/sasae-care/sasae/shared/standin/wire"
)

const (
	lambdaARN = "arn:aws:lambda:ap-northeast-1:111122223333:function:alarm"
	ringARN   = "arn:aws:iam::111122223333:role/ring"
)

func ask(name, at string) *scheduler.CreateScheduleInput {
	return &scheduler.CreateScheduleInput{
		Name: &name, ScheduleExpression: aws.String("at(" + at + ")"), ScheduleExpressionTimezone: aws.String("UTC"),
		FlexibleTimeWindow:    &types.FlexibleTimeWindow{Mode: types.FlexibleTimeWindowModeOff},
		ActionAfterCompletion: types.ActionAfterCompletionDelete,
		Target:                &types.Target{Arn: aws.String(lambdaARN), RoleArn: aws.String(ringARN), Input: aws.String(`{"name":"` + name + `"}`)},
	}
}

// bench is a scheduler with its client and what it rang.
func bench(t *testing.T, o wire.SchedulerOptions) (*wire.Scheduler, *scheduler.Client, *[]string) {
	t.Helper()
	var rang []string
	if o.Ring == nil {
		o.Ring = func(s wire.Schedule) error { rang = append(rang, s.Target.Input); return nil }
	}
	o.Clock, o.Groups = april, []string{"alarms"}
	s := wire.NewScheduler(o)
	return s, scheduler.NewFromConfig(serve(t, s)), &rang
}

func create(t *testing.T, c *scheduler.Client, in *scheduler.CreateScheduleInput) {
	t.Helper()
	if _, err := c.CreateSchedule(t.Context(), in); err != nil {
		t.Fatal(err)
	}
}

func TestAScheduleRingsItsInputInTheMinuteItNamesAndIsGone(t *testing.T) {
	s, c, rang := bench(t, wire.SchedulerOptions{})
	later := ask("later", "2026-04-01T11:00:00")
	later.ScheduleExpressionTimezone = aws.String("Asia/Tokyo") // 02:00 UTC
	create(t, c, later)
	create(t, c, ask("seconds", "2026-04-01T01:00:30")) // 60 second precision
	s.Advance(april.Add(time.Hour - time.Second))
	if len(*rang) != 0 {
		t.Fatalf("too early: %v", *rang)
	}
	s.Advance(april.Add(time.Hour))
	s.Advance(april.Add(2 * time.Hour))
	s.Advance(april.Add(3 * time.Hour))
	if want := []string{`{"name":"seconds"}`, `{"name":"later"}`}; !slices.Equal(*rang, want) {
		t.Errorf("%v rang, want %v", *rang, want)
	}
	if left := s.Schedules(); len(left) != 0 || len(s.Rung()) != 2 {
		t.Errorf("%+v are left, %d were taken", left, len(s.Rung()))
	}
	if !s.Clock().Equal(april.Add(3 * time.Hour)) {
		t.Errorf("the clock stands at %v", s.Clock())
	}
}

func TestANameThatIsTakenConflictsInItsGroupOnly(t *testing.T) {
	s, c, _ := bench(t, wire.SchedulerOptions{})
	first := ask("a", "2026-04-01T01:00:00")
	first.ClientToken = aws.String("token-of-the-first")
	create(t, c, first)
	create(t, c, first) // the same request again
	_, err := c.CreateSchedule(t.Context(), ask("a", "2026-04-01T02:00:00"))
	var conflict *types.ConflictException
	if !errors.As(err, &conflict) || !strings.Contains(aws.ToString(conflict.Message), "already exists") {
		t.Errorf("the same name: %v", err)
	}
	other := ask("a", "2026-04-01T02:00:00")
	other.GroupName = aws.String("alarms")
	create(t, c, other)
	if n := len(s.Schedules()); n != 2 {
		t.Errorf("%d are set", n)
	}
	other.GroupName = aws.String("nowhere")
	var missing *types.ResourceNotFoundException
	if _, err := c.CreateSchedule(t.Context(), other); !errors.As(err, &missing) {
		t.Errorf("a group that is not there: %v", err)
	}
}

func TestWhatSchedulerRefusesIsRefused(t *testing.T) {
	s, c, _ := bench(t, wire.SchedulerOptions{})
	for name, change := range map[string]func(*scheduler.CreateScheduleInput){
		"a name of 65":       func(in *scheduler.CreateScheduleInput) { in.Name = aws.String(strings.Repeat("a", 65)) },
		"a name in Japanese": func(in *scheduler.CreateScheduleInput) { in.Name = aws.String("期限") },
		"the past":           func(in *scheduler.CreateScheduleInput) { in.ScheduleExpression = aws.String("at(2026-03-31T23:59:59)") },
		"no such day":        func(in *scheduler.CreateScheduleInput) { in.ScheduleExpression = aws.String("at(2026-06-31T00:00:00)") },
		"fractions": func(in *scheduler.CreateScheduleInput) {
			in.ScheduleExpression = aws.String("at(2026-06-30T00:00:00.5)")
		},
		"a recurring one":      func(in *scheduler.CreateScheduleInput) { in.ScheduleExpression = aws.String("rate(1 hour)") },
		"no such zone":         func(in *scheduler.CreateScheduleInput) { in.ScheduleExpressionTimezone = aws.String("Asia/Kumamoto") },
		"a target without ARN": func(in *scheduler.CreateScheduleInput) { in.Target.Arn = aws.String("alarm") },
		"no role":              func(in *scheduler.CreateScheduleInput) { in.Target.RoleArn = aws.String(lambdaARN) },
		"a queue that is none": func(in *scheduler.CreateScheduleInput) {
			in.Target.DeadLetterConfig = &types.DeadLetterConfig{Arn: aws.String(lambdaARN)}
		},
		"200 attempts": func(in *scheduler.CreateScheduleInput) {
			in.Target.RetryPolicy = &types.RetryPolicy{MaximumRetryAttempts: aws.Int32(200), MaximumEventAgeInSeconds: aws.Int32(60)}
		},
		"no JSON for a Lambda": func(in *scheduler.CreateScheduleInput) { in.Target.Input = aws.String("due") },
		"a window without minutes": func(in *scheduler.CreateScheduleInput) {
			in.FlexibleTimeWindow.Mode = types.FlexibleTimeWindowModeFlexible
		},
		"an action there is not":    func(in *scheduler.CreateScheduleInput) { in.ActionAfterCompletion = "ARCHIVE" },
		"a state that there is not": func(in *scheduler.CreateScheduleInput) { in.State = "ASLEEP" },
	} {
		in := ask("a", "2026-04-01T01:00:00")
		change(in)
		var refused *types.ValidationException
		if _, err := c.CreateSchedule(t.Context(), in); !errors.As(err, &refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left := s.Schedules(); len(left) != 0 {
		t.Errorf("%+v are set", left)
	}
}

func TestThePastRingsAtOnceWhereThatIsTaken(t *testing.T) {
	s, c, rang := bench(t, wire.SchedulerOptions{TakesPast: true})
	create(t, c, ask("late", "2025-01-01T00:00:00"))
	s.Advance(april)
	if len(*rang) != 1 || !s.Clock().Equal(april) {
		t.Errorf("%v rang, the clock stands at %v", *rang, s.Clock())
	}
}

func TestARingThatFailsIsTriedAgainAndInTheEndIsDead(t *testing.T) {
	var rang int
	s, c, _ := bench(t, wire.SchedulerOptions{Ring: func(wire.Schedule) error {
		if rang++; rang == 2 {
			return nil
		}
		return errors.New("the function is throttled")
	}})
	in := ask("a", "2026-04-01T01:00:00")
	in.Target.RetryPolicy = &types.RetryPolicy{MaximumRetryAttempts: aws.Int32(2), MaximumEventAgeInSeconds: aws.Int32(86400)}
	create(t, c, in)
	s.Advance(april.Add(time.Hour))
	if rang != 1 || len(s.Schedules()) != 1 {
		t.Fatalf("rang %d times, %d are set", rang, len(s.Schedules()))
	}
	s.Advance(april.Add(2 * time.Hour))
	if rang != 2 || len(s.Rung()) != 1 || len(s.Schedules()) != 0 {
		t.Errorf("rang %d times, %d were taken, %d are set", rang, len(s.Rung()), len(s.Schedules()))
	}
	in.ScheduleExpression = aws.String("at(2026-04-01T03:00:00)")
	create(t, c, in)
	s.Advance(april.Add(24 * time.Hour))
	if rang != 5 || len(s.Dead()) != 1 || len(s.Schedules()) != 0 {
		t.Errorf("rang %d times, %d are dead, %d are set", rang, len(s.Dead()), len(s.Schedules()))
	}
}

func TestWhoIsRungMaySetTheNextAlarm(t *testing.T) {
	var c *scheduler.Client
	var rang []string
	s, c, _ := bench(t, wire.SchedulerOptions{Ring: func(s wire.Schedule) error {
		rang = append(rang, s.Name)
		if s.Name == "first" {
			create(t, c, ask("second", "2026-04-01T02:00:00"))
		}
		return nil
	}})
	create(t, c, ask("first", "2026-04-01T01:00:00"))
	s.Advance(april.Add(24 * time.Hour))
	if want := []string{"first", "second"}; !slices.Equal(rang, want) {
		t.Errorf("%v rang", rang)
	}
}

func TestAScheduleCanBeReadChangedAndDeleted(t *testing.T) {
	s, c, rang := bench(t, wire.SchedulerOptions{})
	in := ask("a", "2026-04-01T01:00:00")
	in.GroupName, in.ActionAfterCompletion = aws.String("alarms"), types.ActionAfterCompletionNone
	create(t, c, in)
	got, err := c.GetSchedule(t.Context(), &scheduler.GetScheduleInput{Name: in.Name, GroupName: in.GroupName})
	if err != nil {
		t.Fatal(err)
	}
	if aws.ToString(got.ScheduleExpression) != "at(2026-04-01T01:00:00)" || aws.ToString(got.Target.Input) != `{"name":"a"}` ||
		got.State != types.ScheduleStateEnabled || !aws.ToTime(got.CreationDate).Equal(april) {
		t.Errorf("it is %+v", got)
	}
	_, err = c.UpdateSchedule(t.Context(), &scheduler.UpdateScheduleInput{Name: in.Name, GroupName: in.GroupName, Target: in.Target,
		FlexibleTimeWindow: in.FlexibleTimeWindow, ScheduleExpression: aws.String("at(2026-04-01T05:00:00)")})
	if err != nil {
		t.Fatal(err)
	}
	s.Advance(april.Add(2 * time.Hour))
	if len(*rang) != 0 {
		t.Error("it rings at the old time")
	}
	s.Advance(april.Add(5 * time.Hour))
	s.Advance(april.Add(6 * time.Hour))
	if len(*rang) != 1 || len(s.Schedules()) != 1 || !s.Schedules()[0].Done {
		t.Errorf("%v rang; set are %+v", *rang, s.Schedules())
	}
	which := &scheduler.DeleteScheduleInput{Name: in.Name, GroupName: in.GroupName}
	if _, err := c.DeleteSchedule(t.Context(), which); err != nil {
		t.Fatal(err)
	}
	var missing *types.ResourceNotFoundException
	if _, err := c.DeleteSchedule(t.Context(), which); !errors.As(err, &missing) {
		t.Errorf("deleted again: %v", err)
	}
	if _, err := c.GetSchedule(t.Context(), &scheduler.GetScheduleInput{Name: in.Name, GroupName: in.GroupName}); !errors.As(err, &missing) {
		t.Errorf("read after that: %v", err)
	}
}

func TestAListGivesEveryScheduleOnceOverItsPages(t *testing.T) {
	_, c, _ := bench(t, wire.SchedulerOptions{})
	var want, got []string
	for n := range 7 {
		in := ask(fmt.Sprintf("due-%d", n), "2026-04-01T01:00:00")
		in.GroupName = aws.String("alarms")
		create(t, c, in)
		want = append(want, *in.Name)
	}
	create(t, c, ask("due-elsewhere", "2026-04-01T01:00:00"))
	p := scheduler.NewListSchedulesPaginator(c, &scheduler.ListSchedulesInput{GroupName: aws.String("alarms"), NamePrefix: aws.String("due-"), MaxResults: aws.Int32(3)})
	for p.HasMorePages() {
		page, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range page.Schedules {
			got = append(got, aws.ToString(one.Name))
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("listed are %v, want %v", got, want)
	}
}
