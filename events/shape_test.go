package events_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/events"
)

func TestASchemaSaysWhichEventItIsOf(t *testing.T) {
	everyType(t, func(t *testing.T, b events.Body) {
		s, typ := readSchema(t, b), b.EventType()
		want := [4]string{
			"https://json-schema.org/draft/2020-12/schema",
			"urn:sasae:event:" + strings.Replace(typ, ".", ":", 1),
			fmt.Sprintf("%s (%s)", typ, readme(t, b).Japanese),
			typ,
		}
		if diff := cmp.Diff(want, [4]string{s.Dialect, s.ID, s.Title, s.Properties["type"].Const}); diff != "" {
			t.Errorf("dialect, id, title, type (-want +got):\n%s", diff)
		}
	})
}

func TestASchemaHasJustTheFieldsOfTheGoType(t *testing.T) {
	everyType(t, func(t *testing.T, b events.Body) {
		s := readSchema(t, b)
		envelope := *s
		envelope.Properties = maps.Clone(s.Properties)
		data := envelope.Properties["data"]
		envelope.Properties["data"] = &schema{} // the data is of the body's type
		agree(t, "envelope", reflect.TypeFor[events.Event](), &envelope)
		agree(t, "data", reflect.TypeOf(b), data)
	})
}

// agree compares a Go type with a schema, all the way down.
func agree(t *testing.T, place string, typ reflect.Type, s *schema) {
	t.Helper()
	kind := map[reflect.Kind]string{reflect.String: "string", reflect.Int64: "integer", reflect.Slice: "array", reflect.Struct: "object"}[typ.Kind()]
	switch {
	case typ == reflect.TypeFor[json.RawMessage]():
		return
	case typ == instant:
		if s.Type != "string" || s.Format != "date-time" {
			t.Errorf("%s is an instant in Go, in the schema %s %s", place, s.Type, s.Format)
		}
		return
	case s.Type != kind:
		t.Errorf("%s is a %s in Go, in the schema %s", place, typ, s.Type)
	case kind == "array":
		agree(t, place+"[]", typ.Elem(), s.Items)
	case kind == "object":
		agreeFields(t, place, typ, s)
	}
}

func agreeFields(t *testing.T, place string, typ reflect.Type, s *schema) {
	t.Helper()
	var tags []string
	for i := range typ.NumField() {
		tags = append(tags, typ.Field(i).Tag.Get("json"))
	}
	if diff := cmp.Diff(tags, s.Required); diff != "" {
		t.Errorf("%s: json tags and required fields, in order (-Go +schema):\n%s", place, diff)
	}
	if diff := cmp.Diff(slices.Sorted(slices.Values(tags)), slices.Sorted(maps.Keys(s.Properties))); diff != "" {
		t.Errorf("%s: json tags and properties (-Go +schema):\n%s", place, diff)
		return
	}
	for i, tag := range tags {
		agree(t, place+"."+tag, typ.Field(i).Type, s.Properties[tag])
	}
}

func TestASchemaIsStrictAndExplainsEveryField(t *testing.T) {
	everyType(t, func(t *testing.T, b events.Body) {
		readSchema(t, b).each(b.EventType(), func(place string, s *schema) {
			bounded := s.Const != "" || len(s.Enum) > 0 || s.Pattern != ""
			switch {
			case s.Description == "":
				t.Errorf("%s has no description", place)
			case s.Type == "object" && (s.Closed == nil || *s.Closed):
				t.Errorf("%s does not say additionalProperties false", place)
			case s.Type == "array" && (s.Items == nil || s.MinItems == nil):
				t.Errorf("%s does not say what it is a list of, or how many at least", place)
			case s.Type == "integer" && s.Minimum == nil:
				t.Errorf("%s has no minimum", place)
			case s.Type == "string" && !bounded:
				t.Errorf("%s may be any text: say which (const, enum, pattern)", place)
			case s.Pattern != "" && !(strings.HasPrefix(s.Pattern, "^") && strings.HasSuffix(s.Pattern, "$")):
				t.Errorf("%s: the pattern %s is not about the whole text", place, s.Pattern)
			}
		})
	})
}

