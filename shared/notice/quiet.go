package notice

import (
	"time"

	"github.com/sasae-care/sasae/shared/day"
)

// Calendar says which days are open.
type Calendar interface {
	Open(day.Date) bool
	Next(day.Date) day.Date
}

// Quiet hours: nothing goes out from 20:00 to 8:00 and on closed days.
const (
	wakes  = 8
	sleeps = 20
)

// When is the first instant from at on at which a notice of the kind may go
// out. 本日期限 goes out at once.
func When(kind string, at time.Time, cal Calendar) time.Time {
	if Templates[kind].Today {
		return at
	}
	d, hour := day.On(at), at.In(day.Tokyo).Hour()
	switch {
	case cal.Open(d) && hour >= wakes && hour < sleeps:
		return at
	case cal.Open(d) && hour < wakes:
		return d.At(wakes, 0)
	}
	return cal.Next(d.AddDays(1)).At(wakes, 0)
}
