package plan

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sasae-care/sasae/shared/day"
)

// fill puts something into every field that can hold something.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		one := reflect.New(v.Type().Elem()).Elem()
		fill(one)
		v.SetMapIndex(reflect.ValueOf("k").Convert(v.Type().Key()), one)
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				fill(f)
			}
		}
	case reflect.String:
		v.SetString("x")
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Bool:
		v.SetBool(true)
	}
}

// shared lists the places where two values lie on the same memory.
func shared(at string, a, b reflect.Value) (places []string) {
	switch a.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		if a.IsNil() || b.IsNil() {
			return []string{at + " is nil"}
		}
		if a.Pointer() == b.Pointer() {
			return []string{at}
		}
		if a.Kind() == reflect.Pointer {
			return shared(at, a.Elem(), b.Elem())
		}
		if a.Kind() == reflect.Slice {
			for i := range a.Len() {
				places = append(places, shared(at+"[]", a.Index(i), b.Index(i))...)
			}
		}
	case reflect.Struct:
		if a.Type() == reflect.TypeFor[time.Time]() || a.Type() == reflect.TypeFor[day.Date]() {
			return nil
		}
		for i := range a.NumField() {
			if f := a.Type().Field(i); f.IsExported() {
				places = append(places, shared(at+"."+f.Name, a.Field(i), b.Field(i))...)
			}
		}
	}
	return places
}

func TestACloneIsEqualAndSharesNothing(t *testing.T) {
	var c Case
	fill(reflect.ValueOf(&c).Elem())
	d := c.Clone()
	if diff := cmp.Diff(c, d, cmpopts.IgnoreUnexported(Case{}), cmpopts.EquateComparable(day.Date{})); diff != "" {
		t.Error(diff)
	}
	if places := shared("Case", reflect.ValueOf(c), reflect.ValueOf(d)); places != nil {
		t.Errorf("shared: %v", places)
	}
	if empty := (Case{}).Clone(); !cmp.Equal(empty, Case{}, cmpopts.IgnoreUnexported(Case{}), cmpopts.EquateComparable(day.Date{})) {
		t.Errorf("nothing became %+v", empty)
	}
}
