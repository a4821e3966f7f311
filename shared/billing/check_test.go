package billing

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
)

func TestAWrongRecordIsRefusedWithACode(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*PersonMonth)
		want   Code
	}{
		{"no month", func(p *PersonMonth) { p.Month = day.Month{} }, CodeMissingField},
		{"a wrong insurer number", func(p *PersonMonth) { p.Insurer = "122284" }, CodeBadNumber},
		{"a short insured number", func(p *PersonMonth) { p.Insured = "1" }, CodeBadNumber},
		{"a wrong provider number", func(p *PersonMonth) { p.Provider = "1270501181" }, CodeBadNumber},
		{"a level that is none", level("14"), CodeBadNumber},
		{"no level", level(""), CodeCertification},
		{"no provider kind", func(p *PersonMonth) { p.ProviderKind = "" }, CodeBadValue},
		{"region grade 8", func(p *PersonMonth) { p.RegionGrade = 8 }, CodeBadValue},
		{"sex 3", func(p *PersonMonth) { p.Sex = "3" }, CodeBadValue},
		{"type D", func(p *PersonMonth) { p.Type = "D" }, CodeBadValue},
		{"a claim that is none", func(p *PersonMonth) { p.Claim = "fault" }, CodeBadValue},
		{"a reduction that is none", func(p *PersonMonth) { p.Reductions = []string{"x"} }, CodeBadValue},
		{"a reduction twice", func(p *PersonMonth) { p.Reductions = []string{Abuse, Abuse} }, CodeBadValue},
		{"born after the month", func(p *PersonMonth) { p.Birth = day.MustParse("2026-06-01") }, CodeBirth},
		{"39 years old", func(p *PersonMonth) { p.Birth = day.MustParse("1986-06-02") }, CodeBirth},
		{"no certified period", func(p *PersonMonth) { p.CertifiedTo = day.Date{} }, CodeCertification},
		{"a period that ends before it starts", func(p *PersonMonth) { p.CertifiedTo = day.MustParse("2025-12-31") }, CodeCertification},
		{"a period that ends before the month does", func(p *PersonMonth) { p.CertifiedTo = day.MustParse("2026-05-30") }, CodeNotCovered},
		{"a period that starts after the month", func(p *PersonMonth) { p.CertifiedFrom = day.MustParse("2026-06-01") }, CodeNotCovered},
		{"事業対象者 with a certification", level(number.Target), CodeCertification},
		{"a delegate manager alone", func(p *PersonMonth) { p.DelegateManager = "12345678" }, CodeDelegate},
		{"a delegate that is the provider", func(p *PersonMonth) { p.Delegate = p.Provider }, CodeDelegate},
		{"commissioned in a later month", func(p *PersonMonth) { commissioned(p); p.CommissionedFrom = p.Month.Add(1) }, CodeDelegate},
		{"a public payer alone", func(p *PersonMonth) { p.PublicPayer = "12345678" }, CodePublicPair},
		{"a short public payer", func(p *PersonMonth) { p.PublicPayer, p.PublicRecipient = "1234567", "1234567" }, CodeBadNumber},
		{"service starts later", func(p *PersonMonth) { p.ServiceStart = p.Month.Add(1) }, CodeServiceMonths},
		{"the service before ends in this month", func(p *PersonMonth) { p.PreviousEnd = p.Month }, CodeServiceMonths},
		{"居宅介護支援 among the services", func(p *PersonMonth) { p.Services[0].Kind = "43" }, CodeServiceKind},
		{"a wrong office among the services", func(p *PersonMonth) { p.Services[0].Office = "1" }, CodeBadNumber},
		{"予防給付 on the 票 but not flagged", func(p *PersonMonth) { p.PreventiveManaged = false }, CodeContradiction},
		{"予防給付 flagged but not on the 票", func(p *PersonMonth) { p.Services[0].Kind, p.ProgramManaged = "A6", true }, CodeContradiction},
		{"総合事業 on the 票 but not flagged", func(p *PersonMonth) { p.Services = append(p.Services, Service{office1, "A6", 1, ""}) }, CodeContradiction},
		{"配食 on the 票 but not flagged", func(p *PersonMonth) { p.Services = append(p.Services, Service{office1, "A9", 1, ""}) }, CodeContradiction},
		{"総合事業 flagged but not on the 票", func(p *PersonMonth) { p.ProgramManaged = true }, CodeContradiction},
		{"居宅療養管理指導 listed but not flagged", func(p *PersonMonth) { p.Services = append(p.Services, Service{office1, "34", 1, ""}) }, CodeContradiction},
	} {
		if _, ref := sample(c.change).Check(); ref == nil || ref.Code != c.want {
			t.Errorf("%s: %+v, want %s", c.name, ref, c.want)
		}
	}
}

func TestARightRecordPasses(t *testing.T) {
	for name, change := range map[string]func(*PersonMonth){
		"forty on the last day":        func(p *PersonMonth) { p.Birth = day.MustParse("1986-06-01") },
		"certified on the last day":    func(p *PersonMonth) { p.CertifiedFrom = day.MustParse("2026-05-31") },
		"certified to the last day":    func(p *PersonMonth) { p.CertifiedTo = day.MustParse("2026-05-31") },
		"no services listed":           func(p *PersonMonth) { p.Services = nil },
		"居宅療養管理指導 flagged, not listed": func(p *PersonMonth) { p.PreventiveUnmanaged = true },
		"訪問型 by a fixed share, not managed": func(p *PersonMonth) {
			p.Services = append(p.Services, Service{office1, "A3", 1, "6"})
			p.ProgramUnmanaged = true
		},
		"defaults": func(p *PersonMonth) { p.Certification, p.Claim = "", "" },
	} {
		if _, ref := sample(change).Check(); ref != nil {
			t.Errorf("%s: %+v", name, ref)
		}
	}
}

func TestCheckingTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawMonth(t, 1)
		p.Insured = "０００００００００１"
		once, ref := p.Check()
		if ref != nil {
			t.Fatal(ref)
		}
		twice, ref := once.Check()
		if ref != nil || !same(once, twice) {
			t.Fatalf("%+v became %+v, %v", once, twice, ref)
		}
	})
}
