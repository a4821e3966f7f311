package rulebook

import (
	"slices"
	"strings"
	"testing"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/deadline"
	"github.com/sasae-care/sasae/shared/rules"
)

const (
	kumamoto = "ichitei-no-kanyo@2025-08-27"
	toshima  = "toshima@2024-04-01"
	model    = "toshima-model@2024-10-01"
	program  = "toshima-caremanagement@2024-04-01"
	kawasaki = "kawasaki-caremanagement@2024-04-01"
)

func shipped(t testing.TB, version string) rules.Set {
	t.Helper()
	for _, s := range standing(t) {
		if s.Version() == version {
			return s
		}
	}
	t.Fatalf("no set %s", version)
	return rules.Set{}
}

func clockOf(t testing.TB, version, id string) rules.Clock {
	t.Helper()
	k, ok := shipped(t, version).Clock(id)
	if !ok {
		t.Fatalf("%s has no clock %s", version, id)
	}
	return k
}

// facts reads what happened: 2026-04-20, contract=2026-04-20, 2026-04-20T16:31.
// A day alone is that of the first anchor.
func facts(t testing.TB, k rules.Clock, from string) (g deadline.Given) {
	t.Helper()
	for f := range strings.FieldsSeq(from) {
		anchor, on, named := strings.Cut(f, "=")
		if !named {
			anchor, on = string(k.StartsFrom.All()[0]), f
		}
		on, at, timed := strings.Cut(on, "T")
		fact := deadline.Fact{Anchor: rules.Anchor(anchor), On: day.MustParse(on), Timed: timed}
		if timed {
			h, m, err := rules.ParseHour(at)
			if err != nil {
				t.Fatal(err)
			}
			fact.Minute = h*60 + m
		}
		g.Facts = append(g.Facts, fact)
	}
	return g
}

// told is a result as a test writes it: the due day, with what bounds it.
func told(r deadline.Result, err error) string {
	if err != nil {
		return err.Error()
	}
	due := "none"
	if !r.Due.IsZero() {
		due = r.Due.String()
	}
	if !r.Opens.IsZero() {
		due = r.Opens.String() + ".." + due
	}
	if !r.Closes.IsZero() {
		due += ".." + r.Closes.String()
	}
	if r.Soft {
		due += " soft"
	}
	return due
}

