package api

import (
	_ "embed"
	"net/http"
)

// Description is the OpenAPI 3.1 file of all routes.
//
//go:embed openapi.yaml
var Description []byte

const descriptionPath = "/v1/openapi.yaml"

func serveDescription(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/yaml; charset=utf-8")
	_, _ = w.Write(Description) // the caller may be gone
}
