package plan

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/deadline"
	"github.com/sasae-care/sasae/shared/rules"
)

// Tracked is a due day that runs beside the review: monitoring, evaluation,
// renewal, the papers of a month. It begins when a fact its rule starts from is
// known, rings, and ends when somebody says that it was done; what comes again
// goes on with its next round. Nothing waits for it. Source: the clock table of
// section 9.
type Tracked struct {
	Clock  Clock      `json:"clock"`            // From and Because are in Sealed.Counts
	Name   string     `json:"name"`             // 評価, モニタリング: as the rule has it
	Rules  string     `json:"rules"`            // version of the set that counts it
	Every  int        `json:"every,omitempty"`  // months after which it comes again; 0: once
	Round  int        `json:"round,omitempty"`  // how many times it has come round
	After  day.Date   `json:"after,omitzero"`   // the due day of the round before
	Missed []day.Date `json:"missed,omitempty"` // due days that passed and of which nobody has said that it was done
}

// Rulebook is what due days are counted by: rule sets by version, and calendars.
type Rulebook interface {
	RuleSet(version string) (rules.Set, error)
	CalendarFor(set rules.Set, k rules.Clock, centre string) day.Calendar
}

const (
	review    = "review"    // the clock with states of its own
	retention = "retention" // the clock that ends with what the case holds
	over      = Over
)

// Over is the stage at the end of a tracked due day.
const Over = "over"

func (t *Tracked) rule() string { return ruleOf(t.Clock.ID) }

// ruleOf is the rule's id of a clock: evaluation.1 → evaluation.
func ruleOf(clock string) string {
	id, _, _ := strings.Cut(clock, ".")
	return id
}

// Runs tells whether it is still to be done.
func (t *Tracked) Runs() bool { return t.Clock.Stopped == "" }

// Watch counts every clock whose start is known: what is not running begins,
// what stands elsewhere than the facts, the rules or the calendar put it moves,
// and what has come round goes on. A rule without a day has nothing to ring.
// Doing it twice changes nothing. A calendar that does not reach so far leaves
// the clock out: no day is guessed.
func (c *Case) Watch(at time.Time, by Rulebook) error {
	if c.Erased != nil {
		return nil
	}
	for _, n := range c.counts() {
		if n.rules == "" {
			continue
		}
		set, err := by.RuleSet(n.rules)
		if err != nil {
			return fmt.Errorf("track the clocks of case %s: %w", c.ID, err)
		}
		for _, id := range slices.Sorted(maps.Keys(set.Clocks)) {
			k, _ := set.Clock(id)
			if c.tracks(id) && k.For(c.Type) {
				c.track(at, n, k, by.CalendarFor(set, k, c.counted()))
			} else if t := c.running(id); t != nil {
				c.end(t, "not-needed")
			}
		}
		for i := range c.Tracked { // what the rules no longer know
			t := &c.Tracked[i]
			if _, ok := set.Clocks[t.rule()]; !ok && t.Runs() && (c.State != Standing || t.Rules == n.rules) {
				c.end(t, "not-needed")
			}
		}
	}
	c.tidy(at)
	return nil
}

// counted is the centre on whose calendar days are counted.
func (c *Case) counted() string {
	if of, id, _ := strings.Cut(c.Party, "/"); of == "centre" {
		return id
	}
	return c.Centre
}

// tidy ends what a standing record runs for a fact that was taken back, and lets
// go what ended a year ago: the chain has it.
func (c *Case) tidy(at time.Time) {
	if c.State != Standing {
		return
	}
	old := day.On(at).AddMonths(-12)
	told := map[string]bool{}
	for i := range c.Tracked {
		t := &c.Tracked[i]
		began := c.Sealed.Counts[t.Clock.ID][0]
		is := func(f Told) bool { return f.On == began.Date && string(f.Fact) == began.What && f.Rules == t.Rules }
		if !slices.ContainsFunc(c.Sealed.Facts, is) && t.Runs() {
			c.end(t, factGone)
		}
		if t.Runs() || !t.Clock.Due.Before(old) {
			told[began.What+began.Date.String()+t.Rules] = true
		}
	}
	gone := func(what string, on day.Date, set string) bool { return on.Before(old) && !told[what+on.String()+set] }
	c.Sealed.Facts = slices.DeleteFunc(slices.Clone(c.Sealed.Facts), func(f Told) bool { return gone(string(f.Fact), f.On, f.Rules) })
	c.Tracked = slices.DeleteFunc(c.Tracked, func(t Tracked) bool {
		began := c.Sealed.Counts[t.Clock.ID][0]
		if !gone(began.What, began.Date, t.Rules) {
			return false
		}
		delete(c.Sealed.Counts, t.Clock.ID)
		return true
	})
}

// tracks tells whether the clock is one to track: when the support ended, only
// the keeping of the record goes on, and what was filed need not be filed again.
func (c *Case) tracks(id string) bool {
	switch id {
	case review:
		return false
	case "confirmed-plan":
		return !c.Over() && c.endedOn().IsZero() && !c.planFiled()
	case retention:
		return c.State != Standing
	}
	return !c.Over() && c.endedOn().IsZero()
}

