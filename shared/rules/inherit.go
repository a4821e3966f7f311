package rules

import "maps"

// Over is the set with what it leaves out taken from its base: clocks rule by
// rule, settings and centres one by one, every list as a whole.
func (s Set) Over(base Set) Set {
	clocks := maps.Clone(base.Clocks)
	if clocks == nil {
		clocks = map[string]Clock{}
	}
	for id, k := range s.Clocks {
		clocks[id] = k.over(clocks[id])
	}
	s.Clocks = clocks
	s.Settings = merged(base.Settings, s.Settings)
	s.Centres = merged(base.Centres, s.Centres)
	s.Anchors = merged(base.Anchors, s.Anchors)
	if s.Calendar.Source == "" {
		s.Calendar = base.Calendar
	}
	s.Documents = or(s.Documents, base.Documents)
	s.Forms = or(s.Forms, base.Forms)
	s.Viewpoints = or(s.Viewpoints, base.Viewpoints)
	s.Answers = or(s.Answers, base.Answers)
	s.Channels = or(s.Channels, base.Channels)
	return s
}

func or[T any](own, base []T) []T {
	if own == nil {
		return base
	}
	return own
}

func merged[V any](base, own map[string]V) map[string]V {
	if len(base) == 0 {
		return own
	}
	out := maps.Clone(base)
	maps.Copy(out, own)
	return out
}

// over is the clock with what it leaves out taken from another.
func (k Clock) over(base Clock) Clock {
	if k.Name == "" {
		k.Name = base.Name
	}
	if len(k.StartsFrom.All()) == 0 {
		k.StartsFrom = base.StartsFrom
	}
	if !k.Arrival.Says() {
		k.Arrival = base.Arrival
	}
	if k.Period.Unit == "" {
		k.Period, k.Opens, k.Closes = base.Period, orPeriod(k.Opens, base.Opens), orPeriod(k.Closes, base.Closes)
	}
	if k.Every == 0 {
		k.Every = base.Every
	}
	if k.Roll.Is == "" {
		k.Roll = base.Roll
	}
	if k.Cutoff.At == "" {
		k.Cutoff = base.Cutoff
	}
	if !k.Extension.written {
		k.Extension = base.Extension
	}
	if k.Principle.Is == "" {
		k.Principle = base.Principle
	}
	k.FirstDay = k.FirstDay.or(base.FirstDay)
	k.Stop = k.Stop.or(base.Stop)
	k.Calendar = k.Calendar.or(base.Calendar)
	k.Limit = k.Limit.or(base.Limit)
	k.OnLapse = k.OnLapse.or(base.OnLapse)
	k.Dates, k.Stages, k.Types = or(k.Dates, base.Dates), or(k.Stages, base.Stages), or(k.Types, base.Types)
	if k.Source == "" {
		k.Basis = base.Basis
	}
	return k
}

func orPeriod(own, base Period) Period {
	if own.Unit == "" {
		return base
	}
	return own
}

func (c Choice[T]) or(base Choice[T]) Choice[T] {
	if c.Is == "" {
		return base
	}
	return c
}

// Grounded is the clock in which every rule without a ground of its own has that
// of the clock.
func (k Clock) Grounded() Clock {
	for _, b := range []*Basis{
		basisIf(k.Principle.Is != "", &k.Principle.Basis), basisIf(len(k.StartsFrom.All()) > 0, &k.StartsFrom.Basis),
		basisIf(k.Arrival.Says(), &k.Arrival.Basis),
		basisIf(k.FirstDay.Is != "", &k.FirstDay.Basis), basisIf(k.Period.Unit != "", &k.Period.Basis),
		basisIf(k.Opens.Unit != "", &k.Opens.Basis), basisIf(k.Closes.Unit != "", &k.Closes.Basis),
		basisIf(k.Stop.Is != "", &k.Stop.Basis), basisIf(k.Roll.Is != "", &k.Roll.Basis), basisIf(k.Cutoff.At != "", &k.Cutoff.Basis),
		basisIf(k.Calendar.Is != "", &k.Calendar.Basis), basisIf(k.Limit.Is != "", &k.Limit.Basis),
		basisIf(k.Extension.written, &k.Extension.Basis), basisIf(k.OnLapse.Is != "", &k.OnLapse.Basis),
	} {
		if b != nil {
			*b = b.under(k.Basis)
		}
	}
	for i := range k.Dates {
		d := &k.Dates[i]
		d.Basis = d.under(k.Basis)
		if d.Roll.Is != "" {
			d.Roll.Basis = d.Roll.under(d.Basis)
		}
	}
	return k
}

// under is the ground with the source of what stands around it where it names
// none: all of it, or its source alone beside a note of its own.
func (b Basis) under(around Basis) Basis {
	switch {
	case b.Source != "":
		return b
	case b.Open || b.Note != "":
		b.Source = around.Source
		return b
	}
	return around
}

func basisIf(given bool, b *Basis) *Basis {
	if given {
		return b
	}
	return nil
}

// Complete is the clock with the law's rule where nobody made another one.
func (k Clock) Complete() Clock {
	law := func(source string) Basis {
		return Basis{Source: source, Open: true, Note: "定めがないため、法律の原則によった。"}
	}
	if k.FirstDay.Is == "" {
		k.FirstDay = Choice[FirstDay]{Excluded, law("民法140条")}
	}
	if k.Principle.Is == "" {
		k.Principle = CountsBy{Is: ByArrival, Basis: law("民法97条1項")}
	}
	if k.Cutoff.At == "" {
		k.Cutoff = Cutoff{At: "24:00", Basis: law("民法141条")}
	}
	if k.Stop.Is == "" {
		k.Stop = Choice[Stop]{StopNever, Basis{Source: "AMB-05", Open: true, Note: "定めがない。差し戻した書類は、直して届いた日から数え直す。"}}
	}
	if k.Roll.Is == "" {
		k.Roll = Roll{Is: RollNone, Basis: Basis{Source: "民法142条", Open: true, Note: "閉庁日の扱いの定めがないため、期限は動かさない。"}}
	}
	if k.Calendar.Is == "" {
		k.Calendar = Choice[Whose]{Municipal, law("地方自治法4条の2")}
	}
	if k.Limit.Is == "" {
		k.Limit = Choice[Limit]{Hard, k.Basis}
	}
	return k
}
