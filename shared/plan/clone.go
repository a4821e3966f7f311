package plan

import (
	"maps"
	"slices"
)

// Clone is a case that shares nothing with c which an act could change. What
// happened to c is not taken over.
func (c Case) Clone() Case {
	c.happened = nil
	c.Corrections = slices.Clone(c.Corrections)
	c.Documents = slices.Clone(c.Documents)
	for i := range c.Documents {
		c.Documents[i].Reasons = slices.Clone(c.Documents[i].Reasons)
	}
	c.Reasons = slices.Clone(c.Reasons)
	c.Warnings = slices.Clone(c.Warnings)
	c.Advices = slices.Clone(c.Advices)
	c.Situation = slices.Clone(c.Situation)
	c.Clock = c.Clock.clone()
	c.Tracked = slices.Clone(c.Tracked)
	for i := range c.Tracked {
		t := &c.Tracked[i]
		t.Clock, t.Missed = *t.Clock.clone(), slices.Clone(t.Missed)
	}
	c.Erased = pointed(c.Erased)
	c.Confirmed = pointed(c.Confirmed)
	c.Record = pointed(c.Record)
	c.Sealed = c.Sealed.Clone()
	return c
}

// Clone is what is sealed, sharing nothing that an act could change.
func (s Sealed) Clone() Sealed {
	s.Texts = maps.Clone(s.Texts)
	s.Facts = slices.Clone(s.Facts)
	s.Counts = maps.Clone(s.Counts) // a derivation is never written into
	return s
}

func (k *Clock) clone() *Clock {
	k = pointed(k)
	if k != nil {
		k.Because, k.Stages, k.Past = slices.Clone(k.Because), slices.Clone(k.Stages), slices.Clone(k.Past)
	}
	return k
}

// pointed points at a copy of what p points at.
func pointed[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}
