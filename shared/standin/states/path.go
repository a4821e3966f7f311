package states

import (
	"fmt"
	"strconv"
	"strings"
)

// scope is what an expression may look at: the data of the state, and the
// context object.
type scope struct{ data, context any }

// fill makes a value of a template: a field whose name ends in .$ is an
// expression.
func (s scope) fill(template any) (any, error) {
	switch t := template.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, v := range t {
			var err error
			if bare, ok := strings.CutSuffix(name, ".$"); ok {
				text, _ := v.(string)
				out[bare], err = s.eval(text)
			} else {
				out[name], err = s.fill(v)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		return out, nil
	case []any:
		out := make([]any, len(t))
		for i, v := range t {
			var err error
			if out[i], err = s.fill(v); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return template, nil
}

// eval is the value of a path or of an intrinsic function.
func (s scope) eval(e string) (any, error) {
	e = strings.TrimSpace(e)
	switch {
	case strings.HasPrefix(e, "$$"):
		return follow(s.context, e[2:], e)
	case strings.HasPrefix(e, "$"):
		return follow(s.data, e[1:], e)
	case len(e) > 1 && e[0] == '\'' && e[len(e)-1] == '\'':
		return e[1 : len(e)-1], nil
	}
	name, rest, ok := strings.Cut(e, "(")
	if !ok || !strings.HasSuffix(rest, ")") {
		return nil, fmt.Errorf("the expression %q is not known here", e)
	}
	var args []any
	for _, a := range arguments(rest[:len(rest)-1]) {
		v, err := s.eval(a)
		if err != nil {
			return nil, err
		}
		args = append(args, v)
	}
	return call(name, args)
}

// arguments are the parts between commas that stand in no parentheses and no
// quotes.
func arguments(text string) (all []string) {
	depth, quoted, from := 0, false, 0
	for i, c := range text {
		switch {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			all, from = append(all, text[from:i]), i+1
		}
	}
	return append(all, text[from:])
}

// call is an intrinsic function.
func call(name string, args []any) (any, error) {
	switch {
	case name == "States.ArrayLength" && len(args) == 1:
		if list, ok := args[0].([]any); ok {
			return float64(len(list)), nil
		}
	case name == "States.MathAdd" && len(args) == 2:
		a, ok := args[0].(float64)
		b, too := args[1].(float64)
		if ok && too {
			return a + b, nil
		}
	case name == "States.Format" && len(args) > 0:
		if form, ok := args[0].(string); ok && strings.Count(form, "{}") == len(args)-1 {
			for _, a := range args[1:] {
				form = strings.Replace(form, "{}", text(a), 1)
			}
			return form, nil
		}
	}
	return nil, fmt.Errorf("%s of %d values of these kinds is not known here", name, len(args))
}

func text(v any) string {
	if f, ok := v.(float64); ok {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

// follow walks a path: .name, and [*] for each of a list, where what has no
// such name is passed over.
func follow(v any, path, whole string) (any, error) {
	for path != "" {
		if rest, ok := strings.CutPrefix(path, "[*]."); ok {
			list, is := v.([]any)
			if !is {
				return nil, fmt.Errorf("%s: no list", whole)
			}
			out := []any{}
			for _, one := range list {
				if m, is := one.(map[string]any); is && m[rest] != nil {
					out = append(out, m[rest])
				}
			}
			return out, nil
		}
		rest, ok := strings.CutPrefix(path, ".")
		name, after := rest, ""
		if i := strings.IndexAny(rest, ".["); i >= 0 {
			name, after = rest[:i], rest[i:]
		}
		m, is := v.(map[string]any)
		there := false
		if is {
			v, there = m[name]
		}
		if !ok || !there {
			return nil, fmt.Errorf("the path %q leads nowhere", whole)
		}
		path = after
	}
	return v, nil
}

// put gives data with a result under a path: $ replaces it, $.name adds a field.
func put(data, result any, path *string) (any, error) {
	if path == nil || *path == "$" {
		return result, nil
	}
	name, ok := strings.CutPrefix(*path, "$.")
	m, is := data.(map[string]any)
	if !ok || !is || strings.ContainsAny(name, ".[") {
		return nil, fmt.Errorf("a result at %q is not known here", *path)
	}
	out := map[string]any{name: result}
	for k, v := range m {
		if k != name {
			out[k] = v
		}
	}
	return out, nil
}
