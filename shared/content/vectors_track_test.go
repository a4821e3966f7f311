package content

import (
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

func trackVectors() []vector {
	designated := func(periods ...Period) func(*Plan) { return func(p *Plan) { p.Designations = periods } }
	commission := func(notified string, content string) func(*Plan) {
		return func(p *Plan) {
			p.Commission = &Commission{"試験事業所", "試験市1-1", content, d("2026-05-01"), d(notified)}
		}
	}
	note := func(change func(*Notification)) func(*Plan) {
		return func(p *Plan) {
			n := *p.Notification
			change(&n)
			p.Notification = &n
		}
	}
	unsigned := func(nth int, contract Told) func(*Plan) {
		return func(p *Plan) {
			p.Simultaneous = contract
			note(func(n *Notification) { n.SelfSigned, n.Nth = No, nth })(p)
		}
	}
	kihon := func(by Party, before Told) func(*Plan) {
		return func(p *Plan) { p.KihonBy, p.Before = by, before }
	}
	planner := func(name string, r Role) func(*Plan) { return func(p *Plan) { p.Planner = Planner{name, r} } }
	checked := func(on string) func(*Plan) { return func(p *Plan) { p.DraftChecked = d(on) } }
	notice, both := town("commission.notice", "before"), town("contract.mode", "simultaneous")
	first, draft := town("intake.kihonFirstBy", "centre"), town("review.stage", "draft")
	return []vector{
		{"介護予防ケアマネジメントA on commission", managed(), town(), ""},
		{"an office's own 介護予防ケアマネジメント", managed(func(p *Plan) { p.Track = rules.Direct }), town(), "direct-only-support"},
		{"an office's own plan before the law", today(func(p *Plan) { p.Period.From, p.Certification.Period.From = d("2024-03-31"), d("2024-03-01") }), town(), "direct-before-law"},
		{"an office's own plan from the first day of the law", today(func(p *Plan) { p.Period.From, p.Certification.Period.From = d("2024-04-01"), d("2024-03-01") }), town(), ""},
		{"designated when it was made", full(designated(span("2026-04-22", "2026-10-31"))), town(), ""},
		{"two designations that follow each other", full(designated(span("2020-10-01", "2026-09-30"), Period{From: d("2026-10-01")})), town(), ""},
		{"designated a day after it was made", full(designated(Period{From: d("2026-04-23")})), town(), "designation-not-covering"},
		{"made on commission, moved to the office that is designated since", full(designated(Period{From: d("2026-04-23")}), event(rules.Transfer)), town(), ""},
		{"not designated when the plan begins", today(designated(Period{From: d("2026-05-02")})), town(), "designation-not-covering"},
		{"designated for a part of the plan", full(designated(span("2024-10-01", "2026-09-30"))), town(), "designation-ends"},
		{"委託 takes no designation", managed(designated(Period{From: d("2030-01-01")})), town(), ""},
		{"移行 to an office on commission", managed(event(rules.Transfer)), town(), "transfer-not-direct"},

		{"a commission told the day before", managed(commission("2026-04-30", "プラン作成")), notice, ""},
		{"a commission told on the day", managed(commission("2026-05-01", "プラン作成")), notice, "commission-notice-late"},
		{"a commission without its content", managed(commission("2026-04-30", "")), notice, "commission-notice-incomplete"},
		{"a commission without the day it was told", managed(func(p *Plan) {
			p.Commission = &Commission{"試験事業所", "試験市1-1", "プラン作成", d("2026-05-01"), day.Date{}}
		}), notice, "commission-notice-incomplete"},
		{"a commission of an office without a name", managed(func(p *Plan) {
			p.Commission = &Commission{"", "試験市1-1", "プラン作成", d("2026-05-01"), d("2026-04-30")}
		}), notice, "commission-notice-incomplete"},
		{"a commission nobody states", managed(), notice, ""},
		{"a direct plan has none", full(commission("2026-05-01", "")), notice, ""},
		{"a commission without its start", managed(func(p *Plan) {
			p.Commission = &Commission{"試験事業所", "試験市1-1", "プラン作成", day.Date{}, d("2026-04-30")}
		}), notice, "commission-notice-incomplete"},
		{"a town that does not ask", managed(commission("2026-05-01", "")), town(), ""},

		{"a switch with reason and situation", today(event(rules.Switch), func(p *Plan) { p.Switch = &Switch{"予防給付の終了", "歩けるようになった"} }), town(), ""},
		{"a switch without the situation", today(event(rules.Switch), func(p *Plan) { p.Switch = &Switch{Reason: "予防給付の終了"} }), town(), "switch-reason-missing"},
		{"a switch under a 同時契約", today(event(rules.Switch), func(p *Plan) { p.Simultaneous = Yes }), both, ""},
		{"a switch without one", today(event(rules.Switch), func(p *Plan) { p.Simultaneous = No }), both, "switch-without-contract"},
		{"a switch where each care has its contract", today(event(rules.Switch), func(p *Plan) { p.Simultaneous = No }), town("contract.mode", "separate"), ""},

		{"no 届出書 of a whole plan", full(func(p *Plan) { p.Notification = nil }), town(), "notification-missing"},
		{"no 届出書 at a renewal", full(func(p *Plan) { p.Notification = nil }, event(rules.Renewal)), town(), ""},
		{"a 届出書 without its day", full(note(func(n *Notification) { n.Filed = day.Date{} })), town(), "notification-missing"},
		{"a 届出書 nobody explained", full(note(func(n *Notification) { n.Explained = No })), town(), "notification-unexplained"},
		{"a 届出書 on the day the services start", full(note(func(n *Notification) { n.Filed = d("2026-05-01") })), town(), ""},
		{"a 届出書 after the services started", full(note(func(n *Notification) { n.Filed = d("2026-05-02") })), town(), "notification-late"},
		{"the first 届出書 is signed", full(unsigned(1, Yes)), both, "notification-unsigned"},
		{"the second one is not, under a 同時契約", full(unsigned(2, Yes)), both, ""},
		{"the second one is, without it", full(unsigned(2, No)), both, "notification-unsigned"},
		{"an unsigned 届出書 elsewhere", full(unsigned(1, No)), town(), ""},

		{"the first 利用者基本情報 by the centre", managed(kihon(ByCentre, No)), first, ""},
		{"the first by the office", managed(kihon(ByOffice, No)), first, "kihon-by-other"},
		{"a later one by the centre", managed(kihon(ByCentre, Yes)), first, "kihon-by-other"},
		{"a later one, known by the day of the first plan", managed(kihon(ByOffice, Untold), func(p *Plan) { p.FirstMade = d("2025-04-01") }), first, ""},
		{"a later one by the centre, known by that day", managed(kihon(ByCentre, Untold), func(p *Plan) { p.FirstMade = d("2025-04-01") }), first, "kihon-by-other"},
		{"a town that does not care who made it", managed(kihon(ByCentre, Yes)), town(), ""},
		{"nobody says who made it", managed(kihon("", Yes)), first, ""},
		{"of which nobody knows if it is the first", managed(kihon(ByCentre, Untold)), first, ""},

		{"a draft checked before the meeting", managed(checked("2026-04-25")), draft, ""},
		{"a draft checked after it", managed(checked("2026-04-26")), draft, "draft-checked-late"},
		{"a plan confirmed without the check", managed(), draft, "draft-not-checked"},
		{"a town that reviews drafts of commissioned plans alone", managed(), town("review.stage", "confirmed", "review.stageCommissioned", "draft"), "draft-not-checked"},
		{"a town that reviews confirmed plans of commissions alone", managed(), town("review.stage", "draft", "review.stageCommissioned", "confirmed"), ""},
		{"a direct plan takes none", full(), draft, ""},
		{"a whole draft that is not confirmed yet", managed(func(p *Plan) { p.Confirmed = day.Date{} }), draft, ""},
		{"a confirmed plan that states only a part", managed(func(p *Plan) { p.Whole = false }), draft, ""},

		{"nobody in charge", full(planner("", "")), town(), "planner-missing"},
		{"a nurse of the centre", simple(planner("試験 次郎", PublicNurse)), town(), ""},
		{"a nurse of an office", full(planner("試験 次郎", PublicNurse)), town(), "planner-role"},
		{"a profession of no list", simple(planner("試験 次郎", "cook")), town(), "planner-role"},
		{"the person's own plan of サービス事業", managed(planner("見本 太郎", Self)), town(), "plan-self-made"},
	}
}