func TestEveryClockOfThePapersEndsWhenThePaperSays(t *testing.T) {
	for _, c := range []struct {
		set, clock, from string
		round            int
		want, source     string
	}{
		{kumamoto, "review", "2025-12-19", 0, "2026-01-05", "KUM-10"},
		{kumamoto, "review", "2026-04-15", 0, "2026-04-30", "KUM-10"},
		{kumamoto, "review", "2026-04-20", 0, "2026-05-07", "KUM-10"},
		{kumamoto, "review", "2026-11-09", 0, "2026-11-24", "KUM-10"},
		{kumamoto, "review", "2026-12-17", 0, "2027-01-04", "KUM-10"},
		{kumamoto, "confirmed-plan", "2026-04-20", 0, "none soft", "KUM-12"},
		{kumamoto, "first-conference", "2026-04-10", 0, "2026-07-10 soft", "KCC-10"},
		{kumamoto, "first-conference", "2026-11-30", 0, "2027-02-28 soft", "KCC-10"},
		{kumamoto, "monitoring-conference", "2026-07-10", 0, "2026-09-10..2026-10-10..2026-11-10 soft", "KCC-13"},
		{kumamoto, "manager-target", "2026-04-01", 0, "2027-03-31 soft", "KCC-03"},
		{kumamoto, "manager-target", "2026-03-31", 0, "2026-03-31 soft", "KCC-03"},
		{kumamoto, "manager-target", "2026-03-31", 2, "2028-03-31 soft", "KCC-03"},

		{toshima, "review", "2026-04-20", 0, "2026-05-07 soft", "KUM-10"},
		{toshima, "confirmed-plan", "2026-04-20", 0, "none soft", "TOS-24"},
		{toshima, "filing", "2026-05-11", 0, "2026-05-29", "TOS-18"},
		{toshima, "filing", "2026-12-01", 0, "2026-12-28", "TOS-18"},
		{model, "filing", "2026-06-30", 0, "2026-06-30", "TOS-18"},
		{model, "switch-report", "2026-06-10", 0, "2026-06-10", "TOS-50"},
		{model, "switch-report", "2026-06-13", 0, "2026-06-13", "TOS-50"},
		{model, "switch-back-filing", "2026-06-13", 0, "none soft", "TOS-19"},
		{toshima, "papers", "2026-05-01", 0, "2026-06-05", "TOS-35"},
		{toshima, "papers", "2026-08-01", 0, "2026-09-04", "TOS-35"},
		{toshima, "papers", "2026-05-01", 1, "2026-07-03", "TOS-35"},
		{toshima, "papers", "2026-12-31", 0, "2027-01-05", "TOS-35"},
		{program, "papers", "2026-05-01", 0, "2026-06-05", "TOS-35"},
		{toshima, "monthly-record", "2026-04-10", 0, "2026-04-30", "TOS-30"},
		{model, "office-target", "2024-10-01", 0, "2025-10-01..2026-10-01 soft", "TOS-48"},
		{toshima, "result-notice", "2026-04-20", 0, "none soft", "TOS-47"},
		{toshima, "situation-report", "2026-04-20", 0, "none soft", "TOS-43"},
		{toshima, "provisional-filing", "2026-04-20", 0, "none soft", "TOS-40"},
		{toshima, "return-originals", "2026-04-20", 0, "none soft", "TOS-42"},

		{kawasaki, "commission-notice", "commissioned=2026-06-01", 0, "2026-05-29", "KAW-4-2"},
		{kawasaki, "commission-notice", "recommissioned=2026-05-07", 0, "2026-05-01", "KAW-4-2"},
		{kawasaki, "renewal", "2027-01-31", 0, "2026-12-28", "KAW-11-3"},
		{kawasaki, "renewal", "2026-06-30", 0, "2026-05-29", "KAW-11-3"},
		{kawasaki, "claim-window", "2026-04-30", 0, "2026-05-01..2026-05-10", "平成12年厚生省令第20号"},
		{kawasaki, "mayor-notice", "2026-04-20", 0, "none soft", "KAW-16"},
		{kawasaki, "infection-committee", "2026-08-31", 0, "2027-02-28 soft", "KAW-22-1"},
		{kawasaki, "application-help", "2026-04-20", 0, "none soft", "KAW-11-2"},
		{kawasaki, "continuity-review", "2026-04-20", 0, "none soft", "KAW-19"},
		{kawasaki, "complaint", "2026-04-20", 0, "none soft", "KAW-27-1"},
		{kawasaki, "accident-notice", "2026-04-20", 0, "none soft", "KAW-28-1"},
		{kawasaki, "abuse-committee", "2026-04-20", 0, "none soft", "KAW-29"},
		{kawasaki, "change-visit", "2026-04-20", 0, "none soft", "KAW-33-3-コ-a"},
		{kawasaki, "provider-report", "2026-04-30", 1, "2026-05-31", "KAW-33-3-キ"},
		{toshima, "change-visit", "2026-04-20", 0, "none soft", "MHLW-K-01"},
		{kawasaki, "retention", "2026-03-31", 0, "2031-03-31", "KAW-31-2"},
		{kawasaki, "monitoring-visit", "2026-04-30", 0, "2026-07-31", "KAW-33-3-コ-a"},
		{kawasaki, "monitoring-visit", "2026-04-01", 1, "2026-10-31", "KAW-33-3-コ-a"},
		{kawasaki, "monitoring-visit", "2026-04-15", 2, "2027-01-31", "KAW-33-3-コ-a"},
		{kawasaki, "monthly-record", "2026-04-30", 1, "2026-05-31", "KAW-33-3-コ-c"},
		{kawasaki, "evaluation", "2026-09-15", 0, "2026-09-30", "KAW-33-3-ケ"},
		{kawasaki, "change-meeting", "registered=2026-04-20", 0, "none soft", "KAW-33-3-サ"},
		{kawasaki, "type-c-monitoring", "2026-04-10", 0, "2026-05-10 soft", "KAW-33-3C-キ-a"},
		{kawasaki, "type-c-evaluation", "2026-06-10", 0, "2026-06-30", "KAW-33-3C-ク"},
		{kawasaki, "quarterly-report", "2026-04-01", 0, "2026-06-30..none soft", "KAW-36-2"},
		{kawasaki, "quarterly-report", "2026-06-30", 1, "2026-09-30..none soft", "KAW-36-2"},
		{kawasaki, "report-inspection", "2026-07-10", 0, "none soft", "KAW-36-2"},
		{kawasaki, "payment", "2026-04-01", 0, "2026-04-30", "KAW-36-3"},
	} {
		k := clockOf(t, c.set, c.clock)
		g := facts(t, k, c.from)
		g.Round = c.round
		if got := told(deadline.Due(k, g, day.Calendar{})); got != c.want || k.Period.Source != c.source {
			t.Errorf("%s %s from %s, round %d: %s by %s, want %s by %s", c.set, c.clock, c.from, c.round, got, k.Period.Source, c.want, c.source)
		}
	}
}

