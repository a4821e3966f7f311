package nation

import (
	"fmt"
	"math/rand/v2"

	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
)

// Month is the month that is closed: the last whose fees are all verified.
var Month = day.MustMonth("2026-05")

// Size of a nation.
type Size struct{ Towns, Insurers, PersonMonths int }

// Japan is the size of the country: 1,741 municipalities; about 1,570 insurers,
// since neighbours form 広域連合; about 1.2 million person-months.
var Japan = Size{1741, 1570, 1_200_000}

// Town is an invented municipality; its code begins with a number that no
// prefecture has.
type Town struct {
	Code    string
	Insurer number.Insurer
	People  int
	Offices []number.Office // the first is the centre's
	Grade   int             // 地域区分

	place int
	next  number.Insurer // of the next town, which insures some people here
}

// Sum is what a part of the nation bills.
type Sum struct {
	Claims, Held int
	Units, Yen   int64
}

func (s *Sum) add(t Sum) {
	s.Claims, s.Held, s.Units, s.Yen = s.Claims+t.Claims, s.Held+t.Held, s.Units+t.Units, s.Yen+t.Yen
}

// Make makes the towns of a nation: few are large, most are small. The largest
// of 1,741 has 2 in 100 of the people.
func Make(size Size) []Town {
	weight := func(i int) float64 { return 1 / float64(i+8) }
	whole := 0.0
	for i := range size.Towns {
		whole += weight(i)
	}
	all := make([]Town, size.Towns)
	left := size.PersonMonths
	for i := range all {
		n := max(1, int(float64(size.PersonMonths)*weight(i)/whole))
		if i == len(all)-1 {
			n = left // what rounding left
		}
		left -= n
		all[i] = town(i, min(i, size.Insurers-1), n)
	}
	for i := range all {
		all[i].next = all[(i+1)%len(all)].Insurer
	}
	return all
}

func town(i, insurer, people int) Town {
	t := Town{
		Code: checked(area(i), number.ParseMunicipality), Insurer: number.Insurer(checked(area(insurer), number.ParseInsurer)),
		People: people, Grade: i % 8, place: i,
	}
	for k := range 1 + people/80 {
		kind := '7' // 居宅介護支援事業所
		if k == 0 {
			kind = '0' // 地域包括支援センター
		}
		t.Offices = append(t.Offices, number.Office(checked(fmt.Sprintf("%s%c%06d", area(i)[:2], kind, i%40*10_000+k), number.ParseOffice)))
	}
	return t
}

// area is the place of a town: 48 to 99 are no prefectures.
func area(i int) string { return fmt.Sprintf("%02d%03d", 48+i/40, 100+i%40) }

// checked is a number with the check digit that it must have.
func checked[T any](digits string, parse func(string) (T, error)) string {
	for d := range 10 {
		if n := digits + fmt.Sprint(d); accepted(parse(n)) {
			return n
		}
	}
	panic("nation: no check digit fits " + digits)
}

func accepted[T any](_ T, err error) bool { return err == nil }

// Units and hundredths of a yen a unit by 地域区分, written down here once more,
// so that what is billed is held against a sum that billing did not make.
// Sources: 平成18年厚生労働省告示第129号別表; shared/billing/fees.
const (
	unitsOfCentre, unitsOfOffice, unitsAtFirst = 442, 472, 300
)

var sen = [8]int64{1000, 1140, 1112, 1105, 1084, 1070, 1042, 1021}

// Records are the person-months of a town, and what each insurer is billed. One
// in a hundred waits for a certification, one is insured by the next town, five
// begin this month.
func (t Town) Records() ([]billing.Record, map[number.Insurer]Sum) {
	random := rand.New(rand.NewPCG(uint64(t.place), 2026))
	all, sums := make([]billing.Record, t.People), map[number.Insurer]Sum{}
	for i := range all {
		p := billing.PersonMonth{
			Month: Month, Insurer: t.Insurer, Insured: number.Insured(fmt.Sprintf("%04d%06d", t.place, i)), Level: number.Support1,
			CertifiedFrom: day.MustParse("2026-01-01"), CertifiedTo: day.MustParse("2026-12-31"),
			Provider: t.Offices[i%len(t.Offices)], ProviderKind: billing.Office, RegionGrade: t.Grade, PreventiveManaged: true,
		}
		units := int64(unitsOfOffice)
		if i%len(t.Offices) == 0 {
			p.ProviderKind, units = billing.Centre, unitsOfCentre
		}
		one := Sum{Claims: 1}
		switch n := random.IntN(100); {
		case n == 0:
			p.Certification, one = billing.Pending, Sum{Held: 1}
		case n == 1:
			p.Insurer = t.next
		case n < 7:
			p.Initial, p.ServiceStart, units = true, Month, units+unitsAtFirst
		}
		if one.Claims > 0 {
			one.Units, one.Yen = units, units*sen[t.Grade]/100
		}
		all[i] = billing.Record{Line: i + 1, PersonMonth: p}
		s := sums[p.Insurer]
		s.add(one)
		sums[p.Insurer] = s
	}
	return all, sums
}
