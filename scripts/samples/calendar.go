package samples

import (
	"math/rand/v2"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/jp"

	"github.com/sasae-care/sasae/shared/day"
)

var national = func() *cal.BusinessCalendar {
	c := cal.NewBusinessCalendar()
	c.AddHoliday(jp.Holidays...)
	return c
}()

// townHoliday is the second Wednesday of the month, trainingDay the third Thursday.
func townHoliday(m day.Month) day.Date { return weekdayOf(m, time.Wednesday, 2) }
func trainingDay(m day.Month) day.Date { return weekdayOf(m, time.Thursday, 3) }

func weekdayOf(m day.Month, w time.Weekday, nth int) day.Date {
	first := m.First()
	return first.AddDays((int(w-first.Weekday())+7)%7 + 7*(nth-1))
}

// open tells whether every office and centre in town works on d.
func open(d day.Date) bool {
	return national.IsWorkday(d.At(12, 0)) && d != townHoliday(d.Month()) && d != trainingDay(d.Month()) && !yearEnd(d)
}

func yearEnd(d day.Date) bool {
	_, m, dd := d.Civil()
	return m == time.December && dd >= 29 || m == time.January && dd <= 3
}

// openFrom is the first working day on or after d.
func openFrom(d day.Date) day.Date {
	for !open(d) {
		d = d.AddDays(1)
	}
	return d
}

// openUntil is the last working day on or before d.
func openUntil(d day.Date) day.Date {
	for !open(d) {
		d = d.AddDays(-1)
	}
	return d
}

// openDays are the working days of a month.
func openDays(m day.Month) (list []day.Date) {
	for d := m.First(); d.Month() == m; d = d.AddDays(1) {
		if open(d) {
			list = append(list, d)
		}
	}
	return list
}

// inHours is an instant of d between 8:45 and 17:04.
func inHours(r *rand.Rand, d day.Date) time.Time {
	return d.At(8, 45).Add(time.Duration(r.IntN(499*60)) * time.Second)
}

// after is an instant in office hours, n days after t or on the next working day.
func after(r *rand.Rand, t time.Time, n int) time.Time {
	return inHours(r, openFrom(day.On(t).AddDays(n)))
}
