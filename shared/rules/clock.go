package rules

import (
	"fmt"
	"strconv"

	"github.com/sasae-care/sasae/shared/day"
)

// Clock is the rule of one deadline: from when, how long, how it is counted and
// what happens at its end. Source: KUM-10, AMB-05; the clock table of section 9.
// What a file leaves out is inherited, or follows the law (see Complete).
type Clock struct {
	ID         string            `yaml:"-" json:"-"`
	Own        map[string]string `yaml:"-" json:"-"` // the set's own anchors, by name
	Name       string            `yaml:"name" json:"name,omitempty"`
	StartsFrom Start             `yaml:"startsFrom" json:"startsFrom,omitzero"`
	Principle  CountsBy          `yaml:"principle" json:"principle,omitzero"`
	Arrival    Arrival           `yaml:"arrival" json:"arrival,omitzero"`
	FirstDay   Choice[FirstDay]  `yaml:"firstDay" json:"firstDay,omitzero"`
	Period     Period            `yaml:"period" json:"period,omitzero"`
	Opens      Period            `yaml:"opens" json:"opens,omitzero"`   // the first day of a window
	Closes     Period            `yaml:"closes" json:"closes,omitzero"` // its last day, when Period is the aim in it
	Every      int               `yaml:"every" json:"every,omitempty"`  // months after which it comes again; 0: once
	Stop       Choice[Stop]      `yaml:"stop" json:"stop,omitzero"`
	Roll       Roll              `yaml:"roll" json:"roll,omitzero"`
	Cutoff     Cutoff            `yaml:"cutoff" json:"cutoff,omitzero"`
	Calendar   Choice[Whose]     `yaml:"calendar" json:"calendar,omitzero"`
	Dates      []Fixed           `yaml:"dates" json:"dates,omitempty"`
	Limit      Choice[Limit]     `yaml:"limit" json:"limit,omitzero"`
	Extension  Extension         `yaml:"extension" json:"extension,omitzero"`
	OnLapse    Choice[OnLapse]   `yaml:"onLapse" json:"onLapse,omitzero"`
	Stages     []Stage           `yaml:"stages" json:"stages,omitempty"`
	Types      []Type            `yaml:"types" json:"types,omitempty"` // of ケアマネジメント; none: all
	Basis      `yaml:",inline"`
}

// For tells whether the clock is one for care management of that type; one without
// a type has every clock. Source: MHLW-3-02, KAW-33-3.
func (k Clock) For(t Type) bool { return among(k.Types, t, "") }

// Choice is one of a few words, with its ground. In a file it may be the word
// alone; its ground is then that of the clock.
type Choice[T ~string] struct {
	Is    T `yaml:"is" json:"is"`
	Basis `yaml:",inline"`
}

// UnmarshalYAML implements the decoder's interface.
func (c *Choice[T]) UnmarshalYAML(decode func(any) error) error {
	var word T
	if decode(&word) == nil {
		c.Is = word
		return nil
	}
	type whole Choice[T]
	return decode((*whole)(c))
}

// Start is what a clock starts from: one anchor, or the earliest, the latest or
// either of several.
type Start struct {
	Is       Anchor   `yaml:"is" json:"is,omitempty"`
	Earliest []Anchor `yaml:"earliest" json:"earliest,omitempty"`
	Latest   []Anchor `yaml:"latest" json:"latest,omitempty"`
	Either   []Anchor `yaml:"either" json:"either,omitempty"` // exactly one of them happens
	Basis    `yaml:",inline"`
}

// UnmarshalYAML implements the decoder's interface.
func (s *Start) UnmarshalYAML(decode func(any) error) error {
	if decode(&s.Is) == nil {
		return nil
	}
	s.Is = ""
	type whole Start
	return decode((*whole)(s))
}

// All lists the anchors it names.
func (s Start) All() []Anchor {
	if s.Is != "" {
		return []Anchor{s.Is}
	}
	return append(append(append([]Anchor{}, s.Earliest...), s.Latest...), s.Either...)
}

// Counts is which moment counts for a paper on its way. Source: 民法97条1項.
type Counts string

// The principles: 到達主義 and 発信主義.
const (
	ByArrival Counts = "arrival"
	BySending Counts = "sending"
)

