package checklist

import (
	"errors"
	"strconv"
	"strings"
)

// Body is height and weight as measured; 0 is not measured.
type Body struct {
	Height int // millimetres
	Weight int // grams
}

// Measured tells whether both are known.
func (b Body) Measured() bool { return b.Height > 0 && b.Weight > 0 }

// Low tells whether the BMI, kg/m², is under 18.5. It is compared by whole
// numbers and never rounded: 18.4999 is low, 18.5 is not. Source: 平成27年厚生労働省
// 告示第197号 様式第一.
func (b Body) Low() bool { return b.Measured() && 10_000*b.Weight < 185*b.Height*b.Height }

// BMI is that of a measured body in hundredths, the rest cut off, so that no
// low one is ever shown as 18.50. It is for showing alone.
func (b Body) BMI() int { return 100_000 * b.Weight / (b.Height * b.Height) }

// Errors of decimal, which say what to do.
var (
	errNumber   = errors.New("数字で書いてください（例: 150、41.6）")
	errTooExact = errors.New("小数点以下の桁が多すぎます")
)

// decimal reads an unsigned decimal as a whole number of its smallest part:
// with three places, "41.6" is 41600. Nothing is rounded: what has more places
// is an error, but for zeros.
func decimal(s string, places int) (int, error) {
	whole, part, dot := strings.Cut(s, ".")
	if whole == "" || dot && part == "" || len(s) > 18 || !digits(whole+part) {
		return 0, errNumber
	}
	part = strings.TrimRight(part, "0")
	if len(part) > places {
		return 0, errTooExact
	}
	n, err := strconv.Atoi(whole + part + strings.Repeat("0", places-len(part)))
	if err != nil {
		return 0, errNumber
	}
	return n, nil
}

func digits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}
