package apitest

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/sasae-care/sasae/shared/api"
)

// file is the OpenAPI file with its compiled schemas.
type file struct {
	mu       sync.Mutex
	doc      map[string]any
	compiler *jsonschema.Compiler
}

var description = sync.OnceValue(func() *file {
	raw, err := yaml.YAMLToJSON(api.Description)
	if err != nil {
		panic(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		panic(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("openapi.json", doc); err != nil {
		panic(err)
	}
	return &file{doc: doc.(map[string]any), compiler: c}
})

// Document is the OpenAPI file as JSON values.
func Document() map[string]any { return description().doc }

// Compile compiles the schema at a JSON pointer of the OpenAPI file.
func Compile(pointer string) (*jsonschema.Schema, error) {
	f := description()
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.compiler.Compile("openapi.json#" + pointer)
}

// At follows a JSON pointer, and the references on its way; it gives the
// pointer of the value itself.
func At(pointer string) (value any, at string, ok bool) {
	value = any(Document())
	for _, step := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		m, isMap := value.(map[string]any)
		if !isMap {
			return nil, "", false
		}
		at += "/" + step
		if value, ok = m[strings.NewReplacer("~1", "/", "~0", "~").Replace(step)]; !ok {
			return nil, "", false
		}
		for {
			ref, isRef := asRef(value)
			if !isRef {
				break
			}
			if value, at, ok = At(ref); !ok {
				return nil, "", false
			}
		}
	}
	return value, at, true
}

func asRef(v any) (string, bool) {
	m, _ := v.(map[string]any)
	ref, ok := m["$ref"].(string)
	return strings.TrimPrefix(ref, "#"), ok
}

// Hold fails the test when a request that was taken, or an answer, is not as
// the OpenAPI file says.
func Hold(t testing.TB, routes []api.Route, method, path, request string, out Reply) {
	t.Helper()
	op, known := operation(routes, method, path)
	if !known {
		return
	}
	body := op + "/requestBody/content/application~1json/schema"
	if _, _, inJSON := At(body); inJSON && request != "" && out.Status < 300 {
		fits(t, body, []byte(request), "request")
	}
	status, media := strconv.Itoa(out.Status), "application~1json"
	if out.Status >= 400 {
		status, media = "default", "application~1problem+json"
		if got := out.Header.Get("Content-Type"); got != "application/problem+json" {
			t.Errorf("%s %s: a problem of type %q", method, path, got)
		}
	}
	fits(t, op+"/responses/"+status+"/content/"+media+"/schema", out.Body, "answer")
}

func fits(t testing.TB, pointer string, body []byte, what string) {
	t.Helper()
	_, at, ok := At(pointer)
	if !ok {
		t.Fatalf("the OpenAPI file has no %s", pointer)
	}
	schema, err := Compile(at)
	if err != nil {
		t.Fatalf("compile %s: %v", at, err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err == nil {
		err = schema.Validate(v)
	}
	if err != nil {
		t.Errorf("%s %s: %v\n%s", what, pointer, err, body)
	}
}

// operation is the pointer to the operation of a request.
func operation(routes []api.Route, method, path string) (string, bool) {
	mux := http.NewServeMux()
	for _, r := range routes {
		mux.Handle(r.Method+" "+r.Path, http.NotFoundHandler())
	}
	r, err := http.NewRequest(method, path, nil)
	if err != nil {
		return "", false
	}
	_, pattern := mux.Handler(r)
	_, pattern, ok := strings.Cut(pattern, " ")
	return "/paths/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(pattern) + "/" + strings.ToLower(method), ok
}

// Text is the OpenAPI file as it is served.
func Text() []byte { return api.Description }
