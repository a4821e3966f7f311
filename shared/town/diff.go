package town

import (
	"fmt"

	"github.com/sasae-care/sasae/shared/day"
)

// Diff is what an import does. New, Changed, Moved and Same count the rows of
// the file, each once; Ended counts rows of the Book that a row of the file ends.
// Lines says it in Japanese, without names of persons; Same rows have no line.
type Diff struct {
	New     int      `json:"new"`
	Changed int      `json:"changed"`
	Moved   int      `json:"moved"` // areas that go to another district or centre
	Same    int      `json:"same"`
	Ended   int      `json:"ended"`
	Lines   []string `json:"lines"`
}

// Place is a district and the centre in charge of it.
type Place struct {
	District string `json:"district"`
	Centre   string `json:"centre"`
}

// String is 圏域D01（センターC1）.
func (p Place) String() string {
	if p == (Place{}) {
		return "（なし）"
	}
	return fmt.Sprintf("圏域%s（センター%s）", p.District, p.Centre)
}

func (a *Area) place() Place { return Place{a.District, a.Centre} }

// diff counts and tells the changes to the Book b.
func (b Book) diff(cs []change) Diff {
	d := Diff{Lines: []string{}}
	was := Open(b)
	for _, c := range cs {
		from := was.before(c)
		switch {
		case c.ended:
			d.Ended++
			d.say("終了 %s: %s まで", c.label, c.base.To)
		case c.same:
			d.Same++
		case from != Place{} && from != c.area.place():
			d.Moved++
			d.say("移動 %s: %s → %s（%s）", c.label, from, c.area.place(), period(c.base))
		case c.isNew:
			d.New++
			d.say("追加 %s（%s）", c.label, period(c.base))
		default:
			d.Changed++
			d.say("変更 %s（%s）", c.label, period(c.base))
		}
	}
	return d
}

func (d *Diff) say(format string, args ...any) {
	d.Lines = append(d.Lines, fmt.Sprintf(format, args...))
}

func period(b Base) string {
	if b.To == b.From {
		return b.From.String()
	}
	return fmt.Sprintf("%s～%s", b.From, b.To)
}

// before is where the place of an area row belonged until then: by a row for
// that same place, or by a wider one.
func (d *Directory) before(c change) Place {
	switch {
	case c.area == nil:
		return Place{}
	case c.before != nil:
		return c.before.place()
	}
	return d.routed(c.area, c.base.From)
}

func (d *Directory) routed(a *Area, on day.Date) Place {
	at := Address{Postcode: a.Postcode, Area: a.Area}
	if a.ranged() {
		at.Block = fmt.Sprint(max(a.BlockFrom, 1))
	}
	if r := d.Route(at, on); r.OK {
		return r.Place
	}
	return Place{}
}
