package pdf

import "strings"

// Characters that may not begin a line (行頭禁則), and that may not end one.
const (
	notFirst = "、。，．・：；？！」』）〕］｝〉》】ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々%％)"
	notLast  = "「『（〔［｛〈《【("
)

// Width is the length of a line in millimetres.
func (d *Doc) Width(size float64, s string) float64 {
	n := 0
	for _, r := range s {
		n += d.font.Width(r)
	}
	return float64(n) / 1000 * size / point
}

// Break cuts a text into lines no longer than w millimetres; a newline in the
// text begins a new line.
func (d *Doc) Break(w, size float64, s string) (lines []string) {
	limit := int(w * point / size * 1000)
	for para := range strings.SplitSeq(s, "\n") {
		lines = append(lines, d.breakPara(limit, []rune(para))...)
	}
	return lines
}

func (d *Doc) breakPara(limit int, text []rune) (lines []string) {
	start, used := 0, 0
	for i := 0; i < len(text); i++ {
		w := d.font.Width(text[i])
		if used+w > limit && i > start {
			cut := cutAt(text, start, i)
			lines = append(lines, string(text[start:cut]))
			start, used = cut, 0
			for _, r := range text[cut:i] {
				used += d.font.Width(r)
			}
		}
		used += w
	}
	return append(lines, string(text[start:]))
}

// cutAt moves a cut back so that the next line may begin as it does.
func cutAt(text []rune, start, cut int) int {
	for c := cut; c > start+1 && c > cut-4; c-- {
		if !strings.ContainsRune(notFirst, text[c]) && !strings.ContainsRune(notLast, text[c-1]) {
			return c
		}
	}
	return cut
}

// Align says where a text stands in its cell.
type Align int

// A text stands at the left and top of its cell, or in the middle.
const (
	TopLeft Align = iota
	MiddleLeft
	Centre
)

const pad = 1.1 // millimetres between frame and text

// Cell draws a frame with text in it. A text too long for the cell is set
// smaller, as office software does; size is the largest it may have.
func (d *Doc) Cell(x, y, w, h, size float64, align Align, s string) {
	d.Box(x, y, w, h)
	d.Flow(x, y, w, h, size, align, s)
}

// Label is a shaded Cell in the middle of which a heading stands.
func (d *Doc) Label(x, y, w, h, size float64, s string) {
	d.Shade(x, y, w, h)
	d.Cell(x, y, w, h, size, Centre, s)
}

// Flow is Cell without the frame.
func (d *Doc) Flow(x, y, w, h, size float64, align Align, s string) {
	if s == "" {
		return
	}
	lines, lead := d.fit(w-2*pad, h-pad, &size, s)
	top := y + pad
	if align != TopLeft {
		top = y + (h-float64(len(lines))*lead)/2
	}
	for i, line := range lines {
		left := x + pad
		if align == Centre {
			left = x + (w-d.Width(size, line))/2
		}
		d.Text(left, top+float64(i)*lead+lead*0.78, size, line)
	}
}

func (d *Doc) fit(w, h float64, size *float64, s string) (lines []string, lead float64) {
	for {
		lines = d.Break(w, *size, s)
		lead = *size * 1.25 / point
		if float64(len(lines))*lead <= h || *size <= 4.5 {
			return lines, lead
		}
		*size -= 0.5
	}
}
