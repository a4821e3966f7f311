package content

import (
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// asked is a town that asks for papers at the making and renewal of A and B.
func asked(settings ...string) rules.Set {
	s := town(settings...)
	s.Documents = []rules.DocumentSet{
		{Events: []rules.Event{rules.New, rules.Renewal}, Types: []rules.Type{rules.TypeA, rules.TypeB}, Required: []rules.Document{{Form: "F-EVAL-F", On: []rules.Event{rules.Renewal}}}},
		{Events: []rules.Event{rules.New}, Types: []rules.Type{rules.TypeC}},
	}
	return s
}

func channels() rules.Set {
	s := town()
	s.Channels = []rules.Channel{{ID: "cpdl", Standing: rules.Principle}, {ID: "mail", Name: "電子メール", Standing: rules.Discouraged}, {ID: "fax", Name: "ファクス", Standing: rules.Refused}}
	return s
}

func editions() rules.Set {
	s := town()
	s.Forms = []rules.FormVersion{
		{Form: "F-PLAN", Version: "1", Until: d("2026-03-31")}, {Form: "F-PLAN", Version: "2", From: d("2026-04-01")}, {Form: "F-PLAN", Version: "国", From: day.Date{}},
	}
	return s
}

func bound(b rules.Binding) rules.Set {
	s := town()
	s.Binds = b
	return s
}

func event(e rules.Event) func(*Plan) { return func(p *Plan) { p.Event = e } }

func takenVectors() []vector {
	model := rules.Binding{Care: rules.Support, Tracks: []rules.Track{rules.Direct}, Centres: []string{"東部"}, DesignatedFrom: d("2024-10-01")}
	of := func(centre string, since ...string) func(*Plan) {
		return func(p *Plan) {
			p.Centre, p.Designations = centre, nil
			for _, s := range since {
				p.Designations = append(p.Designations, Period{From: d(s)})
			}
		}
	}
	form := func(f, e string, made string) func(*Plan) {
		return func(p *Plan) { p.Form, p.Edition, p.Made = f, e, d(made) }
	}
	return []vector{
		{"what the form of today states is enough", today(), town(), ""},
		{"care left out is 介護予防支援", today(func(p *Plan) { p.Care = "" }), bound(model), ""},
		{"a plan that states everything", full(), town(), ""},
		{"a plan for which the rules are", full(of("東部", "2024-10-01")), bound(model), ""},
		{"介護予防ケアマネジメント under rules for 介護予防支援", managed(), bound(rules.Binding{Care: rules.Support}), "rules-not-for-this"},
		{"委託 under rules for 居宅指定", full(func(p *Plan) { p.Track, p.Designations = rules.Commissioned, nil }), bound(model), "rules-not-for-this"},
		{"a centre outside the model", full(of("中央", "2024-10-01")), bound(model), "rules-not-for-this"},
		{"an office designated before the model, and again since", full(of("東部", "2024-10-01", "2024-09-30")), bound(model), "rules-not-for-this"},

		{"an event the town asks for", today(event(rules.Renewal)), asked(), ""},
		{"an event the town does not ask for is said, and taken", today(event(rules.LevelChange)), asked(), "event-not-asked"},
		{"a switch is like a minor change", today(event(rules.Switch)), asked("switch.requiresSubmission", "no"), "event-not-asked"},
		{"a switch where the town wants it", today(event(rules.Switch)), asked("switch.requiresSubmission", "yes"), ""},

		{"the channel in principle", today(func(p *Plan) { p.Channel = "cpdl" }), channels(), ""},
		{"a channel the rules do not know", today(func(p *Plan) { p.Channel = "portal" }), channels(), "channel-not-foreseen"},
		{"a channel the town refuses", today(func(p *Plan) { p.Channel = "fax" }), channels(), "channel-refused"},
		{"an e-mail is discouraged, not refused", today(func(p *Plan) { p.Channel = "mail" }), channels(), "channel-discouraged"},

		{"A on the ordinary form", managed(form("F-PLAN-A", "", "2026-04-22")), town(), ""},
		{"A on 様式第1", managed(form("F-C-RESULT", "", "2026-04-22")), town(), "form-for-type"},
		{"C on the ordinary form", simple(form("F-PLAN", "", "2026-04-22")), town(), ""},
		{"C on a checklist", simple(form("F-KCL", "", "2026-04-22")), town(), "form-for-type"},
		{"an edition in force", today(form("F-PLAN", "2", "2026-04-01")), editions(), ""},
		{"the national edition beside it", today(form("F-PLAN", "国", "2026-04-01")), editions(), ""},
		{"an edition that has ended", today(form("F-PLAN", "1", "2026-04-01")), editions(), "form-edition"},
		{"a form of which the town names no edition", today(form("F-PLAN-A", "9", "2026-04-01")), editions(), ""},
	}
}
