// Package yen holds money, units and unit prices as whole numbers, and the
// rounding rules that turn one into the other.
//
//	Units × Price → FloorPerClaim → Yen
//	Units × PerMille → RoundHalfUp → Units
//
// There is no float anywhere. What does not fit is an error, never a wrap.
package yen

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Yen is an amount in whole yen (円).
type Yen int64

// Units counts 単位, the measure fees are fixed in.
type Units int64

// Price is 単位数単価 in hundredths of a yen per unit: 1105 is 11.05円. Claim
// files write it in this form (8125 item 6).
type Price int32

// ErrOverflow says that a sum or product does not fit into 64 bits.
var ErrOverflow = errors.New("金額または単位数が大きすぎて計算できません。入力した数を確かめてください")

// ErrNegative says that a rounding rule was given a negative number; the rules
// are defined for amounts to be paid only.
var ErrNegative = errors.New("単位数・単価・率に負の数は使えません。入力した数を確かめてください")

// String writes the amount as people read it: 5,215円.
func (y Yen) String() string { return grouped(int64(y)) + "円" }

// String writes the count as people read it: 1,686単位.
func (u Units) String() string { return grouped(int64(u)) + "単位" }

// String writes yen per unit with two decimals: 11.05.
func (p Price) String() string {
	sign, n := "", int64(p)
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

// ParsePrice reads yen per unit with exactly two decimals: "11.05" is 1105.
func ParsePrice(s string) (Price, error) {
	whole, cents, ok := strings.Cut(s, ".")
	if !ok || whole == "" || len(cents) != 2 || !digits(whole+cents) {
		return 0, fmt.Errorf("単価「%s」を読めません。11.05 のように小数点以下2桁で書いてください", s)
	}
	n, err := strconv.ParseInt(whole+cents, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("単価「%s」は大きすぎます", s)
	}
	return Price(n), nil
}

func digits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// Sum adds amounts (Yen or Units) and refuses to wrap around.
func Sum[T Yen | Units](ns ...T) (T, error) {
	var total T
	for _, n := range ns {
		if n > 0 && total > math.MaxInt64-n || n < 0 && total < math.MinInt64-n {
			return 0, ErrOverflow
		}
		total += n
	}
	return total, nil
}

func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	first := 0
	if n < 0 {
		first = 1
	}
	for i := len(s) - 3; i > first; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
