// Package deadline counts deadlines and says why they end when they end.
//
//	rules.Clock, facts, calendar → Due → due day, its derivation as values → words
//
// It is pure: the same clock, facts and calendar always give the same result, and
// the derivation alone leads to the same day (Replay).
// Source: KUM-10, 民法138–143条, the clock table of the requirements.
package deadline

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// Fact is something that happened, or will: an anchor of a clock with its day
// and, where it is known, its hour (minutes since midnight in Asia/Tokyo).
type Fact struct {
	Anchor rules.Anchor
	On     day.Date
	Minute int  // counts only when Timed
	Timed  bool // the hour is known
}

// Happened is the fact of an instant.
func Happened(a rules.Anchor, at time.Time) Fact {
	t := at.In(day.Tokyo)
	f := Fact{a, day.On(at), t.Hour()*60 + t.Minute(), true}
	if t.Second() > 0 || t.Nanosecond() > 0 {
		f.Minute++ // 16:30:01 is after 16:30
	}
	return f
}

// Span is a time in which a clock stood still: from the day on which the papers
// were asked for again to the day on which they came.
type Span struct {
	From, To day.Date
}

// Given is what a clock is counted from.
type Given struct {
	Facts   []Fact
	Channel string // of the submission; "" = no special hour
	Stopped []Span
	Round   int // how many times the clock has come round already (rules.Clock.Every)
}

// Result is a counted deadline. Due is the last day on which the act is in time,
// until Cutoff (24:00 is the end of that day); it is no date when the rule sets
// no day. Opens and Closes bound a window. Because is never empty and leads to Due.
type Result struct {
	Clock       string       `json:"clock"`
	Anchor      rules.Anchor `json:"anchor"`
	From        day.Date     `json:"from"` // the day of the anchor that counts
	Opens       day.Date     `json:"opens,omitzero"`
	Due         day.Date     `json:"due,omitzero"`
	Closes      day.Date     `json:"closes,omitzero"`
	Cutoff      string       `json:"cutoff"`
	Soft        bool         `json:"soft,omitempty"`        // 目安
	Provisional bool         `json:"provisional,omitempty"` // holidays of the due year are not all proclaimed
	Because     []Step       `json:"because"`
}

// Errors of a count that cannot be made.
var (
	ErrAnchor = errors.New("起点の日が足りません") // the facts lack what the clock starts from
	ErrRule   = errors.New("この期限は計算できません")
)

// Due counts a clock. It refuses dates outside the calendar's years, facts that
// lack the clock's anchor, and a clock that the check of the rules would refuse.
func Due(k rules.Clock, g Given, cal day.Calendar) (Result, error) {
	r := Result{Clock: k.ID, Soft: k.Limit.Is == rules.Soft, Because: make([]Step, 0, 5)}
	if err := r.count(&k, g, cal); err != nil {
		return Result{}, fmt.Errorf("期限「%s」: %w", k.Name, err)
	}
	return r, nil
}

// mostRounds is more than the months that a Calendar knows.
const mostRounds = 1200

func (r *Result) count(k *rules.Clock, g Given, cal day.Calendar) error {
	if k.Roll.Is == rules.RollNext && k.Period.Rewinds() {
		return fmt.Errorf("%w: さかのぼる期限は次の開庁日に動かせません", ErrRule)
	}
	if g.Round < 0 || g.Round > mostRounds {
		return fmt.Errorf("%d回目: %w", g.Round, day.ErrRange)
	}
	start, err := choose(k, g)
	if err != nil {
		return err
	}
	if err := cal.Check(start.On); err != nil {
		return err
	}
	r.Anchor = start.Anchor
	r.add(Step{Kind: Start, Date: start.On, What: string(start.Anchor), Why: k.Own[string(start.Anchor)]}, k.StartsFrom.Basis)
	r.arrive(k, start, g.Channel, cal)
	r.From = r.last()
	if err := r.window(k, g.Round, cal); err != nil {
		return err
	}
	if k.Period.Unit == rules.NoPeriod {
		r.add(Step{Kind: Unset, Date: r.From, What: k.Period.Words}, k.Period.Basis)
		return nil
	}
	if err := r.lengthen(&k.Period, k.FirstDay, g.Round*k.Every, cal); err != nil {
		return err
	}
	r.stop(k, g.Stopped, cal)
	if err := r.end(k, g.Channel, cal); err != nil {
		return err
	}
	return cal.Check(r.Because[len(r.Because)-1].Date)
}

func (r *Result) add(s Step, b rules.Basis) {
	s.Source, s.Open = b.Source, b.Open
	r.Because = append(r.Because, s)
}

// last is the day at which the derivation has arrived.
func (r *Result) last() day.Date { return r.Because[len(r.Because)-1].Date }