func TestEveryRowOfTheClockTableIsInASet(t *testing.T) {
	have := map[string]bool{}
	for _, s := range standing(t) {
		for id := range s.Clocks {
			have[id] = true
		}
	}
	for id := range strings.FieldsSeq(`review confirmed-plan first-conference monitoring-conference monitoring-visit monthly-record
		type-c-monitoring evaluation renewal filing switch-report papers claim-window quarterly-report payment commission-notice
		office-target manager-target retention`) {
		if !have[id] {
			t.Errorf("no set has the clock %s", id)
		}
	}
}

func TestClearDaysBeforeAnExpiryLeaveOneMore(t *testing.T) {
	k := clockOf(t, kawasaki, "renewal")
	k.Period.Clear = true
	if got := told(deadline.Due(k, facts(t, k, "2026-06-30"), day.Calendar{})); got != "2026-05-29" {
		t.Errorf("30 clear days before 6月30日 end on a Saturday: %s", got)
	}
	k.Roll.Is = rules.RollNone
	if got := told(deadline.Due(k, facts(t, k, "2027-01-31"), day.Calendar{})); got != "2026-12-31" {
		t.Errorf("30 clear days before 1月31日: %s", got)
	}
}

// papers writes documents as a test does: choices with |, then what is welcome.
func papers(d rules.Documents) string {
	var out []string
	for _, r := range d.Required {
		out = append(out, r.Form)
	}
	for _, r := range d.OneOf {
		out = append(out, strings.Join(r.OneOf, "|"))
	}
	slices.Sort(out)
	return strings.ReplaceAll(strings.Join(out, " "), "F-", "")
}

func TestEachOccasionAsksForThePapersOfItsTown(t *testing.T) {
	const star = "ASSESS EVAL-F KCL KIHON KYOMI MEET-E|PROG-E MON|PROG-E PLAN WEEK-D"
	for _, c := range []struct{ set, event, track, kind, want string }{
		{kumamoto, "new", "direct", "", "KCL KIHON PLAN"},
		{kumamoto, "renewal", "direct", "", "EVAL-F KCL KIHON PLAN"},
		{kumamoto, "levelChange", "direct", "", ""},
		{kumamoto, "conference", "direct", "", "ECO KADAI KCL KIHON KYOMI PLAN"},
		{toshima, "new", "commissioned", "", "ASSESS KCL KIHON KYOMI MEET-E|PROG-E PLAN WEEK-D"},
		{toshima, "renewal", "commissioned", "", "ASSESS KCL KIHON KYOMI MEET-E|PROG-E PLAN WEEK-D"},
		{toshima, "evaluation", "commissioned", "", "EVAL-F MON|PROG-E"},
		{toshima, "monthly", "commissioned", "", "BILL-TABLE"},
		{toshima, "verification", "commissioned", "", ""},
		{toshima, "new", "direct", "", "PLAN WEEK-D"},
		{toshima, "levelChange", "direct", "", "PLAN WEEK-D"},
		{toshima, "monthly", "direct", "", ""},
		{toshima, "verification", "direct", "", star},
		{program, "new", "commissioned", "A", "ASSESS KCL KIHON KYOMI MEET-E|PROG-E PLAN WEEK-D"},
		{program, "evaluation", "commissioned", "A", "EVAL-F MON|PROG-E"},
		{program, "new", "commissioned", "C", ""},
		{model, "new", "direct", "", "PLAN WEEK-D"},
		{model, "renewal", "direct", "", "PLAN WEEK-D"},
		{model, "levelChange", "direct", "", "PLAN WEEK-D"},
		{model, "planChange", "direct", "", ""},
		{model, "verification", "direct", "", star},
		{model, "provisional", "direct", "", "PLAN"},
		{model, "switch", "direct", "", "PROG-E"},
		{kawasaki, "new", "direct", "A", "ASSESS CARD MEET-E PLAN"},
		{kawasaki, "renewal", "commissioned", "A", "ASSESS EVAL-F MEET-E PLAN"},
		{kawasaki, "new", "commissioned", "B", "ASSESS CARD PLAN"},
		{kawasaki, "new", "direct", "C", "ASSESS C-RESULT|PLAN"},
		{kawasaki, "monthly", "direct", "A", "MON|PROG-E"},
		{kawasaki, "monthly", "direct", "C", ""},
		{kawasaki, "evaluation", "direct", "B", "EVAL-F"},
		{kawasaki, "evaluation", "direct", "C", "C-RESULT|EVAL-F"},
		{kawasaki, "typeCToA", "direct", "", "KCL KIHON PLAN"},
	} {
		w := rules.Wanted{Event: rules.Event(c.event), Track: rules.Track(c.track), Type: rules.Type(c.kind)}
		if got := papers(shipped(t, c.set).DocumentsFor(w)); got != c.want {
			t.Errorf("%s %s %s %s: %s, want %s", c.set, c.event, c.track, c.kind, got, c.want)
		}
	}
}

