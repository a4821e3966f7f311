// Package jottest holds what writes its own JSON against encoding/json.
//
//	a type → Hold → values with each field full or empty → equal bytes
package jottest

import (
	"encoding"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/jot"
)

// Hold fails unless values of T write the bytes that encoding/json writes for
// them. Every field that encoding/json writes is filled and left empty.
func Hold[T any, P interface {
	*T
	jot.Writer
}](t *testing.T) {
	t.Helper()
	rapid.Check(t, func(r *rapid.T) {
		var v T
		fill(r, reflect.ValueOf(&v).Elem(), 0)
		want, err := json.Marshal(v)
		if err != nil {
			r.Fatal(err)
		}
		if got := string(jot.Bytes(P(&v))); got != string(want) {
			r.Fatalf("%T writes\n%s\nand encoding/json\n%s", v, got, want)
		}
	})
}

var texts = rapid.OneOf(rapid.Just(""), rapid.StringN(0, 8, -1), rapid.SampledFrom([]string{
	"plain", "助言なし", "<b>&\"\\", "a\x00b\n\t\b\f\r\x1f\x7f", "\u2028x", "x\u2029", "\xff\xfe",
}))

// fill draws a value for each field; about half of what may be empty is.
func fill(r *rapid.T, v reflect.Value, depth int) {
	if p, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok && v.Type() != reflect.TypeFor[time.Time]() {
		if err := p.UnmarshalText([]byte(rapid.SampledFrom([]string{"2026-05-01", "1940-02-29"}).Draw(r, "date"))); err != nil {
			r.Fatal(err)
		}
		return
	}
	switch {
	case v.Type() == reflect.TypeFor[json.RawMessage]():
		v.SetBytes([]byte(rapid.SampledFrom([]string{`{"case":"A","seq":3}`, `null`, `[1]`}).Draw(r, "data")))
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(instant(r)))
	case v.Kind() == reflect.String:
		v.SetString(texts.Draw(r, "text"))
	case v.CanInt():
		v.SetInt(rapid.Int64Range(-3, 1<<31-1).Draw(r, "number"))
	case v.Kind() == reflect.Bool:
		v.SetBool(rapid.Bool().Draw(r, "flag"))
	case v.Kind() == reflect.Uint8:
		v.SetUint(uint64(rapid.Byte().Draw(r, "byte")))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && rapid.IntRange(0, 3).Draw(r, f.Name) > 0 {
				fill(r, v.Field(i), depth)
			}
		}
	default:
		several(r, v, depth+1)
	}
}

// several fills what holds other values.
func several(r *rapid.T, v reflect.Value, depth int) {
	n := rapid.IntRange(0, max(0, 3-depth)).Draw(r, "length")
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(r, v.Elem(), depth)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(r, v.Index(i), depth)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range n {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(r, key, depth)
			fill(r, value, depth)
			v.SetMapIndex(key, value)
		}
	default:
		r.Fatalf("a %s, which nothing has yet that writes its own JSON: teach fill", v.Type())
	}
}

// instant is one of Japan's or no zone.
func instant(r *rapid.T) time.Time {
	zone := rapid.SampledFrom([]*time.Location{time.UTC, time.FixedZone("", 9*60*60)}).Draw(r, "zone")
	return time.Unix(rapid.Int64Range(0, 4e9).Draw(r, "second"), rapid.Int64Range(0, 1e9-1).Draw(r, "nanosecond")).In(zone)
}