func TestSharedFieldsAreDescribedAlikeEverywhere(t *testing.T) {
	first := map[string]*schema{}
	everyType(t, func(t *testing.T, b events.Body) {
		s := readSchema(t, b)
		fields := map[string]*schema{"id": s.Properties["id"], "town": s.Properties["town"], "at": s.Properties["at"]}
		for _, name := range []string{"case", "seq", "clock", "stage"} {
			if p := s.Properties["data"].Properties[name]; p != nil {
				fields[name] = p
			}
		}
		for name, p := range fields {
			if first[name] == nil {
				first[name] = p
			}
			if diff := cmp.Diff(first[name], p); diff != "" {
				t.Errorf("%s (-elsewhere +here):\n%s", name, diff)
			}
		}
	})
}

// personal is a canary: words a field about a person would have in its name.
var personal = regexp.MustCompile(`(?i)name|insured|birth|address|phone|mail|file`)

// innocent are fields that only look like it.
var innocent = map[string]bool{"bucketName": true} // GuardDuty's word for our own bucket

func TestNoSchemaHasAFieldAboutAPerson(t *testing.T) {
	everyType(t, func(t *testing.T, b events.Body) {
		readSchema(t, b).each(b.EventType(), func(place string, s *schema) {
			for name := range s.Properties {
				if personal.MatchString(name) && !innocent[name] {
					t.Errorf("%s.%s: nothing about a person leaves the wall (architecture 1.7)", place, name)
				}
			}
		})
	})
}

// wrong are values that no field of any event may have; the texts are what a
// person's data would look like.
var wrong = []any{
	nil, true, json.Number("-1"), json.Number("0.5"), "", "熊本 花子", "hanako@example.jp", "096-000-0000 (自宅)",
	"1941-02-03 ", "1.\n2", []any{}, []any{nil}, map[string]any{}, map[string]any{"x": "y"},
}

// allowed are the exceptions to wrong.
var allowed = map[string][]any{
	"review-started.v1 data.reviewer": {""}, // the unassigned queue
	"object-arrived.v1 data.version":  {""}, // sweep wakes inspect
	"object-arrived.v1 data.etag":     {""},
}

func TestAnExampleWithAWrongFieldIsRefused(t *testing.T) {
	everyType(t, func(t *testing.T, b events.Body) {
		shape := compile(t, b)
		for path, raw := range examples(t, b) {
			doc := value(t, raw)
			refused := func(what string) {
				t.Helper()
				if shape.Validate(doc) == nil {
					t.Errorf("%s: valid although %s", path, what)
				}
			}
			eachObject("", doc, func(place string, o map[string]any) {
				o["more"] = "x"
				refused(place + " has one field more")
				delete(o, "more")
				for name, was := range maps.Clone(o) {
					delete(o, name)
					refused(place + name + " is missing")
					for _, w := range wrong {
						o[name] = w
						if !slices.Contains(allowedAt(b, place+name), fmt.Sprint(w)) {
							refused(fmt.Sprintf("%s%s is %#v", place, name, w))
						}
					}
					o[name] = was
				}
			})
			if err := shape.Validate(doc); err != nil {
				t.Fatalf("the test did not restore %s: %v", path, err)
			}
		}
	})
}

func allowedAt(b events.Body, place string) (out []string) {
	for _, w := range allowed[b.EventType()+" "+place] {
		out = append(out, fmt.Sprint(w))
	}
	return out
}

func eachObject(place string, v any, visit func(place string, o map[string]any)) {
	o, ok := v.(map[string]any)
	if !ok {
		return
	}
	visit(place, o)
	for name, below := range o {
		eachObject(place+name+".", below, visit)
	}
}

