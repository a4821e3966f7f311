package town

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/sasae-care/sasae/shared/day"
)

var dates = cmpopts.EquateComparable(day.Date{})

// compare is cmp.Diff that knows dates; same is whether it finds nothing.
func compare(want, got any) string { return cmp.Diff(want, got, dates) }

func same(a, b any) bool { return cmp.Equal(a, b, dates) }

// The sample: 熊本市 with two centres, three districts and a change in 2026-10.
const (
	code    = "431001"
	officeA = "4370500011"
	officeB = "4370500029"
)

var sample = map[string]string{
	KindTowns: `town,name,insurer,centreLabel,from,to
431001,熊本市,431007,ささえりあ,2024-04-01,
`,
	KindCentres: `town,centre,name,open,hours,from,to
431001,C1,ささえりあ中央,月火水木金,08:30-17:15,2024-04-01,
431001,C2,ささえりあ北,月火水木金土,08:30-17:15,2024-04-01,
431001,C3,ささえりあ南,月火水木金,,2026-10-01,
`,
	KindDistricts: `town,district,name,centre,postcode,area,blockFrom,blockTo,from,to
431001,D1,中央,C1,,本町一丁目,,,2024-04-01,
431001,D1,中央,C1,,本町二丁目,1,50,2024-04-01,
431001,D2,北,C2,,本町二丁目,51,,2024-04-01,
431001,D2,北,C2,860-0001,,,,2024-04-01,
431001,D1,中央,C1,860-0001,,1,20,2024-04-01,
431001,D2,北,C2,,北野,,,2024-04-01,
431001,D1,中央,C1,,北野,100,199,2024-04-01,
431001,D1,中央,C1,860-0011,新町,,,2024-04-01,
431001,D2,北,C2,860-0022,新町,,,2024-04-01,
431001,D1,中央,C1,,境町,1,10,2024-04-01,
431001,D2,北,C2,,境町,10,20,2024-04-01,
431001,D1,中央,C1,,霞ケ丘,,,2024-04-01,
431001,D1,中央,C1,,南町,,,2024-04-01,2026-09-30
431001,D3,南,C3,,南町,,,2026-10-01,
`,
	KindOffices: `town,office,name,from,to
431001,` + officeA + `,ケアプラン髙橋,2024-04-01,
431001,` + officeB + `,みどり,2024-04-01,2026-03-31
`,
	KindDesignations: `town,office,service,from,to
431001,` + officeA + `,介護予防支援,2024-04-01,2026-03-31
431001,` + officeA + `,43,2024-04-01,
`,
	KindStaff: `town,staff,name,role,organisation,districts,email,phone,mail,sms,absentFrom,absentTo,from,to
431001,m1,管理 一,manager,` + officeA + `,,m1@example.jp,,yes,no,,,2024-04-01,
431001,r1,検証 一,reviewer,C1,D1,r1@example.jp,090-1234-5678,yes,yes,2026-08-01,2026-08-31,2024-04-01,
431001,r2,検証 二,reviewer,C1,D1;D2,,,no,no,,,2024-04-01,
431001,r3,検証 三,reviewer,C1,,,,no,no,,,2024-04-01,2026-03-31
431001,h1,長 一,head,C1,,h1@example.jp,,yes,no,,,2024-04-01,
431001,c1,市 一,clerk,431001,,c1@example.jp,,yes,no,,,2024-04-01,
`,
	KindClosedDays: `town,centre,date,name
431001,,2026-06-01,創立記念日
431001,C2,2026-06-06,研修
`,
}

// mustRead reads a CSV that is right.
func mustRead(t testing.TB, kind, text string) Rows {
	t.Helper()
	rows, errs := Read(kind, strings.NewReader(text))
	if len(errs) > 0 {
		t.Fatalf("read %s: %v", kind, errs)
	}
	return rows
}

// mustMerge takes a CSV that is right into a Book.
func mustMerge(t testing.TB, b Book, kind, text string) (Book, Diff) {
	t.Helper()
	out, d, errs := b.Merge(kind, mustRead(t, kind, text))
	if len(errs) > 0 {
		t.Fatalf("merge %s: %v", kind, errs)
	}
	return out, d
}

func sampleBook(t testing.TB) Book {
	t.Helper()
	var b Book
	for _, k := range Kinds() {
		b, _ = mustMerge(t, b, k, sample[k])
	}
	return b
}

func on(s string) day.Date { return day.MustParse(s) }

var spring = on("2026-04-20")

func ids[T any](rows []T, id func(T) string) string {
	var out []string
	for _, r := range rows {
		out = append(out, id(r))
	}
	return strings.Join(out, " ")
}

func staffIDs(s []Staff) string { return ids(s, func(s Staff) string { return s.ID }) }