// choose finds the fact that the clock starts from.
func choose(k *rules.Clock, g Given) (Fact, error) {
	s := &k.StartsFrom
	if s.Is != "" {
		want := k.Principle.Anchor(s.Is, g.Channel)
		if f, ok := find(g.Facts, want); ok {
			return f, nil
		}
		return Fact{}, fmt.Errorf("%w(%s)", ErrAnchor, want.Name())
	}
	list, later := s.Latest, true
	switch {
	case len(s.Earliest) > 0:
		list, later = s.Earliest, false
	case len(s.Either) > 0:
		list = s.Either
	}
	var best Fact
	n := 0
	for _, a := range list {
		a = k.Principle.Anchor(a, g.Channel)
		f, ok := find(g.Facts, a)
		if !ok {
			if len(s.Latest) > 0 {
				return Fact{}, fmt.Errorf("%w(%s)", ErrAnchor, a.Name())
			}
			continue
		}
		if n++; n == 1 || f.after(best) == later {
			best = f
		}
	}
	switch {
	case n == 0:
		return Fact{}, fmt.Errorf("%w(%s など)", ErrAnchor, list[0].Name())
	case n > 1 && len(s.Either) > 0:
		return Fact{}, fmt.Errorf("%w: 起点はどれか一つです。二つ以上は渡せません", ErrRule)
	}
	return best, nil
}

func (f Fact) after(o Fact) bool {
	return f.On.After(o.On) || f.On == o.On && f.Timed && (!o.Timed || f.Minute > o.Minute)
}

func find(facts []Fact, a rules.Anchor) (Fact, bool) {
	for _, f := range facts {
		if f.Anchor == a {
			return f, true
		}
	}
	return Fact{}, false
}

// arrive says on which day something that came late, or on a closed day, counts.
func (r *Result) arrive(k *rules.Clock, f Fact, channel string, cal day.Calendar) {
	a := &k.Arrival
	if hour := a.Hour(channel); hour != "" && f.Timed {
		if h, m, err := rules.ParseHour(hour); err == nil && f.Minute > h*60+m {
			on := f.On.AddDays(1)
			if a.Then == rules.NextOpenDay {
				on = cal.Next(on)
			}
			r.add(Step{Kind: Late, Date: on, What: string(a.Then), Hour: hour}, a.Basis)
		}
	}
	if on := r.last(); a.OnClosed == rules.NextOpenDay && !cal.Open(on) {
		r.add(Step{Kind: Late, Date: cal.Next(on), What: onClosed}, a.Basis)
	}
	if on := r.last(); a.Closing > 0 {
		step := Step{Kind: Late, Date: on.Month().Add(1).First(), What: afterClosing, Day: int32(a.Closing)}
		closing := dayIn(on.Month(), a.Closing)
		if to := toward(a.ClosingRoll, closing, cal); to != closing {
			closing, step.First = to, to
		}
		if on.After(closing) {
			r.add(step, a.Basis)
		}
	}
}

// window finds the days between which the due day is aimed at; they do not roll.
func (r *Result) window(k *rules.Clock, round int, cal day.Calendar) error {
	for _, w := range []struct {
		p  *rules.Period
		to *day.Date
	}{{&k.Opens, &r.Opens}, {&k.Closes, &r.Closes}} {
		if w.p.Unit == "" {
			continue
		}
		aside := Result{Because: []Step{{Date: r.From}}}
		if err := aside.lengthen(w.p, k.FirstDay, round*k.Every, cal); err != nil {
			return err
		}
		*w.to = aside.last()
	}
	return nil
}

// stop adds the days while papers were corrected: those after the day on which
// they were asked for, up to the day on which they came.
func (r *Result) stop(k *rules.Clock, spans []Span, cal day.Calendar) {
	if k.Stop.Is != rules.StopPapers || k.Period.Backward || k.Period.After != nil || !k.Period.Unit.Spans() {
		return
	}
	for _, s := range joined(spans) {
		from := s.From
		if from.Before(r.From) {
			from = r.From
		}
		if !s.To.After(from) || from.After(r.last()) {
			continue
		}
		step := Step{Kind: Stopped, N: int32(from.DaysUntil(s.To)), What: string(rules.Days), First: from, Until: s.To}
		if k.Period.Unit == rules.OpenDays {
			step.What = string(rules.OpenDays)
			n, _ := cal.OpenDaysBetween(from, s.To) // of days that nobody knows, none is open
			step.N = int32(n)
		}
		step.Date = step.onFrom(r.last(), cal)
		r.add(step, k.Stop.Basis)
	}
}