func TestValuesAreHeldToTheirRange(t *testing.T) {
	for name, c := range map[string]struct {
		body        events.Body
		field, good string
		bad         []string
	}{
		"an id may end in an instant, no more": {events.Withdrawn{}, "id", `"01KR9T3WZ5Q8M2X7N4V6B1C0HD-alarm-before3@2026-05-19T23:30:00Z"`, []string{`"a@b"`, `"hanako@2026.example.jp"`, `""`, `"a b"`}},
		"a town is six digits":                 {events.Withdrawn{}, "town", `"131164"`, []string{`"13116"`, `"1311640"`, `"13116X"`}},
		"a case is 26 upper-case characters":   {events.Withdrawn{}, "case", `"01KR9T3WZ5Q8M2X7N4V6B1C0HD"`, []string{`"01kr9t3wz5q8m2x7n4v6b1c0hd"`, `"01KR9T3WZ5Q8M2X7N4V6B1C0H"`, `"01KR9T3WZ5Q8M2X7N4V6B1C0HDD"`}},
		"a seq is one at least":                {events.Withdrawn{}, "seq", `1`, []string{`0`, `"1"`}},
		"the envelope is in UTC":               {events.Withdrawn{}, "at", `"2026-05-11T00:16:09.5Z"`, []string{`"2026-05-11T09:16:09+09:00"`, `"2026-05-11"`, `"2026-13-11T00:16:09Z"`, `"2026-05-11T25:16:09Z"`}},
		"a month is YYYY-MM":                   {events.MonthClosed{}, "month", `"2026-12"`, []string{`"2026-13"`, `"2026-5"`, `"202605"`, `"令和8年5月"`}},
		"an insurer is six digits":             {events.MonthClosed{}, "insurer", `"431007"`, []string{`"43100"`, `431007`}},
		"an hour is a full one":                {events.HourStruck{}, "hour", `"2026-05-11T10:00:00+09:00"`, []string{`"2026-05-11T01:30:00Z"`, `"2026-05-11T01:00:00.5Z"`}},
		"an alarm's instant has a zone":        {events.AlarmRang{}, "due", `"2026-05-20T08:30:00+09:00"`, []string{`"2026-05-20T08:30:00"`, `"2026-05-20"`}},
		"a set is sent back for a reason":      {events.SentBack{}, "codes", `["content"]`, []string{`[]`, `null`, `["内容"]`, `["Content"]`, `[1]`}},
		"an outcome is no approval":            {events.ReviewFinished{}, "outcome", `"no-advice"`, []string{`"approved"`, `"rejected"`, `"Advised"`}},
		"a situation is one of five":           {events.SituationChanged{}, "kind", `"facility"`, []string{`"hospital"`}},
		"a receipt is sent, delivered or not":  {events.NoticeReceipt{}, "kind", `"bounced"`, []string{`"opened"`}},
		"a channel is e-mail or SMS":           {events.NoticeReceipt{}, "channel", `"sms"`, []string{`"fax"`}},
		"a scan's status is GuardDuty's":       {events.MalwareVerdict{}, "scanStatus", `"SKIPPED"`, []string{`"RUNNING"`, `"completed"`}},
		"a scan's result is GuardDuty's":       {events.MalwareVerdict{}, "scanResultStatus", `"ACCESS_DENIED"`, []string{`"CLEAN"`}},
		"an ETag comes without quotes":         {events.ObjectArrived{}, "etag", `"9b2cf535-2"`, []string{`"\"9b2cf535\""`}},
		"a key is not a title of a document":   {events.ObjectArrived{}, "key", `"incoming/431001/x/d1"`, []string{`"incoming/基本情報.pdf"`, `"/incoming"`, `"incoming/a b"`}},
	} {
		t.Run(name, func(t *testing.T) {
			shape := compile(t, c.body)
			for path, raw := range examples(t, c.body) {
				if err := shape.Validate(with(t, raw, c.field, c.good)); err != nil {
					t.Errorf("%s with %s %s: %v", path, c.field, c.good, err)
				}
				for _, bad := range c.bad {
					if shape.Validate(with(t, raw, c.field, bad)) == nil {
						t.Errorf("%s is valid with %s %s", path, c.field, bad)
					}
				}
			}
		})
	}
}

// with is an example with another value in one field, wherever the field is.
func with(t *testing.T, raw []byte, field, to string) any {
	t.Helper()
	doc, found := value(t, raw), false
	eachObject("", doc, func(_ string, o map[string]any) {
		if _, has := o[field]; has {
			o[field], found = value(t, []byte(to)), true
		}
	})
	if !found {
		t.Fatalf("no field %s", field)
	}
	return doc
}
