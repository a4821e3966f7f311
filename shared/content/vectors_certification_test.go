package content

import (
	"github.com/sasae-care/sasae/shared/checklist"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/rules"
)

func certificationVectors() []vector {
	cert := func(c Certification) func(*Plan) { return func(p *Plan) { p.Certification = c } }
	certified := func(l number.Level, from, to string) func(*Plan) {
		return cert(Certification{Status: Certified, Level: l, Period: span(from, to)})
	}
	standing := func(l number.Level) func(*Plan) { return cert(Certification{Status: Target, Level: l}) }
	age := func(n int) func(*Plan) { return func(p *Plan) { p.Age = n } }
	sheet := func(c *Checklist) func(*Plan) { return func(p *Plan) { p.Checklist = c } }
	counts := func(n ...int) *Checklist { return &Checklist{Sheet: answers(20), Counts: (*[6]int)(n)} }
	part := answers()
	part.Answers[16], part.Answers[18] = checklist.Unanswered, checklist.Unanswered
	since := func(from, to string) func(*Plan) {
		return func(p *Plan) { p.Certification.Period.From, p.Period.To = d(from), d(to) }
	}
	year := town("targetPerson.validMonths", "12")
	return []vector{
		{"nothing of the card", today(cert(Certification{})), town(), "certification-missing"},
		{"a monthly report says nothing of it", today(cert(Certification{}), event(rules.Monthly)), town(), ""},
		{"a status nobody knows", today(cert(Certification{Status: "yes"})), town(), "certification-missing"},
		{"certified without a level", today(certified("", "2026-04-01", "2027-03-31")), town(), "certification-missing"},
		{"certified without an end", today(cert(Certification{Status: Certified, Level: "12", Period: Period{From: d("2026-04-01")}})), town(), "certification-missing"},
		{"a validity that ends before it begins", today(certified("12", "2027-03-31", "2026-04-01"), func(p *Plan) { p.Period = span("2027-03-31", "2027-03-31") }), town(), "certification-period-wrong certification-not-covering"},
		{"申請中 is taken and flagged", today(cert(Certification{Status: Pending})), town(), "certification-pending"},
		{"申請中 with the validity that ends soon", today(cert(Certification{Status: Pending, Level: "21", Period: span("2025-04-01", "2026-05-31")})), town(), "certification-pending"},

		{"a plan of the whole validity", today(certified("12", "2026-05-01", "2026-10-31")), town(), ""},
		{"a plan that begins a day before it", today(certified("12", "2026-05-02", "2027-03-31")), town(), "certification-not-covering"},
		{"a plan that ends a day after it", today(certified("13", "2026-05-01", "2026-10-30")), town(), "certification-not-covering"},
		{"a plan without an end is not called outside", today(func(p *Plan) { p.Period.To = day.Date{} }), town(), "plan-period-wrong"},

		{"要介護1", today(certified(number.Care1, "2026-04-01", "2027-03-31")), town(), "level-not-support"},
		{"要介護1 in 介護予防ケアマネジメント", managed(certified(number.Care1, "2026-04-01", "2027-03-31")), town(), "level-not-support"},
		{"a 事業対象者", target(), town(), ""},
		{"a 事業対象者 who was found 非該当", target(standing(number.NotEligible)), town(), ""},
		{"a 事業対象者 with a level of 要支援", target(standing(number.Support1)), town(), "level-not-support"},
		{"a 事業対象者 in 介護予防支援", today(standing(number.Target)), town(), "target-not-support"},
		{"a 事業対象者 of 65", target(age(65)), town(), ""},
		{"a 事業対象者 of 64", target(age(64)), town(), "target-too-young"},
		{"a certified person of 64", managed(age(64)), town(), ""},
		{"a standing of twelve months, to its last day", target(since("2025-11-01", "2026-10-31")), year, ""},
		{"a day more", target(since("2025-11-01", "2026-11-01")), year, "target-expired"},
		{"a standing of which the beginning is not stated", target(), year, "target-from-missing"},
		{"a certified person has no standing that ends", managed(since("2025-09-01", "2026-10-31")), year, ""},
		{"a town where the standing does not end", target(since("2020-11-01", "2026-10-31")), town("targetPerson.validMonths", "0"), ""},

		{"no checklist of a 事業対象者", target(sheet(nil)), town(), "checklist-missing"},
		{"no checklist of a certified person", managed(sheet(nil)), town(), ""},
		{"answers that meet no criterion", target(sheet(&Checklist{Sheet: answers(17)})), town(), "checklist-not-met"},
		{"a certified person's answers are no gate", managed(sheet(&Checklist{Sheet: answers()})), town(), ""},
		{"answers still missing", target(sheet(&Checklist{Sheet: part})), town(), "checklist-open"},
		{"counts as the answers say", target(sheet(counts(0, 0, 0, 0, 1, 0))), town(), ""},
		{"counts that do not", target(sheet(counts(3, 0, 0, 0, 1, 0))), town(), "checklist-counts"},
		{"filled in by the family, seen by the centre", target(sheet(&Checklist{Sheet: answers(20), By: "family", Followed: d("2026-04-20")})), town(), ""},
		{"filled in by the office, not seen yet", target(sheet(&Checklist{Sheet: answers(20), By: "office"})), town(), "respondent-not-followed"},
		{"filled in by a neighbour", target(sheet(&Checklist{Sheet: answers(20), By: "neighbour"})), town(), "respondent-unknown"},

		{"an 審査会意見 explained and taken", today(func(p *Plan) {
			p.Certification.Opinion, p.Certification.OpinionTold, p.Certification.OpinionTaken = Yes, Yes, Yes
		}), town(), ""},
		{"an 審査会意見 explained only", today(func(p *Plan) { p.Certification.Opinion, p.Certification.OpinionTold = Yes, Yes }), town(), "opinion-not-attested"},
	}
}
