package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/deadline"
	"github.com/sasae-care/sasae/shared/rules"
)

// carrier is what carries a requirement: a row of a set with what it leads to, a
// check of content, or a test with its guard. Exactly one of Due, Documents,
// Setting, Binds, Viewpoint, Channel, Check and Test is given.
type carrier struct {
	Set string `yaml:"set"` // name, or name@date, of a shipped set
	Row string `yaml:"row"` // the row that is taken out: clocks.payment.firstDay, documents.F-KCL, settings.x, binds.centres …

	Clock string `yaml:"clock"` // none: the one of the row
	From  string `yaml:"from"`  // anchor date; the anchor left out is the clock's first
	Round int    `yaml:"round"`
	Opens string `yaml:"opens"` // where a window opens
	Due   string `yaml:"due"`   // the day, or the words where none is set

	Event     string `yaml:"event"`
	Track     string `yaml:"track"`
	Type      string `yaml:"type"`
	For       string `yaml:"for"`       // a circumstance of the person: welfare
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

	Check string `yaml:"check"` // a code of content.Codes

	Test string `yaml:"test"` // shared/plan TestName
	File string `yaml:"file"` // where its guard stands,
	Cut  string `yaml:"cut"`  // what is taken out there to see the test fail,
	Put  string `yaml:"put"`  // and what is put in its place
}

// String is the carrier as the page shows it.
func (c carrier) String() string {
	row := fmt.Sprintf("row `%s` of `%s`: ", c.Row, c.Set)
	words := func(all ...string) string {
		return strings.Join(slices.DeleteFunc(all, func(s string) bool { return s == "" }), " ")
	}
	switch {
	case c.Test != "":
		guard, _, _ := strings.Cut(c.Cut, "\n")
		return fmt.Sprintf("test `%s`, guard `%s` in %s", c.Test, guard, c.File)
	case c.Check != "":
		return "check `" + c.Check + "`"
	case c.Opens != "":
		return row + c.from() + " → " + c.Opens + " to " + c.Due
	case c.Due != "":
		return row + c.from() + " → " + c.Due
	case c.Documents != "":
		list, form, _ := strings.Cut(c.Documents, ":")
		return row + words(form, "is", standings[list], "at", c.Event, c.Track, c.Type, c.For)
	case c.Setting != "":
		return row + "`" + c.Setting + "`"
	case c.Binds == "no":
		return row + "does not bind " + words(c.Care, c.Track, c.Town, c.Centre, "on", c.On) + c.since()
	case c.Binds != "":
		return row + "binds " + words(c.Care, c.Track, c.Town, c.Centre, "on", c.On) + c.since()
	case c.Viewpoint > 0:
		return row + "shown at the review"
	}
	id, standing, _ := strings.Cut(c.Channel, ":")
	return row + id + " is " + standing
}

var standings = map[string]string{
	"required": "required", "oneOf": "one of a choice", "recommended": "recommended", "optional": "welcome", "onRequest": "required when asked for",
}

func (c carrier) since() string {
	if c.Designated == "" {
		return ""
	}
	return ", designated " + c.Designated
}

func (c carrier) from() string {
	if c.Round > 0 {
		return fmt.Sprintf("%s, round %d", c.From, c.Round+1)
	}
	return c.From
}

// key is the test with its guard alone, the same for all that name it.
func (c carrier) key() carrier { return carrier{Test: c.Test, Cut: c.Cut, Put: c.Put, File: c.File} }

// given counts the things to look at.
func (c carrier) given() (n int) {
	for _, is := range []bool{c.Due != "", c.Documents != "", c.Setting != "", c.Binds != "", c.Viewpoint > 0, c.Channel != "", c.Check != "", c.Test != ""} {
		if is {
			n++
		}
	}
	return n
}

func (c carrier) verify(sets []rules.Set) error {
	own := slices.DeleteFunc(slices.Clone(sets), func(s rules.Set) bool { return s.Name != c.Set && s.Version() != c.Set })
	if len(own) != 1 {
		return fmt.Errorf("%d sets are called %q", len(own), c.Set)
	}
	if err := c.holds(own[0]); err != nil {
		return err
	}
	without, err := remove(own[0], c.Row)
	if err != nil {
		return err
	}
	if c.holds(without) == nil {
		return errors.New("it holds without the row too")
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
	id := c.Clock
	if id == "" {
		id = strings.Split(strings.TrimPrefix(c.Row, "clocks."), ".")[0]
	}
	k, ok := s.Clock(id)
	if !ok {
		return fmt.Errorf("there is no clock %s", id)
	}
	starts := k.StartsFrom.All()
	if len(starts) == 0 {
		return fmt.Errorf("the clock %s starts from nothing", id)
	}
	anchor, on, named := strings.Cut(c.From, " ")
	if !named {
		anchor, on = string(starts[0]), c.From
	}
	from, err := day.Parse(on)
	if err != nil {
		return err
	}
	r, err := deadline.Due(k, deadline.Given{Facts: []deadline.Fact{{Anchor: rules.Anchor(anchor), On: from}}, Round: c.Round}, day.Calendar{})
	if err != nil {
		return err
	}
	got := r.Due.String()
	if r.Due.IsZero() {
		got = k.Period.Words
	}
	if got != c.Due || c.Opens != "" && r.Opens.String() != c.Opens {
		return fmt.Errorf("it opens on %q and is due on %q", r.Opens, got)
	}
	return nil
}

func (c carrier) documents(s rules.Set) error {
	event, ok := rules.ParseEvent(c.Event)
	if !ok {
		return fmt.Errorf("there is no event %q", c.Event)
	}
	d := s.DocumentsFor(rules.Wanted{Event: event, Track: rules.Track(c.Track), Type: rules.Type(c.Type), For: rules.Person(c.For)})
	list, form, _ := strings.Cut(c.Documents, ":")
	if standings[list] == "" {
		return fmt.Errorf("%q is no list of documents", list)
	}
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
