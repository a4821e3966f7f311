package day

import (
	"errors"
	"sort"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rickar/cal/v2/jp"
	"pgregory.net/rapid"
)

// holidaysOf lists the holidays of a year as MM-DD.
func holidaysOf(y int) (out []string) {
	for d := range nationalHolidays() {
		if dy, _, _ := d.Civil(); dy == y {
			out = append(out, d.String()[5:])
		}
	}
	sort.Strings(out)
	return out
}

// The lists are those of the 内閣府.
func TestTheHolidaysAreThoseOfTheCabinetOffice(t *testing.T) {
	for y, want := range map[int][]string{
		2000: {"01-01", "01-10", "02-11", "03-20", "04-29", "05-03", "05-04", "05-05", "07-20", "09-15", "09-23", "10-09", "11-03", "11-23", "12-23"},
		2002: {"01-01", "01-14", "02-11", "03-21", "04-29", "05-03", "05-04", "05-05", "05-06", "07-20", "09-15", "09-16", "09-23", "10-14", "11-03", "11-04", "11-23", "12-23"},
		2003: {"01-01", "01-13", "02-11", "03-21", "04-29", "05-03", "05-05", "07-21", "09-15", "09-23", "10-13", "11-03", "11-23", "11-24", "12-23"},
		2009: {"01-01", "01-12", "02-11", "03-20", "04-29", "05-03", "05-04", "05-05", "05-06", "07-20", "09-21", "09-22", "09-23", "10-12", "11-03", "11-23", "12-23"},
		2019: {"01-01", "01-14", "02-11", "03-21", "04-29", "04-30", "05-01", "05-02", "05-03", "05-04", "05-05", "05-06", "07-15", "08-11", "08-12", "09-16", "09-23", "10-14", "10-22", "11-03", "11-04", "11-23"},
		2020: {"01-01", "01-13", "02-11", "02-23", "02-24", "03-20", "04-29", "05-03", "05-04", "05-05", "05-06", "07-23", "07-24", "08-10", "09-21", "09-22", "11-03", "11-23"},
		2021: {"01-01", "01-11", "02-11", "02-23", "03-20", "04-29", "05-03", "05-04", "05-05", "07-22", "07-23", "08-08", "08-09", "09-20", "09-23", "11-03", "11-23"},
		2026: {"01-01", "01-12", "02-11", "02-23", "03-20", "04-29", "05-03", "05-04", "05-05", "05-06", "07-20", "08-11", "09-21", "09-22", "09-23", "10-12", "11-03", "11-23"},
		2027: {"01-01", "01-11", "02-11", "02-23", "03-21", "03-22", "04-29", "05-03", "05-04", "05-05", "07-19", "08-11", "09-20", "09-23", "10-11", "11-03", "11-23"},
	} {
		if diff := cmp.Diff(want, holidaysOf(y)); diff != "" {
			t.Errorf("%d (-want +got):\n%s", y, diff)
		}
	}
}

func TestTheRestDaysWeComputeAreTheLibrarysOwn(t *testing.T) {
	for y := 2007; y <= 2032; y++ {
		for _, h := range jp.Holidays {
			c := *h
			for _, at := range both(c.Calc(y)) {
				if !at.IsZero() && Holiday(Of(at.Date())) == "" {
					t.Errorf("%s (%s) is no holiday here", at.Format(time.DateOnly), h.Name)
				}
			}
		}
	}
}

func both(a, b time.Time) []time.Time { return []time.Time{a, b} }

func TestAMunicipalDayIsNamed(t *testing.T) {
	c := NewCalendar(CalendarSpec{
		Closed: []SpecialDay{{MustParse("2026-06-01"), "庁舎点検"}, {MustParse("2026-06-06"), "停電"}},
		Opened: []SpecialDay{{MustParse("2026-06-06"), "臨時窓口"}},
	})
	for iso, want := range map[string]string{
		"2026-05-06": "closed 振替休日", "2026-09-22": "closed 国民の休日", "2019-04-30": "closed 国民の休日",
		"2019-05-01": "closed 即位の日", "2020-07-24": "closed スポーツの日", "2019-10-14": "closed 体育の日",
		"2006-04-29": "closed みどりの日", "2026-12-29": "closed 年末年始", "2027-01-01": "closed 元日",
		"2027-01-02": "closed 年末年始", "2027-01-04": "open 月曜日", "2026-04-18": "closed 土曜日",
		"2026-06-01": "closed 庁舎点検", "2026-06-06": "open 臨時窓口",
	} {
		state := "closed "
		if c.Open(MustParse(iso)) {
			state = "open "
		}
		if got := state + c.Why(MustParse(iso)); got != want {
			t.Errorf("%s is %s, want %s", iso, got, want)
		}
	}
}

