package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// TestACaseHoldsUnderAnyActs does acts at random, committed or refused: none
// panics, what must never change does not, and what is owed is owed.
func TestACaseHoldsUnderAnyActs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &Case{ID: "01CASE", Town: "999997"}
		at := t0
		for range rapid.IntRange(1, 60).Draw(t, "acts") {
			at = at.Add(time.Duration(rapid.IntRange(0, 48).Draw(t, "hours")) * time.Hour)
			was := saved(c)
			next := saved(c)
			name, act := anyAct(t, next, at)
			if err := act(next); err != nil {
				known(t, name, err)
				continue // nothing is committed
			}
			c = next
			if len(c.Happened()) == 0 {
				c = was
				continue
			}
			held(t, name, was, c)
			c = saved(c)
			owes(t, name, c)
		}
	})
}

func known(t *rapid.T, name string, err error) {
	var r *Refusal
	var i *Incomplete
	if !errors.As(err, &r) && !errors.As(err, &i) {
		t.Fatalf("%s: %v", name, err)
	}
}

// held are the things that never change, and that follow from each happening.
func held(t *rapid.T, name string, was, c *Case) {
	switch {
	case c.ID != was.ID || c.Town != was.Town:
		t.Fatalf("%s: another case", name)
	case was.Receipt != "" && c.Receipt != was.Receipt:
		t.Fatalf("%s: receipt %s became %s", name, was.Receipt, c.Receipt)
	case was.Person != "" && (c.Person != was.Person || c.Office != was.Office):
		t.Fatalf("%s: another person or office", name)
	case len(c.Documents) < len(was.Documents) || len(c.Advices) < len(was.Advices):
		t.Fatalf("%s: a document or an advice is gone", name)
	case was.Confirmed != nil && c.Confirmed == nil && !c.Document(was.Confirmed.Document).refused():
		t.Fatalf("%s: the confirmed plan is gone", name)
	case was.Confirmed != nil && c.Confirmed != nil && *c.Confirmed != *was.Confirmed:
		t.Fatalf("%s: the confirmed plan changed", name)
	case was.reviewed() && !c.reviewed():
		t.Fatalf("%s: an outcome is wiped", name)
	case was.State == Withdrawn && c.State != Withdrawn:
		t.Fatalf("%s: a withdrawn case is %s", name, c.State)
	}
	for i, a := range was.Advices {
		if c.Advices[i].ID != a.ID || c.Sealed.Texts["advice/"+a.ID] != was.Sealed.Texts["advice/"+a.ID] {
			t.Fatalf("%s: advice %s changed", name, a.ID)
		}
	}
	seqs(t, name, was, c)
}

// seqs: each announcement names the entry that its happening will be.
func seqs(t *rapid.T, name string, was, c *Case) {
	for i, h := range c.Happened() {
		if h.Event == nil {
			continue
		}
		var said struct{ Seq int64 }
		b, err := json.Marshal(h.Event)
		if err == nil {
			err = json.Unmarshal(b, &said)
		}
		if want := was.Seq + int64(i) + 1; err != nil || said.Seq != want {
			t.Fatalf("%s: entry %d is announced as %s (%v)", name, want, b, err)
		}
	}
}

// owes: names are unique, each clock with an alarm to come owes the first of them
// and no clock that has stopped has any, and one that waits for a step owes that
// step's waking.
func owes(t *rapid.T, name string, c *Case) {
	names := map[string]bool{}
	alarms := 0
	for _, p := range c.Owes() {
		if names[p.Name] {
			t.Fatalf("%s: a %s case promises %s twice", name, c.State, p.Name)
		}
		names[p.Name] = true
		if len(p.Name) > 6 && p.Name[:6] == "alarm-" {
			alarms++
		}
		if p.Due.IsZero() {
			t.Fatalf("%s: %s has no time", name, p.Name)
		}
	}
	ringing := 0
	for _, k := range c.Clocks() {
		comes := slices.ContainsFunc(k.Stages, Stage.comes)
		if comes {
			ringing++
		}
		if comes && k.Stopped != "" || slices.ContainsFunc(k.Past, Stage.comes) {
			t.Fatalf("%s: alarms are to come of a clock that stopped (%q) or of a day that was moved: %+v", name, k.Stopped, k)
		}
	}
	switch {
	case ringing != alarms:
		t.Fatalf("%s: %d clocks are to ring, %d alarms are promised", name, ringing, alarms)
	case c.State == InReview && c.Clock.Stopped == "" && alarms == 0:
		t.Fatalf("%s: a case in review owes no alarm", name)
	case c.State == Submitted && !names["validate"]:
		t.Fatalf("%s: a submitted case owes no decision", name)
	case c.State == Accepted && !names["assign"]:
		t.Fatalf("%s: a received case owes no assignment", name)
	}
}

