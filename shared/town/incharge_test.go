package town

import (
	"testing"

	"github.com/sasae-care/sasae/shared/day"
)

func TestADistrictThatEndedIsAsItWasLast(t *testing.T) {
	row := func(centre, from, to string) Area {
		a := Area{Base: Base{From: day.MustParse(from)}, District: "D1", Centre: centre, Area: "本町"}
		if to != "" {
			a.To = day.MustParse(to)
		}
		return a
	}
	d := Open(Book{Rows: Rows{Districts: []Area{row("C1", "2024-04-01", "2024-12-31"), row("C2", "2025-01-01", "2025-12-31"), row("C3", "2027-01-01", "")}}})
	for on, want := range map[string]string{
		"2024-03-31": "", "2024-06-01": "C1", "2025-06-01": "C2", "2026-06-01": "C2", "2027-01-01": "C3",
	} {
		got, ok := d.InCharge("D1", day.MustParse(on))
		if got.Centre != want || ok != (want != "") {
			t.Errorf("on %s: %+v %v, want %q", on, got, ok, want)
		}
	}
	if got, ok := d.InCharge("D9", day.MustParse("2026-06-01")); ok {
		t.Errorf("an unknown district: %+v", got)
	}
}
