package content

import (
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/rules"
)

func processVectors() []vector {
	explain := func(x *Explanation) func(*Plan) { return func(p *Plan) { p.Explanation = x } }
	sent := func(asked, revoked string) *Explanation {
		x := &Explanation{On: d("2026-04-18"), Agreed: d("2026-04-18"), Method: "electronic", Means: "mail", Format: "PDF", Printable: Yes}
		for s, to := range map[string]*day.Date{asked: &x.Asked, revoked: &x.Revoked} {
			if s != "" {
				*to = d(s)
			}
		}
		return x
	}
	like := func(x *Explanation, change func(*Explanation)) func(*Plan) {
		change(x)
		return explain(x)
	}
	meet := func(m *Meeting) func(*Plan) { return func(p *Plan) { p.Meeting = m } }
	held := &Meeting{How: "held", On: d("2026-04-25")}
	b := func(mods ...func(*Plan)) Plan {
		return managed(typed(rules.TypeB), uses(Service{Kind: LifeSupport})).with(mods...)
	}
	consent := func(change func(*Consents)) func(*Plan) { return func(p *Plan) { change(&p.Consents) } }
	evaluation := func(before, sheet Told) func(*Plan) {
		return func(p *Plan) { p.Before, p.Evaluated = before, sheet }
	}
	provisional := func(mods ...func(*Plan)) Plan {
		return full(event(rules.Provisional), func(p *Plan) { p.Certification = Certification{Status: Pending, Level: number.Support1} }).with(mods...)
	}
	assist := func(contacted string, slip Told) func(*Plan) {
		return func(p *Plan) {
			p.Assistance = &Assistance{Slip: slip}
			if contacted != "" {
				p.Assistance.Contacted = d(contacted)
			}
		}
	}
	centre, welfare := town("provisional.centre", "presentOrChecked"), town("provisional.welfareOffice", "contact")
	return []vector{
		{"no explanation in a whole first plan", full(explain(nil)), town(), "explanation-missing"},
		{"no explanation at a renewal", full(explain(nil), event(rules.Renewal)), town(), ""},
		{"an explanation nobody agreed to", full(explain(&Explanation{On: d("2026-04-18")})), town(), "explanation-missing"},
		{"agreed on the day the services start", full(explain(&Explanation{On: d("2026-05-01"), Agreed: d("2026-05-01")})), town(), ""},
		{"agreed a day later", full(explain(&Explanation{On: d("2026-05-01"), Agreed: d("2026-05-02")})), town(), "explanation-late"},
		{"explained by pigeon", full(explain(&Explanation{On: d("2026-04-18"), Agreed: d("2026-04-18"), Method: "pigeon"})), town(), "explanation-method-unknown"},
		{"sent electronically as agreed", full(explain(sent("2026-04-17", ""))), town(), ""},
		{"sent electronically and never agreed", full(explain(sent("", ""))), town(), "electronic-without-consent"},
		{"sent electronically, agreed afterwards", full(explain(sent("2026-04-19", ""))), town(), "electronic-without-consent"},
		{"sent electronically after it was revoked", full(explain(sent("2026-04-16", "2026-04-17"))), town(), "electronic-revoked"},
		{"revoked, and agreed to again", full(explain(sent("2026-04-17", "2026-04-16"))), town(), ""},
		{"revoked after it was sent", full(explain(sent("2026-04-17", "2026-04-19"))), town(), ""},
		{"sent in no format", full(like(sent("2026-04-17", ""), func(x *Explanation) { x.Format = "" })), town(), "electronic-unspecified"},
		{"sent so that nobody can print it", full(like(sent("2026-04-17", ""), func(x *Explanation) { x.Printable = No })), town(), "electronic-not-printable"},

		{"no meeting in a whole plan", full(meet(nil)), town(), "meeting-missing"},
		{"a meeting without its day", full(meet(&Meeting{How: "held"})), town(), "meeting-missing"},
		{"a meeting that 介護予防支援 left out", full(meet(&Meeting{How: "omitted"})), town(), "meeting-omitted"},
		{"a meeting that A left out", managed(meet(&Meeting{How: "omitted"})), town("typeB.meeting", "mayOmit"), "meeting-omitted"},
		{"a meeting that B may leave out", b(meet(&Meeting{How: "omitted"})), town("typeB.meeting", "mayOmit"), ""},
		{"a meeting that B must hold", b(meet(&Meeting{How: "omitted"})), town("typeB.meeting", "required"), "meeting-omitted"},
		{"B holds one though the town omits it", b(meet(held)), town("typeB.meeting", "omitted"), ""},
		{"an inquiry with its reason", full(meet(&Meeting{How: "inquiry", On: d("2026-04-25"), Reason: "急な入院"})), town(), ""},
		{"an inquiry without", full(meet(&Meeting{How: "inquiry", On: d("2026-04-25")})), town(), "inquiry-without-reason"},

		{"the user agreed on the day of the meeting", full(consent(func(c *Consents) { c.User = d("2026-04-25") })), town(), ""},
		{"the user agreed a day later", full(consent(func(c *Consents) { c.User = d("2026-04-26") })), town(), "user-data-consent-missing"},
		{"the user never agreed", full(consent(func(c *Consents) { c.User = day.Date{} })), town(), "user-data-consent-missing"},
		{"the family was spoken of and not asked", full(meet(&Meeting{How: "held", On: d("2026-04-25"), Family: Yes})), town(), "family-data-consent-missing"},
		{"the family was spoken of and agreed", full(meet(&Meeting{How: "held", On: d("2026-04-25"), Family: Yes}), consent(func(c *Consents) { c.Family = d("2026-04-20") })), town(), ""},

		{"confirmed on the day of the consent", full(func(p *Plan) { p.Confirmed = d("2026-04-28") }), town(), ""},
		{"confirmed the day before", full(func(p *Plan) { p.Confirmed = d("2026-04-27") }), town(), "consent-after-confirmation"},
		{"confirmed without consent", full(consent(func(c *Consents) { c.Plan = day.Date{} })), town(), "consent-missing"},
		{"a draft takes no consent", today(consent(func(c *Consents) { c.Plan = day.Date{} })), town(), ""},
		{"a consent by word of mouth", full(consent(func(c *Consents) { c.Written = No })), town(), "consent-not-written"},

		{"a consent before the meeting", full(func(p *Plan) { p.Consents.Plan = d("2026-04-24") }), town(), "steps-out-of-order"},
		{"services before the consent", full(func(p *Plan) { p.ServiceStart = d("2026-04-27") }), town(), "steps-out-of-order"},
		{"a provisional plan goes ahead", provisional(func(p *Plan) { p.ServiceStart = d("2026-04-27") }), town(), "certification-pending"},

		{"a first plan without a 評価表", today(evaluation(No, No)), asked(), ""},
		{"a first plan with one", today(evaluation(No, Yes)), asked(), "evaluation-without-plan"},
		{"a new plan of somebody who had one before", today(evaluation(Yes, Yes)), asked(), ""},
		{"a renewal without a 評価表", today(evaluation(Yes, No), event(rules.Renewal)), asked(), "evaluation-missing"},
		{"a renewal that does not say", today(event(rules.Renewal)), asked(), ""},
		{"a renewal where the town does not want one", today(evaluation(Yes, No), event(rules.Renewal)), town(), ""},
		{"a renewal of a first plan", today(evaluation(No, No), event(rules.Renewal)), asked(), "renewal-without-plan"},

		{"a provisional meeting with the centre", provisional(meet(&Meeting{How: "held", On: d("2026-04-25"), Present: Yes})), centre, "certification-pending"},
		{"one without, after a check", provisional(meet(&Meeting{How: "held", On: d("2026-04-25"), Present: No}), func(p *Plan) { p.DraftChecked = d("2026-04-25") }), centre, "certification-pending"},
		{"one without either", provisional(meet(&Meeting{How: "held", On: d("2026-04-25"), Present: No})), centre, "certification-pending provisional-centre-absent"},
		{"a plan that is not provisional, without the centre", full(meet(&Meeting{How: "held", On: d("2026-04-25"), Present: No})), centre, ""},
		{"a town without that rule", provisional(meet(&Meeting{How: "held", On: d("2026-04-25"), Present: No})), town(), "certification-pending"},
		{"福祉事務所 heard before the start", provisional(assist("2026-05-01", Yes)), welfare, "certification-pending"},
		{"福祉事務所 heard after it", provisional(assist("2026-05-02", Yes)), welfare, "certification-pending welfare-not-contacted"},
		{"福祉事務所 never heard, no slip", provisional(assist("", No)), welfare, "certification-pending welfare-not-contacted welfare-slip-missing"},
		{"生活保護 in a plan that is not provisional", full(assist("", No)), welfare, ""},
	}
}
