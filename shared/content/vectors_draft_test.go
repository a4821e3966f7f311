package content

import (
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

func draftVectors() []vector {
	monitor := func(m *Monitoring) func(*Plan) { return func(p *Plan) { p.Monitoring = m } }
	excused := func(reason string) *Monitoring {
		return &Monitoring{Every: 4, Exceptions: []Exception{{day.MustMonth("2026-08"), reason}}}
	}
	assessment := func(change func(*Assessment)) func(*Plan) {
		return func(p *Plan) {
			a := *p.Assessment
			change(&a)
			p.Assessment = &a
		}
	}
	domain := func(i int, x Domain) func(*Plan) {
		return func(p *Plan) {
			all := *p.Domains
			all[i] = x
			p.Domains = &all
		}
	}
	row := func(change func(*Issue)) func(*Plan) {
		return func(p *Plan) {
			x := p.Issues[0]
			change(&x)
			p.Issues = append([]Issue{x}, p.Issues...)
		}
	}
	quarterly := town("monitoring.visitEveryMonths", "3")
	small := func(mods ...func(*Plan)) Plan { // C without 様式第1
		return simple(func(p *Plan) { p.Sheet, p.Form = nil, "" }).with(mods...)
	}
	return []vector{
		{"no period", today(func(p *Plan) { p.Period = Period{} }), town(), "plan-period-wrong"},
		{"a period without an end", today(func(p *Plan) { p.Period.To = day.Date{} }), town(), "plan-period-wrong"},
		{"a period that ends before it begins", today(func(p *Plan) { p.Period = span("2026-10-31", "2026-10-30") }), town(), "plan-period-wrong"},
		{"a plan of a day", today(func(p *Plan) { p.Period = span("2026-10-31", "2026-10-31") }), town(), ""},
		{"a monthly report has no period", today(func(p *Plan) { p.Period = Period{} }, event(rules.Monthly)), town(), ""},

		{"no interval in a whole plan", full(monitor(nil)), town(), "monitoring-missing"},
		{"monitoring without an interval", full(monitor(&Monitoring{})), town(), "monitoring-missing"},
		{"every 3 months", full(monitor(&Monitoring{Every: 3})), quarterly, ""},
		{"every 4 months", full(monitor(&Monitoring{Every: 4})), quarterly, "monitoring-too-rare"},
		{"every 4 months with a reason", full(monitor(excused("入院"))), quarterly, ""},
		{"every 4 months with no reason written", full(monitor(excused(""))), quarterly, "monitoring-too-rare exception-without-reason"},
		{"B is free", managed(monitor(&Monitoring{Every: 6}), typed(rules.TypeB), uses(Service{Kind: LifeSupport})), quarterly, ""},
		{"by video where the town lets", full(monitor(&Monitoring{Every: 3, Remote: Yes})), town("monitoring.remoteAllowed", "yes"), ""},
		{"by video where it does not", full(monitor(&Monitoring{Every: 3, Remote: Yes})), town("monitoring.remoteAllowed", "no"), "monitoring-remote"},
		{"C with an interval", simple(monitor(&Monitoring{Every: 3})), town("typeC.monitoring", "none"), "monitoring-of-c"},
		{"C where the town looks once more", simple(monitor(&Monitoring{Every: 1})), town("typeC.monitoring", "once"), ""},

		{"no assessment in a whole plan", full(func(p *Plan) { p.Assessment = nil }), town(), "assessment-missing"},
		{"an assessment without its place", full(assessment(func(a *Assessment) { a.Place = "" })), town(), "assessment-missing"},
		{"an assessment in hospital", full(assessment(func(a *Assessment) { a.Place = "hospital" })), town(), "assessment-not-at-home"},
		{"an assessment in hospital, and why", full(assessment(func(a *Assessment) { a.Place, a.Reason = "hospital", "入院中" })), town(), ""},
		{"an assessment by telephone", full(assessment(func(a *Assessment) { a.Mode = "phone" })), town(), "assessment-not-at-home"},
		{"the family was not asked", full(assessment(func(a *Assessment) { a.Family = No })), town(), "assessment-not-at-home"},

		{"no domains in a whole plan", full(func(p *Plan) { p.Domains = nil }), town(), "domain-missing"},
		{"a domain left out", full(domain(Joining, Domain{})), town(), "domain-missing"},
		{"a domain of which nobody says if it is an issue", full(domain(Living, Domain{Now: "家族"})), town(), "domain-issue-open"},
		{"an issue without its background", full(domain(Living, Domain{Now: "家族", Issue: Yes})), town(), "domain-issue-open"},

		{"no life the person aims at", full(func(p *Plan) { p.LifeGoal = LifeGoal{} }), town(), "life-goal-missing"},
		{"the aim of a year is enough", full(func(p *Plan) { p.LifeGoal.Day = "" }), town(), ""},
		{"no row", full(func(p *Plan) { p.Issues = nil }), town(), "draft-incomplete"},
		{"a row without attention and period", full(row(func(x *Issue) { x.Attention, x.Period = "", Period{} })), town(), "draft-incomplete draft-incomplete"},
		{"a row stated in a form is whole too", today(func(p *Plan) { p.Issues = []Issue{{Issue: "歩く力"}} }), town(), "draft-incomplete draft-incomplete draft-incomplete draft-incomplete draft-incomplete draft-incomplete"},
		{"a goal beyond the plan", full(row(func(x *Issue) { x.Period.To = d("2026-11-01") })), town(), "goal-outside-period"},

		{"C with all of its result", small(func(p *Plan) { p.Result = &Result{"散歩", "足", "体操", "毎日", "転倒"} }), town(), ""},
		{"C without attention", small(func(p *Plan) { p.Result = &Result{"散歩", "足", "体操", "毎日", ""} }), town(), "c-result-incomplete"},
		{"C without a result", small(), town(), "c-result-incomplete c-result-incomplete c-result-incomplete c-result-incomplete c-result-incomplete"},
		{"a form of C says nothing of the result", small(func(p *Plan) { p.Whole = false }), town(), ""},
	}
}