func TestOneRecordAnswersTwoChoices(t *testing.T) {
	d := shipped(t, model).DocumentsFor(rules.Wanted{Event: rules.Verification, Track: rules.Direct})
	missing, doubled, odd := d.Missing(strings.Fields("F-KIHON F-KCL F-ASSESS F-KYOMI F-PLAN-A F-PLAN-B F-PLAN-C F-WEEK-D F-PROG-E F-EVAL-F"))
	if len(missing)+len(doubled)+len(odd) > 0 {
		t.Errorf("missing %v, doubled %v, not foreseen %v", missing, doubled, odd)
	}
}

func TestThePapersOfAMeetingMayStandInOneFileAndTheRestIsOnlyWelcome(t *testing.T) {
	d := shipped(t, kumamoto).DocumentsFor(rules.Wanted{Event: rules.Conference})
	i := slices.IndexFunc(d.Required, func(d rules.Document) bool { return d.Form == "F-ECO" })
	if eco := d.Required[max(i, 0)]; eco.Source != "KCC-17" || !slices.Equal(eco.SameFile, []string{"F-KIHON"}) {
		t.Errorf("the eco map is %+v", eco)
	}
	if missing, _, _ := d.Missing(strings.Fields("F-KIHON F-PLAN F-KADAI F-KCL F-KYOMI")); len(missing) > 0 {
		t.Errorf("drawn on the back of the basic information, but missing %v", missing)
	}
	if missing, _, _ := d.Missing(strings.Fields("F-PLAN F-KADAI F-KCL F-KYOMI")); strings.Join(missing, " ") != "F-KIHON F-ECO" {
		t.Errorf("neither is there: missing %v", missing)
	}
	if missing, _, odd := d.Missing(strings.Fields("F-KIHON F-PLAN F-KADAI F-KCL F-KYOMI F-ECO F-MED")); len(missing)+len(odd) > 0 || len(d.Recommended) != 4 {
		t.Errorf("missing %v, not foreseen %v, recommended %v", missing, odd, d.Recommended)
	}
}

func TestThoseOnWelfareBringTheServiceSlipWithAProvisionalPlan(t *testing.T) {
	for _, version := range []string{toshima, model} {
		s := shipped(t, version)
		known := s.DocumentsFor(rules.Wanted{Event: rules.Provisional, For: rules.Welfare})
		if got := papers(known); got != "PLAN RIYO" {
			t.Errorf("%s, on welfare: %s", version, got)
		}
		unknown := s.DocumentsFor(rules.Wanted{Event: rules.Provisional})
		if missing, _, odd := unknown.Missing([]string{"F-PLAN", "F-RIYO"}); len(missing)+len(odd) > 0 || papers(unknown) != "PLAN" {
			t.Errorf("%s, nobody knows: missing %v, not foreseen %v", version, missing, odd)
		}
	}
}

