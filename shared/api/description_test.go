package api_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/api/apitest"
)

// raw makes a request that no description knows.
func raw(t *testing.T, h http.Handler, d *apitest.Desk, method, path string) apitest.Reply {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	r.Header.Set("Authorization", "Bearer "+access.Issue(d.Folder.Ring, d.In.Town(), "m1", d.Now().Add(1e12)))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return apitest.Reply{Status: w.Code, Header: w.Header(), Body: w.Body.Bytes()}
}

func TestTheDescriptionHasEveryRouteAndNoOther(t *testing.T) {
	d := apitest.Open(t)
	have := map[string]string{"GET /v1/openapi.yaml": "このファイル"}
	for _, r := range d.Routes {
		have[r.Method+" "+r.Path] = r.Summary
	}
	paths, _ := apitest.Document()["paths"].(map[string]any)
	for path, item := range paths {
		for method, op := range item.(map[string]any) {
			if method == "parameters" {
				continue
			}
			name := strings.ToUpper(method) + " " + path
			summary, _ := op.(map[string]any)["summary"].(string)
			if want, ok := have[name]; !ok || want != summary {
				t.Errorf("described: %s %q, routed: %q (%v)", name, summary, want, ok)
			}
			delete(have, name)
		}
	}
	for name := range have {
		t.Errorf("not described: %s", name)
	}
}

func TestEveryOperationIsDescribedInFull(t *testing.T) {
	ids := map[string]bool{}
	paths, _ := apitest.Document()["paths"].(map[string]any)
	for path, item := range paths {
		for method, op := range item.(map[string]any) {
			if method == "parameters" || path == "/v1/openapi.yaml" {
				continue
			}
			o := op.(map[string]any)
			id, _ := o["operationId"].(string)
			if id == "" || ids[id] {
				t.Errorf("%s %s: operationId %q", method, path, id)
			}
			ids[id] = true
			at := "/paths/" + strings.ReplaceAll(path, "/", "~1") + "/" + method
			for _, want := range []string{"/summary", "/tags", "/responses/default/content/application~1problem+json/schema"} {
				if _, _, ok := apitest.At(at + want); !ok {
					t.Errorf("%s has no %s", at, want)
				}
			}
			_, _, body := apitest.At(at + "/requestBody/content")
			params, _ := o["parameters"].([]any)
			keyed := slices.ContainsFunc(params, func(p any) bool {
				return p.(map[string]any)["$ref"] == "#/components/parameters/key"
			})
			if post := method == "post"; post != body || post != keyed {
				t.Errorf("%s: body %v, Idempotency-Key %v", at, body, keyed)
			}
		}
	}
}

func TestEverySchemaCompilesAndIsUsed(t *testing.T) {
	schemas, _, _ := apitest.At("/components/schemas")
	text := string(apitest.Text())
	for name := range schemas.(map[string]any) {
		if _, err := apitest.Compile("/components/schemas/" + name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !strings.Contains(text, `"#/components/schemas/`+name+`"`) {
			t.Errorf("nothing uses %s", name)
		}
	}
}

func TestTheDescriptionIsServedToAnyone(t *testing.T) {
	d := apitest.Open(t)
	w := httptest.NewRecorder()
	d.Handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/v1/openapi.yaml", nil))
	if w.Code != 200 || !strings.HasPrefix(w.Body.String(), "openapi: 3.1") || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v %.40s", w.Code, w.Header(), w.Body)
	}
}