// track counts one clock from one group of facts.
func (c *Case) track(at time.Time, n count, k rules.Clock, cal day.Calendar) {
	given := c.given(k, n.of(k))
	first, err := deadline.Due(k, given, cal)
	if err != nil {
		if t := c.running(k.ID); errors.Is(err, deadline.ErrAnchor) && t != nil && c.State != Standing {
			c.end(t, factGone)
		}
		return
	}
	if first.Due.IsZero() {
		return
	}
	t, fresh := c.instance(n.rules, k, first.Because[0])
	if t == nil { // done, or stopped; what another day of the fact began is not wanted
		if r := c.running(k.ID); r != nil && c.State != Standing {
			c.end(r, factGone)
		}
		return
	}
	if began := c.Sealed.Counts[t.Clock.ID]; len(began) > 0 && began[0].Date != first.Because[0].Date && k.Every > 0 {
		t.restart()
		fresh = true
	}
	for {
		given.Round = t.Round
		res, err := deadline.Due(k, given, cal)
		if ended := c.Sealed.PlanTo; err != nil || t.Round > 0 && !ended.IsZero() && !t.After.Before(ended) {
			if fresh && t.Name == "" { // it never began
				c.Tracked = c.Tracked[:len(c.Tracked)-1]
				return
			}
			c.end(t, "plan-ended") // or the years that the calendar knows
			return
		}
		if k.Every > 0 && t.Clock.Due.IsZero() && !res.Ends().After(at) { // over before it could begin
			if !fresh {
				t.Missed = append(t.Missed, res.Due)
			}
			t.Round, t.After = t.Round+1, res.Due
			continue
		}
		t.Name, t.Rules, t.Every = k.Name, n.rules, k.Every
		c.run(at, t, ending(ClockOf(k, res, cal)), res.Because)
		return
	}
}

// ending is a tracked clock: the last of its alarms rings when the day is over,
// silence ends nothing, and how it was found is sealed.
func ending(k Clock) Clock {
	k.From, k.Because, k.Stays = day.Date{}, nil, true
	k.Stages = slices.DeleteFunc(k.Stages, func(s Stage) bool { return !s.At.Before(k.LapseAt) })
	k.Stages = append(k.Stages, Stage{Name: over, At: k.LapseAt, Due: k.Due})
	return k
}

// run lets a tracked clock run to where it was counted.
func (c *Case) run(at time.Time, t *Tracked, to Clock, because []deadline.Step) {
	if c.Sealed.Counts == nil {
		c.Sealed.Counts = map[string][]deadline.Step{}
	}
	c.Sealed.Counts[t.Clock.ID] = because
	began := t.Clock.Due.IsZero()
	if t.Clock.Agrees(&to) {
		return
	}
	to.ID = t.Clock.ID
	before := slices.Concat(t.Clock.Past, t.Clock.Stages)
	for i := range to.Stages {
		if s := &to.Stages[i]; s.Name != over && s.At.Before(at) && !slices.ContainsFunc(before, s.same) {
			s.Outcome, s.Why, s.Done = Moot, "registered-late", at
		}
	}
	to.follow(before)
	to.Past = slices.DeleteFunc(to.Past, func(s Stage) bool { return !s.dropped() || !s.At.Before(at) }) // what was due and had not rung may be wanted again
	t.Clock = to
	action := "clock-moved"
	if began {
		action = "clock-started"
	}
	tell := func(seq int64) events.Body { return events.ClockMoved{Case: c.ID, Seq: seq, Clock: to.ID} }
	if t.rule() == retention { // nobody is told of its alarms (Rings)
		tell = nil
	}
	c.did(action, map[string]string{"clock": to.ID}, tell)
}

// running is the tracked clock of a rule that is still to be done.
func (c *Case) running(rule string) *Tracked {
	for i := range c.Tracked {
		if t := &c.Tracked[i]; t.rule() == rule && t.Runs() {
			return t
		}
	}
	return nil
}

// instance finds the clock of a rule that a fact started, or makes it; nil when it
// has ended. A submission has one of each rule, and a standing record one of each
// that comes again: another day moves it. fresh says that it was made just now.
func (c *Case) instance(set string, k rules.Clock, start deadline.Step) (t *Tracked, fresh bool) {
	last := 0
	for i := range c.Tracked {
		t := &c.Tracked[i]
		if t.rule() != k.ID {
			continue
		}
		_, no, _ := strings.Cut(t.Clock.ID, ".")
		if n, err := strconv.Atoi(no); err == nil {
			last = max(last, n)
		}
		if t.Clock.Stopped == factGone || c.State == Standing && t.Rules != set {
			continue
		}
		began := c.Sealed.Counts[t.Clock.ID]
		same := len(began) > 0 && began[0].Date == start.Date && began[0].What == start.What
		switch {
		case t.Runs() && (same || c.State != Standing || k.Every > 0):
			return t, false
		case same:
			return nil, false
		}
	}
	c.Tracked = append(c.Tracked, Tracked{Clock: Clock{ID: fmt.Sprintf("%s.%d", k.ID, last+1)}})
	return &c.Tracked[len(c.Tracked)-1], true
}

// factGone is why a clock ends whose start turned out not to have happened.
const factGone = "fact-gone"

// end stops a tracked clock for a reason.
func (c *Case) end(t *Tracked, why string) {
	t.Clock.stop(why)
	c.did("clock-stopped", map[string]string{"clock": t.Clock.ID, "why": why}, nil)
}

// Clocks lists the clocks that run or ran: the review's, and what is tracked.
func (c *Case) Clocks() (out []Clock) {
	if c.Clock != nil {
		out = append(out, *c.Clock)
	}
	for _, t := range c.Tracked {
		out = append(out, t.Clock)
	}
	return out
}
