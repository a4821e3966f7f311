package day

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
)

const published = "国民の祝日・休日月日,国民の祝日・休日名称\r\n2026/1/1,元日\r\n2026/4/29,昭和の日\r\n2026/6/10,時の記念日\r\n"

func TestAPublishedTableIsTheTruthForItsYears(t *testing.T) {
	sjis, err := japanese.ShiftJIS.NewEncoder().String(published)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{published, sjis, "\ufeff" + published, "2026-01-01,元日\n2026-06-10,時の記念日"} {
		p, err := ParseProclaimed([]byte(file))
		if err != nil {
			t.Fatal(err)
		}
		c := NewCalendar(CalendarSpec{Proclaimed: p})
		if d := MustParse("2026-06-10"); c.Open(d) || c.Why(d) != "時の記念日" {
			t.Errorf("%s is open or named %s", d, c.Why(d))
		}
		if d := MustParse("2026-05-05"); !c.Open(d) {
			t.Error("a day that the table of its year does not name is closed")
		}
		if d := MustParse("2027-05-05"); c.Open(d) {
			t.Error("こどもの日 of a year without a table is open")
		}
	}
}

func TestAYearWithATableIsCertain(t *testing.T) {
	p, err := ParseProclaimed([]byte("2031/1/1,元日"))
	if err != nil {
		t.Fatal(err)
	}
	c := NewCalendar(CalendarSpec{Proclaimed: p})
	if !c.Certain(2031) || c.Certain(2032) {
		t.Error("certain is what stands in the table")
	}
}

func TestABrokenTableIsRefusedWithItsLine(t *testing.T) {
	for file, want := range map[string]string{
		"日付,名称\n2026/1/1,元日\n2026/2/30,無い日": "3行目",
		"日付,名称\n2026/1/1":                   "2行目",
		"2026/5/5,こどもの日":                    "元日がありません",
		"2026/1/1,\"元日":                     "読めません",
	} {
		if _, err := ParseProclaimed([]byte(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", file, err, want)
		}
	}
}

func FuzzParseProclaimed(f *testing.F) {
	f.Add([]byte(published))
	f.Add([]byte{0x8d, 0x91, ',', '\n'})
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := ParseProclaimed(file)
		if err == nil && len(p.days) > 0 && len(p.years) == 0 {
			t.Error("days without a year")
		}
	})
}

func TestATownMayCloseLongerAroundTheNewYear(t *testing.T) {
	c := NewCalendar(CalendarSpec{YearEnd: YearEnd{28, 4}})
	for _, closed := range []string{"2026-12-28", "2027-01-04"} {
		if d := MustParse(closed); c.Open(d) || c.Why(d) != "年末年始" || !c.YearEnd(d) {
			t.Errorf("%s is open", closed)
		}
	}
	if c.YearEnd(MustParse("2027-01-05")) || !c.Open(MustParse("2027-01-05")) {
		t.Error("it closes until the 4th")
	}
}

func TestQuartersAndFiscalYearsEndWithTheirMonth(t *testing.T) {
	for m, want := range map[string][2]string{
		"2026-04": {"2026-06", "2027-03"}, "2026-06": {"2026-06", "2027-03"}, "2027-01": {"2027-03", "2027-03"},
		"2026-12": {"2026-12", "2027-03"}, "2026-03": {"2026-03", "2026-03"},
	} {
		if got := MustMonth(m); got.QuarterEnd().String() != want[0] || got.FiscalYearEnd().String() != want[1] {
			t.Errorf("%s: quarter to %s, fiscal year to %s", m, got.QuarterEnd(), got.FiscalYearEnd())
		}
	}
}
