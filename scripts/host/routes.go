package host

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Route is a route of the HTTP API.
type Route struct {
	Key      string // as API Gateway: "GET /v1/cases/{case}", "ANY /v1/{proxy+}", "$default"
	Function string // name or ARN
}

type route struct {
	key, method string
	parts       []string // nil: $default
	pool        *pool
}

// match gives the values of the variables, and how well the route matches: a
// word before a variable before the rest of the path, from the left; then a
// method before ANY.
func (t route) match(method, path string) (params map[string]string, how string, ok bool) {
	if t.parts == nil {
		return nil, "", true
	}
	if t.method != method && t.method != "ANY" {
		return nil, "", false
	}
	params = map[string]string{}
	have := segments(path)
	for i, part := range t.parts {
		name, variable := strings.CutPrefix(strings.TrimSuffix(part, "}"), "{")
		name, greedy := strings.CutSuffix(name, "+")
		switch {
		case variable && greedy && i < len(have):
			params[name] = strings.Join(have[i:], "/")
			return params, how + "1" + t.rank(), true
		case i >= len(have), !variable && part != have[i], variable && have[i] == "":
			return nil, "", false
		case variable:
			params[name], how = have[i], how+"2"
		default:
			how += "3"
		}
	}
	return params, how + t.rank(), len(have) == len(t.parts)
}

func (t route) rank() string {
	if t.method == "ANY" {
		return "0"
	}
	return "1"
}

func segments(path string) []string { return strings.Split(strings.TrimPrefix(path, "/"), "/") }

// route is the best route of a request.
func (h *Host) route(method, path string) (best route, params map[string]string, found bool) {
	top := ""
	for _, t := range h.routes {
		p, how, ok := t.match(method, path)
		if ok && (!found || how > top) {
			best, params, top, found = t, p, how, true
		}
	}
	if len(params) == 0 {
		params = nil
	}
	return best, params, found
}

// methods that a route's key may name.
var methods = []string{"ANY", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

func (h *Host) addRoutes() error {
	var wrong []error
	for _, r := range h.o.Routes {
		p, err := h.pool(r.Function)
		method, path, _ := strings.Cut(r.Key, " ")
		t := route{key: r.Key, method: method, pool: p}
		if r.Key != "$default" {
			if !slices.Contains(methods, method) || !strings.HasPrefix(path, "/") {
				err = errors.Join(err, errors.New("it is no method and path"))
			}
			t.parts = segments(path)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("route %q: %w", r.Key, err))
		}
		h.routes = append(h.routes, t)
	}
	return errors.Join(wrong...)
}
