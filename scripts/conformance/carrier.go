package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/deadline"
	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/rules/rulebook"
)

// carrier is what carries a requirement: a row of a set with what it leads to, or
// a test with its guard. Exactly one of Due, Documents, Setting, Binds, Viewpoint,
// Channel and Test is given.
type carrier struct {
	Set string `yaml:"set"` // name, or name@date, of a shipped set
	Row string `yaml:"row"` // the row that is taken out: clocks.payment.firstDay, documents.F-KCL, settings.x, binds.centres …

	Clock string            `yaml:"clock"`
	From  map[string]string `yaml:"from"` // anchor: date
	Round int               `yaml:"round"`
	Due   string            `yaml:"due"` // the day, or the words where none is set

	Event     string `yaml:"event"`
	Track     string `yaml:"track"`
	Type      string `yaml:"type"`
	Documents string `yaml:"documents"` // required:F-KCL, oneOf:F-MEET-E, recommended:…, optional:…, onRequest:…

	Setting string `yaml:"setting"` // the value of the row

	Binds      string `yaml:"binds"` // yes or no: whether the set binds the case of the fields below
	Town       string `yaml:"town"`
	On         string `yaml:"on"`
	Care       string `yaml:"care"`
	Centre     string `yaml:"centre"`
	Designated string `yaml:"designated"`

	Viewpoint int    `yaml:"viewpoint"`
	Channel   string `yaml:"channel"` // id:standing

	Test  string `yaml:"test"`  // shared/plan TestName
	Guard *guard `yaml:"guard"` // what is taken out to see the test fail
}

// guard is a place in the code: Cut is text of the file that is taken out, or
// replaced by Put.
type guard struct {
	File string `yaml:"file"`
	Cut  string `yaml:"cut"`
	Put  string `yaml:"put"`
}

func (c carrier) String() string {
	if c.Test != "" {
		return "`" + c.Test + "`"
	}
	return fmt.Sprintf("`%s` %s", c.Set, c.Row)
}

// verify looks at every carrier, and joins what does not hold.
func verify(all []requirement, guards bool) error {
	sets, err := rulebook.Shipped()
	if err != nil {
		return err
	}
	var bad []error
	for _, r := range all {
		for _, c := range r.By {
			if err := c.verify(sets, guards); err != nil {
				bad = append(bad, fmt.Errorf("%s: %s: %w", r.ID, c, err))
			}
		}
	}
	return errors.Join(bad...)
}

func (c carrier) verify(sets []rules.Set, guards bool) error {
	if c.Test != "" {
		return c.tested(guards)
	}
	i := slices.IndexFunc(sets, func(s rules.Set) bool { return s.Name == c.Set || s.Version() == c.Set })
	if i < 0 {
		return fmt.Errorf("there is no set %s", c.Set)
	}
	if err := c.holds(sets[i]); err != nil {
		return err
	}
	without, err := remove(sets[i], c.Row)
	if err != nil {
		return err
	}
	if c.holds(without) == nil {
		return fmt.Errorf("it holds without the row too")
	}
	return nil
}

// holds tells whether the set leads to what the carrier says.
func (c carrier) holds(s rules.Set) error {
	switch {
	case c.Due != "":
		return c.due(s)
	case c.Documents != "":
		return c.documents(s)
	case c.Setting != "":
		if got := s.Setting(strings.TrimPrefix(c.Row, "settings.")); got != c.Setting {
			return fmt.Errorf("the setting is %q, want %q", got, c.Setting)
		}
		return nil
	case c.Binds != "":
		return c.binds(s)
	case c.Viewpoint > 0:
		return c.viewpoint(s)
	case c.Channel != "":
		id, standing, _ := strings.Cut(c.Channel, ":")
		if ch, ok := s.ChannelNamed(id); !ok || string(ch.Standing) != standing {
			return fmt.Errorf("the channel is %q", ch.Standing)
		}
		return nil
	}
	return errors.New("it says nothing that could be looked at")
}

func (c carrier) due(s rules.Set) error {
	k, ok := s.Clock(c.Clock)
	if !ok {
		return fmt.Errorf("there is no clock %s", c.Clock)
	}
	g := deadline.Given{Round: c.Round}
	for _, a := range slices.Sorted(maps.Keys(c.From)) {
		d, err := day.Parse(c.From[a])
		if err != nil {
			return err
		}
		g.Facts = append(g.Facts, deadline.Fact{Anchor: rules.Anchor(a), On: d})
	}
	own, _ := s.CalendarOf(k, c.Centre)
	r, err := deadline.Due(k, g, day.NewCalendar(own.Spec()))
	if err != nil {
		return err
	}
	got := r.Due.String()
	if r.Due.IsZero() {
		got = k.Period.Words
	}
	if got != c.Due {
		return fmt.Errorf("due on %q, want %q", got, c.Due)
	}
	return nil
}

func (c carrier) documents(s rules.Set) error {
	event, ok := rules.ParseEvent(c.Event)
	if !ok {
		return fmt.Errorf("there is no event %q", c.Event)
	}
	d := s.DocumentsFor(rules.Wanted{Event: event, Track: rules.Track(c.Track), Type: rules.Type(c.Type)})
	list, form, _ := strings.Cut(c.Documents, ":")
	lists := map[string][]rules.Document{"required": d.Required, "oneOf": d.OneOf, "recommended": d.Recommended, "optional": d.Optional, "onRequest": d.OnRequest}
	if !slices.ContainsFunc(lists[list], func(x rules.Document) bool { return x.Form == form || slices.Contains(x.OneOf, form) }) {
		return fmt.Errorf("%s is not %s at %s", form, list, event)
	}
	return nil
}

func (c carrier) binds(s rules.Set) error {
	on, err := day.Parse(c.On)
	if err != nil {
		return err
	}
	designated := day.Date{}
	if c.Designated != "" {
		if designated, err = day.Parse(c.Designated); err != nil {
			return err
		}
	}
	_, err = rules.Choose([]rules.Card{s.Card()}, rules.Case{
		Town: c.Town, On: on, Care: rules.Care(c.Care), Track: rules.Track(c.Track), Centre: []string{c.Centre}, Designated: designated})
	if got := map[bool]string{true: "yes", false: "no"}[err == nil]; got != c.Binds {
		return fmt.Errorf("binds: %s, want %s", got, c.Binds)
	}
	return nil
}

func (c carrier) viewpoint(s rules.Set) error {
	for _, v := range s.ViewpointsFor(rules.Renewal) {
		if v.N == c.Viewpoint {
			isNew := slices.ContainsFunc(s.ViewpointsFor(rules.New), func(o rules.Viewpoint) bool { return o.N == v.N })
			if isNew == v.RenewalOnly {
				return errors.New("it is shown at the wrong event")
			}
			return nil
		}
	}
	return fmt.Errorf("there is no viewpoint %d", c.Viewpoint)
}
