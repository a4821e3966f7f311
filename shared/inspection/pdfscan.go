package inspection

import (
	"bytes"
	"errors"
	"iter"
	"slices"
)

// object is one "3 0 obj ..." wherever it stands in the file.
type object struct {
	num, gen int // num -1: in a trailer, or without a readable number
	at       int // offset of the object's value
	value    any
	stream   int  // offset of the stream's data; 0 if there is no stream
	end      int  // offset behind the stream's data
	closed   bool // ended by endobj or endstream, not by the end of the file
	hidden   bool // inside the data of another stream
}

func (o *object) dict() dict { d, _ := o.value.(dict); return d }

// document is a PDF as read without trusting its cross-reference table: every
// object there is, in the order of the file. A table that is shifted, broken
// or missing is thereby repaired, and one that hides an object does not.
type document struct {
	data     []byte
	objects  []*object
	trailers []dict
	newest   map[int]*object // object number → its last definition
	danger   map[name]bool   // dangerous names, wherever they stand
	work     int             // bytes that may still be looked at
	key      *cipherKey      // nil: not encrypted
	nextEnd  [2]int          // an "endstream": first offset to look from, where it is
}

var (
	errWork    = errors.New("objects overlap")
	errObjects = errors.New("too many objects")
)

// scan reads all objects and trailers. It looks at every "obj" in the file, so
// that an object inside the data of another one is seen too.
func scan(data []byte) (*document, error) {
	d := &document{data: data, newest: map[int]*object{}, danger: map[name]bool{}, work: lexFactor*len(data) + 1<<20}
	for from := 0; from < len(data); from += piece { // which is in the cache for the second word
		for at := range words(data, from, "obj") {
			if bytes.HasSuffix(data[:at], []byte("end")) {
				continue
			}
			if err := d.object(at); err != nil {
				return nil, err
			}
		}
		for at := range words(data, from, "trailer") {
			if err := d.trailer(at + len("trailer")); err != nil {
				return nil, err
			}
		}
	}
	d.tables()
	d.number()
	d.streams()
	d.number() // now without what is inside streams
	return d, nil
}

// words are the offsets of word, as far as it begins in the piece at from.
func words(data []byte, from int, word string) iter.Seq[int] {
	return func(yield func(int) bool) {
		data := data[:min(len(data), from+piece+len(word)-1)]
		for at := from; ; at += len(word) {
			i := bytes.Index(data[at:], []byte(word))
			if at += i; i < 0 || !yield(at) {
				return
			}
		}
	}
}

// object reads the object whose keyword "obj" is at at.
func (d *document) object(at int) error {
	num, gen := header(d.data[:at])
	o := &object{num: num, gen: gen, at: at + 3}
	l := &lexer{data: d.data, at: o.at}
	v, ok := l.value(0)
	if ok {
		o.value = v
	} else {
		l.at = o.at // for the names in what is not well formed
	}
	switch l.until() {
	case "stream":
		o.stream = streamStart(d.data, l.at)
	case "endobj":
		o.closed = true
	}
	return d.add(o, l, o.at)
}

// add keeps an object, and what its lexer, which started at from, has seen.
func (d *document) add(o *object, l *lexer, from int) error {
	if len(d.objects) >= maxObjects {
		return errObjects
	}
	d.objects = append(d.objects, o)
	for n := range l.danger {
		d.danger[n] = true
	}
	return d.spend(l.at - from)
}

func (d *document) spend(n int) error {
	if d.work -= n; d.work < 0 {
		return errWork
	}
	return nil
}

// until reads on to the end of an object and gives the keyword that ends it,
// or "" at the end of the data.
func (l *lexer) until() keyword {
	for {
		switch t := l.token().(type) {
		case keyword:
			if t == "stream" || t == "endobj" || t == "obj" || t == "endstream" {
				return t
			}
		case closing:
			if t == "" {
				return ""
			}
		}
	}
}

// header reads "12 0 " backwards from the end of before; -1 if it is not there.
func header(before []byte) (num, gen int) {
	before, gen = backwards(before)
	_, num = backwards(before)
	if gen < 0 || num < 0 {
		return -1, 0
	}
	return num, gen
}

func backwards(b []byte) ([]byte, int) {
	for len(b) > 0 && class[b[len(b)-1]] == space {
		b = b[:len(b)-1]
	}
	n, unit, digits := 0, 1, 0
	for len(b) > 0 && digits < 9 && b[len(b)-1] >= '0' && b[len(b)-1] <= '9' {
		n += unit * int(b[len(b)-1]-'0')
		b, unit, digits = b[:len(b)-1], unit*10, digits+1
	}
	if digits == 0 {
		return b, -1
	}
	return b, n
}

