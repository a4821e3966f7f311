package yen

import (
	"math"
	"math/bits"
)

// Rule names a way of rounding and the article it comes from.
type Rule struct {
	Name   string // stable key
	Text   string // as a municipal officer would say it
	Source string
}

// FloorRule is how FloorPerClaim rounds.
var FloorRule = Rule{
	Name: "floor-per-claim",
	Text: "1件の単位数の合計に単価を掛け、1円未満を切り捨てる",
	Source: "平成18年厚生労働省告示第129号（指定介護予防支援に要する費用の額の算定に関する基準）三。" +
		"同文の告示第128号三で確認",
}

// HalfUpRule is how RoundHalfUp rounds.
var HalfUpRule = Rule{
	Name: "half-up-rate",
	Text: "1件の単位数の合計に率を掛け、1単位未満を四捨五入する",
	Source: "介護保険最新情報Vol.1479（2026-03-13）の処遇改善加算21/1000。" +
		"四捨五入は四街道市・山武市の単位数表マスタR8.6（442→9、742→16、738→15、1042→22）から",
}

// PerMille is a rate in thousandths: 21 is 21/1000.
type PerMille int32

// FloorPerClaim is the price of one claim: the sum of its units × the unit
// price, less than one yen dropped. Call it once per claim, never per line,
// and never on the sum of several claims. Source: FloorRule.
func FloorPerClaim(u Units, p Price) (Yen, error) {
	n, err := mulDiv(int64(u), int64(p), 0, 100)
	return Yen(n), err
}

// RoundHalfUp takes a rate of the units of one whole claim; half a unit and
// more counts as one. Source: HalfUpRule.
func RoundHalfUp(u Units, r PerMille) (Units, error) {
	n, err := mulDiv(int64(u), int64(r), 500, 1000)
	return Units(n), err
}

// mulDiv is floor((a×b + add) / div) on 128 bits.
func mulDiv(a, b int64, add, div uint64) (int64, error) {
	if a < 0 || b < 0 {
		return 0, ErrNegative
	}
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	lo, carry := bits.Add64(lo, add, 0)
	hi += carry
	if hi >= div {
		return 0, ErrOverflow
	}
	q, _ := bits.Div64(hi, lo, div)
	if q > math.MaxInt64 {
		return 0, ErrOverflow
	}
	return int64(q), nil
}