// CountsBy says which moment counts, for all channels or other for some (郵送は
// 消印有効). By sending, a clock from received counts from sent.
type CountsBy struct {
	Is       Counts            `yaml:"is" json:"is,omitempty"`
	Channels map[string]Counts `yaml:"channels" json:"channels,omitempty"`
	Basis    `yaml:",inline"`
}

// UnmarshalYAML implements the decoder's interface.
func (c *CountsBy) UnmarshalYAML(decode func(any) error) error {
	if decode(&c.Is) == nil {
		return nil
	}
	c.Is = ""
	type whole CountsBy
	err := decode((*whole)(c))
	if c.Is == "" && len(c.Channels) > 0 {
		c.Is = ByArrival
	}
	return err
}

// Anchor is the anchor that counts for a submission by the channel.
func (c *CountsBy) Anchor(a Anchor, channel string) Anchor {
	is := c.Is
	if own := c.Channels[channel]; own != "" {
		is = own
	}
	if a == Received && is == BySending {
		return Sent
	}
	return a
}

// Arrival says which day a moment belongs to: what arrives after the hour of its
// channel, on a closed day or past the month's closing day may count as later.
type Arrival struct {
	Until       string            `yaml:"until" json:"until,omitempty"`       // 16:30 (16:30 itself is in time); "" = 24:00
	Channels    map[string]string `yaml:"channels" json:"channels,omitempty"` // other hours by channel
	Then        Then              `yaml:"then" json:"then,omitempty"`
	OnClosed    Then              `yaml:"onClosed" json:"onClosed,omitempty"`
	Closing     int               `yaml:"closing" json:"closing,omitempty"`         // 締め日: what arrives after that day of the month counts as the next month's
	ClosingRoll Way               `yaml:"closingRoll" json:"closingRoll,omitempty"` // where it lies on a closed day
	Basis       `yaml:",inline"`
}

// Says tells whether anything is decided.
func (a Arrival) Says() bool {
	return a.Until != "" || len(a.Channels) > 0 || a.OnClosed != "" || a.Closing != 0
}

// Hour is the last minute of the channel's day.
func (a Arrival) Hour(channel string) string {
	if h := a.Channels[channel]; h != "" {
		return h
	}
	return a.Until
}

// Then is the day on which something late counts as arrived.
type Then string

// The days; what arrives on a closed day counts that day unless a town says otherwise.
const (
	SameDay     Then = "sameDay"
	NextDay     Then = "nextDay"
	NextOpenDay Then = "nextOpenDay"
)

// FirstDay tells whether the first day counts. Source: 民法140条.
type FirstDay string

// Excluded is the general rule; Included is 「から起算して」.
const (
	Excluded FirstDay = "excluded"
	Included FirstDay = "included"
)

// Stop is what makes a clock stand still.
type Stop string

// StopPapers: the days while the office corrects its papers do not count.
const (
	StopNever  Stop = "never"
	StopPapers Stop = "papers"
)

// Roll is what happens when a period ends on a closed day. Source: 民法142条,
// 地方自治法4条の2第4項, AMB-05.
type Roll struct {
	Is     Way    `yaml:"is" json:"is,omitempty"`
	Only   Only   `yaml:"only" json:"only,omitempty"`     // yearEnd: only when it ends around the New Year
	Cutoff string `yaml:"cutoff" json:"cutoff,omitempty"` // the hour of the day it rolled to, when another
	Basis  `yaml:",inline"`
}

// UnmarshalYAML implements the decoder's interface.
func (r *Roll) UnmarshalYAML(decode func(any) error) error {
	if decode(&r.Is) == nil {
		return nil
	}
	r.Is = ""
	type whole Roll
	return decode((*whole)(r))
}

// Way is the direction in which an end moves.
type Way string

// The ways. A backward period never rolls to the next day.
const (
	RollNone     Way = "none"
	RollNext     Way = "next"
	RollPrevious Way = "previous"
)

// Only limits a roll.
type Only string

// YearEnd rolls only an end that falls into the closure around the New Year.
const YearEnd Only = "yearEnd"

// Cutoff is the hour at which the last day ends. Source: 民法141条, 142条.
type Cutoff struct {
	At       string            `yaml:"at" json:"at,omitempty"` // 17:15; 24:00 is the end of the day
	Channels map[string]string `yaml:"channels" json:"channels,omitempty"`
	Basis    `yaml:",inline"`
}

