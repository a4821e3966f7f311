package content

import (
	"strings"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/rules"
)

func sheetVectors() []vector {
	paper := func(change func(*Sheet)) func(*Plan) {
		return func(p *Plan) {
			s := *p.Sheet
			change(&s)
			p.Sheet = &s
		}
	}
	items := func(all ...Item) func(*Plan) { return paper(func(s *Sheet) { s.Items = all }) }
	evaluation := func(on, outcome string) func(*Plan) {
		return paper(func(s *Sheet) {
			if s.Evaluation.Outcome = outcome; on != "" {
				s.Evaluation.On = d(on)
			}
		})
	}
	row := func(x SheetDomain) func(*Plan) { return paper(func(s *Sheet) { s.Domains[Health] = x }) }
	certified := func(on day.Date) func(*Plan) {
		return func(p *Plan) {
			p.Certification = Certification{Status: Certified, Level: number.Support1, On: on, Period: span("2026-04-01", "2027-03-31")}
		}
	}
	atEnd := town("typeC.evaluation", "atEnd")
	return []vector{
		{"様式第1 with the bus printed as 【11】", simple(), town(), ""},
		{"様式第1 with the bus as 1", simple(items(append([]Item{{Moving, 1}}, printed()[1:]...)...)), town(), ""},
		{"the bus both as 1 and as 【11】", simple(items(append(printed(), Item{Moving, 1})...)), town(), "sheet-item-doubled"},
		{"an item left out", simple(items(printed()[:24]...)), town(), "sheet-item-missing"},
		{"an item of another row", simple(items(append(printed()[:24], Item{Moving, 25})...)), town(), "sheet-item-misplaced"},
		{"a weight in the row of the bus is the bus", simple(items(append(printed()[:10], append(printed()[11:], Item{Moving, 11})...)...)), town(), "sheet-item-doubled sheet-item-missing"},
		{"an item 26", simple(items(append(printed(), Item{Health, 26})...)), town(), "sheet-item-unknown"},
		{"no items", simple(items()), town(), strings.TrimSpace(strings.Repeat("sheet-item-missing ", 25))},

		{"様式第1 without a name", simple(paper(func(s *Sheet) { s.Name = "" })), town(), "sheet-field-missing"},
		{"様式第1 without a centre", simple(func(p *Plan) { p.Centre = "" }), town(), "sheet-field-missing"},
		{"様式第1 of a certified person", simple(certified(d("2026-03-20"))), town(), ""},
		{"様式第1 without 認定年月日", simple(certified(day.Date{})), town(), "sheet-field-missing"},
		{"様式第1 with the aim of a year alone", simple(func(p *Plan) { p.LifeGoal.Day = "" }), town(), "sheet-goal-missing"},
		{"様式第1 without a policy", simple(paper(func(s *Sheet) { s.Policy = "" })), town(), "sheet-goal-missing"},
		{"a row without its state", simple(row(SheetDomain{Domain: Domain{Issue: No}})), town(), "sheet-row-incomplete"},
		{"an issue without proposal and period", simple(row(SheetDomain{Domain: Domain{Now: "体重減", Issue: Yes, Background: "食欲"}})), town(), "sheet-row-incomplete sheet-row-incomplete"},
		{"an issue with all of it", simple(row(SheetDomain{Domain{Now: "体重減", Issue: Yes, Background: "食欲"}, "配食", span("2026-05-01", "2026-07-31")})), town(), ""},
		{"nobody says who cooks", simple(paper(func(s *Sheet) { s.Housework[0] = "" })), town(), "sheet-row-incomplete"},
		{"a ticked programme without an office", simple(paper(func(s *Sheet) { s.Measures = []Measure{{Name: "あんしん暮らしサポート"}} })), town(), "sheet-measure-unnamed"},
		{"an outcome without its day", simple(evaluation("", "継続")), town(), "sheet-evaluation-incomplete"},
		{"a day without an outcome", simple(evaluation("2026-10-31", "")), town(), "sheet-evaluation-incomplete"},
		{"an outcome of no list", simple(evaluation("2026-10-31", "様子見")), town(), "sheet-evaluation-incomplete"},
		{"an outcome with its day", simple(evaluation("2026-10-31", "終了")), town(), ""},
		{"no evaluation at the end where the town wants one", simple(event(rules.Evaluation)), atEnd, "sheet-evaluation-incomplete"},
		{"no evaluation at the end where it does not", simple(event(rules.Evaluation)), town("typeC.evaluation", "none"), ""},
		{"agreed to by nobody", simple(paper(func(s *Sheet) { s.Signed = nil })), town(), "sheet-unsigned"},
	}
}
