package scheduler_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/alarms"
	"github.com/sasae-care/sasae/shared/alarms/alarmstest"
	"github.com/sasae-care/sasae/shared/alarms/scheduler"
	"github.com/sasae-care/sasae/shared/boot"
	"github.com/sasae-care/sasae/shared/standin/trouble"
	"github.com/sasae-care/sasae/shared/standin/wire"
	"github.com/sasae-care/sasae/shared/standin/wire/wiretest"
)

const (
	function = "arn:aws:lambda:ap-northeast-1:111122223333:function:alarm"
	queue    = "arn:aws:sqs:ap-northeast-1:111122223333:alarms"
)

var april = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)

// client talks to a server of s, through trouble, at most three times a call
// and without a pause.
func client(t *testing.T, s http.Handler, p trouble.Plan) (*api.Client, *trouble.Transport) {
	t.Helper()
	cfg, at := wiretest.Reach(t, s, p)
	return api.NewFromConfig(cfg), at
}

func options(now func() time.Time) scheduler.Options {
	return scheduler.Options{Group: "alarms", TargetARN: function, RoleARN: "arn:aws:iam::111122223333:role/ring", DeadLetterARN: queue, Now: now}
}

// The clock of the driver is slow by the whole lead, the most it is made for,
// and the server refuses the past. The target is a queue: a function takes JSON
// only, and the suite's bodies are none.
func TestTheContract(t *testing.T) {
	alarmstest.Run(t, func(t *testing.T) (alarms.Alarms, func(string) int, func(time.Time)) {
		var mu sync.Mutex
		rung := map[string]int{}
		s := wire.NewScheduler(wire.SchedulerOptions{Groups: []string{"alarms"}, Ring: func(s wire.Schedule) error {
			mu.Lock()
			defer mu.Unlock()
			rung[s.Name]++
			return nil
		}})
		c, _ := client(t, s, nil)
		o := options(func() time.Time { return s.Clock().Add(-time.Minute) })
		o.TargetARN = queue
		return scheduler.New(c, o), func(name string) int {
			mu.Lock()
			defer mu.Unlock()
			return rung[name]
		}, s.Advance
	})
}

// stand is a scheduler whose clock stands at 9:00:20, the driver's too.
func stand(t *testing.T, p trouble.Plan) (*wire.Scheduler, *scheduler.Scheduler, *trouble.Transport) {
	t.Helper()
	s := wire.NewScheduler(wire.SchedulerOptions{Clock: april.Add(9*time.Hour + 20*time.Second), Groups: []string{"alarms"}})
	c, at := client(t, s, p)
	return s, scheduler.New(c, options(s.Clock)), at
}

func TestAScheduleSaysAllThatTheServiceMustKnow(t *testing.T) {
	s, d, _ := stand(t, nil)
	body, err := json.Marshal(events.Event{ID: "due-1", Type: "alarm-rang.v1", Town: "431001", At: april, Data: json.RawMessage(`{"case":"01KR9T3WZ5Q8M2X7N4V6B1C0HD","clock":"review","stage":"due","due":"2026-04-02T23:30:00Z"}`)})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Set(t.Context(), alarms.Alarm{Name: "due-1", At: april.Add(24 * time.Hour), Body: body}); err != nil {
		t.Fatal(err)
	}
	all := s.Schedules()
	if len(all) != 1 {
		t.Fatalf("set are %+v", all)
	}
	got, err := json.Marshal(all[0].Spec)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"GroupName":"alarms","ScheduleExpression":"at(2026-04-02T00:00:00)","ScheduleExpressionTimezone":"UTC",` +
		`"FlexibleTimeWindow":{"Mode":"OFF"},"Target":{"Arn":"` + function + `","RoleArn":"arn:aws:iam::111122223333:role/ring",` +
		`"Input":` + quoted(t, string(body)) + `,"DeadLetterConfig":{"Arn":"` + queue + `"},` +
		`"RetryPolicy":{"MaximumEventAgeInSeconds":86400,"MaximumRetryAttempts":185}},"ActionAfterCompletion":"DELETE","State":"ENABLED"}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	e, ours, err := boot.Decode([]byte(all[0].Target.Input))
	if err != nil || !ours || e.Type != "alarm-rang.v1" {
		t.Errorf("what it hands back is decoded as %+v, %v, %v", e, ours, err)
	}
}

