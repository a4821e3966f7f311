package host

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"
)

const runtimeAPI = "/2018-06-01/runtime/"

// api is the Lambda Runtime API as one worker sees it.
func (w *worker) api() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+runtimeAPI+"invocation/next", w.next)
	mux.HandleFunc("POST "+runtimeAPI+"invocation/{id}/response", w.response)
	mux.HandleFunc("POST "+runtimeAPI+"invocation/{id}/error", w.failure)
	mux.HandleFunc("POST "+runtimeAPI+"init/error", w.initFailure)
	return mux
}

// next holds the worker's request until there is work.
func (w *worker) next(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	if w.ready.IsZero() {
		w.ready = time.Now()
	}
	w.mu.Unlock()
	select {
	case w.asked <- struct{}{}:
	default: // it asked before
	}
	select {
	case c := <-w.work:
		w.hand(rw, c)
	case <-r.Context().Done():
	}
}

func (w *worker) hand(rw http.ResponseWriter, c *call) {
	w.mu.Lock()
	w.current = c
	w.mu.Unlock()
	head := rw.Header()
	head.Set("Content-Type", "application/json")
	head.Set("Lambda-Runtime-Aws-Request-Id", c.id)
	head.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(c.deadline.UnixMilli(), 10))
	head.Set("Lambda-Runtime-Invoked-Function-Arn", w.pool.arn)
	head.Set("Lambda-Runtime-Trace-Id", traceID(c))
	_, _ = rw.Write(c.payload) // a worker that does not read it does not answer
}

// traceID is in the form of X-Ray: the second, and the request's id.
func traceID(c *call) string {
	id := c.id[:8] + c.id[9:13] + c.id[14:18] + c.id[19:23]
	return "Root=1-" + strconv.FormatInt(c.handed.Unix(), 16) + "-" + id + c.id[24:28] + ";Sampled=0"
}

// response takes a result. A function that breaks off while it sends one says so
// in trailers.
func (w *worker) response(rw http.ResponseWriter, r *http.Request) {
	c := w.claim(rw, r)
	if c == nil {
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, MaxPayload))
	var tooLarge *http.MaxBytesError
	switch kind := r.Trailer.Get("Lambda-Runtime-Function-Error-Type"); {
	case errors.As(err, &tooLarge):
		c.settle(nil, lambdaError(w.pool.Name, typeTooLarge, "Response payload size exceeded maximum allowed payload size ("+strconv.Itoa(MaxPayload)+" bytes)."))
		reply(rw, http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "the response is too large")
		return
	case err != nil:
		return // the worker ended in the middle of it
	case kind != "":
		said, _ := base64.StdEncoding.DecodeString(r.Trailer.Get("Lambda-Runtime-Function-Error-Body")) // not base64: said as unknown
		c.settle(nil, answeredError(w.pool.Name, said))
	default:
		c.settle(body, nil)
	}
	reply(rw, http.StatusAccepted, "", "")
}

// failure takes an error of the function.
func (w *worker) failure(rw http.ResponseWriter, r *http.Request) {
	c := w.claim(rw, r)
	if c == nil {
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, MaxPayload))
	if err != nil {
		return // the worker ended in the middle of it
	}
	c.settle(nil, answeredError(w.pool.Name, body))
	reply(rw, http.StatusAccepted, "", "")
}

// initFailure takes the reason of a worker that cannot start.
func (w *worker) initFailure(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, MaxPayload))
	if err != nil {
		return // the worker ended in the middle of it
	}
	w.mu.Lock()
	w.initErr = answeredError(w.pool.Name, body)
	w.mu.Unlock()
	reply(rw, http.StatusAccepted, "", "")
}

// claim is the call that a worker answers to; an id that it does not hold is
// refused.
func (w *worker) claim(rw http.ResponseWriter, r *http.Request) *call {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.current
	if c == nil || c.id != r.PathValue("id") {
		reply(rw, http.StatusBadRequest, "InvalidRequestID", "this worker holds no such invocation")
		return nil
	}
	w.current = nil
	return c
}

func reply(rw http.ResponseWriter, status int, kind, message string) {
	said := map[string]string{"status": "OK"}
	if kind != "" {
		said = map[string]string{"errorType": kind, "errorMessage": message}
	}
	rw.Header().Set("Content-Type", "application/json")
	rw.WriteHeader(status)
	_ = json.NewEncoder(rw).Encode(said) // whoever went away does not need it
}
