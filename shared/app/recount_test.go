package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/deadline"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/rules/rulebook"
	"github.com/sasae-care/sasae/shared/town"
)

// closing is an import that closes the town on a day.
func closing(days ...day.Date) app.ImportOrder {
	csv := "town,centre,date,name\n"
	for _, d := range days {
		csv += apptest.Town + ",," + d.String() + ",臨時休業\n"
	}
	return app.ImportOrder{Kind: "closed-days", Names: []string{"c.csv"}, Files: map[string][]byte{"c.csv": []byte(csv)}}
}

func TestANewClosedDayShowsAndThenMovesTheOpenDeadlines(t *testing.T) {
	b := apptest.New(t)
	c := b.InReview(plan.New)
	was := c.DueDay()
	order := closing(was)
	got := importing(t, b, order, false)
	if len(got.Shifts) != 1 || got.Shifts[0].From != was || !got.Shifts[0].To.After(was) || got.Shifts[0].Receipt != c.Receipt || due(b, c.ID) != was {
		t.Fatalf("the preview: %+v, due %s", got.Shifts, due(b, c.ID))
	}
	to := got.Shifts[0].To
	importing(t, b, order, true)
	now := b.Case(c.ID)
	if now.DueDay() != to || now.Clock.LapseAt.Before(to.At(24, 0)) {
		t.Fatalf("due %s until %s, want %s", now.DueDay(), now.Clock.LapseAt, to)
	}
	for _, s := range now.Clock.Stages {
		if s.Due != to {
			t.Errorf("the alarm %s still belongs to %s", s.Name, s.Due)
		}
	}
	if at, ok := deadline.Replay(now.Clock.Because, calendarOf(t, b, now.Centre)); !ok || at != to {
		t.Errorf("its derivation leads to %s", at)
	}
	if again := importing(t, b, order, true); len(again.Shifts) != 0 || b.Case(c.ID).Seq != now.Seq {
		t.Errorf("the second import moves again: %+v", again.Shifts)
	}
}

func due(b *apptest.Bench, id string) day.Date { c := b.Case(id); return c.DueDay() }

func calendarOf(t *testing.T, b *apptest.Bench, centre string) day.Calendar {
	t.Helper()
	dir, err := b.Whole("test").Town(t.Context(), b.In)
	if err != nil {
		t.Fatal(err)
	}
	return dir.Calendar(centre)
}

func TestADayThatWasDecidedStays(t *testing.T) {
	b := apptest.New(t)
	c := b.InReview(plan.New)
	to := c.DueDay().AddDays(7)
	whole := b.Whole("review")
	b.Do(c.ID, func(k *plan.Case) error {
		clock, err := whole.Extended(t.Context(), b.In, *k, to)
		if err != nil {
			return err
		}
		return k.Extend(clock, "経過記録を見るため")
	})
	if got := importing(t, b, closing(to), true); len(got.Shifts) != 0 || due(b, c.ID) != to {
		t.Errorf("moved: %+v, due %s", got.Shifts, due(b, c.ID))
	}
}

func TestAFinishedReviewHasNothingToMove(t *testing.T) {
	b := apptest.New(t)
	c := b.InReview(plan.New)
	due := c.DueDay()
	b.Do(c.ID, func(k *plan.Case) error { return k.Withdraw(b.Now(), "取下げ") })
	if got := importing(t, b, closing(due), true); len(got.Shifts) != 0 {
		t.Errorf("moved: %+v", got.Shifts)
	}
}

