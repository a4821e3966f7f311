package checklist

import "fmt"

// Renumbering says that a published sheet or page prints other numbers than the
// national ones, which are the only ones read here: Printed and the numbers
// behind it stand for No and those behind it.
type Renumbering struct {
	Where              string
	Printed, No, Count int
	Twice              bool // Printed is the number of another item there as well
	Source             string
	Open               bool // not certain, or not all of it known
}

const itoPage = "https://www.city.ito.shizuoka.jp/gyosei/kenko_fukushi/koreishafukushi/kaigoyobo_nichijoseikatsushiensogojigyo/11775.html"

// Renumberings are those known; of 伊東市's page only some rows are.
var Renumberings = []Renumbering{
	{Where: "川崎市介護予防ケアマネジメント実施要綱の様式第1", Printed: 11, No: 1, Count: 1, Twice: true, Source: "KAW-F-05, AMB-24"},
	{Where: "伊東市のホームページの説明", Printed: 1, No: 11, Count: 2, Source: itoPage, Open: true},
	{Where: "伊東市のホームページの説明", Printed: 3, No: 6, Count: 5, Source: itoPage, Open: true},
	{Where: "伊東市のホームページの説明", Printed: 8, No: 13, Count: 3, Source: itoPage, Open: true},
}

// item is the national number of what is printed as no there; 0 is not known.
func (n Renumbering) item(no int) int {
	if no < n.Printed || no >= n.Printed+n.Count {
		return 0
	}
	return n.No + no - n.Printed
}

// String says what is printed where, as one sentence.
func (n Renumbering) String() string {
	if n.Count == 1 {
		return fmt.Sprintf("%sでは、%dの「%s」が【%d】と印刷されています。", n.Where, n.No, Questions[n.No].Text, n.Printed)
	}
	return fmt.Sprintf("%sでは、%d～%dが%d～%dになっています。", n.Where, n.No, n.No+n.Count-1, n.Printed, n.Printed+n.Count-1)
}

// printed says where no is printed for another item, one of first to last.
func printed(no, first, last int) string {
	for _, n := range Renumberings {
		if item := n.item(no); first <= item && item <= last {
			return n.String()
		}
	}
	return ""
}
