package plan

import (
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
)

// stating is a submitted set with a statement.
func stating(t testing.TB, json string) *Case {
	c := &Case{ID: "01CASE", Town: "999997"}
	c = did(t, c, openWith(func(o *Opening) { o.Sealed.Stated = json }))
	return did(t, c, add(file("a")), add(file("b")), submit, looked("d1"), looked("d2"), scanned("d1", VerdictClean), scanned("d2", VerdictClean), copyReady)
}

func codesOf(rs []Reason) string {
	var out []string
	for _, r := range rs {
		out = append(out, r.Code)
	}
	return strings.Join(out, " ")
}

func TestWhatIsStatedOfThePlanIsHeldAgainstTheRules(t *testing.T) {
	for _, x := range []struct{ name, stated, against, warned string }{
		{"nothing", "", "", ""},
		{"steps in their order", `{"made": "2026-04-20", "serviceStart": "2026-05-01", "consents": {"plan": "2026-04-21"}}`, "", ""},
		{"a service before the consent", `{"serviceStart": "2026-05-01", "consents": {"plan": "2026-05-10"}}`, "", "steps-out-of-order"},
		{"an opinion on the card that nobody took up", `{"certification": {"opinion": true, "opinionTold": false}}`, "opinion-not-attested", ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			c := did(t, stating(t, x.stated), validate(time.Minute))
			if codesOf(c.Reasons) != x.against || codesOf(c.Warnings) != x.warned {
				t.Errorf("against it %q, warned of %q", codesOf(c.Reasons), codesOf(c.Warnings))
			}
		})
	}
}

// sheeted is a set with a plan sheet as CSV that says this.
func sheeted(t testing.TB, seen Seen) *Case {
	d := file(PlanForm)
	d.Format, d.Type = Upyobo, "text/csv"
	c := did(t, draft(t), add(d))
	seen.Version, seen.Arrived = "v-d1", t0
	return did(t, c, func(c *Case) error { return c.Inspected("d1", seen) })
}

func TestAPlanSheetIsReadForItsPersonAlone(t *testing.T) {
	of := func(insured string) []Sheet {
		return []Sheet{{Insurer: "999995", Insured: insured, Plan: content.Plan{Made: day.MustParse("2026-04-18")}}}
	}
	for _, x := range []struct {
		name string
		seen Seen
		want string
	}{
		{"the person's", Seen{Sheets: append(of("0000000001"), of("0000012345")...)}, ""},
		{"another's", Seen{Sheets: of("0000000001")}, "sheet-of-other"},
		{"one that cannot be read", Seen{Unread: "1行目: 項目の数が57ではありません。"}, "sheet-unreadable"},
		{"one whose file was refused", Seen{Reasons: []Reason{flaw}}, flaw.Code},
	} {
		c := sheeted(t, x.seen)
		if got := codesOf(c.Document("d1").Reasons); got != x.want {
			t.Errorf("%s: %q", x.name, got)
		}
		if p, ok := c.sheet(); ok != (x.want == "") || ok && p.Made != day.MustParse("2026-04-18") {
			t.Errorf("%s: %v %+v", x.name, ok, p)
		}
	}
}

func TestThePlanSheetStandsUnderWhatTheOfficeStates(t *testing.T) {
	sheet := content.Plan{Made: day.MustParse("2026-04-18"), LifeGoal: content.LifeGoal{Day: "散歩", Year: "旅行"}, Consents: content.Consents{Written: content.Yes}}
	c := sheeted(t, Seen{Sheets: []Sheet{{"999995", "0000012345", sheet}}})
	c.Sealed.Stated = `{"made": "2026-04-19"}`
	p := c.statement()
	if p.Made != day.MustParse("2026-04-19") || p.LifeGoal != sheet.LifeGoal || p.Consents.Written != content.Yes || p.Period.From != c.Sealed.PlanFrom {
		t.Errorf("%+v", p)
	}
	c.Document("d1").Replaced = true
	if _, ok := c.sheet(); ok {
		t.Error("a sheet that was replaced is still read")
	}
}

func TestASheetOfAnotherCertificationIsADifference(t *testing.T) {
	period := content.Period{From: day.MustParse("2026-04-01"), To: day.MustParse("2027-03-31")}
	for name, x := range map[string]struct {
		says content.Certification
		want bool
	}{
		"the same":       {content.Certification{Status: content.Certified, Level: "12", Period: period}, false},
		"nothing":        {content.Certification{}, false},
		"another level":  {content.Certification{Level: "13"}, true},
		"another period": {content.Certification{Period: content.Period{From: period.From, To: period.To.AddDays(1)}}, true},
		"none yet":       {content.Certification{Status: content.Pending}, true},
	} {
		if got := draft(t).differs(content.Plan{Certification: x.says}); got != x.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAYearIsFullOnTheDayBeforeTheBirthday(t *testing.T) {
	for on, want := range map[string]int{"2026-02-01": 64, "2026-02-02": 65, "2026-02-03": 65, "": 0} {
		var d day.Date
		if on != "" {
			d = day.MustParse(on)
		}
		if got := age(day.MustParse("1961-02-03"), d); got != want {
			t.Errorf("%s: %d", on, got)
		}
	}
}
