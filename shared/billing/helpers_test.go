package billing

import (
	"fmt"
	"iter"
	"testing"

	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
)

const (
	insurer1 = "122283"
	office1  = "1270501180"
	office2  = "1270500281"
)

// sample is an ordinary month of a centre: 要支援2, (Ⅰ), 3級地.
func sample(change ...func(*PersonMonth)) PersonMonth {
	p := PersonMonth{
		Month: day.MustMonth("2026-05"), Insurer: insurer1, Insured: "0000000001", Level: number.Support2,
		Birth: day.MustParse("1945-01-02"), Sex: "2",
		CertifiedFrom: day.MustParse("2026-01-01"), CertifiedTo: day.MustParse("2026-12-31"), PlanNotified: day.MustParse("2026-01-10"),
		Certification: Certified, Provider: office2, ProviderKind: Centre, RegionGrade: 3, Manager: "12345678",
		ServiceStart: day.MustMonth("2026-01"), PreventiveManaged: true,
		Services: []Service{{office1, "66", 2268, "1"}}, Claim: New,
	}
	for _, c := range change {
		c(&p)
	}
	return p
}

func byOffice(p *PersonMonth) { p.Provider, p.ProviderKind = office1, Office }
func asInitial(p *PersonMonth) {
	p.Initial, p.ServiceStart = true, p.Month
}

func in(month string) func(*PersonMonth) {
	return func(p *PersonMonth) {
		p.Month = day.MustMonth(month)
		p.CertifiedFrom, p.CertifiedTo = p.Month.First(), p.Month.Last()
		p.ServiceStart = p.Month
	}
}

func numbered(n int) func(*PersonMonth) {
	return func(p *PersonMonth) { p.Insured = number.Insured(fmt.Sprintf("%010d", n)) }
}

// records numbers person-months as lines.
func records(ps ...PersonMonth) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for i, p := range ps {
			if !yield(Record{i + 1, p}, nil) {
				return
			}
		}
	}
}

func mustRun(t interface {
	Helper()
	Fatal(...any)
}, o Options, ps ...PersonMonth) Result {
	t.Helper()
	r, err := Run(records(ps...), day.MustMonth("2026-05"), Standard(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// drawMonth draws a person-month that can be billed, held or refused.
func drawMonth(t *rapid.T, n int) PersonMonth {
	p := sample(numbered(n))
	p.Insurer = rapid.SampledFrom([]number.Insurer{insurer1, "122374"}).Draw(t, "insurer")
	if rapid.Bool().Draw(t, "office") {
		byOffice(&p)
	}
	p.Level = rapid.SampledFrom([]number.Level{number.Support1, number.Support2}).Draw(t, "level")
	p.RegionGrade = rapid.IntRange(0, 7).Draw(t, "grade")
	if rapid.Bool().Draw(t, "initial") {
		asInitial(&p)
	}
	switch rapid.IntRange(0, 9).Draw(t, "kind") {
	case 0:
		p.Certification = Pending
	case 1:
		p.Link = true
	case 2:
		p.Services = nil
	case 3:
		in("2026-03")(&p)
		p.Claim = Late
	}
	return p
}

func drawMonths(t *rapid.T) []PersonMonth {
	ps := make([]PersonMonth, rapid.IntRange(0, 40).Draw(t, "records"))
	for i := range ps {
		ps[i] = drawMonth(t, i+1)
	}
	return ps
}

func TestTheNumbersOfTheSamplesAreValid(t *testing.T) {
	if _, ref := sample().Check(); ref != nil {
		t.Fatal(ref)
	}
	if _, err := number.ParseInsurer("122374"); err != nil {
		t.Fatal(err)
	}
}
