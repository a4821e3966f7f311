package deadline

import "github.com/sasae-care/sasae/shared/day"

// Block is a run of months within which something must happen once. It ends with
// the end of its last month and does not roll.
type Block struct {
	First day.Month `json:"first"`
	Last  day.Month `json:"last"`
}

// Blocks are the first n blocks of so many months each, counted from the month
// after the start (提供開始の翌月から起算). Source: KAW-33-3-コ-a, MHLW 表5.
func Blocks(start day.Month, months, n int) []Block {
	if months < 1 {
		return nil
	}
	var out []Block
	for i := range n {
		first := start.Add(1 + i*months)
		out = append(out, Block{First: first, Last: first.Add(months - 1)})
	}
	return out
}

// Holds tells whether the month lies in the block.
func (b Block) Holds(m day.Month) bool { return !m.Before(b.First) && !m.After(b.Last) }
