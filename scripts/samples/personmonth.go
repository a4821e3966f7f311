package samples

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"

	"github.com/sasae-care/sasae/shared/day"
)

// PersonMonth is one line for `sasae bill run --records`; the fields are those of
// design/command.md.
type PersonMonth struct {
	Month               day.Month `json:"month"`
	Insurer             string    `json:"insurer"`
	Insured             string    `json:"insured"`
	Level               string    `json:"level"`
	Birth               day.Date  `json:"birth"`
	Sex                 string    `json:"sex"`
	CertifiedFrom       day.Date  `json:"certifiedFrom"`
	CertifiedTo         day.Date  `json:"certifiedTo"`
	PlanNotified        day.Date  `json:"planNotified"`
	Certification       string    `json:"certification"`
	Provider            string    `json:"provider"`
	ProviderKind        string    `json:"providerKind"`
	RegionGrade         int       `json:"regionGrade"`
	Delegate            string    `json:"delegate"`
	DelegateManager     string    `json:"delegateManager"`
	CommissionedFrom    day.Month `json:"commissionedFrom"`
	Manager             string    `json:"manager"`
	Type                string    `json:"type"`
	ServiceStart        day.Month `json:"serviceStart"`
	PreviousEnd         day.Month `json:"previousEnd"`
	PreventiveManaged   bool      `json:"preventiveManaged"`
	PreventiveUnmanaged bool      `json:"preventiveUnmanaged"`
	ProgramManaged      bool      `json:"programManaged"`
	ProgramUnmanaged    bool      `json:"programUnmanaged"`
	Initial             bool      `json:"initial"`
	Link                bool      `json:"link"`
	Reductions          []string  `json:"reductions"`
	FacilityInsurer     string    `json:"facilityInsurer"`
	PublicPayer         string    `json:"publicPayer"`
	PublicRecipient     string    `json:"publicRecipient"`
	Services            []Service `json:"services"`
	Claim               string    `json:"claim"`
}

// Service is a line of the 給付管理票.
type Service struct {
	Office      string `json:"office"`
	Kind        string `json:"kind"` // サービス種類コード
	Units       int    `json:"units"`
	Designation string `json:"designation"` // 1 指定, 6 総合事業
}

// JSON is the record as one line, without the newline.
func (p PersonMonth) JSON() []byte {
	b, err := json.Marshal(p)
	if err != nil {
		panic(fmt.Errorf("write a person-month: %w", err))
	}
	return b
}

const (
	regionGrade      = 6
	firstCentreIDs   = 1_000_000 // ids of people whom the centres look after themselves
	pendingCentreIDs = 25        // one in so many of them waits for a certification
)

// bill writes a person-month for each accepted set whose plan was confirmed, and
// for the people whom the centres support themselves, one for each five sets.
func (s *script) bill(n int) {
	for _, sc := range s.world.Scenes {
		if sc.Accepted() && sc.Then.Confirmed != nil {
			r := rand.New(rand.NewPCG(s.world.Seed, uint64(sc.Person.ID)+2<<32))
			p := s.monthOf(sc.Person, sc.Kind == "new", r)
			p.Provider, p.ProviderKind, p.Manager = sc.Office, "office", sc.Person.ManagerLicence
			s.world.PersonMonths = append(s.world.PersonMonths, p)
		}
	}
	for k := range n / 5 {
		s.world.PersonMonths = append(s.world.PersonMonths, s.centreMonth(k))
	}
}

// centreMonth is for 介護予防支援費(Ⅰ); three in ten are done by an office on
// commission, and the centre bills them too.
func (s *script) centreMonth(k int) PersonMonth {
	id := firstCentreIDs + k
	r := rand.New(rand.NewPCG(s.world.Seed, uint64(id)+2<<32))
	who := person(s.world.Seed, id, r, s.world.Month)
	isNew := r.IntN(100) < 30
	who.certify(r, s.world.Month.First(), !isNew)
	if k%pendingCentreIDs == 3 {
		who.apply()
	}
	p := s.monthOf(who, isNew, r)
	p.Provider, p.ProviderKind = CentreProvider(who.Centre), "centre"
	p.Manager = licence(900 + r.IntN(9))
	if r.IntN(10) < 3 {
		m := pick(r, s.crew.managers[r.IntN(midMonthOffice)])
		p.Delegate, p.DelegateManager, p.CommissionedFrom = m.organisation, m.licence, who.ServicesSince
	}
	return p
}

func (s *script) monthOf(who Person, isNew bool, r *rand.Rand) PersonMonth {
	p := PersonMonth{
		Month: s.world.Month, Insurer: s.world.Insurer, Insured: who.Insured,
		Level: who.Level, Birth: who.Birth, Sex: who.Sex,
		CertifiedFrom: who.CertifiedFrom, CertifiedTo: who.CertifiedTo, PlanNotified: who.PlanNotified,
		Certification: who.Certification, RegionGrade: regionGrade,
		ServiceStart: who.ServicesSince, PreventiveManaged: true, Initial: isNew,
		Reductions: []string{}, Claim: "new",
	}
	p.Services = services(r, who.Level)
	for _, v := range p.Services {
		p.ProgramManaged = p.ProgramManaged || v.Kind == "A2"
	}
	return p
}

// services stay within the limit: 介護予防通所リハビリテーション for everybody, a
// rented walker for some, help at home from the town's programme for a few.
func services(r *rand.Rand, level string) []Service {
	day := 2268
	if level == "13" {
		day = 4228
	}
	list := []Service{{Office: officeNumber('7', 501+r.IntN(3)), Kind: "66", Units: day, Designation: "1"}}
	if r.IntN(10) < 4 {
		list = append(list, Service{Office: officeNumber('7', 511), Kind: "67", Units: 200 + 50*r.IntN(12), Designation: "1"})
	}
	if r.IntN(10) < 2 {
		list = append(list, Service{Office: officeNumber('7', 521), Kind: "A2", Units: 1176, Designation: "6"})
	}
	return list
}
