package rules

import (
	"fmt"
	"strconv"
)

// Clock is the rule of one period: from when, how long, how it is counted and
// what happens at its end. Source: KUM-10, AMB-05; table 9 of the requirements.
type Clock struct {
	ID         string           `yaml:"id"`
	Name       string           `yaml:"name"`
	StartsFrom Choice[Anchor]   `yaml:"startsFrom"`
	Period     Period           `yaml:"period"`
	FirstDay   Choice[FirstDay] `yaml:"firstDay"`
	Roll       Choice[Roll]     `yaml:"roll"`
	Cutoff     Cutoff           `yaml:"cutoff"`
	OnLapse    Choice[OnLapse]  `yaml:"onLapse"`
	Stages     []Stage          `yaml:"stages"`
}

// Choice is one of a few words, with its ground.
type Choice[T ~string] struct {
	Is    T `yaml:"is"`
	Basis `yaml:",inline"`
}

// Period is a length of time. Backward counts from an end towards the past
// (有効期間満了の30日前); Clear, for days only, leaves N
// full days between (中30日). Source: AMB-18.
type Period struct {
	N        int  `yaml:"n"`
	Unit     Unit `yaml:"unit"`
	Backward bool `yaml:"backward"`
	Clear    bool `yaml:"clear"`
	Basis    `yaml:",inline"`
}

// Unit is what a period is counted in.
type Unit string

// The units. Weeks, months and years run by the calendar (民法143条).
const (
	Days     Unit = "days"
	OpenDays Unit = "openDays"
	Weeks    Unit = "weeks"
	Months   Unit = "months"
	Years    Unit = "years"
)

// Anchor is the event a clock starts from.
type Anchor string

// The anchors. Received is the arrival instant, Complete the arrival of the last
// file of the complete set, Expiry the end of the certification, Completed the
// completion of a plan or service.
const (
	Received  Anchor = "received"
	Complete  Anchor = "complete"
	Expiry    Anchor = "expiry"
	Completed Anchor = "completed"
)

// FirstDay tells whether the first day counts. Source: 民法140条.
type FirstDay string

// Excluded is the general rule; Included is 「から起算して」.
const (
	Excluded FirstDay = "excluded"
	Included FirstDay = "included"
)

// Roll is what happens when a period ends on a closed day. Source: 民法142条, AMB-05.
type Roll string

// The rolls. A backward period never rolls to the next day.
const (
	RollNone     Roll = "none"
	RollNext     Roll = "next"
	RollPrevious Roll = "previous"
)

// OnLapse is what silence until the end of the period means. Source: AMB-06, AMB-30.
type OnLapse string

// The consequences; CloseNoAdvice is 期間満了(助言なし).
const (
	CloseNoAdvice OnLapse = "closeNoAdvice"
	Escalate      OnLapse = "escalate"
)

// Cutoff is the hour at which the last day ends.
type Cutoff struct {
	At    string `yaml:"at"` // 17:15, 24:00
	Basis `yaml:",inline"`
}

// Stage is a moment at which a clock rings: at an hour, so many open days after
// (or, negative, before) the due day.
type Stage struct {
	Name     string `yaml:"name"`
	OpenDays int    `yaml:"openDays"`
	At       string `yaml:"at"`
}

// ParseHour reads 08:30; 24:00 is the end of a day.
func ParseHour(s string) (h, m int, err error) {
	if len(s) != 5 || s[2] != ':' {
		return 0, 0, fmt.Errorf("read the hour %q: want 08:30", s)
	}
	hh, err1 := strconv.ParseUint(s[:2], 10, 8)
	mm, err2 := strconv.ParseUint(s[3:], 10, 8)
	if err1 != nil || err2 != nil || mm > 59 || hh*60+mm > 24*60 {
		return 0, 0, fmt.Errorf("read the hour %q: want 00:00 to 24:00", s)
	}
	return int(hh), int(mm), nil
}
