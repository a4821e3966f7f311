package billing

import "github.com/sasae-care/sasae/shared/yen"

// Fees of the first cut. 46-1 is 介護予防支援費(Ⅰ) of a centre, 46-2 is (Ⅱ) of
// an office designated for 介護予防支援.
const (
	FeeCentre = "46-1"
	FeeOffice = "46-2"

	roleInitial = "initial" // 初回加算 in fees/46.csv
)

// Federation is 国保連, which every 46 claim goes to.
const Federation = "federation"

// rule refuses a checked record, or lets it pass with "".
type rule func(*PersonMonth) (Code, string)

// rules stand in the order in which a person would ask. A rule that is missing
// in this cut stands here too: what is not priced is refused.
var rules = []rule{
	usedNothing, careManagement, mustBeSupport, typeForSupport, commissionedByOffice, wholeMonthService,
	linkAsked, reductionsAsked, publicAssistance, otherTownsFacility, initialDue,
}

// usedNothing: a month without any service is not billed (rows 16 and 20 of
// 表7; a type C start month is 介護予防ケアマネジメント and not in this cut).
func usedNothing(p *PersonMonth) (Code, string) {
	any := p.PreventiveManaged || p.PreventiveUnmanaged || p.ProgramManaged || p.ProgramUnmanaged
	if any || p.Type == "C" {
		return "", ""
	}
	return CodeNothingUsed, ""
}

// careManagement: without a 予防給付 inside the limit it is AF, which only a
// centre can claim. Source: 表7 rows 9–20.
func careManagement(p *PersonMonth) (Code, string) {
	switch {
	case p.PreventiveManaged:
		return "", ""
	case p.ProviderKind == Office:
		return CodeOfficeManagement, ""
	}
	return CodeMissingManagement, ""
}

func mustBeSupport(p *PersonMonth) (Code, string) {
	if p.Level.Support() {
		return "", ""
	}
	return CodeLevel, p.Level.Name()
}

func typeForSupport(p *PersonMonth) (Code, string) {
	if p.Type == "" {
		return "", ""
	}
	return CodeTypeForSupport, ""
}

// commissionedByOffice: in 委託 the centre claims, and an office cannot hand
// its own claim on. Source: billing.md 0 No. 10.
func commissionedByOffice(p *PersonMonth) (Code, string) {
	if p.ProviderKind == Office && p.Delegate != "" {
		return CodeCommissioned, ""
	}
	return "", ""
}

func wholeMonthService(p *PersonMonth) (Code, string) {
	if p.wholeMonth() {
		return CodeWholeMonth, ""
	}
	return "", ""
}

func linkAsked(p *PersonMonth) (Code, string) {
	switch {
	case !p.Link:
		return "", ""
	case p.ProviderKind == Office:
		return CodeLinkByOffice, ""
	}
	return CodeMissingLink, ""
}

func reductionsAsked(p *PersonMonth) (Code, string) {
	if len(p.Reductions) > 0 {
		return CodeMissingReduction, ""
	}
	return "", ""
}

// publicAssistance: a person with an H number is paid for by public funds even
// where the record names no payer.
func publicAssistance(p *PersonMonth) (Code, string) {
	switch {
	case p.PublicPayer != "":
		return CodeMissingPublic, ""
	case p.Insured.PublicAssistance():
		return CodeMissingPublic, "被保険者番号がHで始まります"
	}
	return "", ""
}

func otherTownsFacility(p *PersonMonth) (Code, string) {
	if p.FacilityInsurer != "" {
		return CodeMissingFacility, ""
	}
	return "", ""
}

// initialDue: 初回加算 is for the first month, and two calendar months without
// service must lie between it and the service before. What the record says is
// believed; a change from 要介護 to 要支援 has no previousEnd.
// Source: 老振発0605第1号 7(1)ア; 平成21年4月改定関係Q&A(vol.1)問62.
func initialDue(p *PersonMonth) (Code, string) {
	switch {
	case !p.Initial:
		return "", ""
	case !p.ServiceStart.IsZero() && p.ServiceStart != p.Month:
		return CodeInitialNotDue, "サービスの開始月ではありません"
	case !p.PreviousEnd.IsZero() && p.PreviousEnd.Until(p.Month) <= 2:
		return CodeInitialNotDue, "前の支援の終了から二月たっていません"
	}
	return "", ""
}

func feeOf(p *PersonMonth) string {
	if p.ProviderKind == Office {
		return FeeOffice
	}
	return FeeCentre
}

// floorBecause explains the price of a claim.
func floorBecause(u yen.Units, p yen.Price, y yen.Yen) Because {
	return Because{u.String() + "×" + p.String() + "円＝" + y.String() + "。" + yen.FloorRule.Text, yen.FloorRule.Source}
}
