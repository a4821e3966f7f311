package content

import (
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/rules"
)

func uses(all ...Service) func(*Plan) { return func(p *Plan) { p.Services = all } }

func typed(t rules.Type) func(*Plan) { return func(p *Plan) { p.Type = t } }

func servicesVectors() []vector {
	prevention, outside := Service{Kind: Preventive}, Service{Kind: Preventive, Outside: true}
	designated, relaxed := Service{Kind: VisitService, Manner: Designated}, Service{Kind: DayService, Manner: Relaxed}
	intensive, meals, none := Service{Kind: DayService, Manner: Intensive}, Service{Kind: LifeSupport}, Service{Kind: NoService}
	units := func(n int, l number.Level) func(*Plan) {
		return func(p *Plan) { p.Units, p.Certification.Level = n, l }
	}
	ab, alone := town("commission.allowedTypes", "AB"), town("typeC.beside", "refused")
	guide := town("limit.support1", "5032", "limit.support2", "10531")
	later := func(mods ...func(*Plan)) Plan { return simple(func(p *Plan) { p.Event = rules.Renewal }).with(mods...) }
	again := town()
	again.Documents = []rules.DocumentSet{{Events: []rules.Event{rules.Renewal}, Types: []rules.Type{rules.TypeC}}}
	return []vector{
		{"介護予防ケアマネジメント without a type", managed(typed("")), town(), "type-missing"},
		{"a type nobody knows", managed(typed("D")), town(), "type-missing"},
		{"介護予防支援 with a type", full(typed(rules.TypeA)), town(), "type-not-for-support"},

		{"A where A and B may be commissioned", managed(), ab, ""},
		{"C where A and B may be commissioned", simple(func(p *Plan) { p.Track = rules.Commissioned }), ab, "type-not-commissioned"},
		{"C by the centre itself", simple(), ab, ""},
		{"C where the notice says nothing", simple(func(p *Plan) { p.Track = rules.Commissioned }), town(), ""},

		{"B with a designated service", managed(typed(rules.TypeB), uses(designated)), town(), "type-for-services"},
		{"B with 短期集中予防", managed(typed(rules.TypeB), uses(meals, intensive)), town(), "type-for-services"},
		{"B with a relaxed service", managed(typed(rules.TypeB), uses(relaxed)), town(), ""},
		{"C with a relaxed service", simple(uses(relaxed)), town(), "type-for-services"},
		{"A with meals, as the centre deems right", managed(uses(meals)), town(), ""},
		{"A with nothing", managed(uses(none)), town(), "nothing-managed"},
		{"C with nothing", simple(uses(none)), town(), ""},

		{"C beside 訪問型 where C stands alone", simple(uses(meals, Service{Kind: VisitService})), alone, "type-c-beside"},
		{"C beside 訪問型 where the town says nothing", simple(uses(meals, Service{Kind: VisitService})), town(), ""},
		{"C with meals alone", simple(), alone, ""},
		{"A beside 訪問型", managed(), alone, ""},

		{"C at a renewal", later(), town(), "type-c-not-first"},
		{"C at a renewal that the town takes", later(), again, ""},
		{"A at a renewal", managed(event(rules.Renewal)), town(), ""},

		{"介護予防ケアマネジメント with a 予防給付 inside the limit", managed(uses(designated, prevention)), town(), "services-need-support"},
		{"介護予防ケアマネジメント with one outside it", managed(uses(designated, outside)), town(), ""},
		{"介護予防支援 without a 予防給付", full(uses(designated)), town(), "services-need-management"},
		{"介護予防支援 with one outside the limit alone", full(uses(designated, outside)), town(), "services-outside-limit"},
		{"介護予防支援 with both", full(uses(outside, prevention)), town(), ""},
		{"a 事業対象者 with a 予防給付", target(uses(designated, outside)), town(), "target-without-benefit"},
		{"a 事業対象者 with a 介護給付", target(uses(designated, Service{Kind: CareBenefit})), town(), "benefit-beside-program"},
		{"総合事業 and a 介護給付 while the result is open", managed(uses(designated, Service{Kind: CareBenefit}), func(p *Plan) { p.Certification = Certification{Status: Pending} }), town(), "certification-pending benefit-beside-program"},

		{"要支援1 at its figure", managed(units(5032, number.Support1)), guide, ""},
		{"要支援1 over it", managed(units(5033, number.Support1)), guide, "over-limit"},
		{"a 事業対象者 over that of 要支援1", target(units(5033, number.Target)), guide, "over-limit"},
		{"要支援2 over that of 要支援1", managed(units(5033, number.Support2)), guide, ""},
		{"要支援2 over its own", managed(units(10532, number.Support2)), guide, "over-limit"},
		{"a town that has no figure", managed(units(99999, number.Support1)), town(), ""},
	}
}
