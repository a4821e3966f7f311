// Package rules holds what a municipality has decided: which documents, which
// deadlines, which viewpoints, and on what ground.
//
//	<town>/<effective date>.yaml → rulebook → Set → Find → deadlines, checks, pages
//
// A rule is data with a source. Where the source is silent the rule file says
// open: true and why the value was chosen. The package is pure and reads no
// YAML: the sets it embeds were checked and compiled before (rulebook).
package rules

import (
	"slices"
	"strings"

	"github.com/sasae-care/sasae/shared/day"
)

// Set is one rule set: the rules that bind some towns, centres or offices for a
// while, with what it inherits already in it. Sets are shared by all callers and
// never written to. Source: KUM-03, KUM-27, AMB-16.
type Set struct {
	Name       string              `yaml:"name" json:"name"`
	Title      string              `yaml:"title" json:"title"`
	Base       string              `yaml:"base" json:"base,omitempty"` // name, or name@date, of the set it builds on
	Effective  Effective           `yaml:"effective" json:"effective"`
	Binds      Binding             `yaml:"binds" json:"binds"`
	Calendar   Calendar            `yaml:"calendar" json:"calendar,omitzero"`
	Centres    map[string]Calendar `yaml:"centres" json:"centres,omitempty"` // opening days by centre, where they differ
	Anchors    map[string]string   `yaml:"anchors" json:"anchors,omitempty"` // starts of its own: id and name
	Clocks     map[string]Clock    `yaml:"clocks" json:"clocks,omitempty"`
	Documents  []DocumentSet       `yaml:"documents" json:"documents,omitempty"`
	Forms      []FormVersion       `yaml:"forms" json:"forms,omitempty"`
	Viewpoints []Viewpoint         `yaml:"viewpoints" json:"viewpoints,omitempty"`
	Answers    []Answer            `yaml:"answers" json:"answers,omitempty"`
	Channels   []Channel           `yaml:"channels" json:"channels,omitempty"`
	Settings   map[string]Setting  `yaml:"settings" json:"settings,omitempty"` // by id, see Settings()
}

// Basis says where a rule comes from: an id of the requirements catalogue or an
// article. Open tells that the source is silent and the value is configuration.
type Basis struct {
	Source string `yaml:"source" json:"source,omitempty"`
	Open   bool   `yaml:"open" json:"open,omitempty"`
	Note   string `yaml:"note" json:"note,omitempty"`
}

// Effective is the time in which a set applies: to the cases received then.
// Without Until it holds until a later set of the same name begins.
type Effective struct {
	From  day.Date `yaml:"from" json:"from"`
	Until day.Date `yaml:"until" json:"until,omitzero"` // its last day
	Basis `yaml:",inline"`
}

// Holds tells whether the day lies in that time.
func (e Effective) Holds(on day.Date) bool {
	return !on.Before(e.From) && (e.Until.IsZero() || !on.After(e.Until))
}

// Care is the kind of care management. Source: MHLW-7-06, KAW-1.
type Care string

// The kinds of care: 介護予防支援 (46) and 介護予防ケアマネジメント (AF).
const (
	Support    Care = "support"
	Management Care = "management"
)

// Track is who holds the contract. Source: KUM-01, TOS-05.
type Track string

// The tracks: 居宅指定 (the office itself) and 委託 (the centre commissions it).
const (
	Direct       Track = "direct"
	Commissioned Track = "commissioned"
)

// Binding says for whom a set is. Source: AMB-16, TOS-02, TOS-03, KAW-1.
type Binding struct {
	Name           string   `yaml:"name" json:"name,omitempty"`                    // 熊本市: of the first of the towns
	Towns          []string `yaml:"towns" json:"towns,omitempty"`                  // municipality codes of six digits
	National       bool     `yaml:"national" json:"national,omitempty"`            // every town without a set of its own
	Care           Care     `yaml:"care" json:"care"`                              //
	Tracks         []Track  `yaml:"tracks" json:"tracks,omitempty"`                // none: both
	Centres        []string `yaml:"centres" json:"centres,omitempty"`              // ids or names; none: all
	DesignatedFrom day.Date `yaml:"designatedFrom" json:"designatedFrom,omitzero"` // offices designated on or after
}

