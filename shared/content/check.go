// Package content checks what a plan submission says: the statement itself, not
// the presence of its files.
//
//	form, CSV, an office's software → Plan + rules.Set → Check → []Finding, each with its rule and what to do
//
// What is not stated is not wrong, unless the rule makes it mandatory or the
// statement is the whole plan. Where towns differ the rule set decides. A
// Finding of grade warn never blocks. No message repeats a word about the
// person; days and codes it may.
package content

import (
	"fmt"
	"slices"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// Grade says what a finding means.
type Grade string

// The grades.
const (
	Refuse Grade = "refuse" // the statement contradicts a rule: it is sent back
	Warn   Grade = "warn"   // shown to office and centre, never blocks
)

// Finding is one thing a check has to say.
type Finding struct {
	Code    string   `json:"code"` // of Codes
	Grade   Grade    `json:"grade"`
	Field   string   `json:"field"`   // of Plan: certification.level, issues[2].goal
	Message string   `json:"message"` // Japanese: the rule, and what to do
	Source  []string `json:"source"`  // requirement ids
}

// Check compares a plan with the rules, in the order of the table of checks. None
// found is nil.
func Check(p Plan, set rules.Set) []Finding { return run(checks, p, set) }

// Refused tells whether a finding blocks.
func Refused(all []Finding) bool {
	return slices.ContainsFunc(all, func(f Finding) bool { return f.Grade == Refuse })
}

// exam is one plan held against one set.
type exam struct {
	Plan
	set   rules.Set
	found []Finding
}

func run(checks []check, p Plan, set rules.Set) []Finding {
	e := &exam{Plan: p, set: set}
	for _, c := range checks {
		c.find(e)
	}
	return e.found
}

// say records a finding of a code in Codes; it panics on an unknown one, which a
// test of every check would show.
func (e *exam) say(code, field string, more ...any) {
	c, ok := Codes[code]
	if !ok {
		panic("content: unknown code " + code)
	}
	e.found = append(e.found, Finding{code, c.Grade, field, fmt.Sprintf(c.Message, more...), slices.Clone(c.Source)})
}

// check is one row of the table: what it looks at, and the codes it may say.
type check struct {
	name, title string
	find        func(*exam)
	codes       []string
}

// checks is the table, in the order of a plan's life. The next one is a row here,
// its codes in Codes, and vectors in the tests.
var checks = []check{
	{"rules", "規則の対象", rulesFit, []string{"rules-not-for-this"}},
	{"event", "提出の場面", eventTaken, []string{"event-not-asked"}},
	{"channel", "提出方法", channelTaken, []string{"channel-not-foreseen", "channel-refused", "channel-discouraged"}},
	{"form", "様式と類型", formForType, []string{"form-for-type"}},
	{"edition", "様式の版", editionTaken, []string{"form-edition"}},

	{"track", "契約の形とケアマネジメント", trackForCare, []string{"direct-only-support"}},
	{"direct-from", "居宅指定の開始", directFrom, []string{"direct-before-law"}},
	{"designation", "指定の期間", designated, []string{"designation-not-covering", "designation-ends"}},
	{"transfer", "移行", transferred, []string{"transfer-not-direct"}},
	{"commission", "委託の届出", commissionNotified, []string{"commission-notice-incomplete", "commission-notice-late"}},
	{"switch", "切替の理由", switchTold, []string{"switch-reason-missing"}},
	{"contract", "同時契約", switchContracted, []string{"switch-without-contract"}},
	{"notification", "作成届", notified, []string{"notification-missing", "notification-unexplained", "notification-late"}},
	{"notification-signature", "作成届の署名", notificationSigned, []string{"notification-unsigned"}},
	{"kihon", "利用者基本情報の作成者", kihonMade, []string{"kihon-by-other"}},
	{"draft-check", "原案の事前確認", draftChecked, []string{"draft-not-checked", "draft-checked-late"}},
	{"planner", "計画作成者", plannerKnown, []string{"planner-missing", "planner-role", "plan-self-made"}},

	{"certification", "認定の記載", certificationGiven, []string{"certification-missing", "certification-period-wrong"}},
	{"pending", "申請中・暫定", certificationPending, []string{"certification-pending"}},
	{"covering", "認定有効期間と計画期間", certificationCovers, []string{"certification-not-covering"}},
	{"level", "要介護状態区分", levelForCare, []string{"level-not-support", "target-not-support"}},
	{"target-age", "事業対象者の年齢", targetAge, []string{"target-too-young"}},
	{"target-valid", "事業対象者の有効期間", targetValid, []string{"target-from-missing", "target-expired"}},
	{"checklist", "基本チェックリストの基準", checklistMet, []string{"checklist-missing", "checklist-not-met", "checklist-open"}},
	{"checklist-counts", "基本チェックリストの該当数", checklistCounts, []string{"checklist-counts"}},
	{"respondent", "基本チェックリストの回答者", checklistFollowed, []string{"respondent-unknown", "respondent-not-followed"}},
	{"opinion", "審査会意見", opinionTaken, []string{"opinion-not-attested"}},

	{"type", "類型", typeForCare, []string{"type-missing", "type-not-for-support"}},
	{"type-commissioned", "委託できる類型", typeCommissioned, []string{"type-not-commissioned"}},
	{"type-services", "類型とサービス", typeForServices, []string{"type-for-services", "nothing-managed"}},
	{"type-c-beside", "Cとほかのサービス", typeCBeside, []string{"type-c-beside"}},
	{"type-c-first", "Cは初回", typeCFirst, []string{"type-c-not-first"}},
	{"care-services", "ケアマネジメントとサービス", careForServices, []string{"services-need-support", "services-need-management", "services-outside-limit"}},
	{"target-services", "事業対象者と予防給付", targetServices, []string{"target-without-benefit"}},
	{"benefit", "介護給付との並行", benefitBeside, []string{"benefit-beside-program"}},
	{"limit", "限度額の目安", unitsInLimit, []string{"over-limit"}},

	{"period", "計画期間", planPeriod, []string{"plan-period-wrong"}},
	{"monitoring", "モニタリングの間隔", monitoringSet, []string{"monitoring-missing", "monitoring-too-rare"}},
	{"monitoring-exception", "モニタリングの例外", monitoringExcused, []string{"exception-without-reason"}},
	{"monitoring-remote", "テレビ電話等", monitoringRemote, []string{"monitoring-remote"}},
	{"monitoring-c", "Cのモニタリング", monitoringOfC, []string{"monitoring-of-c"}},
	{"assessment", "アセスメントの実施", assessed, []string{"assessment-missing", "assessment-not-at-home"}},
	{"domains", "アセスメント領域", domainsAssessed, []string{"domain-missing", "domain-issue-open"}},
	{"life-goal", "目標とする生活", lifeGoalSet, []string{"life-goal-missing"}},
	{"draft", "原案の記載事項", issuesWhole, []string{"draft-incomplete"}},
	{"goal-period", "目標の期間", goalsInPeriod, []string{"goal-outside-period"}},
	{"c-result", "ケアマネジメントC結果", resultOfC, []string{"c-result-incomplete"}},

	{"explanation", "重要事項の説明", explained, []string{"explanation-missing", "explanation-late"}},
	{"electronic", "重要事項の電磁的交付", electronic, []string{
		"explanation-method-unknown", "electronic-without-consent", "electronic-revoked", "electronic-unspecified", "electronic-not-printable",
	}},
	{"meeting", "サービス担当者会議", met, []string{"meeting-missing", "meeting-omitted", "inquiry-without-reason"}},
	{"data-consent", "個人情報の使用の同意", dataShared, []string{"user-data-consent-missing", "family-data-consent-missing"}},
	{"plan-consent", "計画への同意", planAgreed, []string{"consent-missing", "consent-after-confirmation", "consent-not-written"}},
	{"order", "作業の順", inOrder, []string{"steps-out-of-order"}},
	{"evaluation", "評価表", evaluated, []string{"renewal-without-plan", "evaluation-without-plan", "evaluation-missing"}},
	{"provisional", "暫定プランの会議", provisionalMeeting, []string{"provisional-centre-absent"}},
	{"assistance", "生活保護", assistanceTold, []string{"welfare-not-contacted", "welfare-slip-missing"}},

	{"sheet-items", "様式第1の25項目", sheetItems, []string{"sheet-item-unknown", "sheet-item-misplaced", "sheet-item-missing", "sheet-item-doubled"}},
	{"sheet-head", "様式第1の利用者と認定", sheetHead, []string{"sheet-field-missing"}},
	{"sheet-goals", "様式第1の目標と方針", sheetGoals, []string{"sheet-goal-missing"}},
	{"sheet-rows", "様式第1のアセスメント領域", sheetRows, []string{"sheet-row-incomplete"}},
	{"sheet-measures", "様式第1の具体策", sheetMeasures, []string{"sheet-measure-unnamed"}},
	{"sheet-evaluation", "様式第1の評価", sheetEvaluated, []string{"sheet-evaluation-incomplete"}},
	{"sheet-consent", "様式第1の同意", sheetSigned, []string{"sheet-unsigned"}},
}

// care is that of the plan; left out it is 介護予防支援, as with rules.Case.
func (p Plan) care() rules.Care {
	if p.Care == "" {
		return rules.Support
	}
	return p.Care
}

// makes tells whether a plan is made, renewed or changed at the event: all that
// holds for a first plan holds for a change. Source: KAW-33-1-カ, KAW-33-2-ウ,
// KAW-33-3-シ, TOS-53.
func (p Plan) makes() bool {
	return !slices.Contains([]rules.Event{rules.MinorChange, rules.Evaluation, rules.Conference, rules.Monthly, rules.Switch}, p.Event)
}

// wants tells whether what is missing is missing from the plan.
func (p Plan) wants() bool { return p.Whole && p.makes() }

// before tells whether there was a plan before this one, from what is stated.
// Source: KUM-15, MHLW-KU-01, AMB-01.
func (p Plan) before() Told {
	if p.Before == Untold && !p.FirstMade.IsZero() && p.FirstMade.Before(p.Made) {
		return Yes
	}
	return p.Before
}

// named is a name in brackets; "" when there is none, as for a value nobody knows,
// which no message repeats.
func named(s string) string {
	if s == "" {
		return ""
	}
	return "「" + s + "」"
}

// dates is a period as a message shows it.
func dates(p Period) string {
	word := func(d day.Date) string {
		if d.IsZero() {
			return "記載なし"
		}
		return d.Wareki()
	}
	return word(p.From) + "～" + word(p.To)
}
