package endtoend

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
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
		w.seen.called()
		again.Body = io.NopCloser(bytes.NewReader(body))
		got = httptest.NewRecorder()
		w.host.HTTP().ServeHTTP(got, again)
		if n >= w.Tries || got.Code != http.StatusInternalServerError && got.Code != http.StatusServiceUnavailable {
			break
		}
	}
	maps.Copy(rw.Header(), got.Header())
	rw.WriteHeader(got.Code)
	_, _ = rw.Write(got.Body.Bytes()) // a recorder of the player's
}
