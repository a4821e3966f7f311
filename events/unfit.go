package events

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
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

var (
	wantID   = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._:/#+-]{0,127}(@[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{1,20}Z)?$`)
	wantType = regexp.MustCompile(`^([a-z]{1,20}(?:-[a-z]{1,20}){0,3})\.v[0-9]{1,3}$`)
	wantTown = regexp.MustCompile(`^[0-9]{6}$`)
)

// wanted are the members by which a step finds what an event is about, as the
// published schemas have them.
var wanted = map[string]*regexp.Regexp{
	"case":   regexp.MustCompile(`^[0-9A-Z]{26}$`),
	"notice": regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$`),
	"month":  regexp.MustCompile(`^[0-9]{4}-(0[1-9]|1[0-2])$`),
	"key":    regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z/._-]{0,511}$`),
}

// Check holds an event against the shape that its type was published with: an
// *Unfit when a step could not work on it. What a shape has beyond that is
// passed over.
func Check(e Event) error {
	b, err := typeOf(e.Type)
	switch {
	case err != nil:
		return err
	case !wantID.MatchString(e.ID):
		return &Unfit{Malformed, e.Type + " without an id"}
	case !wantTown.MatchString(e.Town):
		return &Unfit{Malformed, e.Type + " names no municipality"}
	}
	return fits(e, b)
}

// typeOf finds a type by its name.
func typeOf(name string) (Body, error) {
	parts := wantType.FindStringSubmatch(name)
	if parts == nil {
		return nil, &Unfit{Unknown, "the type is no name of an event"}
	}
	newer := false
	for _, b := range All {
		if b.EventType() == name {
			return b, nil
		}
		newer = newer || strings.HasPrefix(b.EventType(), parts[1]+".v")
	}
	if newer {
		return nil, &Unfit{Newer, name + " is of a version that this release does not know"}
	}
	return nil, &Unfit{Unknown, name + " is no event of ours"}
}

// fits reads the data as type b, and looks whether each member is there.
func fits(e Event, b Body) error {
	body := reflect.New(reflect.TypeOf(b)).Interface()
	if err := json.Unmarshal(e.Data, body); err != nil {
		return &Unfit{Malformed, "the data of " + e.Type + ": " + Where(err)}
	}
	var have, want map[string]json.RawMessage
	whole, err := json.Marshal(b)
	if err := errors.Join(err, json.Unmarshal(e.Data, &have), json.Unmarshal(whole, &want)); err != nil {
		return &Unfit{Malformed, "the data of " + e.Type + ": " + Where(err)}
	}
	for name := range want {
		v, ok := have[name]
		shape := wanted[name]
		switch {
		case !ok || string(v) == "null":
			return &Unfit{Malformed, e.Type + " without " + name}
		case shape != nil && !shape.Match(bytes.Trim(v, `"`)):
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
