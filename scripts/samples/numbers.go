package samples

import "fmt"

// withCheck appends the check digit of insurer and office numbers: modulus 10,
// weights 2, 1, 2, … from the right, digit sums. Source: billing.md section 6.
func withCheck(digits string) string {
	sum := 0
	for i := range len(digits) {
		p := int(digits[len(digits)-1-i]-'0') * (2 - i%2)
		sum += p/10 + p%10
	}
	return digits + string(rune('0'+(10-sum%10)%10))
}

// Office numbers: prefecture 43, kind, municipality 99 (not given out), serial.
func officeNumber(kind byte, serial int) string {
	return withCheck(fmt.Sprintf("43%c99%04d", kind, serial))
}

// insuredNumber is different for each person of a world: 48271 has no common
// factor with the prime 9999991.
func insuredNumber(seed uint64, id int) string {
	n := (uint64(id)*48271 + seed%9999991) % 9999991
	return withCheck(fmt.Sprintf("00%07d", n))
}

// licence is the 介護支援専門員番号 of the k-th care manager in town.
func licence(k int) string { return fmt.Sprintf("4399%04d", k+1) }
