package rules

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/sasae-care/sasae/shared/day"
)

// ErrNoRule is the error for a town and date that no set covers.
var ErrNoRule = errors.New("no rule set is in force")

// Sources are the rule files as they are written; rulebook reads and checks them.
//
//go:embed */*.yaml
var Sources embed.FS

// compiled holds the checked sets with what they inherit, one file each, and
// index.json with what For needs to choose. A test of rulebook keeps them true;
// `go test ./shared/rules/rulebook -update` writes them.
//
//go:embed compiled/*.json
var compiled embed.FS

// Card is a set as the index names it.
type Card struct {
	Name      string    `json:"name"`
	Effective Effective `json:"effective"`
	Binds     Binding   `json:"binds"`
}

// Card is what the index says of the set.
func (s Set) Card() Card { return Card{s.Name, s.Effective, s.Binds} }

// Version names the set for good.
func (c Card) Version() string { return c.Name + "@" + c.Effective.From.String() }

var index = sync.OnceValues(func() (cards []Card, err error) {
	b, err := compiled.ReadFile("compiled/index.json")
	if err == nil {
		err = json.Unmarshal(b, &cards)
	}
	return cards, err
})

var opened sync.Map // version → Set

// ByVersion finds the embedded set a case was received under.
func ByVersion(version string) (Set, error) {
	if s, ok := opened.Load(version); ok {
		return s.(Set), nil
	}
	var s Set
	b, err := compiled.ReadFile("compiled/" + version + ".json")
	if err != nil {
		return s, fmt.Errorf("find the rule set %q: %w", version, ErrNoRule)
	}
	if err := json.Unmarshal(b, &s); err != nil {
		return s, fmt.Errorf("read the rule set %q: %w", version, err)
	}
	opened.Store(version, s)
	return s, nil
}

// Case is what the choice of a set depends on. Care and Track left out mean
// 介護予防支援 and 居宅指定.
type Case struct {
	Town       string
	On         day.Date
	Care       Care
	Track      Track
	Centre     []string // the centre's id and names
	Designated day.Date // when the office was designated; none: not known
}

// Find is the embedded set that binds the case.
func Find(q Case) (Set, error) {
	cards, err := index()
	if err != nil {
		return Set{}, fmt.Errorf("read the index of the rules: %w", err)
	}
	c, err := Choose(cards, q)
	if err != nil {
		return Set{}, err
	}
	return ByVersion(c.Version())
}

// For is the set of 介護予防支援 that binds the town's direct submissions on that day.
func For(town string, on day.Date) (Set, error) { return Find(Case{Town: town, On: on}) }

// Choose is the closest of the sets in force: one for the centre before one for
// the town before a national one; among equals that for offices designated since
// the latest day, then the one that names its track, then the newest.
func Choose(cards []Card, q Case) (Card, error) {
	if q.Care == "" {
		q.Care = Support
	}
	if q.Track == "" {
		q.Track = Direct
	}
	var best *Card
	for i := range cards {
		c := &cards[i]
		if c.Effective.Holds(q.On) && c.Binds.binds(q) && (best == nil || c.closer(*best)) {
			best = c
		}
	}
	if best == nil {
		return Card{}, fmt.Errorf("find the rules of %s on %s: %w", q.Town, q.On, ErrNoRule)
	}
	return *best, nil
}

// Rivals tells whether both bind the same cases at the same time, as two sets of
// one name may: the later goes before the earlier. Source: AMB-16.
func (c Card) Rivals(o Card) bool {
	a, b := c.Binds, o.Binds
	return a.Care == b.Care && a.National == b.National && a.DesignatedFrom == b.DesignatedFrom &&
		meet(a.Towns, b.Towns) && meet(a.Centres, b.Centres) && meet(a.Tracks, b.Tracks) && c.Effective.Overlaps(o.Effective)
}

// Overlaps tells whether both hold on some day.
func (e Effective) Overlaps(b Effective) bool {
	return (e.Until.IsZero() || !b.From.After(e.Until)) && (b.Until.IsZero() || !e.From.After(b.Until))
}

// meet tells whether two lists speak of the same: both of all, or with one in common.
func meet[T comparable](a, b []T) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	return slices.ContainsFunc(a, func(x T) bool { return slices.Contains(b, x) })
}

func (b Binding) binds(q Case) bool {
	return (b.National || slices.Contains(b.Towns, q.Town)) && b.Care == q.Care && among(b.Tracks, q.Track, "") &&
		(len(b.Centres) == 0 || slices.ContainsFunc(q.Centre, func(c string) bool { return slices.Contains(b.Centres, c) })) &&
		(b.DesignatedFrom.IsZero() || !q.Designated.IsZero() && !q.Designated.Before(b.DesignatedFrom))
}

// closer tells whether c goes before o.
func (c Card) closer(o Card) bool {
	for _, by := range []func(Card) int{
		func(c Card) int { return min(len(c.Binds.Centres), 1) },
		func(c Card) int { return min(len(c.Binds.Towns), 1) },
	} {
		if a, b := by(c), by(o); a != b {
			return a > b
		}
	}
	if n := c.Binds.DesignatedFrom.Compare(o.Binds.DesignatedFrom); n != 0 {
		return n > 0
	}
	if a, b := len(c.Binds.Tracks), len(o.Binds.Tracks); a != b && (a == 0 || b == 0) {
		return a > 0
	}
	return c.Effective.From.After(o.Effective.From)
}
