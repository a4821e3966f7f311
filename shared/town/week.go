package town

import (
	"fmt"
	"strings"
	"time"
)

// Week is the set of weekdays a centre is open; 祝 says that it is open on
// national holidays too. The zero Week is never.
type Week uint8

const (
	holidays    Week = 1 << 7
	holidaySign      = "祝"
)

// weekdays in the order in which they are written.
var weekdays = [7]struct {
	sign string
	day  time.Weekday
}{
	{"月", time.Monday}, {"火", time.Tuesday}, {"水", time.Wednesday}, {"木", time.Thursday},
	{"金", time.Friday}, {"土", time.Saturday}, {"日", time.Sunday},
}

// ParseWeek reads 月火水木金; each day once, separators ・ 、 , are allowed.
func ParseWeek(s string) (Week, error) {
	var w Week
	for _, r := range squeeze(s) {
		if strings.ContainsRune("・、,", r) {
			continue
		}
		bit, ok := bitOf(string(r))
		if !ok || w&bit != 0 {
			return 0, fmt.Errorf("read the open days %q: want 月火水木金, each day once", s)
		}
		w |= bit
	}
	return w, nil
}

func bitOf(sign string) (Week, bool) {
	if sign == holidaySign {
		return holidays, true
	}
	for _, d := range weekdays {
		if d.sign == sign {
			return 1 << d.day, true
		}
	}
	return 0, false
}

// Has tells whether the day is in the set.
func (w Week) Has(d time.Weekday) bool { return w&(1<<d) != 0 }

// Holidays tells whether national holidays are open days too.
func (w Week) Holidays() bool { return w&holidays != 0 }

// Days lists the days, Monday first.
func (w Week) Days() []time.Weekday {
	var out []time.Weekday
	for _, d := range weekdays {
		if w.Has(d.day) {
			out = append(out, d.day)
		}
	}
	return out
}

// String is 月火水木金, with 祝 at the end.
func (w Week) String() string {
	var b strings.Builder
	for _, d := range weekdays {
		if w.Has(d.day) {
			b.WriteString(d.sign)
		}
	}
	if w.Holidays() {
		b.WriteString(holidaySign)
	}
	return b.String()
}

// MarshalText writes 月火水木金.
func (w Week) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads 月火水木金.
func (w *Week) UnmarshalText(b []byte) (err error) {
	*w, err = ParseWeek(string(b))
	return err
}
