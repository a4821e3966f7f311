package endtoend

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
)

// toAPI is a caller of the API who posts again, under the same Idempotency-Key,
// when the gateway says that the function failed; with Weather.Tries 0 it gives
// that answer to the player, which ends the run.
func (w *World) toAPI(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusBadGateway)
		return
	}
	var got *httptest.ResponseRecorder
	for n := 0; ; n++ {
		again := r.Clone(r.Context())
		again.Header.Set("X-Sasae-Edge", edge)
		w.turn(phaseOf(r.URL.Path))
		again.Body = io.NopCloser(bytes.NewReader(body))
		got = httptest.NewRecorder()
		w.host.HTTP().ServeHTTP(got, again)
		w.seen.called(got.Body.Len(), len(callLine)+len(r.Method+r.URL.Path))
		if n >= w.Tries || got.Code != http.StatusInternalServerError && got.Code != http.StatusServiceUnavailable {
			break
		}
	}
	maps.Copy(rw.Header(), got.Header())
	rw.WriteHeader(got.Code)
	_, _ = rw.Write(got.Body.Bytes()) // a recorder of the player's
}

// callLine is what the API's log has of a call (infra/api.go), but for its route.
const callLine = `{"request":"AbCdEfGhIjKlMnO=","time":"22/May/2026:09:16:41 +0000","route":"","status":"200","ms":"12","error":"-","authorizer":"-"}`

// phaseOf is what a call of the API belongs to.
func phaseOf(path string) string {
	if strings.HasPrefix(path, "/v1/months/") {
		return Months
	}
	return Plans
}
