package billing

import "testing"

func TestEachCellOf表6(t *testing.T) {
	benefit := func(p *PersonMonth) { p.PreventiveManaged = true }
	outside := func(p *PersonMonth) { p.PreventiveUnmanaged = true }
	program := func(p *PersonMonth) { p.ProgramManaged = true }
	for _, c := range []struct {
		name string
		used []func(*PersonMonth)
		want [3]string // fee and claimant for 非該当・事業対象者, 要支援, 要介護
	}{
		{"予防給付 alone", []func(*PersonMonth){benefit}, [3]string{"none none", "46-1 centre", "43 care-office"}},
		{"予防給付 and 総合事業", []func(*PersonMonth){benefit, program}, [3]string{"AF centre", "46-1 centre", "43 care-office"}},
		{"総合事業 alone", []func(*PersonMonth){program}, [3]string{"AF centre", "AF centre", "none none"}},
		{"予防給付 outside the limit alone", []func(*PersonMonth){outside}, [3]string{"none none", "AF centre", "43 care-office"}},
		{"nothing", nil, [3]string{}},
	} {
		p := PersonMonth{ProviderKind: Centre}
		for _, f := range c.used {
			f(&p)
		}
		got := WhenDecided(p)
		if (len(got) == 0) != (c.used == nil) {
			t.Errorf("%s: %+v", c.name, got)
		}
		for i, e := range got {
			if e.Fee+" "+e.Claimant != c.want[i] || e.Result != [3]string{"target", "support", "care"}[i] || e.Because[0].Source == "" {
				t.Errorf("%s: %+v, want %s", c.name, e, c.want[i])
			}
		}
		if p.ProviderKind = Office; c.name == "予防給付 alone" && WhenDecided(p)[1].Fee != FeeOffice {
			t.Errorf("an office: %+v", WhenDecided(p))
		}
	}
}