// UnmarshalYAML implements the decoder's interface.
func (c *Cutoff) UnmarshalYAML(decode func(any) error) error {
	if decode(&c.At) == nil {
		return nil
	}
	c.At = ""
	type whole Cutoff
	err := decode((*whole)(c))
	if c.At == "" && len(c.Channels) > 0 {
		c.At = "24:00"
	}
	return err
}

// Hour is the last hour of the channel.
func (c Cutoff) Hour(channel string) string {
	if h := c.Channels[channel]; h != "" {
		return h
	}
	return c.At
}

// Whose calendar says which days are closed. Source: KAW-17.
type Whose string

// The calendars: that of the municipality, or that of the centre in charge.
const (
	Municipal Whose = "town"
	Centres   Whose = "centre"
)

// Fixed is another end for one computed day, one month, or a month of every year:
// the day Due as it is; or a Day of that month, or the computed end itself, that
// rolls as the clock does or by a Roll of its own.
type Fixed struct {
	Month   day.Month `yaml:"month" json:"month,omitzero"`     // of the computed end
	InMonth int       `yaml:"inMonth" json:"inMonth,omitzero"` // 1 to 12, of every year
	End     day.Date  `yaml:"instead" json:"instead,omitzero"` // the computed end
	Due     day.Date  `yaml:"due" json:"due,omitzero"`
	Day     int       `yaml:"day" json:"day,omitzero"`
	Roll    Roll      `yaml:"roll" json:"roll,omitzero"`
	Cutoff  string    `yaml:"cutoff" json:"cutoff,omitempty"`
	Basis   `yaml:",inline"`
}

// Meets tells whether the computed end is one of those it speaks of.
func (d *Fixed) Meets(end day.Date) bool {
	if d.End == end {
		return true
	}
	_, m := end.Month().Civil()
	return !d.Month.IsZero() && d.Month == end.Month() || d.InMonth == int(m)
}

// Limit tells whether being late has a consequence.
type Limit string

// Hard is a deadline; Soft is 目安, おおむね, 速やかに.
const (
	Hard Limit = "hard"
	Soft Limit = "soft"
)

// Extension says whether a deadline may be moved on, and how far at most.
type Extension struct {
	Allowed bool   `yaml:"allowed" json:"allowed,omitempty"`
	Most    Period `yaml:"most" json:"most,omitzero"` // counted from the due day; none: any day
	Basis   `yaml:",inline"`
	written bool // in the file, so that false is not taken from the base
}

// UnmarshalYAML implements the decoder's interface.
func (e *Extension) UnmarshalYAML(decode func(any) error) error {
	e.written = true
	type whole Extension
	return decode((*whole)(e))
}

// OnLapse is what silence until the end of the period means. Source: AMB-06, AMB-30.
type OnLapse string

// The consequences; CloseNoAdvice is 期間満了(助言なし).
const (
	CloseNoAdvice OnLapse = "closeNoAdvice"
	Escalate      OnLapse = "escalate"
	Overdue       OnLapse = "overdue"
)

// Stage is a moment at which a clock rings: at an hour, so many open days after
// (or, negative, before) the due day; Days are calendar days instead.
type Stage struct {
	Name     string `yaml:"name" json:"name"`
	OpenDays int    `yaml:"openDays" json:"openDays,omitempty"`
	Days     int    `yaml:"days" json:"days,omitempty"`
	At       string `yaml:"at" json:"at"`
}

// ParseHour reads 08:30; 24:00 is the end of a day.
func ParseHour(s string) (h, m int, err error) {
	if len(s) != 5 || s[2] != ':' {
		return 0, 0, fmt.Errorf("時刻「%s」を読めません。08:30 のように書いてください", s)
	}
	hh, err1 := strconv.ParseUint(s[:2], 10, 8)
	mm, err2 := strconv.ParseUint(s[3:], 10, 8)
	if err1 != nil || err2 != nil || mm > 59 || hh*60+mm > 24*60 {
		return 0, 0, fmt.Errorf("時刻「%s」はありません。00:00 から 24:00 までです", s)
	}
	return int(hh), int(mm), nil
}
