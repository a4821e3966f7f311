package plan

import (
	"slices"

	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/rules"
)

// bind settles whose rules the submission is under: what is left out is 介護予防支援
// by 居宅指定. Care, track, type and event must go together, or no rule set would
// take it. Source: KUM-01, TOS-05, TOS-06, MHLW-3-01, KAW-3-2.
func (o *Opening) bind() error {
	known := slices.Contains([]rules.Care{"", rules.Support, rules.Management}, o.Care) &&
		slices.Contains([]rules.Track{"", rules.Direct, rules.Commissioned}, o.Track) &&
		slices.Contains([]rules.Type{"", rules.TypeA, rules.TypeB, rules.TypeC}, o.Type)
	if !known {
		return Refuse("binding-unknown")
	}
	o.Track = TrackOf(o.Care, o.Track)
	p := content.Plan{Care: o.Care, Track: o.Track, Type: o.Type, Event: rules.Event(o.Kind)}
	for _, f := range content.Check(p, rules.Set{}) {
		if f.Grade == content.Refuse && slices.Contains(together, f.Code) {
			return &Refusal{Code: f.Code, Kind: Invalid, Detail: f.Message}
		}
	}
	if o.Kind == TypeCToA && o.Type != rules.TypeA {
		return Refuse("type-not-a")
	}
	return nil
}

// TrackOf is the track of a care where none is named: an office does
// 介護予防ケアマネジメント on commission only. Source: KUM-01, TOS-05, KAW-3-2.
func TrackOf(care rules.Care, named rules.Track) rules.Track {
	switch {
	case named != "":
		return named
	case care == rules.Management:
		return rules.Commissioned
	}
	return rules.Direct
}

// together are the checks of what does not go together.
var together = []string{"direct-only-support", "transfer-not-direct", "type-missing", "type-not-for-support"}

// Manages tells whether the case is of 介護予防ケアマネジメント. Source: KAW-1, MHLW-7-06.
func (c *Case) Manages() bool { return c.Care == rules.Management }

// Commissioned tells whether the office works for the centre (委託), which then
// owns the 台帳. Source: TOS-05, permission matrix.
func (c *Case) Commissioned() bool { return c.Track == rules.Commissioned }

// Wanted is what the rules are asked of the case's documents.
func (c *Case) Wanted() rules.Wanted {
	return rules.Wanted{Event: rules.Event(c.Kind), Track: TrackOf(c.Care, c.Track), Type: c.Type}
}
