package rules

import (
	"fmt"
	"strings"
	"time"

	"github.com/sasae-care/sasae/shared/day"
)

// Calendar says on which days a municipality or a centre is open, where it is
// not as usual (Monday to Friday, closed on national holidays and from 12/29 to
// 1/3). Source: 地方自治法4条の2第2項, KAW-17.
type Calendar struct {
	Weekly       []Weekday `yaml:"weekly" json:"weekly,omitempty"`             // open days of the week
	HolidaysOpen bool      `yaml:"holidaysOpen" json:"holidaysOpen,omitempty"` // open on national holidays
	YearEnd      *YearEnds `yaml:"yearEnd" json:"yearEnd,omitempty"`
	Closed       []Day     `yaml:"closed" json:"closed,omitempty"`
	Opened       []Day     `yaml:"opened" json:"opened,omitempty"`
	Basis        `yaml:",inline"`
}

// YearEnds is the closure around the New Year, both days closed. None: open.
type YearEnds struct {
	December int  `yaml:"december" json:"december,omitempty"`
	January  int  `yaml:"january" json:"january,omitempty"`
	Open     bool `yaml:"open" json:"open,omitempty"` // open around the New Year
}

// Day is a day with its occasion.
type Day struct {
	Date day.Date `yaml:"date" json:"date"`
	Name string   `yaml:"name" json:"name"`
}

// Weekday is 月 to 日, or mon to sun.
type Weekday string

// Weekdays lists them as a file may write them.
func Weekdays() []Weekday { return []Weekday{"月", "火", "水", "木", "金", "土", "日"} }

var weekdays = map[Weekday]time.Weekday{
	"日": time.Sunday, "月": time.Monday, "火": time.Tuesday, "水": time.Wednesday, "木": time.Thursday, "金": time.Friday, "土": time.Saturday,
	"sun": time.Sunday, "mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday, "thu": time.Thursday, "fri": time.Friday, "sat": time.Saturday,
}

// Day is the day of the week.
func (w Weekday) Day() time.Weekday { return weekdays[w] }

// Known tells whether it is a day of the week.
func (w Weekday) Known() bool { _, ok := weekdays[w]; return ok }

// Spec is the calendar as day counts it.
func (c Calendar) Spec() day.CalendarSpec {
	s := day.CalendarSpec{HolidaysOpen: c.HolidaysOpen, Closed: special(c.Closed), Opened: special(c.Opened)}
	for _, w := range c.Weekly {
		s.Weekly = append(s.Weekly, weekdays[w])
	}
	if y := c.YearEnd; y != nil {
		s.YearEndOpen, s.YearEnd = y.Open, day.YearEnd{December: y.December, January: y.January}
	}
	return s
}

// words says which days are open, where not as usual.
func (c Calendar) words() string {
	week := "月から金"
	if len(c.Weekly) > 0 {
		week = ""
		for _, w := range c.Weekly {
			week += string(w)
		}
	}
	parts := []string{week + "に開く", "祝日は閉じる", "12月29日から1月3日まで閉じる"}
	if c.HolidaysOpen {
		parts[1] = "祝日も開く"
	}
	switch y := c.YearEnd; {
	case y == nil:
	case y.Open:
		parts[2] = "年末年始も開く"
	default:
		parts[2] = fmt.Sprintf("12月%d日から1月%d日まで閉じる", y.December, y.January)
	}
	for _, d := range c.Closed {
		parts = append(parts, d.Date.Wareki()+"は閉じる（"+d.Name+"）")
	}
	for _, d := range c.Opened {
		parts = append(parts, d.Date.Wareki()+"は開く（"+d.Name+"）")
	}
	return strings.Join(parts, "、")
}

func special(days []Day) (out []day.SpecialDay) {
	for _, d := range days {
		out = append(out, day.SpecialDay{Date: d.Date, Name: d.Name})
	}
	return out
}

// CalendarOf is the calendar that a clock counts by: the centre's where the rule
// says so and the set knows it, else the municipality's.
func (s Set) CalendarOf(k Clock, centre string) (c Calendar, own bool) {
	if k.Calendar.Is == Centres {
		if c, ok := s.Centres[centre]; ok {
			return c, true
		}
	}
	return s.Calendar, false
}