func TestDirectory(t *testing.T) {
	d := Open(sampleBook(t))
	yes := func(_ any, ok bool) string { return fmt.Sprint(ok) }
	for _, c := range []struct{ name, got, want string }{
		{"a town is found on a day", yes(d.Town(spring)), "true"},
		{"a town is not there before its from", yes(d.Town(on("2024-03-31"))), "false"},
		{"a centre is found by id", yes(d.Centre("C1", spring)), "true"},
		{"a centre is not there before its from", yes(d.Centre("C3", on("2026-09-30"))), "false"},
		{"a centre is there on its from", yes(d.Centre("C3", on("2026-10-01"))), "true"},
		{"centres are listed by id", ids(d.Centres(spring), func(c Centre) string { return c.ID }), "C1 C2"},
		{"an office is there on its last day", yes(d.Office(officeB, on("2026-03-31"))), "true"},
		{"an office is not there after its last day", yes(d.Office(officeB, on("2026-04-01"))), "false"},
		{"a full-width office number is found", yes(d.Office("４３７０５０００１１", spring)), "true"},
		{"offices are listed by number", ids(d.Offices(spring), func(o Office) string { return o.ID }), officeA},
		{"a designation holds on its last day", fmt.Sprint(d.Designated(officeA, Support, on("2026-03-31"))), "true"},
		{"a designation is over after its last day", fmt.Sprint(d.Designated(officeA, Support, on("2026-04-01"))), "false"},
		{"a designation is found by the name of the service", fmt.Sprint(d.Designated(officeA, "指定居宅介護支援", spring)), "true"},
		{"nobody is designated for what is no service", fmt.Sprint(d.Designated(officeA, "何か", spring)), "false"},
		{"designations of an office are listed", ids(d.Designations(officeA, on("2025-01-01")), func(x Designation) string { return x.Service }), "43 46"},
		{"a district has its centre", yes(d.District("D2", spring)), "true"},
		{"a district is not there before its from", yes(d.District("D3", spring)), "false"},
		{"districts are listed by id", ids(d.Districts(on("2026-10-01")), func(x District) string { return x.ID + x.Centre }), "D1C1 D2C2 D3C3"},
		{"a member of staff is found", yes(d.StaffMember("r1", spring)), "true"},
		{"reviewers are those of the day", staffIDs(d.Reviewers("C1", on("2026-03-31"))), "r1 r2 r3"},
		{"a reviewer who left is gone", staffIDs(d.Reviewers("C1", spring)), "r1 r2"},
		{"heads are not reviewers", staffIDs(d.Heads("C1", spring)), "h1"},
		{"clerks are the town's", staffIDs(d.Clerks(spring)), "c1"},
		{"managers are the office's", staffIDs(d.Managers(officeA, spring)), "m1"},
		{"all people of a centre are listed", staffIDs(d.StaffOf("C1", spring)), "h1 r1 r2"},
		{"the town has its code", d.Code(), code},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestAbsence(t *testing.T) {
	s := Staff{AbsentFrom: on("2026-08-01"), AbsentTo: on("2026-08-31")}
	open := Staff{AbsentFrom: on("2026-08-01")}
	for _, c := range []struct {
		name string
		who  Staff
		on   string
		want bool
	}{
		{"there the day before", s, "2026-07-31", false},
		{"away on the first day", s, "2026-08-01", true},
		{"away on the last day", s, "2026-08-31", true},
		{"back the day after", s, "2026-09-01", false},
		{"away until further notice", open, "2030-01-01", true},
		{"never away without dates", Staff{}, "2026-08-01", false},
	} {
		if got := c.who.AbsentOn(on(c.on)); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestCalendar(t *testing.T) {
	b := sampleBook(t)
	b, _ = mustMerge(t, b, KindCentres, "town,centre,name,open,hours,from,to\n431001,C1,ささえりあ中央,火水木金土日祝,,2027-01-01,\n")
	d := Open(b)
	for _, c := range []struct {
		name, centre, on string
		want             bool
	}{
		{"a weekday is open", "C1", "2026-04-20", true},
		{"Saturday is closed where the week has none", "C1", "2026-04-18", false},
		{"Saturday is open where the week has it", "C2", "2026-04-18", true},
		{"a national holiday is closed", "C1", "2026-04-29", false},
		{"the town's closed day closes every centre", "C2", "2026-06-01", false},
		{"a centre's own closed day closes it", "C2", "2026-06-06", false},
		{"another centre's closed day does not matter", "C1", "2026-06-05", true},
		{"the week of its own time counts: Monday before the change", "C1", "2026-12-21", true},
		{"the week of its own time counts: Sunday before the change", "C1", "2026-12-20", false},
		{"a holiday before the change is closed", "C1", "2026-11-03", false},
		{"Monday after the change is closed", "C1", "2027-01-18", false},
		{"Sunday after the change is open", "C1", "2027-01-17", true},
		{"a holiday is open where 祝 is in the week", "C1", "2027-02-11", true},
		{"an unknown centre has the town's days", "C9", "2026-04-18", false},
	} {
		if got := d.Calendar(c.centre).Open(on(c.on)); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if d.TownCalendar().Open(on("2026-06-01")) || !d.TownCalendar().Open(on("2026-06-02")) {
		t.Error("the town is closed on its closed day only")
	}
	if got := d.TownCalendar().Why(on("2026-06-01")); got != "創立記念日" {
		t.Errorf("the closed day has its name, not %q", got)
	}
}

func TestWeek(t *testing.T) {
	for in, want := range map[string]string{
		"月火水木金": "月火水木金", "金・月": "月金", "土, 日、祝": "土日祝", "": "", "月月": "!", "月a": "!",
	} {
		w, err := ParseWeek(in)
		if got := w.String(); err != nil && want != "!" || err == nil && got != want {
			t.Errorf("%q is %q, %v, want %q", in, got, err, want)
		}
	}
}

func TestService(t *testing.T) {
	for in, want := range map[string]string{
		"46": "46", "４６": "46", "指定介護予防支援": "46", "居宅介護支援": "43", "af": "AF", "介護予防ケアマネジメント": "AF", "78": "78",
	} {
		if got, ok := Service(in); !ok || got != want {
			t.Errorf("%q is %q", in, got)
		}
	}
	if _, ok := Service("訪問"); ok {
		t.Error("an unknown name is no service")
	}
}
