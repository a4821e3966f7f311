// Package font holds the one typeface of the sample papers and cuts it down to
// what one paper prints.
//
//	characters → font → glyphs, widths, a TrueType file with only those glyphs
package font

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"sync"
)

//go:embed sample.ttf
var file []byte

// Sample is the typeface Sasae Sample Gothic, read once. It is cut out of BIZ
// UDGothic under the SIL Open Font License 1.1; see OFL.txt.
var Sample = sync.OnceValue(func() *Font {
	f, err := read(file)
	if err != nil {
		panic(fmt.Errorf("read the embedded sample.ttf: %w", err))
	}
	return f
})

// Font is a TrueType face without composite glyphs.
type Font struct {
	head, hhea, maxp []byte
	em               int
	glyphs           map[rune]int
	metrics          []metric
	outlines         [][]byte
}

type metric struct{ advance, bearing uint16 }

// Has tells whether the face can print r.
func (f *Font) Has(r rune) bool { _, ok := f.glyphs[r]; return ok }

// Width is the advance of r in thousandths of an em: 500 or 1000 in this face.
func (f *Font) Width(r rune) int {
	return int(f.metrics[f.glyphs[r]].advance) * 1000 / f.em
}

// Ascent and Descent are in thousandths of an em; Descent is negative.
func (f *Font) Ascent() int { return f.vertical(4) }

// Descent is how far the face reaches under the line; see Ascent.
func (f *Font) Descent() int { return f.vertical(6) }

func (f *Font) vertical(at int) int {
	return int(int16(binary.BigEndian.Uint16(f.hhea[at:]))) * 1000 / f.em
}

// Subset writes a TrueType file whose glyph 0 is .notdef and whose glyph i+1 is
// that of runes[i]. It has the tables a PDF needs and no others.
func (f *Font) Subset(runes []rune) []byte {
	order := make([]int, 1, len(runes)+1)
	for _, r := range runes {
		order = append(order, f.glyphs[r])
	}
	glyf, loca := f.joinOutlines(order)
	return assemble([]table{
		{"glyf", glyf},
		{"head", patch(f.head, 50, 1)}, // long offsets in loca
		{"hhea", patch(f.hhea, 34, uint16(len(order)))},
		{"hmtx", f.joinMetrics(order)},
		{"loca", loca},
		{"maxp", patch(f.maxp, 4, uint16(len(order)))},
	})
}

func (f *Font) joinOutlines(order []int) (glyf, loca []byte) {
	loca = make([]byte, 0, 4*len(order)+4)
	glyf = make([]byte, 0, 256*len(order))
	for _, g := range order {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		glyf = append(glyf, f.outlines[g]...)
	}
	return glyf, binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
}

func (f *Font) joinMetrics(order []int) []byte {
	out := make([]byte, 0, 4*len(order))
	for _, g := range order {
		out = binary.BigEndian.AppendUint16(out, f.metrics[g].advance)
		out = binary.BigEndian.AppendUint16(out, f.metrics[g].bearing)
	}
	return out
}

func patch(table []byte, at int, v uint16) []byte {
	out := append([]byte(nil), table...)
	binary.BigEndian.PutUint16(out[at:], v)
	return out
}

type table struct {
	tag  string
	data []byte
}

// assemble lays the tables, given in order of their tags, out as one file. Check
// sums stay zero: readers of PDF do not look at them.
func assemble(tables []table) []byte {
	out := []byte{0, 1, 0, 0, 0, byte(len(tables)), 0, 64, 0, 2, 0, 32}
	at := len(out) + 16*len(tables)
	for _, t := range tables {
		out = append(out, t.tag...)
		out = binary.BigEndian.AppendUint32(out, 0)
		out = binary.BigEndian.AppendUint32(out, uint32(at))
		out = binary.BigEndian.AppendUint32(out, uint32(len(t.data)))
		at += (len(t.data) + 3) &^ 3
	}
	for _, t := range tables {
		out = append(out, t.data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	return out
}
