package host

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// readPattern reads a pattern of events.
func readPattern(raw json.RawMessage) (pattern map[string]any, err error) {
	if err = json.Unmarshal(raw, &pattern); err == nil {
		err = checkPattern(pattern)
	}
	if err != nil {
		return nil, fmt.Errorf("read the pattern: %w", err)
	}
	return pattern, nil
}

// checkPattern refuses what this host cannot match.
func checkPattern(pattern map[string]any) error {
	if len(pattern) == 0 {
		return errors.New("it is empty")
	}
	for _, key := range slices.Sorted(maps.Keys(pattern)) {
		switch want := pattern[key].(type) {
		case map[string]any:
			if err := checkPattern(want); err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
		case []any:
			if i := slices.IndexFunc(want, func(w any) bool { return !known(w) }); i >= 0 {
				return fmt.Errorf("%s: %v cannot be matched here", key, want[i])
			}
		default:
			return fmt.Errorf("%s is neither a list nor an object", key)
		}
	}
	return nil
}

// known tells whether one value of a list can be matched.
func known(want any) bool {
	m, ok := want.(map[string]any)
	if !ok {
		_, list := want.([]any)
		return !list
	}
	if len(m) != 1 {
		return false
	}
	for key, value := range m {
		switch v := value.(type) {
		case string:
			return key == "prefix" || key == "suffix" || key == "anything-but"
		case bool:
			return key == "exists" || key == "anything-but"
		case []any:
			return key == "anything-but" && !slices.ContainsFunc(v, nested)
		default:
			return key == "anything-but" && !nested(v)
		}
	}
	return false
}

func nested(v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return true
	}
	return false
}

// matches tells whether an object has what every key of a pattern wants.
func matches(pattern, object map[string]any) bool {
	for key, want := range pattern {
		value, present := object[key]
		switch want := want.(type) {
		case map[string]any:
			sub, _ := value.(map[string]any)
			if !matches(want, sub) {
				return false
			}
		case []any:
			if !slices.ContainsFunc(want, func(w any) bool { return wanted(w, value, present) }) {
				return false
			}
		}
	}
	return true
}

// wanted tells whether a value, or one of a list of values, is wanted.
func wanted(want, value any, present bool) bool {
	m, special := want.(map[string]any)
	if exists, ok := m["exists"]; ok {
		return present == exists
	}
	values, list := value.([]any)
	if !list {
		values = []any{value}
	}
	return present && slices.ContainsFunc(values, func(v any) bool {
		if special {
			return fits(m, v)
		}
		return reflect.DeepEqual(want, v)
	})
}

func fits(want map[string]any, v any) bool {
	text, isText := v.(string)
	if prefix, ok := want["prefix"].(string); ok {
		return isText && strings.HasPrefix(text, prefix)
	}
	if suffix, ok := want["suffix"].(string); ok {
		return isText && strings.HasSuffix(text, suffix)
	}
	but, list := want["anything-but"].([]any)
	if !list {
		but = []any{want["anything-but"]}
	}
	return !slices.ContainsFunc(but, func(b any) bool { return reflect.DeepEqual(b, v) })
}