func quoted(t *testing.T, s string) string {
	t.Helper()
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestATimeIsRoundedUpToTheMinuteAndLiesAheadByTheLead(t *testing.T) {
	at := func(h, m, s, ns int) time.Time { return time.Date(2026, 4, 1, h, m, s, ns, time.UTC) }
	for name, x := range map[string]struct{ at, want time.Time }{
		"a full minute stays":           {at(10, 0, 0, 0), at(10, 0, 0, 0)},
		"a second goes up":              {at(10, 0, 1, 0), at(10, 1, 0, 0)},
		"a nanosecond goes up":          {at(10, 0, 0, 1), at(10, 1, 0, 0)},
		"Tokyo is told in UTC":          {at(10, 0, 0, 0).In(time.FixedZone("Asia/Tokyo", 9*60*60)), at(10, 0, 0, 0)},
		"the past is soon":              {at(1, 0, 0, 0), at(9, 2, 0, 0)},
		"now is soon":                   {at(9, 0, 20, 0), at(9, 2, 0, 0)},
		"within the lead is soon":       {at(9, 1, 0, 0), at(9, 2, 0, 0)},
		"the end of the minute is next": {at(23, 59, 59, 999999999), at(24, 0, 0, 0)},
	} {
		s, d, _ := stand(t, nil)
		if err := d.Set(t.Context(), alarms.Alarm{Name: "a", At: x.at}); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := s.Schedules()[0].At; !got.Equal(x.want) {
			t.Errorf("%s: it rings at %v, want %v", name, got, x.want)
		}
	}
}

// kind is what the caller makes of an error.
func kind(err error) string {
	switch {
	case err == nil:
		return "set"
	case errors.Is(err, alarms.ErrRefused):
		return "refused"
	case errors.Is(err, alarms.ErrUnknown):
		return "unknown"
	}
	return "not set"
}

func TestEachWayACallFails(t *testing.T) {
	answer := func(status int, code string) trouble.Plan {
		return trouble.Always(trouble.Answer(status, code, "as planned"))
	}
	for name, x := range map[string]struct {
		plan trouble.Plan
		want string
		set  int
	}{
		"throttled once":                   {trouble.On(1, trouble.Throttle), "set", 1},
		"throttled to the end":             {trouble.Always(trouble.Throttle), "unknown", 0},
		"done and unheard once":            {trouble.On(1, trouble.After(trouble.Reset)), "set", 1},
		"done and unheard to the end":      {trouble.Always(trouble.After(trouble.Timeout)), "unknown", 1},
		"done and a 500 to the end":        {trouble.Always(trouble.After(trouble.Fail)), "unknown", 1},
		"not done and unheard once":        {trouble.On(1, trouble.Reset), "set", 1},
		"not done and unheard to the end":  {trouble.Always(trouble.Reset), "unknown", 0},
		"not done and a 500 to the end":    {trouble.Always(trouble.Fail), "unknown", 0},
		"nobody answers":                   {trouble.Always(trouble.Unreachable), "unknown", 0},
		"throttled with another status":    {answer(400, "ThrottlingException"), "unknown", 0},
		"throttled without a word for it":  {answer(429, "Slow"), "unknown", 0},
		"the service does not take it":     {answer(400, "ValidationException"), "refused", 0},
		"no rights":                        {answer(403, "AccessDeniedException"), "not set", 0},
		"no such group":                    {answer(404, "ResourceNotFoundException"), "not set", 0},
		"a quota":                          {answer(402, "ServiceQuotaExceededException"), "not set", 0},
		"the name is taken, says somebody": {answer(409, "ConflictException"), "set", 0},
	} {
		s, d, _ := stand(t, x.plan)
		err := d.Set(t.Context(), alarms.Alarm{Name: "a", At: april.Add(24 * time.Hour), Body: []byte("{}")})
		if got := kind(err); got != x.want {
			t.Errorf("%s: %v, want it %s", name, err, x.want)
		}
		if n := len(s.Schedules()); n != x.set {
			t.Errorf("%s: %d are set, want %d", name, n, x.set)
		}
	}
}

func TestAContextThatEndsOnTheWayIsUnknown(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, d, at := stand(t, trouble.Always(func(r *http.Request, send http.RoundTripper) (*http.Response, error) {
		cancel()
		return trouble.Hang(r, send)
	}))
	err := d.Set(ctx, alarms.Alarm{Name: "a", At: april.Add(24 * time.Hour)})
	if !errors.Is(err, alarms.ErrUnknown) || at.Count() != 1 || len(s.Schedules()) != 0 {
		t.Errorf("%v after %d calls", err, at.Count())
	}
}

func TestABodyThatAFunctionCannotTakeIsRefused(t *testing.T) {
	s, d, _ := stand(t, nil)
	for _, body := range []string{"due", "\xff"} {
		if err := d.Set(t.Context(), alarms.Alarm{Name: "a", At: april, Body: []byte(body)}); !errors.Is(err, alarms.ErrRefused) {
			t.Errorf("%q: %v", body, err)
		}
	}
	if n := len(s.Schedules()); n != 0 {
		t.Errorf("%d are set", n)
	}
}

func TestWithoutAGroupAndAQueueItIsTheDefaultGroup(t *testing.T) {
	s := wire.NewScheduler(wire.SchedulerOptions{Clock: april})
	c, _ := client(t, s, nil)
	o := options(s.Clock)
	o.Group, o.DeadLetterARN = "", ""
	if err := scheduler.New(c, o).Set(t.Context(), alarms.Alarm{Name: strings.Repeat("a", 64), At: april}); err != nil {
		t.Fatal(err)
	}
	if all := s.Schedules(); len(all) != 1 || all[0].GroupName != "default" || all[0].Target.DeadLetterConfig != nil {
		t.Errorf("set are %+v", all)
	}
}
