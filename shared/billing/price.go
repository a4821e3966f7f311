package billing

import (
	"fmt"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/yen"
)

// Because is one reason of a price, and where it is written.
type Because struct {
	Text   string `json:"text"`
	Source string `json:"source"`
}

// Line is one service code of a claim; its units count once each time.
type Line struct {
	Code  string    `json:"code"`
	Name  string    `json:"name"`
	Units yen.Units `json:"units"`
	Count int       `json:"count"`
}

// Quote is what a claim of one shape costs; claims of one shape share it.
type Quote struct {
	Fee        string    `json:"fee"` // FeeCentre or FeeOffice
	Lines      []Line    `json:"lines"`
	Units      yen.Units `json:"units"` // sum of the lines
	Price      yen.Price `json:"price"` // hundredths of a yen per unit
	Yen        yen.Yen   `json:"yen"`   // floored once
	ClaimTo    string    `json:"claimTo"`
	Because    []Because `json:"because"`
	Unverified []string  `json:"unverified,omitempty"` // the rows used that nobody verified
}

// Claim is one person-month to be billed.
type Claim struct {
	Month   day.Month      `json:"month"`
	Insurer number.Insurer `json:"insurer"`
	Insured number.Insured `json:"insured"`
	Level   number.Level   `json:"level"`
	Office  number.Office  `json:"office"`
	Kind    string         `json:"claim"` // New, Late or Again
	Quote
}

// State is what became of a record. The zero State is none of them.
type State string

// The states.
const (
	Priced  State = "priced"
	Held    State = "held"    // 請求保留: carried to a later run as 月遅れ
	Refused State = "refused" // cannot be billed as it stands
)

// Outcome is what became of a record, with the reason where it was not priced.
type Outcome struct {
	State  State  `json:"state"`
	Until  string `json:"until,omitempty"` // what a held record waits for
	Code   Code   `json:"code,omitempty"`
	Reason string `json:"reason,omitempty"`
	Source string `json:"source,omitempty"`
}

// untilCertified is what a record with a pending certification waits for.
const untilCertified = "認定結果"

// Price checks a person-month and prices it. The Claim is empty unless the
// outcome is Priced. Rows that are not verified are used only with
// Tables.WithUnverified.
func Price(pm PersonMonth, t Tables) (Claim, Outcome) {
	p, ref := pm.Check()
	if ref != nil {
		return Claim{}, refused(ref)
	}
	return decide(&p, t.Missing, t.quote)
}

// decide prices a checked record; quote is Tables.quote or a memory of it. Where
// a rule is missing for the whole month, no rule about the record comes before.
func decide(p *PersonMonth, missing func(day.Month) *Refusal, quote func(shapeKey) (Quote, *Refusal)) (Claim, Outcome) {
	if p.Certification == Pending {
		return Claim{}, Outcome{State: Held, Until: untilCertified}
	}
	if ref := missing(p.Month); ref != nil {
		return Claim{}, refused(ref)
	}
	for _, r := range rules {
		if code, detail := r(p); code != "" {
			return Claim{}, refused(refuse(code, detail))
		}
	}
	q, ref := quote(shapeKey{p.Month, feeOf(p), p.RegionGrade, p.Initial})
	if ref != nil {
		return Claim{}, refused(ref)
	}
	return Claim{p.Month, p.Insurer, p.Insured, p.Level, p.Provider, p.Claim, q}, Outcome{State: Priced}
}

func refused(r *Refusal) Outcome {
	return Outcome{State: Refused, Code: r.Code, Reason: r.Reason, Source: r.Source}
}

// shapeKey is all a price depends on.
type shapeKey struct {
	month   day.Month
	fee     string
	grade   int
	initial bool
}

func (t Tables) quote(k shapeKey) (Quote, *Refusal) {
	q := Quote{Fee: k.fee, ClaimTo: Federation}
	roles := []string{k.fee}
	if k.initial {
		roles = append(roles, roleInitial)
	}
	for _, role := range roles {
		f, ok := t.fee(role, k.month)
		if !ok {
			return Quote{}, refuse(CodeNoFee, role)
		}
		q.add(f)
	}
	p, ok := t.price(k.grade, k.month)
	if !ok {
		return Quote{}, refuse(CodeNoFee, fmt.Sprintf("地域区分%d", k.grade))
	}
	return q.at(p, t.unverified)
}

func (q *Quote) add(f fee) {
	q.Lines = append(q.Lines, Line{f.code, f.name, f.units, 1})
	q.Units += f.units // a fee row is below 2³¹
	q.Because = append(q.Because, Because{f.name + " " + f.units.String(), f.source})
	q.doubt(f.proof)
}

func (q *Quote) doubt(p proof) {
	if !p.verified {
		q.Unverified = append(q.Unverified, p.row)
	}
}

func (q Quote) at(p unitPrice, unverified bool) (Quote, *Refusal) {
	q.doubt(p.proof)
	if len(q.Unverified) > 0 && !unverified {
		return Quote{}, refuse(CodeUnverified, q.Unverified[0])
	}
	y, err := yen.FloorPerClaim(q.Units, p.price)
	if err != nil {
		return Quote{}, refuse(CodeOverflow, "")
	}
	q.Price, q.Yen = p.price, y
	q.Because = append(q.Because, Because{p.name + "の単価 " + p.price.String() + "円", p.source}, floorBecause(q.Units, p.price, y))
	return q, nil
}
