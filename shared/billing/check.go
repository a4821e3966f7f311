package billing

import (
	"slices"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
)

// Check brings every text of a person-month into its plain form and refuses
// what is wrong in itself, whatever the fees are. What Check returned passes
// Check again unchanged.
func (p PersonMonth) Check() (PersonMonth, *Refusal) {
	ref := check(&p)
	return p, ref
}

// check is Check in place; it leaves the caller's Services alone.
func check(p *PersonMonth) *Refusal {
	for _, step := range checks {
		if ref := step(p); ref != nil {
			return ref
		}
	}
	return nil
}

var checks = []func(*PersonMonth) *Refusal{
	defaults, values, numbers, checkBirth, checkDelegate, checkPublic, checkMonths, checkServices, checkCertification,
}

func defaults(p *PersonMonth) *Refusal {
	if p.Certification == "" {
		p.Certification = Certified
	}
	if p.Claim == "" {
		p.Claim = New
	}
	if p.Month.IsZero() {
		return refuse(CodeMissingField, "month")
	}
	return nil
}

func values(p *PersonMonth) *Refusal {
	for _, v := range []struct {
		name, value string
		allowed     []string
	}{
		{"certification", p.Certification, []string{Certified, Pending, Target}},
		{"providerKind", p.ProviderKind, []string{Centre, Office}},
		{"sex", p.Sex, []string{"", "1", "2"}},
		{"type", p.Type, []string{"", "A", "B", "C"}},
		{"claim", p.Claim, []string{New, Late, Again}},
	} {
		if !slices.Contains(v.allowed, v.value) {
			return refuse(CodeBadValue, v.name)
		}
	}
	if p.RegionGrade < 0 || p.RegionGrade > 7 {
		return refuse(CodeBadValue, "regionGrade")
	}
	for i, r := range p.Reductions {
		if r != Abuse && r != Continuity || slices.Contains(p.Reductions[:i], r) {
			return refuse(CodeBadValue, "reductions")
		}
	}
	return nil
}

func numbers(p *PersonMonth) *Refusal {
	var err error
	if p.Insurer, err = number.ParseInsurer(string(p.Insurer)); err != nil {
		return refuse(CodeBadNumber, "insurer "+err.Error())
	}
	if p.Insured, err = number.ParseInsured(string(p.Insured)); err != nil {
		return refuse(CodeBadNumber, "insured "+err.Error())
	}
	if p.Provider, err = number.ParseOffice(string(p.Provider)); err != nil {
		return refuse(CodeBadNumber, "provider "+err.Error())
	}
	if ref := optional("delegate", &p.Delegate, number.ParseOffice); ref != nil {
		return ref
	}
	if ref := optional("delegateManager", &p.DelegateManager, number.ParseManager); ref != nil {
		return ref
	}
	if ref := optional("manager", &p.Manager, number.ParseManager); ref != nil {
		return ref
	}
	if ref := optional("facilityInsurer", &p.FacilityInsurer, number.ParseInsurer); ref != nil {
		return ref
	}
	return optional("level", &p.Level, number.ParseLevel)
}

// optional reads a number that may be left out.
func optional[T ~string](name string, at *T, parse func(string) (T, error)) *Refusal {
	if *at == "" {
		return nil
	}
	n, err := parse(string(*at))
	if err != nil {
		return refuse(CodeBadNumber, name+" "+err.Error())
	}
	*at = n
	return nil
}

// checkBirth: an insured person is 40 or older at the end of the month.
func checkBirth(p *PersonMonth) *Refusal {
	if !p.Birth.IsZero() && p.Birth.AddMonths(40*12).AddDays(-1).After(p.Month.Last()) {
		return refuse(CodeBirth, "")
	}
	return nil
}

func checkDelegate(p *PersonMonth) *Refusal {
	switch {
	case p.Delegate == "" && (p.DelegateManager != "" || !p.CommissionedFrom.IsZero()):
		return refuse(CodeDelegate, "delegateが空です")
	case p.Delegate != "" && p.Delegate == p.Provider:
		return refuse(CodeDelegate, "委託先が請求する事業所と同じです")
	case p.CommissionedFrom.After(p.Month):
		return refuse(CodeDelegate, "委託開始月が提供月より後です")
	}
	return nil
}

func checkPublic(p *PersonMonth) *Refusal {
	if (p.PublicPayer == "") != (p.PublicRecipient == "") {
		return refuse(CodePublicPair, "")
	}
	if p.PublicPayer != "" && (!digits(p.PublicPayer, 8) || !digits(p.PublicRecipient, 7)) {
		return refuse(CodeBadNumber, "公費負担者番号は8桁、受給者番号は7桁の数字です")
	}
	return nil
}

func digits(s string, n int) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) == n
}

func checkMonths(p *PersonMonth) *Refusal {
	if p.ServiceStart.After(p.Month) {
		return refuse(CodeServiceMonths, "serviceStartが提供月より後です")
	}
	if !p.PreviousEnd.IsZero() && !p.PreviousEnd.Before(p.Month) {
		return refuse(CodeServiceMonths, "previousEndが提供月より前ではありません")
	}
	return nil
}

// checkCertification: a certified person's period covers the last day of the
// month, because the status at the end of the month decides who claims.
// Source: billing.md 0 No. 9; MHLW-6-05.
func checkCertification(p *PersonMonth) *Refusal {
	if p.Certification == Pending {
		return nil
	}
	target := p.Certification == Target
	switch {
	case p.Level == "":
		return refuse(CodeCertification, "levelが空です")
	case target != (p.Level == number.Target):
		return refuse(CodeCertification, "事業対象者（06）とcertificationが合いません")
	case target:
		return nil
	case p.CertifiedFrom.IsZero() || p.CertifiedTo.IsZero():
		return refuse(CodeCertification, "認定有効期間が空です")
	case p.CertifiedTo.Before(p.CertifiedFrom):
		return refuse(CodeCertification, "認定有効期間の終わりが始まりより前です")
	case !covers(p, p.Month.Last()):
		return refuse(CodeNotCovered, "")
	}
	return nil
}

func covers(p *PersonMonth, d day.Date) bool {
	return !p.CertifiedFrom.After(d) && !p.CertifiedTo.Before(d)
}
