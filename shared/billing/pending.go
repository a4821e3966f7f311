package billing

import "slices"

// Expected is who pays for a month of a pending certification when it comes out
// in one way (表6). Open: the table does not say it of just this.
type Expected struct {
	Result   string    `json:"result"`   // support, care, target
	Fee      string    `json:"fee"`      // 46-1, 46-2, AF, 43 or none
	Claimant string    `json:"claimant"` // centre, office, care-office, or none
	Because  []Because `json:"because"`
	Open     bool      `json:"open,omitempty"`
}

// Same tells whether two say the same.
func (e Expected) Same(o Expected) bool {
	return e.Result == o.Result && e.Fee == o.Fee && e.Claimant == o.Claimant && e.Open == o.Open && slices.Equal(e.Because, o.Because)
}

const table6 = "厚生労働省通知（老振発0605第1号）7(2) 表6"

// WhenDecided are the outcomes of a pending certification for what was used in
// the month, in the order of 表6; none for a month in which nothing was used.
// 非該当 and 事業対象者 are one column. Source: MHLW-7-07, AMB-29.
func WhenDecided(p PersonMonth) []Expected {
	use := useOf(p)
	if use == "" {
		return nil
	}
	var all []Expected
	for _, result := range []string{"target", "support", "care"} {
		e := cells[use][result]
		e.Result = result
		if e.Fee == "46" {
			e.Fee, e.Claimant = feeOf(&p), p.ProviderKind
		}
		all = append(all, e)
	}
	return all
}

// useOf is the row of 表6: 予防給付 alone, with 総合事業, or that alone. A 予防給付
// outside the limit is paid as one, and its care management is AF (AMB-29).
func useOf(p PersonMonth) string {
	benefit, program := p.PreventiveManaged || p.PreventiveUnmanaged, p.ProgramManaged || p.ProgramUnmanaged
	switch {
	case benefit && !p.PreventiveManaged:
		return "outside"
	case benefit && program:
		return "both"
	case benefit:
		return "benefit"
	case program:
		return "program"
	}
	return ""
}

func cell(fee, claimant, text string) Expected {
	return Expected{Fee: fee, Claimant: claimant, Because: []Because{{text, table6}}}
}

func silent(e Expected) Expected { e.Open = true; return e }

// cells are the nine cells, and a row for what only lies outside the limit.
var cells = map[string]map[string]Expected{
	"benefit": {
		"target":  cell("none", "none", "予防給付の分は、全額が利用者の負担"),
		"support": cell("46", "", "予防給付と介護予防支援費"),
		"care":    cell("43", "care-office", "介護給付。ケアマネジメントは居宅介護支援"),
	},
	"both": {
		"target":  cell("AF", Centre, "予防給付の分は全額が利用者の負担。総合事業の分と介護予防ケアマネジメント費は事業"),
		"support": cell("46", "", "予防給付と介護予防支援費。総合事業の分は事業"),
		"care":    cell("43", "care-office", "給付の分とケアマネジメントは介護給付。総合事業の分は、介護給付が始まるまで事業"),
	},
	"program": {
		"target":  cell("AF", Centre, "総合事業の分と介護予防ケアマネジメント費は事業"),
		"support": cell("AF", Centre, "総合事業の分と介護予防ケアマネジメント費は事業"),
		"care":    silent(cell("none", "none", "総合事業の分は、介護給付が始まるまで事業。ケアマネジメントの費用は表に書かれていない")),
	},
	"outside": {
		"target":  silent(cell("none", "none", "予防給付の分は、全額が利用者の負担")),
		"support": silent(cell("AF", Centre, "限度額の外の予防給付だけの月は、介護予防ケアマネジメント費(表7)")),
		"care":    silent(cell("43", "care-office", "介護給付。ケアマネジメントは居宅介護支援")),
	},
}