// joined puts spans that touch together, in order.
func joined(spans []Span) (out []Span) {
	for _, s := range sortedSpans(spans) {
		if n := len(out); n > 0 && !s.From.After(out[n-1].To) {
			if s.To.After(out[n-1].To) {
				out[n-1].To = s.To
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// end takes a day that was set instead, or moves an end on a closed day, and
// finds the hour. Source: 民法142条, AMB-05.
func (r *Result) end(k *rules.Clock, channel string, cal day.Calendar) error {
	end := r.last()
	r.Cutoff = k.Cutoff.Hour(channel)
	if _, _, err := rules.ParseHour(r.Cutoff); err != nil {
		return fmt.Errorf("%w: %w", ErrRule, err)
	}
	roll := &k.Roll
	if i := slices.IndexFunc(k.Dates, func(d rules.Fixed) bool { return d.Meets(end) }); i >= 0 {
		d := &k.Dates[i]
		if d.Cutoff != "" {
			r.Cutoff = d.Cutoff
		}
		if !d.Due.IsZero() {
			r.add(Step{Kind: Set, Date: d.Due, What: d.Note}, d.Basis)
			r.Due = d.Due
			return nil
		}
		if d.Day > 0 {
			end = dayIn(end.Month(), d.Day)
			r.add(Step{Kind: Set, Date: end, What: d.Note}, d.Basis)
		}
		if d.Roll.Is != "" {
			roll = &d.Roll
		}
	}
	if err := r.roll(roll, end, cal); err != nil {
		return err
	}
	r.Due = r.last()
	y, _, _ := r.Due.Civil()
	if r.Provisional = !cal.Certain(y); r.Provisional {
		r.add(Step{Kind: Unproclaimed, Date: r.Due}, rules.Basis{Source: "国民の祝日に関する法律2条"})
	}
	return nil
}

func (r *Result) roll(by *rules.Roll, end day.Date, cal day.Calendar) error {
	if !slices.Contains([]rules.Way{rules.RollNone, rules.RollPrevious, rules.RollNext}, by.Is) {
		return fmt.Errorf("%w: roll「%s」はありません", ErrRule, by.Is)
	}
	if cal.Open(end) {
		return nil
	}
	way := by.Is
	if by.Only == rules.YearEnd && !cal.YearEnd(end) {
		way = rules.RollNone
	}
	step := Step{Kind: Rolled, Date: toward(way, end, cal), First: end, What: string(way), Why: cal.Why(end)}
	if by.Cutoff != "" && step.Date != end {
		r.Cutoff, step.Hour = by.Cutoff, by.Cutoff
	}
	r.add(step, by.Basis)
	return nil
}

// toward is the open day to which one that is closed moves.
func toward(way rules.Way, d day.Date, cal day.Calendar) day.Date {
	switch way {
	case rules.RollNext:
		return cal.Next(d)
	case rules.RollPrevious:
		return cal.Previous(d)
	}
	return d
}

// Ends is the first instant that is too late.
func (r Result) Ends() time.Time {
	h, m, err := rules.ParseHour(r.Cutoff)
	if err != nil {
		h, m = 24, 0
	}
	return r.Due.At(h, m)
}

// Extend moves the due day on to a day that was decided, and keeps the reason,
// which must not name a person. The day is taken as given, open or not.
func Extend(k rules.Clock, r Result, to day.Date, reason string, cal day.Calendar) (Result, error) {
	switch {
	case reason == "":
		return Result{}, errors.New("延長の理由がありません")
	case !day.Known(to):
		return Result{}, fmt.Errorf("%sまで延長できません: %w", to, day.ErrRange)
	case !to.After(r.Due):
		return Result{}, fmt.Errorf("%sまで延長できません。今の期限 %s より後の日にしてください", to, r.Due)
	}
	if most := k.Extension.Most; most.Unit != "" {
		aside := Result{Because: []Step{{Date: r.Due}}}
		if err := aside.lengthen(&most, rules.Choice[rules.FirstDay]{Is: rules.Excluded}, 0, cal); err != nil {
			return Result{}, err
		}
		if to.After(aside.last()) {
			return Result{}, fmt.Errorf("%sまで延長できません。延長は %s までです", to, aside.last())
		}
	}
	r.Due, r.Provisional = to, false // a decided day stays, whatever becomes a holiday
	r.Because = append(r.Because[:len(r.Because):len(r.Because)], Step{Kind: Extended, Date: to, Why: reason, Source: "延長の決定"})
	return r, nil
}

// Ring is a moment at which a clock rings. Source: NTF-03.
type Ring struct {
	Name string    `json:"name"` // before3, due, after1
	At   time.Time `json:"at"`
}

// Rings are the moments at which the clock rings for a due day, in the order of
// the rule, at hours of Asia/Tokyo. One may lie before the start of a short
// period: the caller decides. One outside the calendar's years is left out.
func Rings(k rules.Clock, due day.Date, cal day.Calendar) []Ring {
	var out []Ring
	for _, s := range k.Stages {
		on := cal.AddOpen(due, s.OpenDays)
		if s.Days != 0 {
			on = due.AddDays(s.Days)
		}
		h, m, err := rules.ParseHour(s.At)
		if !day.Known(on) || err != nil {
			continue
		}
		out = append(out, Ring{Name: s.Name, At: on.At(h, m)})
	}
	return out
}
