package town

import (
	"slices"
	"strings"

	"github.com/sasae-care/sasae/shared/day"
)

// Address is where a person lives, as typed. Area is the 町丁目, Block the 番地;
// a whole line such as 本町1-12-3 may stand in Area. Source: KUM-09, AMB-19.
type Address struct {
	Postcode string `json:"postcode"`
	Area     string `json:"area"`
	Block    string `json:"block"`
}

// Routing says which district and centre an address belongs to on a day. When
// not OK there is none or there are several: a person chooses, with a reason.
// Because names the row that decided, so it tells roughly where someone lives:
// it is for those who may see the address, not for logs or the audit chain.
type Routing struct {
	OK bool `json:"ok"`
	Place
	Name       string     `json:"name"` // of the district
	Candidates []District `json:"candidates,omitempty"`
	Because    string     `json:"because"`
}

// RouteSource is the article behind Route.
const RouteSource = "KUM-09"

// Route finds the district where an address lies on a day. What is more specific
// wins: 町丁目 with a 番地 range, 町丁目, postcode with a range, postcode; a row
// that names both 町丁目 and postcode before one that names the 町丁目 alone. Two
// equally specific rows of different districts are several. Source: KUM-09.
func (d *Directory) Route(a Address, on day.Date) Routing {
	post, where := postcode(a.Postcode), d.readings(a)
	var found match
	for _, r := range where {
		found.join(d.match(d.areas[r.area], r.block, post, on))
	}
	if len(found.rows) == 0 && len(found.open) == 0 && post != "" {
		found.join(d.match(d.posts[post], blockOf(a), post, on))
	}
	return d.decide(found)
}

// maxAddress is the length in bytes up to which an address is parted.
const maxAddress = 600

const chome = "丁目"

// reading is one way to understand an address: a known 町丁目 and a 番地.
type reading struct {
	area  string
	block int
}

// readings are the ways to part an address into a 町丁目 that some row names and
// a 番地. 本町 1-12-3 is 本町 1番地 or 本町一丁目 12番地, whichever is known.
func (d *Directory) readings(a Address) []reading {
	area := d.fold.area(a.Area)
	tail := blockText(a.Block)
	var out []reading
	add := func(area string, block int) {
		if r := (reading{area, block}); len(d.areas[area]) > 0 && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	if !strings.Contains(tail, chome) {
		add(area, firstNumber(tail))
	}
	full := area + tail
	if len(full) > maxAddress {
		return out
	}
	for i := digitAt(full, 0); i >= 0; {
		end := i + len(leadingDigits(full[i:]))
		rest := full[end:]
		switch {
		case strings.HasPrefix(rest, chome):
			add(full[:end+len(chome)], firstNumber(rest))
		case rest == "" || rest[0] == '-':
			add(full[:end]+chome, firstNumber(rest))
			fallthrough
		default:
			add(full[:i], firstNumber(full[i:end]))
		}
		i = digitAt(full, end)
	}
	return out
}

// digitAt is where the first digit of s from i on is, or -1.
func digitAt(s string, i int) int {
	for ; i < len(s); i++ {
		if isDigit(s[i]) {
			return i
		}
	}
	return -1
}

// blockOf is the 番地 of an address whose 町丁目 no row names.
func blockOf(a Address) int {
	s := blockText(a.Block)
	if _, after, ok := strings.Cut(s, chome); ok {
		s = after
	}
	return firstNumber(s)
}

// match is what the rows say: those that win, those that might if the 番地 were
// known, and those that were near.
type match struct{ rows, open, near []int }

func (m *match) join(o match) {
	m.rows = append(m.rows, o.rows...)
	m.open = append(m.open, o.open...)
	m.near = append(m.near, o.near...)
}

// match looks at the rows of one 町丁目, or of one postcode.
func (d *Directory) match(rows []int, block int, post string, on day.Date) match {
	var m match
	best := 0
	for _, i := range rows {
		a := &d.rows[i]
		switch level := a.level(post); {
		case !a.On(on):
		case a.Postcode != "" && post != "" && a.Postcode != post, a.ranged() && block > 0 && !a.has(block):
			m.near = append(m.near, i)
		case a.ranged() && block == 0:
			m.open = append(m.open, i)
		case level > best:
			best, m.rows = level, append(m.rows[:0], i)
		case level == best:
			m.rows = append(m.rows, i)
		}
	}
	return m
}

// level is how specific a matching row is.
func (a *Area) level(post string) int {
	level := 1
	if a.ranged() {
		level += 2
	}
	if a.Area != "" && a.Postcode != "" && post != "" {
		level++
	}
	return level
}

func (a *Area) has(block int) bool {
	return block >= a.BlockFrom && (a.BlockTo == 0 || block <= a.BlockTo)
}
