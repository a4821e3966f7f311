package samples

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/sasae-care/sasae/shared/day"
)

// person invents the id-th user of the world, who lives in town and is certified
// for the plan.
func person(seed uint64, id int, r *rand.Rand, month day.Month) Person {
	p := Person{ID: id, Sex: "2", Level: "12", Certification: "certified", Insured: insuredNumber(seed, id)}
	given := womensNames
	if r.IntN(100) < 35 {
		p.Sex, given = "1", mensNames
	}
	if r.IntN(100) < 45 {
		p.Level = "13"
	}
	p.Name, p.Kana = fullName(pick(r, surnames), pick(r, given))
	p.Birth = birth(r, month)
	p.Phone = fmt.Sprintf("0960-00-%04d", r.IntN(10000))
	p.settle(r, pick(r, places))
	return p
}

// settle gives the person an address in a place of the table of districts.
func (p *Person) settle(r *rand.Rand, at place) {
	p.Address = addressIn(r, at)
	p.District, p.Centre = at.district, centreOf(at.district)
}

func addressIn(r *rand.Rand, at place) Address {
	from, to := max(at.from, 1), at.to
	if to == 0 {
		to = 38
	}
	a := Address{Postcode: at.postcode, Area: at.area, Block: fmt.Sprintf("%d-%d", from+r.IntN(to-from+1), 1+r.IntN(20))}
	if a.Area == "" {
		a.Area = "大字奥山"
	}
	if a.Postcode == "" {
		a.Postcode = "869-9925"
	}
	a.Text = a.line()
	return a
}

func (a Address) line() string {
	if a.Block == "" {
		return townName + a.Area
	}
	number, branch, _ := strings.Cut(a.Block, "-")
	if strings.HasSuffix(a.Area, "丁目") {
		return townName + a.Area + number + "番" + branch + "号"
	}
	return townName + a.Area + number + "番地" + branch
}

// settleNowhere gives an address that the table of districts does not know.
func (p *Person) settleNowhere() {
	p.Address = Address{Postcode: "869-9999", Area: "ひかりニュータウン", Block: "7-2"}
	p.Address.Text = p.Address.line()
	p.District, p.Centre = "chuo-3", "chuo"
}

// settleOnTheBorder gives one that fits two districts, as its 番地 is not said.
func (p *Person) settleOnTheBorder() {
	p.Address = Address{Postcode: "869-9912", Area: "緑が丘"}
	p.Address.Text = p.Address.line()
	p.District, p.Centre = "higashi-3", "higashi"
}

// certify sets the periods of a plan that is made on d: a new one runs for six
// months, a renewed one for twelve from the next month on. The certification
// ends with it or up to half a year later.
func (p *Person) certify(r *rand.Rand, d day.Date, renewal bool) {
	length, run := 12, 5
	p.PlanFrom, p.ServicesSince = d, d.Month()
	if renewal {
		length, run = 24, 11
		p.PlanFrom = d.Month().Add(1).First()
		p.ServicesSince = d.Month().Add(-11 - r.IntN(3))
	}
	p.PlanTo = p.PlanFrom.Month().Add(run).Last()
	p.CertifiedTo = p.PlanTo.Month().Add(r.IntN(7)).Last()
	p.CertifiedFrom = p.CertifiedTo.Month().Add(1 - length).First()
	p.PlanNotified = p.PlanFrom.AddDays(-1 - r.IntN(9))
	if renewal {
		p.PlanNotified = p.ServicesSince.First().AddDays(r.IntN(20))
	}
}

// endCertificationEarly leaves the last two months of the plan uncovered.
func (p *Person) endCertificationEarly(renewal bool) {
	length := 12
	if renewal {
		length = 24
	}
	p.CertifiedTo = p.PlanTo.Month().Add(-2).Last()
	p.CertifiedFrom = p.CertifiedTo.Month().Add(1 - length).First()
}

// apply makes the certification one that has been applied for and not decided.
func (p *Person) apply() {
	p.Certification = "pending"
	p.CertifiedFrom, p.CertifiedTo = day.Date{}, day.Date{}
}

// Said is what an office says of the person, as the API takes it.
func (p Person) Said() map[string]any {
	certification := map[string]any{"status": p.Certification}
	if p.Certification == "certified" {
		certification = map[string]any{"status": "certified", "level": p.Level, "from": p.CertifiedFrom, "to": p.CertifiedTo}
	}
	return map[string]any{
		"name": p.Name, "kana": p.Kana, "birth": p.Birth, "planFrom": p.PlanFrom, "planTo": p.PlanTo, "certification": certification,
		"address": map[string]string{"postcode": p.Address.Postcode, "area": p.Address.Area, "block": p.Address.Block},
	}
}
