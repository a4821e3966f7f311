package billing

import (
	"fmt"
	"sync"

	"github.com/sasae-care/sasae/shared/number"
)

// kind is one サービス種類 as fees/kinds.csv gives it.
type kind struct {
	name       string
	preventive bool   // 予防給付; else 総合事業
	managed    string // 限度額管理対象: yes, no, either (the town's master decides)
	wholeMonth bool   // no 46 when used throughout the month (注2)
}

// kinds are all kinds a 給付管理票 may hold, by their code.
var kinds = sync.OnceValue(func() map[string]kind {
	all := map[string]kind{}
	err := eachRow(embedded, "kinds.csv", func(r row) error {
		all[r["kind"]] = kind{r["name"], r["group"] == "preventive", r["managed"], r["wholeMonth"] == "yes"}
		return nil
	})
	if err != nil {
		panic(err) // our own file: a test reads it
	}
	return all
})

// used is what the lines of the 給付管理票 prove to have been used.
type used struct {
	preventive, preventiveFree, program, programFree, programAny bool
}

func (u *used) add(k kind) {
	if k.preventive {
		u.preventive = u.preventive || k.managed == "yes"
		u.preventiveFree = u.preventiveFree || k.managed == "no"
		return
	}
	u.programAny = true
	u.program = u.program || k.managed == "yes"
	u.programFree = u.programFree || k.managed == "no"
}

// checkServices reads the lines and refuses flags they contradict. Lines may
// be left out altogether; then the flags stand alone.
func checkServices(p *PersonMonth) *Refusal {
	if len(p.Services) == 0 {
		return nil
	}
	lines := make([]Service, len(p.Services)) // the caller's slice stays as it is
	var u used
	for i, s := range p.Services {
		k, ref := checkService(&s)
		if ref != nil {
			return ref
		}
		u.add(k)
		lines[i] = s
	}
	p.Services = lines
	return u.contradict(p)
}

func checkService(s *Service) (kind, *Refusal) {
	office, err := number.ParseOffice(string(s.Office))
	if err != nil {
		return kind{}, refuse(CodeBadNumber, "services "+err.Error())
	}
	k, ok := kinds()[s.Kind]
	switch {
	case !ok:
		return kind{}, refuse(CodeServiceKind, "")
	case s.Units < 0:
		return kind{}, refuse(CodeBadValue, "servicesのunits")
	case s.Designation != "" && !digits(s.Designation, 1):
		return kind{}, refuse(CodeBadValue, "servicesのdesignation")
	}
	s.Office = office
	return k, nil
}

// contradict compares both ways: a kind on the 票 must be flagged, and a
// managed kind that is flagged must be on the 票. Kinds outside the limit are
// not on the 票, so their flags may stand alone.
func (u used) contradict(p *PersonMonth) *Refusal {
	for _, c := range []struct {
		flag    string
		on      bool
		listed  bool // the lines prove it
		mustBe  bool // the flag needs a line
		isThere bool
	}{
		{"preventiveManaged", p.PreventiveManaged, u.preventive, true, u.preventive},
		{"preventiveUnmanaged", p.PreventiveUnmanaged, u.preventiveFree, false, false},
		{"programManaged", p.ProgramManaged, u.program, true, u.programAny},
		{"programUnmanaged", p.ProgramUnmanaged, u.programFree, false, false},
	} {
		if c.listed && !c.on || c.on && c.mustBe && !c.isThere {
			return refuse(CodeContradiction, fmt.Sprintf("%sが%tです", c.flag, c.on))
		}
	}
	if u.programAny && !p.ProgramManaged && !p.ProgramUnmanaged {
		return refuse(CodeContradiction, "総合事業のサービスがありますが、programManagedもprogramUnmanagedもfalseです")
	}
	return nil
}

// wholeMonth tells whether a line is of a kind that bars 46 for a whole month.
func (p PersonMonth) wholeMonth() bool {
	for _, s := range p.Services {
		if kinds()[s.Kind].wholeMonth {
			return true
		}
	}
	return false
}
