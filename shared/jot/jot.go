// Package jot writes the JSON of the records that every change of a case writes,
// field by field: the bytes that encoding/json would write, in a fifth of the
// time.
//
//	[]byte + fields, in their order → Object → []byte
//
// Each type that is written so is held against encoding/json by jottest, so that
// a field that somebody adds to a type cannot be left out here.
package jot

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Writer is a value that writes its own JSON.
type Writer interface{ AppendJSON(b []byte) []byte }

// buffers are where values are written before their length is known.
var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 8<<10); return &b }}

// Bytes is the JSON of a value.
func Bytes(v Writer) []byte {
	buf := buffers.Get().(*[]byte)
	*buf = v.AppendJSON((*buf)[:0])
	out := slices.Clone(*buf)
	buffers.Put(buf)
	return out
}

// Marked is the JSON of a value with a mark in the first field of that name that
// the value leaves empty: what mark makes of the JSON without it.
func Marked(v Writer, field string, mark func(without []byte) string) []byte {
	buf := buffers.Get().(*[]byte)
	defer buffers.Put(buf)
	*buf = v.AppendJSON((*buf)[:0])
	empty := []byte(`"` + field + `":""`)
	at := bytes.Index(*buf, empty)
	if at < 0 {
		panic(fmt.Sprintf("jot: %T has something in %s already", v, field))
	}
	m := mark(*buf)
	o := Object{b: append(make([]byte, 0, len(*buf)+len(m)), (*buf)[:at]...)}
	o.Text(field, m)
	return append(o.b, (*buf)[at+len(empty):]...)
}

// Object is an object under way.
type Object struct {
	b    []byte
	many bool
}

// Open begins an object behind b.
func Open(b []byte) Object { return Object{b: append(b, '{')} }

// Close ends the object.
func (o *Object) Close() []byte { return append(o.b, '}') }

// name begins a field, whose name needs no escape.
func (o *Object) name(name string) {
	if o.many {
		o.b = append(o.b, ',')
	}
	o.many = true
	o.b = append(append(append(o.b, '"'), name...), '"', ':')
}

// Text writes a text.
func (o *Object) Text(name, v string) { o.name(name); o.b = Text(o.b, v) }

// TextIf writes a text that is not empty.
func (o *Object) TextIf(name, v string) {
	if v != "" {
		o.Text(name, v)
	}
}

// Int writes a number.
func (o *Object) Int(name string, v int64) { o.name(name); o.b = strconv.AppendInt(o.b, v, 10) }

// IntIf writes a number that is not 0.
func (o *Object) IntIf(name string, v int64) {
	if v != 0 {
		o.Int(name, v)
	}
}

// FlagIf writes what is true.
func (o *Object) FlagIf(name string, v bool) {
	if v {
		o.raw(name, "true")
	}
}

// Time writes an instant.
func (o *Object) Time(name string, v time.Time) {
	o.raw(name, `"`)
	b, err := v.AppendText(o.b)
	o.b = ended(b, err)
}

// TimeIf writes an instant that is not the zero one.
func (o *Object) TimeIf(name string, v time.Time) {
	if !v.IsZero() {
		o.Time(name, v)
	}
}

func (o *Object) raw(name, v string) { o.name(name); o.b = append(o.b, v...) }

// Date writes a date, or another value that knows its own text.
func Date[T encoding.TextAppender](o *Object, name string, v T) {
	o.raw(name, `"`)
	b, err := v.AppendText(o.b)
	o.b = ended(b, err)
}

func ended(b []byte, err error) []byte {
	if err != nil {
		panic(fmt.Sprintf("jot: %v", err)) // a year of five digits: no clock says so
	}
	return append(b, '"')
}

// JSON writes what is JSON already, or null.
func (o *Object) JSON(name string, v []byte) {
	if v == nil {
		v = []byte("null")
	}
	o.name(name)
	o.b = append(o.b, v...)
}

// Value writes a value.
func (o *Object) Value(name string, v Writer) { o.name(name); o.b = v.AppendJSON(o.b) }

// Texts writes a list of texts.
func Texts[T ~string](o *Object, name string, list []T) {
	each(o, name, list, func(b []byte, v *T) []byte { return Text(b, string(*v)) })
}

// List writes a list of values.
func List[T any, P interface {
	*T
	Writer
}](o *Object, name string, list []T) {
	each(o, name, list, func(b []byte, v *T) []byte { return P(v).AppendJSON(b) })
}

// Dates writes a list of dates.
func Dates[T encoding.TextAppender](o *Object, name string, list []T) {
	each(o, name, list, func(b []byte, v *T) []byte {
		b, err := (*v).AppendText(append(b, '"'))
		return ended(b, err)
	})
}

func each[T any](o *Object, name string, list []T, write func([]byte, *T) []byte) {
	o.name(name)
	o.b = listed(o.b, list, write)
}

// Listed writes a list of values, for example as the value of a map.
func Listed[T any, P interface {
	*T
	Writer
}](b []byte, list []T) []byte {
	return listed(b, list, func(b []byte, v *T) []byte { return P(v).AppendJSON(b) })
}

func listed[T any](b []byte, list []T, write func([]byte, *T) []byte) []byte {
	if list == nil {
		return append(b, "null"...)
	}
	b = append(b, '[')
	for i := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = write(b, &list[i])
	}
	return append(b, ']')
}

// MapIf writes a map that is not empty, in the order of its keys.
func MapIf[V any](o *Object, name string, m map[string]V, write func(b []byte, v V) []byte) {
	if len(m) == 0 {
		return
	}
	keys := make([]string, 0, 16)
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	o.raw(name, "{")
	for i, k := range keys {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		o.b = write(append(Text(o.b, k), ':'), m[k])
	}
	o.b = append(o.b, '}')
}

// plain are the bytes that stand in a text as they are, whatever is beside them.
var plain = func() (is [256]bool) {
	for c := range utf8.RuneSelf {
		is[c] = c >= ' ' && !strings.ContainsRune(`"\<>&`, rune(c))
	}
	return is
}()

const hexdigits = "0123456789abcdef"

// Text writes a text in quotation marks.
func Text(b []byte, s string) []byte {
	n := 0
	for n < len(s) && plain[s[n]] {
		n++
	}
	if n == len(s) {
		return append(append(append(b, '"'), s...), '"')
	}
	return escaped(b, s)
}

func escaped(b []byte, s string) []byte {
	ascii := true
	start, from := 0, len(b)
	b = append(b, '"')
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf {
			ascii = false
			continue
		}
		if plain[c] {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		if at := strings.IndexByte("\"\\\b\f\n\r\t", c); at >= 0 {
			b = append(b, '\\', `"\bfnrt`[at])
		} else {
			b = append(b, '\\', 'u', '0', '0', hexdigits[c>>4], hexdigits[c&15])
		}
	}
	if !ascii && (!utf8.ValidString(s) || strings.Contains(s, "\u2028") || strings.Contains(s, "\u2029")) {
		whole, _ := json.Marshal(s) // a text can be written
		return append(b[:from], whole...)
	}
	return append(append(b, s[start:]...), '"')
}
