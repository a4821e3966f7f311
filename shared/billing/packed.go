package billing

import (
	"encoding/json"
	"fmt"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/yen"
)

// PackedLimit bounds the JSON of one Packed, in bytes; an item of the table
// holds at most 400 KB.
const PackedLimit = 350_000

// Packed is all claims of one insurer × service month × office, of one run, in
// one item of the table; a large office has several parts. Run is the month of
// the run, so that a late claim never overwrites the item of a closed month.
// It holds insured numbers: the table keeps it encrypted.
type Packed struct {
	Version int            `json:"v"`
	Insurer number.Insurer `json:"insurer"`
	Month   day.Month      `json:"month"`
	Office  number.Office  `json:"office"`
	Run     day.Month      `json:"run"`
	Part    int            `json:"part"` // from 1
	Parts   int            `json:"parts"`
	Total   Sum            `json:"sum"` // of this part
	Shapes  []PackedShape  `json:"shapes"`
	Claims  []PackedClaim  `json:"list"`
}

// PackedShape is the price that all claims of one shape share.
type PackedShape struct {
	Fee        string    `json:"fee"`
	Lines      []Line    `json:"lines"`
	Units      yen.Units `json:"units"`
	Price      yen.Price `json:"price"`
	Yen        yen.Yen   `json:"yen"`
	ClaimTo    string    `json:"claimTo"`
	Unverified []string  `json:"unverified,omitempty"`
}

// PackedClaim is one claim; in JSON a list: ["0000000001","12",0,"new"].
type PackedClaim struct {
	Insured number.Insured
	Level   number.Level
	Shape   int // place in Shapes
	Kind    string
}

// MarshalJSON writes the list form.
func (c PackedClaim) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{c.Insured, c.Level, c.Shape, c.Kind})
}

// UnmarshalJSON reads the list form.
func (c *PackedClaim) UnmarshalJSON(b []byte) error {
	list := []any{&c.Insured, &c.Level, &c.Shape, &c.Kind}
	if err := json.Unmarshal(b, &list); err != nil {
		return fmt.Errorf("read a packed claim: %w", err)
	}
	if len(list) != 4 {
		return fmt.Errorf("read a packed claim: %d of 4 values", len(list))
	}
	return nil
}

// Pack puts the claims of a run into items, in the order of Tally. The same
// claims always make the same items.
func Pack(claims []Claim, run day.Month) ([]Packed, error) {
	var all []Packed
	for group := range groups(claims) {
		parts, err := packGroup(group, run)
		if err != nil {
			return nil, err
		}
		all = append(all, parts...)
	}
	return all, nil
}

// packer fills one part after another.
type packer struct {
	parts  []Packed
	places map[string]int // JSON of a shape → place in the part at hand
	size   int            // bytes of the part at hand
}

// frame is more than the JSON of a Packed without shapes and claims.
const frame = 1024

func packGroup(group []Claim, run day.Month) ([]Packed, error) {
	var p packer
	for _, c := range group {
		if err := p.put(c, run); err != nil {
			return nil, err
		}
	}
	for i := range p.parts {
		p.parts[i].Part, p.parts[i].Parts = i+1, len(p.parts)
	}
	return p.parts, nil
}

func (p *packer) put(c Claim, run day.Month) error {
	s := PackedShape{c.Fee, c.Lines, c.Units, c.Price, c.Yen, c.ClaimTo, c.Unverified}
	shape, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("pack a claim: %w", err)
	}
	const claim = 64 // more than the JSON of one PackedClaim
	if len(p.parts) == 0 || p.size+len(shape)+1+claim > PackedLimit {
		p.parts = append(p.parts, Packed{Version: 1, Insurer: c.Insurer, Month: c.Month, Office: c.Office, Run: run})
		p.places, p.size = map[string]int{}, frame
	}
	part := &p.parts[len(p.parts)-1]
	place, known := p.places[string(shape)]
	if !known {
		place = len(part.Shapes)
		part.Shapes = append(part.Shapes, s)
		p.places[string(shape)] = place
		p.size += len(shape) + 1
	}
	packed := PackedClaim{c.Insured, c.Level, place, c.Kind}
	part.Claims = append(part.Claims, packed)
	p.size += len(c.Insured) + len(c.Level) + len(c.Kind) + len(fmt.Sprint(place)) + len(`["","",,""],`)
	return part.Total.add(c.Quote)
}

// Unpack gives the claims back, without their reasons, after comparing the sum
// with what the item says and each amount with its units and price.
func (p Packed) Unpack() ([]Claim, error) {
	var sum Sum
	claims := make([]Claim, 0, len(p.Claims))
	for _, c := range p.Claims {
		if c.Shape < 0 || c.Shape >= len(p.Shapes) {
			return nil, fmt.Errorf("unpack %s %s: shape %d of %d", p.Office, p.Month, c.Shape, len(p.Shapes))
		}
		s := p.Shapes[c.Shape]
		if y, err := yen.FloorPerClaim(s.Units, s.Price); err != nil || y != s.Yen {
			return nil, fmt.Errorf("unpack %s %s: %d units at %s are not %d yen", p.Office, p.Month, s.Units, s.Price, s.Yen)
		}
		q := Quote{s.Fee, s.Lines, s.Units, s.Price, s.Yen, s.ClaimTo, nil, s.Unverified}
		if err := sum.add(q); err != nil {
			return nil, err
		}
		claims = append(claims, Claim{p.Month, p.Insurer, c.Insured, c.Level, p.Office, c.Kind, q})
	}
	if sum != p.Total {
		return nil, fmt.Errorf("unpack %s %s: the claims sum up to %+v, the item says %+v", p.Office, p.Month, sum, p.Total)
	}
	return claims, nil
}
