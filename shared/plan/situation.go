package plan

import (
	"fmt"
	"strings"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
)

// Situations that may be told, and whether they end the review.
var situations = map[string]bool{"moved": false, "moved-out": true, "died": true, "facility": true, "level": false}

// News is an 一報 as it is told.
type News struct {
	Kind    string
	On      day.Date
	Address Address // for moved: where to
	Note    string

	// Certified is, for level, what came of the application or the change of level,
	// and Plan the period of the plan where it must be stated anew.
	Certified *Certification
	Plan      content.Period
	Result    Outcome // what Certified comes to

	// Passed: it was told about another case of the person. The words stay there.
	Passed bool
}

// Tell records a change of the person's situation; reminders stop when it ends
// the support. A move within the town asks for a new routing. The same again
// changes nothing; another address or note is a correction, and heard. The day
// may be tomorrow at most: an office may tell of a move on its eve. A changed
// level may come with the result itself; the awaited one settles what a
// provisional plan left open (Prospects). Source: TOS-40, TOS-43, TOS-44.
func (c *Case) Tell(at time.Time, n News) error {
	if c.Erased != nil {
		return nil
	}
	ends, known := situations[n.Kind]
	if err := n.decide(); err != nil {
		return err
	}
	switch {
	case !known:
		return Refuse("situation-unknown")
	case n.On.IsZero():
		return Refuse("date-missing")
	case n.On.After(day.On(at).AddDays(1)):
		return Refuse("situation-in-future")
	case n.Kind == "moved" && n.Address.Area == "" && n.Address.Postcode == "":
		return Refuse("address-missing")
	}
	if c.heard(n) {
		return nil
	}
	c.Situation = append(c.Situation, Situation{Kind: n.Kind, On: n.On, At: at, From: c.Centre, Result: n.Result})
	told := fmt.Sprintf("situation/%d", len(c.Situation))
	c.text(told, n.Note)
	if n.Kind == "moved" {
		c.Sealed.Address = n.Address
		c.unexpect()
		c.text(told+"/address", n.Address.line())
	}
	c.settleResult(n)
	if (ends || n.Result.ends(c)) && !c.Over() {
		c.stopClock("situation-" + n.Kind)
		c.stopTracked("situation-" + n.Kind)
		if !c.reviewed() {
			c.State = Ended
		}
	}
	facts := map[string]string{"kind": n.Kind}
	if n.Result != "" {
		facts["result"] = string(n.Result)
	}
	c.did("situation-changed", facts,
		func(seq int64) events.Body { return events.SituationChanged{Case: c.ID, Seq: seq, Kind: n.Kind} })
	return nil
}

// heard tells whether the case knows the news already.
func (c *Case) heard(n News) bool {
	for i, s := range c.Situation {
		told := fmt.Sprintf("situation/%d", i+1)
		switch {
		case s.Kind != n.Kind || s.On != n.On || s.Result != n.Result:
		case n.Certified != nil && (*n.Certified != c.Sealed.Certification || n.restates(c)):
		case n.Kind == "moved" && c.Sealed.Texts[told+"/address"] != n.Address.line():
		case n.Passed || c.Sealed.Texts[told] == n.Note:
			return true
		}
	}
	return false
}

func (a Address) line() string { return strings.Join([]string{a.Postcode, a.Area, a.Block}, "\n") }

// EndsSupport tells whether the news ends 介護予防支援.
func (n News) EndsSupport() bool { return situations[n.Kind] || n.Result.ends(&Case{}) }

// decide reads what the result comes to. Source: KAW-10.
func (n *News) decide() error {
	if n.Certified == nil {
		return nil
	}
	k := *n.Certified
	result, ok := outcomeOf(number.Level(k.Level))
	switch {
	case n.Kind != "level":
		return Refuse("result-not-level")
	case !ok:
		return Refuse("result-unknown")
	case result == ToSupport && (k.From.IsZero() || k.To.Before(k.From)):
		return Refuse("result-period-wrong")
	}
	k.Status, n.Result, n.Certified = result.status(), result, &k
	return nil
}

// settleResult takes the result into what is known of the person.
func (c *Case) settleResult(n News) {
	if n.Result == "" {
		return
	}
	c.Pending = false
	if n.Certified == nil {
		return
	}
	c.Sealed.Certification = *n.Certified
	if n.restates(c) {
		c.Sealed.PlanFrom, c.Sealed.PlanTo = n.Plan.From, n.Plan.To
	}
}

// restates tells whether the news states another period of the plan.
func (n News) restates(c *Case) bool {
	return n.Plan != content.Period{} && n.Plan != content.Period{From: c.Sealed.PlanFrom, To: c.Sealed.PlanTo}
}
