package town

import (
	"slices"
	"sync"
	"time"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// calendar is computed when first asked for.
type calendar func() day.Calendar

// Calendar is the calendar of a centre: its weekly open days, as they change
// over time, less national holidays, 12/29 to 1/3, and the town's and its own
// closed days. An unknown centre has that of the town.
func (d *Directory) Calendar(centre string) day.Calendar {
	if c, ok := d.calendars[centre]; ok {
		return c()
	}
	return d.TownCalendar()
}

// TownCalendar is the calendar of the municipal office: Monday to Friday less
// the town's closed days. Source: 地方自治法4条の2.
func (d *Directory) TownCalendar() day.Calendar { return d.calendars[""]() }

// CalendarFor is the calendar that a clock of a rule set counts by: that of the
// centre where the clock says so, else the municipality's. Where the set names
// opening days of its own, these take the place of the usual week, and the closed
// days of the reference data come on top. Source: KAW-17, AMB-16.
func (d *Directory) CalendarFor(set rules.Set, k rules.Clock, centre string) day.Calendar {
	own, _ := set.CalendarOf(k, centre)
	of := ""
	if k.Calendar.Is == rules.Centres {
		of = centre
	}
	if own.Source == "" {
		return d.Calendar(of)
	}
	spec := own.Spec()
	spec.Closed = slices.Concat(spec.Closed, d.closed[""])
	if of != "" {
		spec.Closed = append(spec.Closed, d.closed[of]...)
	}
	return day.NewCalendar(spec)
}

func closedOf(b Book) map[string][]day.SpecialDay {
	closed := map[string][]day.SpecialDay{}
	for _, c := range b.ClosedDays {
		closed[c.Centre] = append(closed[c.Centre], day.SpecialDay{Date: c.Date(), Name: c.Name})
	}
	return closed
}

func calendarsOf(b Book) map[string]calendar {
	closed := closedOf(b)
	out := map[string]calendar{"": sync.OnceValue(func() day.Calendar {
		return day.NewCalendar(day.CalendarSpec{Closed: closed[""]})
	})}
	for id, rows := range index(b.Centres) {
		out[id] = sync.OnceValue(func() day.Calendar {
			return centreCalendar(rows, slices.Concat(closed[""], closed[id]))
		})
	}
	return out
}

// centreCalendar takes the weekly days of the last row; days on which an
// earlier row says otherwise are exceptions. The closed days come last.
func centreCalendar(rows []Centre, closed []day.SpecialDay) day.Calendar {
	last := rows[0]
	for _, r := range rows {
		if r.From.After(last.From) {
			last = r
		}
	}
	spec := day.CalendarSpec{Weekly: last.Open.Days(), HolidaysOpen: last.Open.Holidays()}
	shut := map[day.Date]bool{}
	for _, c := range closed {
		shut[c.Date] = true
	}
	for _, r := range rows {
		for d := r.From; !r.To.IsZero() && r.Open != last.Open && !d.After(r.To); d = d.AddDays(1) {
			except(&spec, d, r.Open, last.Open, shut[d])
		}
	}
	spec.Closed = append(spec.Closed, closed...)
	return day.NewCalendar(spec)
}

// except notes a day that the week of its own time opens or shuts differently.
func except(spec *day.CalendarSpec, d day.Date, then, last Week, shut bool) {
	switch {
	case then.open(d) == last.open(d) || shut:
	case then.open(d):
		spec.Opened = append(spec.Opened, day.SpecialDay{Date: d})
	default:
		spec.Closed = append(spec.Closed, day.SpecialDay{Date: d})
	}
}

// open tells whether the week alone opens a day.
func (w Week) open(d day.Date) bool {
	_, m, dd := d.Civil()
	yearEnd := m == time.December && dd >= 29 || m == time.January && dd <= 3
	return w.Has(d.Weekday()) && !yearEnd && (w.Holidays() || day.Holiday(d) == "")
}
