package day

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/jp"
)

// The years a Calendar answers for. Before 2000 and after 2099 it refuses.
const (
	FirstYear = 2000
	LastYear  = 2099
)

// proclaimedUntil is the last year whose equinox days stand in the 官報 (each
// February for the next year); what comes later is computed and provisional.
const proclaimedUntil = 2027

var (
	firstDay = Of(FirstYear, time.January, 1)
	lastDay  = Of(LastYear, time.December, 31)
)

//go:embed holidays.csv
var holidaysCSV string

// named gives the library's holidays their names in the law. Source: 国民の祝日に
// 関する法律2条; since is the first year of the day, until that year it was old.
var named = []struct {
	holiday *cal.Holiday
	name    string
	since   int
	old     string
	until   int
}{
	{holiday: jp.NewYear, name: "元日"},
	{holiday: jp.ComingOfAgeDay, name: "成人の日"},
	{holiday: jp.NationalFoundationDay, name: "建国記念の日"},
	{holiday: jp.TheEmperorsBirthday, name: "天皇誕生日"},
	{holiday: jp.VernalEquinoxDay, name: "春分の日"},
	{holiday: jp.ShowaDay, name: "昭和の日", old: "みどりの日", until: 2007},
	{holiday: jp.ConstitutionMemorialDay, name: "憲法記念日"},
	{holiday: jp.GreeneryDay, name: "みどりの日", since: 2007},
	{holiday: jp.ChildrensDay, name: "こどもの日"},
	{holiday: jp.MarineDay, name: "海の日"},
	{holiday: jp.MountainDay, name: "山の日", since: 2016},
	{holiday: jp.RespectForTheAgedDay, name: "敬老の日"},
	{holiday: jp.AutumnalEquinoxDay, name: "秋分の日"},
	{holiday: jp.SportsDay, name: "スポーツの日", old: "体育の日", until: 2020},
	{holiday: jp.CultureDay, name: "文化の日"},
	{holiday: jp.LaborThanksgivingDay, name: "勤労感謝の日"},
}

// nationalHolidays holds every 国民の祝日, 振替休日 and 国民の休日 of the known
// years with its name. It is built once, at the first question.
var nationalHolidays = sync.OnceValue(func() map[Date]string {
	days := map[Date]string{}
	for y := FirstYear; y <= LastYear; y++ {
		addNamed(days, y)
	}
	for _, o := range overrides() {
		if o.cancelled {
			delete(days, o.date)
			continue
		}
		days[o.date] = o.name
	}
	addRestDays(days)
	return days
})

func addNamed(days map[Date]string, y int) {
	for _, n := range named {
		h := *n.holiday // a copy: two of the library's functions write to theirs
		t, _ := h.Calc(y)
		if t.IsZero() || y < n.since {
			continue
		}
		name := n.name
		if y < n.until {
			name = n.old
		}
		days[Of(t.Date())] = name
	}
}

// addRestDays adds what follows from the holidays. Source: 国民の祝日に関する法律
// 3条2項 (振替休日: the next day that is no holiday) and 3条3項 (国民の休日: a day
// between two holidays).
func addRestDays(days map[Date]string) {
	rest := map[Date]string{}
	for d := range days {
		if between := d.AddDays(1); days[between] == "" && days[d.AddDays(2)] != "" && between.Weekday() != time.Sunday {
			rest[between] = "国民の休日"
		}
	}
	for d := range days {
		if d.Weekday() != time.Sunday {
			continue
		}
		to := d.AddDays(1)
		for days[to] != "" {
			to = to.AddDays(1)
		}
		rest[to] = "振替休日"
	}
	for d, name := range rest {
		days[d] = name
	}
}

type override struct {
	date      Date
	name      string
	cancelled bool
}

// overrides reads the embedded table; a table that cannot be read is a mistake
// in the build, so it panics.
func overrides() []override {
	r := csv.NewReader(strings.NewReader(holidaysCSV))
	r.Comment = '#'
	r.FieldsPerRecord = 4
	rows, err := r.ReadAll()
	if err != nil {
		panic(fmt.Errorf("read holidays.csv: %w", err))
	}
	var out []override
	for _, row := range rows[1:] {
		if row[2] != "祝日" && row[2] != "取消" {
			panic(fmt.Errorf("read holidays.csv: kind %q on %s: want 祝日 or 取消", row[2], row[0]))
		}
		out = append(out, override{MustParse(row[0]), row[1], row[2] == "取消"})
	}
	return out
}

// Holiday is the name of the national holiday, 振替休日 or 国民の休日 on d, or "".
func Holiday(d Date) string { return nationalHolidays()[d] }