// streamStart skips the end of line behind the keyword "stream".
func streamStart(data []byte, at int) int {
	for at < len(data) && data[at] == ' ' {
		at++
	}
	if at < len(data) && data[at] == '\r' {
		at++
	}
	if at < len(data) && data[at] == '\n' {
		at++
	}
	return at
}

// trailer reads the dictionary behind a keyword "trailer" that ends at at.
func (d *document) trailer(at int) error {
	l := &lexer{data: d.data, at: at}
	v, _ := l.value(0)
	t, _ := v.(dict)
	d.trailers = append(d.trailers, t)
	return d.add(&object{num: -1, at: at, value: t, closed: true}, l, at)
}

// tables takes the trailers of cross-reference streams.
func (d *document) tables() {
	for _, o := range d.objects {
		if o.dict().named("Type") == "XRef" {
			d.trailers = append(d.trailers, o.dict())
		}
	}
}

// number finds the last definition of each object, which is the one in force
// (ISO 32000-1 7.5.6). What stands inside streams counts only for want of
// anything else.
func (d *document) number() {
	clear(d.newest)
	for _, o := range d.objects {
		if old := d.newest[o.num]; o.num >= 0 && (old == nil || old.hidden || !o.hidden) {
			d.newest[o.num] = o
		}
	}
}

// streams finds where each stream ends, and hides what is inside of one.
func (d *document) streams() {
	inside := 0
	for _, o := range d.objects {
		o.hidden = o.num >= 0 && o.at < inside
		if o.stream == 0 {
			continue
		}
		o.end, o.closed = d.streamEnd(o)
		if !o.hidden {
			inside = max(inside, o.end)
		}
	}
}

// streamEnd believes the stated length where "endstream" follows, and looks
// for that word where it does not.
func (d *document) streamEnd(o *object) (end int, closed bool) {
	rest := d.data[o.stream:]
	if n, ok := d.resolve(o.dict().get("Length")).(int64); ok && n >= 0 && n <= int64(len(rest)) {
		l := &lexer{data: rest, at: int(n)}
		for l.at < len(rest) && class[rest[l.at]] == space && l.at < int(n)+4 {
			l.at++
		}
		if bytes.HasPrefix(rest[l.at:], []byte("endstream")) {
			return o.stream + int(n), true
		}
	}
	end = d.endstream(o.stream)
	return end, end < len(d.data)
}

// endstream is the offset of the next "endstream" from at, or the end of the
// data. Asked in the order of the file it reads the file once.
func (d *document) endstream(at int) int {
	if at < d.nextEnd[0] || at > d.nextEnd[1] || d.nextEnd[1] == 0 {
		n := bytes.Index(d.data[at:], []byte("endstream"))
		if n < 0 {
			n = len(d.data) - at
		}
		d.nextEnd = [2]int{at, at + n}
	}
	return d.nextEnd[1]
}

// resolve follows a reference to its value; nil if there is none.
func (d *document) resolve(v any) any {
	for range 8 {
		r, ok := v.(ref)
		if !ok {
			return v
		}
		o := d.newest[r.num]
		if o == nil {
			return nil
		}
		v = o.value
	}
	return nil
}

func (d *document) resolveDict(v any) dict { r, _ := d.resolve(v).(dict); return r }

// unpack adds the objects of an object stream (ISO 32000-1 7.5.7). Whether the
// table means them or others of the same number is not asked: all are judged.
func (d *document) unpack(o *object, content []byte) error {
	d.work += lexFactor * len(content)
	n, _ := d.resolve(o.dict().get("N")).(int64)
	first, _ := d.resolve(o.dict().get("First")).(int64)
	index := &lexer{data: content}
	for range min(n, maxObjects) {
		num, ok := index.token().(int64)
		offset, ok2 := index.token().(int64)
		if !ok || !ok2 || num < 0 || num > maxNumber || first < 0 || offset < 0 || offset >= int64(len(content))-first {
			break
		}
		if err := d.packed(o, int(num), &lexer{data: content, at: int(first + offset)}); err != nil {
			return err
		}
	}
	return nil
}

// maxNumber is the largest object number (ISO 32000-1 Annex C.2).
const maxNumber = 8_388_607

func (d *document) packed(in *object, num int, l *lexer) error {
	from := l.at
	v, ok := l.value(0)
	if !ok {
		l.until()
	}
	return d.add(&object{num: num, at: in.at, value: v, closed: true, hidden: in.hidden}, l, from)
}

// restore puts the objects into the order of the file, packed ones at the
// place of their stream, and numbers them again.
func (d *document) restore() {
	slices.SortStableFunc(d.objects, func(a, b *object) int { return a.at - b.at })
	d.number()
}
