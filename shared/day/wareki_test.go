package day

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestADateIsWrittenInItsEra(t *testing.T) {
	for iso, want := range map[string]string{
		"2026-04-20": "令和8年4月20日(月)",
		"2019-04-30": "平成31年4月30日(火)",
		"2019-05-01": "令和元年5月1日(水)",
		"1989-01-07": "昭和64年1月7日(土)",
		"1989-01-08": "平成元年1月8日(日)",
		"1926-12-24": "大正15年12月24日(金)",
		"1926-12-25": "昭和元年12月25日(土)",
		"1912-07-29": "明治45年7月29日(月)",
		"1912-07-30": "大正元年7月30日(火)",
		"1873-01-01": "明治6年1月1日(水)",
		"1872-12-31": "1872年12月31日(火)",
	} {
		if got := MustParse(iso).WarekiWeekday(); got != want {
			t.Errorf("%s is written %s, want %s", iso, got, want)
		}
	}
	if got := (Date{}).Wareki() + (Date{}).WarekiWeekday() + (Month{}).Wareki(); got != "" {
		t.Errorf("no date is written %q", got)
	}
	if got := MustMonth("2026-05").Wareki(); got != "令和8年5月" {
		t.Errorf("2026-05 is written %s", got)
	}
}

func TestADateIsReadAsPeopleWriteIt(t *testing.T) {
	for in, want := range map[string]string{
		"R8.4.1": "2026-04-01", "令和8年4月1日": "2026-04-01", "令和元年5月1日": "2019-05-01",
		"20260401": "2026-04-01", "2026-04-01": "2026-04-01", "2026/4/1": "2026-04-01",
		"2026年4月1日(水)": "2026-04-01", "令和８年４月１日（水）": "2026-04-01", "Ｒ８．４．１": "2026-04-01",
		"r8/4/1": "2026-04-01", "R080401": "2026-04-01", "㋿8年4月1日": "2026-04-01", " 令和 8年 4月 1日 ": "2026-04-01",
		"H31.4.30": "2019-04-30", "S64.1.7": "1989-01-07", "T15.12.24": "1926-12-24", "昭和元年12月25日": "1926-12-25",
		"M45.7.29": "1912-07-29", "明治6年1月1日": "1873-01-01", "２０２６０４０１": "2026-04-01", "H元.1.8": "1989-01-08",
		"R6.2.29": "2024-02-29",
	} {
		if got, err := ParseAny(in); err != nil || got != MustParse(want) {
			t.Errorf("%s is read as %v, %v; want %s", in, got, err, want)
		}
	}
}

func TestADateThatDoesNotExistIsRefused(t *testing.T) {
	for in, why := range map[string]string{
		"H31.5.1":         "令和 had begun",
		"R1.4.30":         "平成31年 was not over",
		"昭和64年1月8日":       "平成 had begun",
		"S1.12.24":        "大正15年 was not over",
		"T15.12.25":       "昭和 had begun",
		"M45.7.30":        "大正 had begun",
		"明治5年12月2日":       "the lunar calendar",
		"令和0年1月1日":        "an era begins with its year 1",
		"R8.2.29":         "2026 is no leap year",
		"2026-02-30":      "February has no 30th",
		"20261301":        "there is no 13th month",
		"2026-04-00":      "there is no day 0",
		"0000-12-31":      "there is no year 0",
		"令和8年4月1日(月)":     "it was a Wednesday",
		"":                "nothing was written",
		"R8.4":            "the day is missing",
		"R100.4.1":        "three digits of an era year",
		"2026-04-01T0:00": "that is an instant",
	} {
		if got, err := ParseAny(in); err == nil {
			t.Errorf("%q was read as %s although %s", in, got, why)
		}
	}
	if _, err := Parse("0000-12-31"); err == nil {
		t.Error("the year 0 was read")
	}
}

func anyDate(t *rapid.T, from, to string) Date {
	a, b := MustParse(from), MustParse(to)
	return a.AddDays(rapid.IntRange(0, a.DaysUntil(b)).Draw(t, "date"))
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate(t, "1873-01-01", "2099-12-31")
		y, m, dd := d.Civil()
		for _, s := range []string{d.String(), d.Wareki(), d.WarekiWeekday(), time.Date(y, m, dd, 0, 0, 0, 0, Tokyo).Format("20060102")} {
			if got, err := ParseAny(s); err != nil || got != d {
				t.Fatalf("%s is read back as %v, %v", s, got, err)
			}
		}
	})
}

func FuzzParseAny(f *testing.F) {
	for _, s := range []string{"R8.4.1", "令和元年5月1日(水)", "20260401", "Ｓ６４．１．７", "㍻31年4月30日"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseAny(s)
		if err != nil {
			return
		}
		if again, err := ParseAny(d.Wareki()); err != nil || again != d {
			t.Errorf("%q was read as %s, and that as %v, %v", s, d, again, err)
		}
	})
}
