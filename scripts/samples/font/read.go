package font

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// read takes a TrueType file apart. It trusts the file, which is our own, and
// only reports what subset.sh could get wrong.
func read(b []byte) (*Font, error) {
	tables := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(b[4:])) {
		e := b[12+16*i:]
		at, size := binary.BigEndian.Uint32(e[8:]), binary.BigEndian.Uint32(e[12:])
		tables[string(e[:4])] = b[at : at+size]
	}
	for _, tag := range []string{"head", "hhea", "maxp", "hmtx", "cmap", "loca", "glyf"} {
		if tables[tag] == nil {
			return nil, fmt.Errorf("the table %s is missing", tag)
		}
	}
	f := &Font{head: tables["head"], hhea: tables["hhea"], maxp: tables["maxp"]}
	f.em = int(binary.BigEndian.Uint16(f.head[18:]))
	count := int(binary.BigEndian.Uint16(f.maxp[4:]))
	f.readMetrics(tables["hmtx"], count)
	if err := f.readOutlines(tables["loca"], tables["glyf"], count); err != nil {
		return nil, err
	}
	return f, f.readCharacters(tables["cmap"])
}

func (f *Font) readMetrics(hmtx []byte, count int) {
	long := int(binary.BigEndian.Uint16(f.hhea[34:]))
	for g := range count {
		last := min(g, long-1)
		m := metric{advance: binary.BigEndian.Uint16(hmtx[4*last:])}
		if g < long {
			m.bearing = binary.BigEndian.Uint16(hmtx[4*g+2:])
		} else {
			m.bearing = binary.BigEndian.Uint16(hmtx[4*long+2*(g-long):])
		}
		f.metrics = append(f.metrics, m)
	}
}

func (f *Font) readOutlines(loca, glyf []byte, count int) error {
	offset := func(g int) int { return 2 * int(binary.BigEndian.Uint16(loca[2*g:])) }
	if binary.BigEndian.Uint16(f.head[50:]) == 1 {
		offset = func(g int) int { return int(binary.BigEndian.Uint32(loca[4*g:])) }
	}
	for g := range count {
		outline := glyf[offset(g):offset(g+1)]
		if len(outline) > 0 && outline[0]&0x80 != 0 {
			return fmt.Errorf("glyph %d is a composite", g)
		}
		f.outlines = append(f.outlines, outline)
	}
	return nil
}

// readCharacters reads the cmap subtable of format 4, which holds the BMP.
func (f *Font) readCharacters(cmap []byte) error {
	for i := range int(binary.BigEndian.Uint16(cmap[2:])) {
		sub := cmap[binary.BigEndian.Uint32(cmap[4+8*i+4:]):]
		if binary.BigEndian.Uint16(sub) == 4 {
			f.glyphs = segments(sub)
			return nil
		}
	}
	return errors.New("there is no cmap of format 4")
}

func segments(sub []byte) map[rune]int {
	u16 := func(at int) int { return int(binary.BigEndian.Uint16(sub[at:])) }
	twice := u16(6)
	ends, starts := 14, 16+twice
	deltas, ranges := starts+twice, starts+2*twice
	glyphs := map[rune]int{}
	for s := 0; s < twice; s += 2 {
		for c := u16(starts + s); c <= u16(ends+s) && c != 0xFFFF; c++ {
			g := c
			if r := u16(ranges + s); r != 0 {
				g = u16(ranges + s + r + 2*(c-u16(starts+s)))
			}
			if g = (g + u16(deltas+s)) & 0xFFFF; g != 0 {
				glyphs[rune(c)] = g
			}
		}
	}
	return glyphs
}
