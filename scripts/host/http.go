package host

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// maxRequest is the largest body that API Gateway takes, in bytes.
const maxRequest = 10 << 20

// HTTP is the HTTP API: a request goes to the function of its route in payload
// format 2.0, and the function's response back. It answers 404 where there is
// no route, 413 above 10 MiB (or what Lambda takes), 500 where the function
// fails or answers nothing of use, 503 where it takes longer than Options.RequestTime.
func (h *Host) HTTP() http.Handler { return http.HandlerFunc(h.serveHTTP) }

func (h *Host) serveHTTP(w http.ResponseWriter, r *http.Request) {
	id := newID()
	w.Header().Set("Apigw-Requestid", id)
	to, params, found := h.route(r.Method, r.URL.Path)
	if !found {
		refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		refuse(w, http.StatusRequestEntityTooLarge, "Request Entity Too Large")
		return
	}
	payload, err := json.Marshal(h.httpEvent(r, to.key, params, body, id))
	if err != nil {
		refuse(w, http.StatusInternalServerError, "Internal Server Error")
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), h.o.RequestTime)
	defer cancel()
	out, err := h.Invoke(ctx, to.pool.Name, payload)
	if err == nil {
		err = answer(w, out)
	}
	switch {
	case err == nil:
	case errors.Is(err, ErrTooLarge):
		refuse(w, http.StatusRequestEntityTooLarge, "Request Entity Too Large")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, ErrClosed):
		refuse(w, http.StatusServiceUnavailable, "Service Unavailable")
	default:
		refuse(w, http.StatusInternalServerError, "Internal Server Error")
	}
}

func refuse(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `{"message":%q}`, message) // whoever went away does not need it
}

// answer writes a function's response. JSON without a status is a body of its
// own. An error means that nothing was written yet.
func answer(w http.ResponseWriter, out []byte) error {
	var r events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(out, &r); err != nil || r.StatusCode == 0 {
		if !json.Valid(out) {
			return errors.New("the function's response is not JSON")
		}
		r = events.APIGatewayV2HTTPResponse{StatusCode: http.StatusOK, Headers: map[string]string{"content-type": "application/json"}, Body: string(out)}
	}
	body := []byte(r.Body)
	if r.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(r.Body); err != nil {
			return fmt.Errorf("read the function's response: %w", err)
		}
	}
	if r.StatusCode < 200 || r.StatusCode > 599 {
		return fmt.Errorf("the function's response has status %d", r.StatusCode)
	}
	for name, value := range r.Headers {
		w.Header().Set(name, value)
	}
	w.Header().Del("Content-Length") // the gateway counts itself
	for _, cookie := range r.Cookies {
		w.Header().Add("Set-Cookie", cookie)
	}
	if len(body) > 0 && w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "text/plain;charset=UTF-8")
	}
	w.WriteHeader(r.StatusCode)
	_, _ = w.Write(body) // whoever went away does not need it
	return nil
}

// plain tells whether API Gateway hands a body of this type over as text.
func plain(contentType string) bool {
	kind, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	kind = strings.TrimSpace(kind)
	switch kind {
	case "application/json", "application/javascript", "application/xml":
		return true
	}
	return strings.HasPrefix(kind, "text/")
}
