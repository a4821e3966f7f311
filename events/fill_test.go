package events_test

import (
	"encoding/json"
	"reflect"
	"regexp"
	"time"

	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/events"
)

var instant = reflect.TypeFor[time.Time]()

// fresh is a pointer to a zero value of b's type.
func fresh(b events.Body) reflect.Value { return reflect.New(reflect.TypeOf(b)) }

func reflectOf[T any](p *T) reflect.Value { return reflect.ValueOf(p).Elem() }

func encode(t interface{ Fatal(...any) }, v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// fill draws a value for each field of a Go type, as the schema has it under
// the field's JSON name. The shape comes from Go, only what a text may be from
// the schema: a field that one side lacks makes the result invalid.
func fill(r *rapid.T, label string, v reflect.Value, s *schema) {
	if s == nil {
		r.Fatalf("the schema has no %s", label)
	}
	switch {
	case v.Type() == instant:
		v.Set(reflect.ValueOf(moment(r, label, s)))
	case v.Kind() == reflect.String:
		v.SetString(text(r, label, s))
	case v.Kind() == reflect.Int64:
		v.SetInt(rapid.Int64Min(*s.Minimum).Draw(r, label))
	case v.Kind() == reflect.Slice:
		n := rapid.IntRange(*s.MinItems, *s.MinItems+3).Draw(r, "length of "+label)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(r, label, v.Index(i), s.Items)
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Field(i).Tag.Get("json")
			fill(r, label+"."+name, v.Field(i), s.Properties[name])
		}
	default:
		r.Fatalf("%s is a %s, which no event has yet: teach fill", label, v.Type())
	}
}

func text(r *rapid.T, label string, s *schema) string {
	if len(s.Enum) > 0 {
		return rapid.SampledFrom(s.Enum).Draw(r, label)
	}
	return rapid.StringMatching(s.Pattern).Draw(r, label)
}

// moment is an instant in Japan's or no zone; a full hour where the schema wants one.
func moment(r *rapid.T, label string, s *schema) time.Time {
	second := rapid.Int64Range(0, 4e9).Draw(r, label)
	nano := rapid.Int64Range(0, 1e9-1).Draw(r, "nanoseconds of "+label)
	zone := rapid.SampledFrom([]*time.Location{time.UTC, time.FixedZone("", 9*60*60)}).Draw(r, "zone of "+label)
	at := time.Unix(second, nano).In(zone)
	if full := "2026-05-11T01:00:00Z"; regexp.MustCompile(s.Pattern).MatchString(full) &&
		!regexp.MustCompile(s.Pattern).MatchString("2026-05-11T01:23:45Z") {
		return at.Truncate(time.Hour)
	}
	return at
}
