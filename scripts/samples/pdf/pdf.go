// Package pdf writes the sample papers: lines, boxes and Japanese text on A4.
//
//	text and boxes in millimetres → pdf → the bytes of a PDF 1.4 file
//
// It exists because a general library takes 12 ms and 9 MB for each paper with a
// Japanese font, and a demonstration month has seven hundred of them. Equal calls
// give equal bytes: nothing is taken from the clock.
package pdf

import (
	"encoding/hex"
	"strconv"

	"github.com/sasae-care/sasae/scripts/samples/font"
)

const point = 72 / 25.4 // points a millimetre

// Doc is one paper. Its coordinates are millimetres from the top left corner.
type Doc struct {
	Title string

	// Script is JavaScript run when the paper is opened; only a paper that is
	// meant to be refused has one.
	Script string
	// Stowaway is put into the file as an object that no page shows, as it is.
	Stowaway []byte
	// Password locks the file (standard security handler, RC4 40 bit).
	Password string

	font  *font.Font
	pages []*page
	codes map[rune]uint16
	runes []rune
}

type page struct {
	width, height float64 // points
	ops           []byte
}

// New starts a paper without pages.
func New(title string) *Doc {
	return &Doc{Title: title, font: font.Sample(), codes: make(map[rune]uint16, 256)}
}

// Portrait adds an upright A4 page and draws on it from now on.
func (d *Doc) Portrait() { d.page(210, 297) }

// Landscape adds an A4 page lying on its side.
func (d *Doc) Landscape() { d.page(297, 210) }

func (d *Doc) page(w, h float64) {
	p := &page{width: w * point, height: h * point, ops: make([]byte, 0, 16<<10)}
	p.ops = append(p.ops, "0.4 w\n"...)
	d.pages = append(d.pages, p)
}

func (d *Doc) last() *page { return d.pages[len(d.pages)-1] }

// Box draws a frame.
func (d *Doc) Box(x, y, w, h float64) { d.last().rect(x, y, w, h, "S\n") }

// Shade fills an area with light grey, as forms do under their labels.
func (d *Doc) Shade(x, y, w, h float64) {
	p := d.last()
	p.ops = append(p.ops, "0.92 g "...)
	p.rect(x, y, w, h, "f 0 g\n")
}

func (p *page) rect(x, y, w, h float64, op string) {
	p.numbers(x*point, p.height-(y+h)*point, w*point, h*point)
	p.ops = append(append(p.ops, "re "...), op...)
}

// Line draws a straight line.
func (d *Doc) Line(x1, y1, x2, y2 float64) {
	p := d.last()
	p.numbers(x1*point, p.height-y1*point)
	p.ops = append(p.ops, "m "...)
	p.numbers(x2*point, p.height-y2*point)
	p.ops = append(p.ops, "l S\n"...)
}

// Ring draws a circle around a choice, as a pen does on paper.
func (d *Doc) Ring(x, y, r float64) {
	p := d.last()
	cx, cy, s := x*point, p.height-y*point, r*point
	const k = 0.5523
	p.numbers(cx+s, cy)
	p.ops = append(p.ops, "m "...)
	for _, q := range [4][4]float64{{1, 0, 0, 1}, {0, 1, -1, 0}, {-1, 0, 0, -1}, {0, -1, 1, 0}} {
		ax, ay, bx, by := q[0], q[1], q[2], q[3]
		p.numbers(cx+s*(ax+k*bx), cy+s*(ay+k*by), cx+s*(bx+k*ax), cy+s*(by+k*ay), cx+s*bx, cy+s*by)
		p.ops = append(p.ops, "c "...)
	}
	p.ops = append(p.ops, "S\n"...)
}

// Text writes one line; y is where the characters stand, size is in points.
func (d *Doc) Text(x, y, size float64, s string) { d.text(x, y, size, s, "") }

// Bold writes one line with thickened strokes.
func (d *Doc) Bold(x, y, size float64, s string) {
	d.text(x, y, size, s, "2 Tr 0.5 w ")
}

func (d *Doc) text(x, y, size float64, s, mode string) {
	if s == "" {
		return
	}
	p := d.last()
	if mode != "" {
		p.ops = append(p.ops, "q "...)
	}
	p.ops = append(append(p.ops, "BT "...), mode...)
	p.ops = append(p.ops, "/F "...)
	p.numbers(size)
	p.ops = append(p.ops, "Tf "...)
	p.numbers(x*point, p.height-y*point)
	p.ops = append(p.ops, "Td <"...)
	for _, r := range s {
		c := d.code(r)
		p.ops = hex.AppendEncode(p.ops, []byte{byte(c >> 8), byte(c)})
	}
	p.ops = append(p.ops, "> Tj ET\n"...)
	if mode != "" {
		p.ops = append(p.ops, "Q\n"...)
	}
}

// code numbers the characters of the paper in the order of their first use.
func (d *Doc) code(r rune) uint16 {
	c, ok := d.codes[r]
	if !ok {
		d.runes = append(d.runes, r)
		c = uint16(len(d.runes))
		d.codes[r] = c
	}
	return c
}

func (p *page) numbers(list ...float64) {
	for _, v := range list {
		p.ops = append(strconv.AppendFloat(p.ops, v, 'f', 2, 64), ' ')
	}
}

// Missing lists the characters of the paper that the typeface cannot print.
func (d *Doc) Missing() (list []rune) {
	for _, r := range d.runes {
		if !d.font.Has(r) {
			list = append(list, r)
		}
	}
	return list
}