// ruleSets reads a rule set of the bench's town.
func ruleSets(t *testing.T, from, period string) []rules.Set {
	t.Helper()
	shipped, err := rulebook.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer("FROM", from, "PERIOD", period).Replace(`name: mihon
title: 見本市のルール
base: yobo-shien
effective: {from: FROM, source: 見本市要綱附則}
binds: {towns: ["` + apptest.Town + `"], care: support}
clocks:
  review: {source: 見本市要綱5条, period: PERIOD}
`)
	sets, err := rulebook.Read(shipped, rulebook.File{Name: "mihon.yaml", Text: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	return sets
}

func rulesOrder(sets []rules.Set) app.ImportOrder {
	return app.ImportOrder{Kind: town.KindRules, Rules: sets}
}

func TestATownsOwnRulesBindWhatIsReceivedFromTheirDay(t *testing.T) {
	b := apptest.New(t)
	before := b.InReview(plan.New)
	sets := ruleSets(t, day.On(b.Now()).AddDays(1).String(), "3 weeks")
	if got := importing(t, b, rulesOrder(sets), true); got.New != 1 || len(got.Shifts) != 0 {
		t.Fatalf("%+v", got)
	}
	if now := b.Case(before.ID); now.Rules == sets[0].Version() || now.DueDay() != before.DueDay() {
		t.Errorf("received before, under %s, due %s", now.Rules, now.DueDay())
	}
	b.Set(b.Now().Add(24 * time.Hour))
	after := b.Open(plan.New)
	dir, err := b.Whole("test").Town(t.Context(), b.In)
	if err != nil {
		t.Fatal(err)
	}
	set, err := dir.RulesFor(app.Bound(&after), day.On(b.Now()))
	if err != nil || set.Version() != sets[0].Version() {
		t.Fatalf("the set in force is %s (%v)", set.Version(), err)
	}
}

func TestARuleInForceForDaysPastMovesWhatIsOpenAfterAPreview(t *testing.T) {
	b := apptest.New(t)
	c := b.InReview(plan.New)
	order := rulesOrder(ruleSets(t, "2026-04-01", "3 weeks"))
	got := importing(t, b, order, false)
	if len(got.Shifts) != 1 || got.Shifts[0].Rules != "mihon@2026-04-01" || b.Case(c.ID).Rules == "mihon@2026-04-01" {
		t.Fatalf("the preview: %+v", got.Shifts)
	}
	importing(t, b, order, true)
	now := b.Case(c.ID)
	if now.DueDay() != got.Shifts[0].To || now.Rules != "mihon@2026-04-01" {
		t.Fatalf("due %s under %s", now.DueDay(), now.Rules)
	}
	b.Hear("schedule", b.Event("again", events.ClockMoved{Case: c.ID, Seq: now.Seq, Clock: "review"}))
	if later := b.Case(c.ID); later.DueDay() != now.DueDay() {
		t.Errorf("a second hearing moved it to %s", later.DueDay())
	}
	if set, err := b.Whole("inspect").RulesOf(t.Context(), b.In, &now); err != nil || set.Version() != now.Rules {
		t.Errorf("its rules are read as %s (%v)", set.Version(), err)
	}
}

func TestARuleThatChangesOnlyTheAlarmsMovesThemToo(t *testing.T) {
	b := apptest.New(t)
	c := b.InReview(plan.New)
	order := rulesOrder(ruleSets(t, "2026-04-01", "2 weeks, stages: [{name: before7, days: -7, at: '09:00'}, {name: after1, days: 1, at: '00:00'}]"))
	got := importing(t, b, order, true)
	if len(got.Shifts) != 1 || got.Shifts[0].From != c.DueDay() || got.Shifts[0].To != c.DueDay() {
		t.Fatalf("the preview: %+v", got.Shifts)
	}
	if k := b.Case(c.ID).Clock; k.Due != c.DueDay() || k.Stages[0].Name != "before7" || !k.Stages[0].At.Equal(c.DueDay().AddDays(-7).At(9, 0)) || len(k.Stages) != 2 {
		t.Errorf("%+v", k)
	}
	if again := importing(t, b, order, true); len(again.Shifts) != 0 {
		t.Errorf("the second import moves again: %+v", again.Shifts)
	}
}

func TestARuleSetInForceIsNotReplaced(t *testing.T) {
	b := apptest.New(t)
	importing(t, b, rulesOrder(ruleSets(t, "2026-04-01", "3 weeks")), true)
	order := rulesOrder(ruleSets(t, "2026-04-01", "4 weeks"))
	order.Apply = true
	got, err := b.Whole("import").Import(t.Context(), order)
	if err != nil || got.Applied || len(got.Bad) != 1 || !strings.Contains(got.Bad[0].Message, "もう施行されています") {
		t.Errorf("%+v %v", got, err)
	}
	if same := importing(t, b, rulesOrder(ruleSets(t, "2026-04-01", "3 weeks")), true); same.Same != 1 || same.Changed != 0 {
		t.Errorf("the same again: %+v", same)
	}
}

// reviewOf gives the review of a case under a set that says so.
func reviewOf(t *testing.T, b *apptest.Bench, rule string) plan.Case {
	t.Helper()
	sets := ruleSets(t, "2026-04-01", rule)
	importing(t, b, rulesOrder(sets), true)
	c := b.Open(plan.New)
	dir, err := b.Whole("test").Town(t.Context(), b.In)
	if err != nil {
		t.Fatal(err)
	}
	set, err := dir.RulesFor(app.Bound(&c), day.On(b.Now()))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range b.Wanted(plan.New) {
		b.Add(c.ID, d.Form, plan.ForSet, apptest.PDF(d.Form))
	}
	b.Do(c.ID, func(k *plan.Case) error { return k.Submit(b.Now(), "R-OWN", content.Rules{Set: set}) })
	b.Inspected(c.ID, "NO_THREATS_FOUND")
	b.Settle()
	return b.Case(c.ID)
}

func TestAReviewWithoutADayNeitherRingsNorLapses(t *testing.T) {
	b := apptest.New(t)
	c := reviewOf(t, b, "none")
	if c.State != plan.InReview || !c.Clock.Due.IsZero() || len(c.Clock.Stages) != 0 || len(c.Clock.Because) == 0 {
		t.Fatalf("%s, due %q, %d alarms", c.State, c.Clock.Due, len(c.Clock.Stages))
	}
	b.Advance(b.Now().AddDate(0, 3, 0))
	if now := b.Case(c.ID); now.State != plan.InReview {
		t.Errorf("three months later it is %s", now.State)
	}
}

func TestSilenceEndsAReviewOnlyWhereTheRulesSaySo(t *testing.T) {
	for rule, want := range map[string]plan.State{"2 weeks": plan.Lapsed, "2 weeks, onLapse: {is: overdue, source: 見本市要綱6条}": plan.InReview} {
		b := apptest.New(t)
		c := reviewOf(t, b, rule)
		b.Advance(b.Now().AddDate(0, 1, 0))
		if now := b.Case(c.ID); now.State != want {
			t.Errorf("%s: a month later it is %s", rule, now.State)
		}
	}
}