// Viewpoint is one アドバイス等の視点. Source: KUM-18 to KUM-22.
type Viewpoint struct {
	N           int    `yaml:"n" json:"n"`
	Text        string `yaml:"text" json:"text"`
	RenewalOnly bool   `yaml:"renewalOnly" json:"renewalOnly,omitempty"`
	Basis       `yaml:",inline"`
}

// Answer is one way in which an office may close a piece of advice. Source: AMB-31.
type Answer struct {
	ID     string `yaml:"id" json:"id"`
	Name   string `yaml:"name" json:"name"`
	Reason bool   `yaml:"reason" json:"reason,omitempty"` // a reason must be given
	Basis  `yaml:",inline"`
}

// Channel is a way of submission. Source: KUM-23 to KUM-25.
type Channel struct {
	ID       string   `yaml:"id" json:"id"`
	Name     string   `yaml:"name" json:"name"`
	Standing Standing `yaml:"standing" json:"standing"`
	Tracked  bool     `yaml:"tracked" json:"tracked,omitempty"` // a tracking number is recorded
	Basis    `yaml:",inline"`
}

// Standing is what a town says of a channel.
type Standing string

// The standings, the best first.
const (
	Principle   Standing = "principle"   // 原則
	Recommended Standing = "recommended" // 原則によりがたい場合に推奨
	Allowed     Standing = "allowed"
	Discouraged Standing = "discouraged" // 推奨しない
	Refused     Standing = "refused"     // 受け付けない
)

// Version names the set for good: ichitei-no-kanyo@2024-07-11. A case keeps it.
func (s Set) Version() string { return s.Name + "@" + s.Effective.From.String() }

// Clock is the rule of a deadline; false when the set has none of that id.
func (s Set) Clock(id string) (Clock, bool) {
	k, ok := s.Clocks[id]
	k.ID, k.Own = id, s.Anchors
	return k.Complete(), ok
}

// Starts tells whether a clock of the set starts from the anchor.
func (s Set) Starts(a Anchor) bool {
	for _, k := range s.Clocks {
		if slices.Contains(k.StartsFrom.All(), a) {
			return true
		}
	}
	return false
}

// Recurs tells whether a clock that comes again starts from the anchor.
func (s Set) Recurs(a Anchor) bool {
	for _, k := range s.Clocks {
		if k.Every > 0 && slices.Contains(k.StartsFrom.All(), a) {
			return true
		}
	}
	return false
}

// StartNames lists the anchors that clocks of the set start from, in words.
func (s Set) StartNames() string {
	var out []string
	for _, k := range s.Clocks {
		for _, a := range k.StartsFrom.All() {
			out = append(out, string(a)+" "+s.AnchorName(a))
		}
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), "、")
}

// ViewpointsFor lists the viewpoints of a review; the one on revision only at
// renewal. Source: KUM-22.
func (s Set) ViewpointsFor(event Event) []Viewpoint {
	var out []Viewpoint
	for _, v := range s.Viewpoints {
		if !v.RenewalOnly || event == Renewal {
			out = append(out, v)
		}
	}
	return out
}

// ChannelNamed finds a channel by its id; false when the set does not foresee it.
func (s Set) ChannelNamed(id string) (Channel, bool) {
	i := slices.IndexFunc(s.Channels, func(c Channel) bool { return c.ID == id })
	if i < 0 {
		return Channel{}, false
	}
	return s.Channels[i], true
}

// AnchorName is the Japanese name of the start of a clock.
func (s Set) AnchorName(a Anchor) string {
	if n := s.Anchors[string(a)]; n != "" {
		return n
	}
	return a.Name()
}
