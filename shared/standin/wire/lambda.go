package wire

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Invocation is one call of a function.
type Invocation struct {
	Function string // its name, also where the caller gave an ARN
	Type     string // Event, RequestResponse or DryRun
	Payload  []byte
}

// LambdaOptions says which functions there are.
type LambdaOptions struct {
	// Functions are the names; another one is not found.
	Functions []string
	// Invoke runs an invocation, before the caller is answered. Of an Event
	// nobody hears the answer: it should hand it to a queue. An error is
	// answered as an error of the function.
	Invoke func(Invocation) ([]byte, error)
	// Environment is what a function has in its environment; nil: nothing.
	Environment func(function string) map[string]string
}

// Lambda answers Invoke and GetFunctionConfiguration of AWS Lambda. It is safe for concurrent use.
type Lambda struct {
	o    LambdaOptions
	http http.Handler
	mu   sync.Mutex
	seen []Invocation
}

var lambdaSays = dialect{"lambda", "application/json", "Message"}

// NewLambda is a front of functions.
func NewLambda(o LambdaOptions) *Lambda {
	l := &Lambda{o: o}
	m := http.NewServeMux()
	m.Handle("POST /2015-03-31/functions/{function}/invocations", lambdaSays.answers(l.answer))
	m.Handle("GET /2015-03-31/functions/{function}/configuration", lambdaSays.answers(l.configuration))
	m.Handle("/", lambdaSays.unknown())
	l.http = m
	return l
}

// ServeHTTP implements http.Handler.
func (l *Lambda) ServeHTTP(w http.ResponseWriter, r *http.Request) { l.http.ServeHTTP(w, r) }

// Invocations are the calls so far, in order.
func (l *Lambda) Invocations() []Invocation {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]Invocation(nil), l.seen...)
}

func (l *Lambda) answer(r *http.Request) (any, error) {
	in, err := l.invocation(r)
	if err != nil {
		return nil, err
	}
	if in.Type == "DryRun" {
		return plain{status: http.StatusNoContent}, nil
	}
	l.mu.Lock()
	l.seen = append(l.seen, in)
	l.mu.Unlock()
	said, failed := l.o.Invoke(in)
	switch {
	case in.Type == "Event":
		return plain{status: http.StatusAccepted}, nil
	case failed != nil:
		body, err := json.Marshal(map[string]string{"errorMessage": failed.Error(), "errorType": "errorString"})
		return plain{http.StatusOK, map[string]string{"X-Amz-Function-Error": "Unhandled"}, body}, err
	}
	return plain{http.StatusOK, map[string]string{"X-Amz-Executed-Version": "$LATEST"}, said}, nil
}

// configuration is a function's, as far as somebody here asks for it.
func (l *Lambda) configuration(r *http.Request) (any, error) {
	name := functionName(r.PathValue("function"))
	if !slices.Contains(l.o.Functions, name) {
		return nil, fail(http.StatusNotFound, "ResourceNotFoundException", "Function not found: arn:aws:lambda:%s:%s:function:%s", Region, Account, name)
	}
	out := map[string]any{"FunctionName": name, "FunctionArn": "arn:aws:lambda:" + Region + ":" + Account + ":function:" + name}
	if l.o.Environment != nil {
		out["Environment"] = map[string]any{"Variables": l.o.Environment(name)}
	}
	return out, nil
}

// biggestPayload is the most bytes of a synchronous invocation.
const biggestPayload = 6 << 20

func (l *Lambda) invocation(r *http.Request) (in Invocation, err error) {
	in.Function, in.Type = functionName(r.PathValue("function")), r.Header.Get("X-Amz-Invocation-Type")
	if in.Type == "" {
		in.Type = "RequestResponse"
	}
	switch {
	case !slices.Contains(l.o.Functions, in.Function):
		return in, fail(http.StatusNotFound, "ResourceNotFoundException", "Function not found: arn:aws:lambda:%s:%s:function:%s", Region, Account, in.Function)
	case !slices.Contains([]string{"Event", "RequestResponse", "DryRun"}, in.Type):
		return in, fail(http.StatusBadRequest, "InvalidParameterValueException", "There is no invocation type %q.", in.Type)
	}
	if in.Payload, err = io.ReadAll(io.LimitReader(r.Body, biggestPayload+1)); err != nil {
		return in, errCut
	}
	if len(in.Payload) > biggestPayload {
		return in, fail(http.StatusRequestEntityTooLarge, "RequestTooLargeException", "The payload has more than %d bytes.", biggestPayload)
	}
	return in, nil
}

// functionName takes the name out of an ARN, a partial ARN or name:qualifier.
func functionName(said string) string {
	if _, after, ok := strings.Cut(said, "function:"); ok {
		said = after
	}
	name, _, _ := strings.Cut(said, ":")
	return name
}