func TestTheSetThatBindsIsTheClosestOne(t *testing.T) {
	since := day.MustParse("2024-10-01")
	six := strings.Fields("菊かおる園 東部 中央 ふくろうの杜 豊島区医師会 アトリエ村")
	if got := shipped(t, model).Binds.Centres; !slices.Equal(got, six) {
		t.Errorf("the model centres are %v", got)
	}
	type row struct {
		q    rules.Case
		want string
	}
	rows := []row{
		{rules.Case{Town: "431001", On: day.MustParse("2024-07-11")}, "ichitei-no-kanyo@2024-07-11"},
		{rules.Case{Town: "431001", On: day.MustParse("2026-04-01")}, kumamoto},
		{rules.Case{Town: "431001", On: day.MustParse("2026-04-01"), Track: rules.Commissioned}, "yobo-shien@2024-04-01"},
		{rules.Case{Town: "131164", On: since, Centre: []string{"西部"}, Designated: since}, toshima},
		{rules.Case{Town: "131164", On: since, Centre: []string{"東部"}}, toshima},
		{rules.Case{Town: "131164", On: since, Centre: []string{"東部"}, Designated: since.AddDays(-1)}, toshima},
		{rules.Case{Town: "131164", On: since, Centre: []string{"東部"}, Designated: since, Track: rules.Commissioned}, toshima},
		{rules.Case{Town: "131164", On: since, Care: rules.Management}, "yobo-caremanagement@2015-06-05"},
		{rules.Case{Town: "131164", On: since, Care: rules.Management, Track: rules.Commissioned}, program},
		{rules.Case{Town: "141305", On: since}, "yobo-shien@2024-04-01"},
		{rules.Case{Town: "141305", On: since, Track: rules.Commissioned}, "yobo-shien@2024-04-01"},
		{rules.Case{Town: "141305", On: since, Care: rules.Management}, kawasaki},
		{rules.Case{Town: "141305", On: since, Care: rules.Management, Track: rules.Commissioned}, kawasaki},
		{rules.Case{Town: "141305", On: day.MustParse("2024-03-31"), Care: rules.Management}, "yobo-caremanagement@2015-06-05"},
	}
	for _, c := range six {
		rows = append(rows,
			row{rules.Case{Town: "131164", On: since, Centre: []string{"c9", c}, Designated: since}, model},
			row{rules.Case{Town: "131164", On: day.MustParse("2025-03-31"), Centre: []string{c}, Designated: since}, model},
			row{rules.Case{Town: "131164", On: day.MustParse("2025-04-01"), Centre: []string{c}, Designated: since}, "toshima-model@2025-04-01"},
			row{rules.Case{Town: "131164", On: since.AddDays(-1), Centre: []string{c}, Designated: since}, toshima})
	}
	for _, r := range rows {
		if s, err := rules.Find(r.q); err != nil || s.Version() != r.want {
			t.Errorf("%+v: %s, %v; want %s", r.q, s.Version(), err, r.want)
		}
	}
}

func TestTheSettingsOfTheTownsAreTheirDecisions(t *testing.T) {
	for at, want := range map[string]string{
		kumamoto + " conference.firstMinutes": "40", kumamoto + " conference.monitoringMinutes": "10", kumamoto + " advisers.max": "6",
		kumamoto + " advisers.sameInMonitoring": "warn", kumamoto + " selection.unit": "careManager", kumamoto + " review.stage": "draft",
		toshima + " contract.mode": "separate", model + " contract.mode": "simultaneous", model + " selection.picker": "town",
		model + " selection.unit": "office", model + " review.stage": "confirmed", toshima + " review.stageCommissioned": "draft",
		toshima + " intake.kihonFirstBy": "centre", program + " intake.kihonFirstBy": "centre", toshima + " provisional.welfareOffice": "contact",
		model + " provisional.centre": "presentOrChecked", kawasaki + " commission.notice": "before",
		model + " switch.treatedAs": "minorChange", "toshima-model@2025-04-01 contract.mode": "simultaneous",
		model + " contact.desk": "高齢者福祉課 基幹型センターグループ", "toshima-model@2025-04-01 contact.desk": "高齢者福祉課 包括支援グループ", kawasaki + " commission.allowedTypes": "AB", kawasaki + " typeC.monitoring": "once",
		kawasaki + " typeC.evaluation": "atEnd", kawasaki + " typeC.beside": "refused", kawasaki + " typeB.meeting": "omitted",
		"yobo-caremanagement@2015-06-05 typeC.monitoring": "none",
	} {
		version, id, _ := strings.Cut(at, " ")
		if got := shipped(t, version).Setting(id); got != want {
			t.Errorf("%s is %q, want %q", at, got, want)
		}
	}
}

func TestWhatAPaperDoesNotSayIsOpenWithAReason(t *testing.T) {
	for _, version := range []string{kumamoto, toshima, model, program, kawasaki} {
		s := shipped(t, version)
		for id, k := range s.Clocks {
			for what, b := range map[string]rules.Basis{"clock": k.Basis, "start": k.StartsFrom.Basis, "period": k.Period.Basis, "roll": k.Roll.Basis, "limit": k.Limit.Basis} {
				if b.Open && b.Note == "" {
					t.Errorf("%s %s %s: open without a reason", version, id, what)
				}
			}
			if k.Roll.Is != "" && k.Roll.Is != rules.RollNone && !k.Roll.Open {
				t.Errorf("%s %s: no paper says what happens on a closed day, but the roll is not open", version, id)
			}
		}
	}
	for _, d := range shipped(t, toshima).Documents {
		if slices.Equal(d.Tracks, []rules.Track{rules.Direct}) && !d.Open {
			t.Errorf("the paper tells of the model only: %v is not open", d.Events)
		}
	}
	for _, v := range shipped(t, "yobo-shien@2024-04-01").Viewpoints {
		if !v.Open {
			t.Errorf("the nation sets no viewpoints: %d is not open", v.N)
		}
	}
}
