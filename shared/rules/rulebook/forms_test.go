package rulebook

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sasae-care/sasae/shared/rules"
)

// own is a form that the town declares, without the part named.
func own(without string) string {
	row := "  - {form: T-IRAI, name: 検証依頼書, version: 令和8年4月, from: 2026-04-01, source: x}\n"
	return "forms:\n" + strings.Replace(row, without, "", 1)
}

func TestATownUsesItsOwnFormsBesideTheCatalogue(t *testing.T) {
	file := strings.Replace(town, "clocks:\n", own("")+"documents:\n  - {events: [new], source: x, required: [T-IRAI, F-PLAN]}\nclocks:\n", 1)
	next := strings.NewReplacer("name: mihon\n", "name: next\n", "base: yobo-shien", "base: mihon", "999997", "999998").Replace(town)
	sets, err := Read(standing(t), File{"mihon.yaml", []byte(file)}, File{"next.yaml", []byte(next)})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sets {
		missing, _, odd := s.Missing(rules.Wanted{Event: rules.New}, []string{"T-OTHER"})
		if !slices.Equal(missing, []string{"T-IRAI", "F-PLAN"}) || !slices.Equal(odd, []string{"T-OTHER"}) {
			t.Errorf("%s: missing %v, not foreseen %v", s.Name, missing, odd)
		}
		if got := s.FormName("T-IRAI|F-PLAN|T-OTHER"); got != "検証依頼書か介護予防サービス・支援計画書かT-OTHER" {
			t.Errorf("%s: it is called %s", s.Name, got)
		}
	}
	lost := strings.Replace(next, "clocks:\n", "forms:\n  - {form: F-PLAN, version: 旧, source: x}\nclocks:\n", 1)
	bad := refused(t, File{"mihon.yaml", []byte(file)}, File{"next.yaml", []byte(lost)})
	if len(bad) != 1 || bad[0].Line != 6 || !strings.Contains(bad[0].Message, "様式「T-IRAI」はありません") {
		t.Errorf("its editions took the place of the base's: %v", bad)
	}
}

// A notice that another town published, with forms of its own that only offices
// in the town bring: written with docs/rules.md alone.
func TestANoticeWithFormsOfItsOwnIsWritten(t *testing.T) {
	b, err := os.ReadFile("testdata/maniwa.yaml")
	if err != nil {
		t.Fatal(err)
	}
	sets, err := Read(standing(t), File{"maniwa.yaml", b})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		event  rules.Event
		office rules.Office
		want   string
	}{
		{rules.New, "", "KIHON PLAN T-SENMONIN"},
		{rules.Monthly, rules.InTown, "BILL-TABLE T-ICHIRAN|T-RIYOSHA T-TANTO T-VIRUS"},
		{rules.Monthly, rules.OutOfTown, "BILL-TABLE TEIKYO"},
	} {
		if got := papers(sets[0].DocumentsFor(rules.Wanted{Event: c.event, Track: rules.Commissioned, Office: c.office})); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.event, c.office, got, c.want)
		}
	}
	for line, want := range map[string]string{
		"--clock papers --from 2026-08-01": "2026-09-07", "--clock papers --from 2026-09-01": "2026-10-05", "--clock first-papers --from 2026-08-09": "2026-08-07",
	} {
		if res, _ := typed(t, sets[0], line); res.Due.String() != want {
			t.Errorf("%s: %s, want %s", line, res.Due, want)
		}
	}
}
