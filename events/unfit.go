package events

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"sync"
)

// Unfit is a delivery that no step can work on, however often it comes: it has
// to be changed, or the release that reads it. Code is stable; Says tells what
// is wrong, never a value that was delivered.
type Unfit struct{ Code, Says string }

// The codes of what is unfit. docs/observability.md explains them.
const (
	Unknown   = "event-unknown"   // of a type that nobody publishes
	Newer     = "event-newer"     // of a version that this release does not know
	Malformed = "event-malformed" // not of its type's shape
	Unheard   = "event-unheard"   // of a type that does not wake this step
)

// Error is the code and what is wrong.
func (u *Unfit) Error() string { return u.Code + ": " + u.Says }

// form is a pattern that is compiled when it is first asked: a start of a
// function compiles none. A long text's length is counted, which costs a pattern
// less than {0,511} does.
func form(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

const longestID = 128 // bytes, without the instant behind it

var (
	wantInstant = form(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{1,20}Z$`)
	wantType    = form(`^([a-z]{1,20}(?:-[a-z]{1,20}){0,3})\.v[0-9]{1,3}$`)
)

// isID tells whether id is [0-9A-Za-z][0-9A-Za-z._:/#+-]*, with or without an
// instant behind an @.
func isID(id string) bool {
	id, at, dated := strings.Cut(id, "@")
	rest := strings.TrimLeftFunc(id, isAlnum)
	for len(rest) > 0 && len(rest) < len(id) && strings.IndexByte("._:/#+-", rest[0]) >= 0 {
		rest = strings.TrimLeftFunc(rest[1:], isAlnum)
	}
	return id != "" && rest == "" && len(id) <= longestID && (!dated || wantInstant().MatchString(at))
}

func isAlnum(r rune) bool { return isDigit(r) || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' }

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isTown(code string) bool { return len(code) == 6 && strings.TrimLeftFunc(code, isDigit) == "" }

// wanted are the members by which a step finds what an event is about, as the
// published schemas have them; most is their longest in bytes.
var wanted = map[string]struct {
	form func() *regexp.Regexp
	most int
}{
	"case":   {form(`^[0-9A-Z]{26}$`), 26},
	"notice": {form(`^[0-9A-Za-z][0-9A-Za-z._-]*$`), 64},
	"month":  {form(`^[0-9]{4}-(0[1-9]|1[0-2])$`), 7},
	"key":    {form(`^[0-9A-Za-z][0-9A-Za-z/._-]*$`), 512},
}

// names tells whether v is what the member of that name may be.
func names(name string, v []byte) bool {
	want, asked := wanted[name]
	text := bytes.Trim(v, `"`)
	return !asked || len(text) <= want.most && want.form().Match(text)
}

// Check holds an event against the shape that its type was published with: an
// *Unfit when a step could not work on it. What a shape has beyond that is
// passed over.
func Check(e Event) error {
	k, err := typeOf(e.Type)
	switch {
	case err != nil:
		return err
	case !isID(e.ID):
		return &Unfit{Malformed, e.Type + " without an id"}
	case !isTown(e.Town):
		return &Unfit{Malformed, e.Type + " names no municipality"}
	}
	return fits(e, k)
}

// kind is a type of event: its Go type, and the names of its members in their order.
type kind struct {
	of      reflect.Type
	members []string
}

// named are the types by their names.
var named = sync.OnceValue(func() map[string]kind {
	by := make(map[string]kind, len(All))
	for _, b := range All {
		k := kind{of: reflect.TypeOf(b)}
		for i := range k.of.NumField() {
			name, _, _ := strings.Cut(k.of.Field(i).Tag.Get("json"), ",")
			k.members = append(k.members, name)
		}
		by[b.EventType()] = k
	}
	return by
})

// typeOf finds a type by its name.
func typeOf(name string) (kind, error) {
	if k, ok := named()[name]; ok {
		return k, nil
	}
	parts := wantType().FindStringSubmatch(name)
	if parts == nil {
		return kind{}, &Unfit{Unknown, "the type is no name of an event"}
	}
	newer := false
	for _, b := range All {
		newer = newer || strings.HasPrefix(b.EventType(), parts[1]+".v")
	}
	if newer {
		return kind{}, &Unfit{Newer, name + " is of a version that this release does not know"}
	}
	return kind{}, &Unfit{Unknown, name + " is no event of ours"}
}

// fits reads the data as that type, and looks whether each member is there.
func fits(e Event, k kind) error {
	body := reflect.New(k.of).Interface()
	if err := json.Unmarshal(e.Data, body); err != nil {
		return &Unfit{Malformed, "the data of " + e.Type + ": " + Where(err)}
	}
	var have map[string]json.RawMessage
	if err := json.Unmarshal(e.Data, &have); err != nil {
		return &Unfit{Malformed, "the data of " + e.Type + ": " + Where(err)}
	}
	for _, name := range k.members {
		v, ok := have[name]
		switch {
		case !ok || string(v) == "null":
			return &Unfit{Malformed, e.Type + " without " + name}
		case !names(name, v):
			return &Unfit{Malformed, e.Type + " names no " + name}
		}
	}
	return nil
}

// Where tells what is wrong with JSON by its place and its field. The errors of
// encoding/json tell values too, and a value may be about a person.
func Where(err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Sprintf("no JSON, at byte %d", syntax.Offset)
	case errors.As(err, &kind) && kind.Field == "":
		return "it is of another kind"
	case errors.As(err, &kind):
		return fmt.Sprintf("the field %q is no %s", kind.Field, kind.Type)
	}
	return "a value cannot be read"
}