func anyAct(t *rapid.T, c *Case, at time.Time) (string, func(*Case) error) {
	form := rapid.SampledFrom([]string{"a", "b", "c", "x", "z"}).Draw(t, "form")
	doc := fmt.Sprintf("d%d", rapid.IntRange(1, len(c.Documents)+1).Draw(t, "document"))
	why := rapid.SampledFrom([]string{"理由", "理由", "", "\u3000 "}).Draw(t, "why")
	acts := map[string]func(*Case) error{
		"open": func(c *Case) error {
			o := opening(rapid.SampledFrom([]Kind{New, Renewal, LevelChange, Provisional}).Draw(t, "kind"))
			o.Track = rapid.SampledFrom([]rules.Track{"", rules.Direct, rules.Commissioned}).Draw(t, "track")
			return c.Open(at, o)
		},
		"amend":  amend(func(s *Sealed) { s.PlanTo = day.MustParse("2027-03-31").AddDays(rapid.IntRange(0, 1).Draw(t, "days")) }),
		"add":    func(c *Case) error { return c.AddDocument(at, file(form)) },
		"record": func(c *Case) error { return c.AddDocument(at, purposed(form, ForRecord)) },
		"plan": func(c *Case) error {
			return c.AddDocument(at, purposed(rapid.SampledFrom([]string{PlanForm, PlanForm, form}).Draw(t, "plan"), ForConfirmed))
		},
		"remove": func(c *Case) error { return c.RemoveDocument(doc) },
		"submit": func(c *Case) error { return c.Submit(at, fmt.Sprintf("R%d", at.Unix()), wants{}) },
		"paper": func(c *Case) error {
			return c.Register(at, "R", Paper{Received: at, Forms: []string{"a", "b", form}}, wants{})
		},
		"whole set":   wholeSet(at),
		"look":        looked(doc),
		"refuse":      looked(doc, Reason{Code: "type-differs", Message: "形式が違います"}),
		"clean":       scanned(doc, VerdictClean),
		"infected":    scanned(doc, VerdictInfected),
		"unclear":     scanned(doc, VerdictUnclear),
		"copy":        copyReady,
		"give up":     func(c *Case) error { return c.GiveUp(at, doc) },
		"validate":    func(c *Case) error { return c.Validate(at, wants{}) },
		"release":     release(doc, why),
		"assign":      func(c *Case) error { return c.Assign(at, anyPlace(t, at)) },
		"reroute":     func(c *Case) error { return c.Reroute(at, anyPlace(t, at)) },
		"lose":        func(c *Case) error { return c.LoseDistrict() },
		"reassign":    reassign(rapid.SampledFrom([]string{"r1", "r2", ""}).Draw(t, "who"), why),
		"send back":   func(c *Case) error { return c.SendBackBy(at, why) },
		"ask":         func(c *Case) error { return c.RequestRecord(at, "r1") },
		"advise":      func(c *Case) error { return c.Advise(at, "r1", []Word{{rapid.IntRange(0, 6).Draw(t, "view"), why}}) },
		"none":        func(c *Case) error { return c.AdviseNone(at) },
		"extend":      extend(day.On(at).AddDays(rapid.IntRange(-3, 20).Draw(t, "by")).String(), why),
		"open file":   opened(doc),
		"ring":        ringNext(t, at),
		"answer":      answer(Answer{"a1", rapid.SampledFrom([]string{"taken-up", "not", "?"}).Draw(t, "closing"), why}),
		"confirm":     func(c *Case) error { return c.Confirm(at, doc, day.On(at), nil) },
		"send record": func(c *Case) error { return c.SendRecord(doc) },
		"tell": func(c *Case) error {
			return c.Tell(at, News{Kind: anyKind(t), On: day.On(at), Address: Address{Area: "東町"}})
		},
		"result": func(c *Case) error {
			level := rapid.SampledFrom([]string{"12", "13", "21", "06", "01", "11"}).Draw(t, "level")
			return c.Tell(at, News{Kind: "level", On: day.On(at), Certified: &Certification{Level: level, From: day.On(at), To: day.On(at).AddDays(180)}})
		},
		"take back":    takeBack,
		"withdraw":     func(c *Case) error { return c.Withdraw(at, why) },
		"forward flow": forward(at),
	}
	name := rapid.SampledFrom(sorted(acts)).Draw(t, "act")
	return name, acts[name]
}
