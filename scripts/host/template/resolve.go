package template

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// resolve gives a value without its intrinsics: those of one resource's
// properties, where references are to resources of its stack.
func (r *reader) resolve(in *resource, v any) (any, error) {
	switch v := v.(type) {
	case map[string]any:
		if name, arg, ok := intrinsic(v); ok {
			return r.call(in, name, arg)
		}
		out := make(map[string]any, len(v))
		for key, value := range v {
			made, err := r.resolve(in, value)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", key, err)
			}
			out[key] = made
		}
		return out, nil
	case []any:
		out := make([]any, len(v))
		for i, value := range v {
			made, err := r.resolve(in, value)
			if err != nil {
				return nil, err
			}
			out[i] = made
		}
		return out, nil
	case string:
		return r.secret(v)
	}
	return v, nil
}

// intrinsic tells whether an object is a call, and of what.
func intrinsic(v map[string]any) (name string, arg any, ok bool) {
	if len(v) != 1 {
		return "", nil, false
	}
	for name, arg = range v {
	}
	return name, arg, name == "Ref" || name == "Condition" || strings.HasPrefix(name, "Fn::")
}

func (r *reader) call(in *resource, name string, arg any) (any, error) {
	switch name {
	case "Ref":
		to, _ := arg.(string)
		return r.ref(in.stack, to)
	case "Fn::GetAtt":
		if list, ok := arg.([]any); ok && len(list) == 2 {
			to, _ := list[0].(string)
			attribute, _ := list[1].(string)
			return r.attribute(in.stack, to, attribute)
		}
	case "Fn::ImportValue":
		if from, ok := arg.(string); ok {
			return r.imported(from)
		}
	case "Fn::Join":
		return r.join(in, arg)
	case "Fn::Sub":
		if text, ok := arg.(string); ok {
			return r.sub(in.stack, text)
		}
	}
	return nil, fmt.Errorf("the host does not know the intrinsic %s: %v", name, arg)
}

// pseudo are the parameters that every template has.
func (r *reader) pseudo(name string) (string, bool) {
	v, ok := map[string]string{
		"AWS::AccountId": r.Account, "AWS::Region": r.Region, "AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com",
	}[name]
	return v, ok
}

func (r *reader) ref(s *stack, to string) (string, error) {
	if v, ok := r.pseudo(to); ok {
		return v, nil
	}
	one, k, err := r.known(s, to)
	if err != nil || k.ref == nil {
		return "", errors.Join(err, fmt.Errorf("nothing is known of Ref %s", to))
	}
	return k.ref(r, one)
}

func (r *reader) attribute(s *stack, to, name string) (string, error) {
	one, k, err := r.known(s, to)
	if err != nil || k.attributes[name] == nil {
		return "", errors.Join(err, fmt.Errorf("nothing is known of %s.%s", to, name))
	}
	return k.attributes[name](r, one)
}

func (r *reader) known(s *stack, id string) (*resource, kind, error) {
	one := s.Resources[id]
	if one == nil {
		return nil, kind{}, fmt.Errorf("there is no resource %q in %s", id, s.file)
	}
	return one, kinds[one.Type], nil
}

func (r *reader) imported(name string) (any, error) {
	e, ok := r.exports[name]
	if !ok {
		return nil, fmt.Errorf("no template exports %s", name)
	}
	return r.resolve(&resource{id: name, stack: e.from}, e.value)
}

func (r *reader) join(in *resource, arg any) (any, error) {
	list, ok := arg.([]any)
	if !ok || len(list) != 2 {
		return nil, fmt.Errorf("Fn::Join wants a separator and a list: %v", arg)
	}
	between, _ := list[0].(string)
	parts, _ := list[1].([]any)
	var texts []string
	for _, p := range parts {
		made, err := r.resolve(in, p)
		if err != nil {
			return nil, err
		}
		text, ok := made.(string)
		if !ok {
			return nil, fmt.Errorf("Fn::Join of what is no text: %v", made)
		}
		texts = append(texts, text)
	}
	return r.secret(strings.Join(texts, between))
}

var hole = regexp.MustCompile(`\$\{([^!}][^}]*)\}`)

func (r *reader) sub(s *stack, text string) (string, error) {
	var wrong []error
	out := hole.ReplaceAllStringFunc(text, func(found string) string {
		name := found[2 : len(found)-1]
		made, err := "", error(nil)
		if id, attribute, dotted := strings.Cut(name, "."); dotted {
			made, err = r.attribute(s, id, attribute)
		} else {
			made, err = r.ref(s, name)
		}
		wrong = append(wrong, err)
		return made
	})
	return out, errors.Join(wrong...)
}

var (
	dynamic = regexp.MustCompile(`\{\{resolve:.*`)
	secret  = regexp.MustCompile(`^\{\{resolve:secretsmanager:(arn:[^}]*?):SecretString:::[0-9A-Za-z-]*\}\}$`)
	hashed  = regexp.MustCompile(`[0-9A-F]{8}$`)
)

// secret puts a secret's value in for the dynamic reference to it. A text that
// is joined of parts is looked at when it is whole.
func (r *reader) secret(text string) (any, error) {
	if !dynamic.MatchString(text) || !strings.Contains(text, "}}") {
		return text, nil
	}
	found := secret.FindStringSubmatch(text)
	if found == nil {
		return nil, fmt.Errorf("the host does not know the dynamic reference %s", text)
	}
	_, id, _ := cutLast(found[1], ":")
	value, ok := r.Secrets[hashed.ReplaceAllString(id, "")]
	if !ok {
		return nil, fmt.Errorf("the secret %s has no value here", id)
	}
	return value, nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