func TestACentreKeepsItsOwnDays(t *testing.T) {
	c := NewCalendar(CalendarSpec{Weekly: []time.Weekday{time.Tuesday, time.Saturday}, HolidaysOpen: true, YearEndOpen: true})
	for iso, want := range map[string]bool{"2026-05-04": false, "2026-05-05": true, "2026-12-29": true, "2026-04-18": true, "2026-04-20": false} {
		if c.Open(MustParse(iso)) != want {
			t.Errorf("%s open: %v", iso, !want)
		}
	}
	if got := c.Why(MustParse("2026-12-29")); got != "火曜日" {
		t.Errorf("a centre open at the year's end calls 12/29 %s", got)
	}
}

func TestTheZeroCalendarIsThatOfAMunicipalOffice(t *testing.T) {
	var c Calendar
	if got := c.Next(MustParse("2026-12-29")).String(); got != "2027-01-04" {
		t.Errorf("after the year's end the office opens on %s", got)
	}
	if got := c.Previous(MustParse("2027-01-03")).String(); got != "2026-12-28" {
		t.Errorf("before the year's end the office was open on %s", got)
	}
}

func TestOutsideTheKnownYearsNothingIsGuessed(t *testing.T) {
	var c Calendar
	for _, iso := range []string{"1999-12-31", "2100-01-01", "0001-01-01"} {
		d := MustParse(iso)
		if c.Open(d) || !c.Next(d).IsZero() || !c.Previous(d).IsZero() || !c.AddOpen(d, 1).IsZero() || !c.AddOpen(d, -1).IsZero() {
			t.Errorf("an answer was given for %s", iso)
		}
		if err := c.Check(d); !errors.Is(err, ErrRange) {
			t.Errorf("%s: %v", iso, err)
		}
		if _, err := c.OpenDaysBetween(d, MustParse("2026-01-01")); !errors.Is(err, ErrRange) {
			t.Errorf("days from %s were counted: %v", iso, err)
		}
	}
	if !c.AddOpen(MustParse("2099-12-31"), 1).IsZero() || !c.AddOpen(MustParse("2000-01-01"), -1).IsZero() {
		t.Error("an open day was found beyond the edge")
	}
	if !c.Certain(2027) || c.Certain(2028) || c.Certain(1999) {
		t.Error("equinox days are proclaimed until 2027")
	}
}

// calendars are a municipal one, a centre's and one open all days.
func calendars() *rapid.Generator[Calendar] {
	every := []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	return rapid.SampledFrom([]Calendar{
		{},
		NewCalendar(CalendarSpec{Weekly: []time.Weekday{time.Saturday}, Closed: []SpecialDay{{MustParse("2026-04-18"), ""}}}),
		NewCalendar(CalendarSpec{Weekly: every, HolidaysOpen: true, YearEndOpen: true}),
	})
}

func TestCountingOpenDaysThereAndBackAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calendars().Draw(t, "calendar")
		d := anyDate(t, "2001-01-01", "2098-12-31")
		n := rapid.IntRange(-30, 30).Draw(t, "n")
		e := c.AddOpen(d, n)
		if n != 0 && !c.Open(e) {
			t.Fatalf("%s is not open", e)
		}
		if k, err := c.OpenDaysBetween(d, e); err != nil || k != n {
			t.Fatalf("from %s to %s are %d open days (%v), want %d", d, e, k, err, n)
		}
		if c.Open(d) && c.AddOpen(e, -n) != d {
			t.Fatalf("%s and %d open days is %s, back is %s", d, n, e, c.AddOpen(e, -n))
		}
	})
}

func TestNextAndPreviousAreTheNearestOpenDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calendars().Draw(t, "calendar")
		d := anyDate(t, "2000-02-01", "2099-11-30")
		next, previous := d, d
		for !c.Open(next) {
			next = next.AddDays(1)
		}
		for !c.Open(previous) {
			previous = previous.AddDays(-1)
		}
		if c.Next(d) != next || c.Previous(d) != previous {
			t.Fatalf("around %s: %s and %s, want %s and %s", d, c.Previous(d), c.Next(d), previous, next)
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	var c Calendar
	d := MustParse("2026-04-20")
	for b.Loop() {
		c.Open(d)
	}
}

func BenchmarkAddOpen(b *testing.B) {
	var c Calendar
	d := MustParse("2026-04-20")
	for b.Loop() {
		c.AddOpen(d, 10)
	}
}

func BenchmarkNewCalendar(b *testing.B) {
	for b.Loop() {
		NewCalendar(CalendarSpec{})
	}
}
