package plan

import (
	"fmt"
	"strings"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/day"
)

// Situations that may be told, and whether they end the review.
var situations = map[string]bool{"moved": false, "moved-out": true, "died": true, "facility": true, "level": false}

// News is an 一報 as it is told.
type News struct {
	Kind    string
	On      day.Date
	Address Address // for moved: where to
	Note    string

	// Passed: it was told about another case of the person. The words stay there.
	Passed bool
}

// Tell records a change of the person's situation; reminders stop when it ends
// the support. A move within the town asks for a new routing. The same again
// changes nothing; another address or note is a correction, and heard. The day
// may be tomorrow at most: an office may tell of a move on its eve.
// Source: TOS-43, TOS-44.
func (c *Case) Tell(at time.Time, n News) error {
	ends, known := situations[n.Kind]
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
	c.Situation = append(c.Situation, Situation{Kind: n.Kind, On: n.On, At: at, From: c.Centre})
	told := fmt.Sprintf("situation/%d", len(c.Situation))
	c.text(told, n.Note)
	if n.Kind == "moved" {
		c.Sealed.Address = n.Address
		c.text(told+"/address", n.Address.line())
	}
	if ends && !c.Over() {
		c.stopClock("situation-" + n.Kind)
		c.stopTracked("situation-" + n.Kind)
		if !c.reviewed() {
			c.State = Ended
		}
	}
	c.did("situation-changed", map[string]string{"kind": n.Kind},
		func(seq int64) events.Body { return events.SituationChanged{Case: c.ID, Seq: seq, Kind: n.Kind} })
	return nil
}

// heard tells whether the case knows the news already.
func (c *Case) heard(n News) bool {
	for i, s := range c.Situation {
		told := fmt.Sprintf("situation/%d", i+1)
		switch {
		case s.Kind != n.Kind || s.On != n.On:
		case n.Kind == "moved" && c.Sealed.Texts[told+"/address"] != n.Address.line():
		case n.Passed || c.Sealed.Texts[told] == n.Note:
			return true
		}
	}
	return false
}

func (a Address) line() string { return strings.Join([]string{a.Postcode, a.Area, a.Block}, "\n") }

// EndsSupport tells whether the news ends the support.
func (n News) EndsSupport() bool { return situations[n.Kind] }
