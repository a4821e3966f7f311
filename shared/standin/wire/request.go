package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// dialect is how a service reads its requests and words its answers.
type dialect struct {
	service string // the name under which requests are signed
	kind    string // content type; application/json names errors in a header
	message string // the member of an error that holds its message
}

// refusal is an error as the service answers it.
type refusal struct {
	status        int
	code, message string
}

// Error implements error.
func (f *refusal) Error() string { return f.code + ": " + f.message }

func fail(status int, code, format string, args ...any) error {
	return &refusal{status, code, fmt.Sprintf(format, args...)}
}

// errCut ends the connection instead of an answer.
var errCut = errors.New("the connection ends")

// plain is an answer that is written as it is.
type plain struct {
	status int
	header map[string]string
	body   []byte
}

// answers makes a handler of what answers one signed call: a value for the
// body of a 200, plain, a refusal, or errCut.
func (d dialect) answers(call func(*http.Request) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		said, err := any(nil), d.signed(r)
		if err == nil {
			said, err = call(r)
		}
		var f *refusal
		switch {
		case errors.Is(err, errCut):
			panic(http.ErrAbortHandler)
		case errors.As(err, &f):
			d.refuse(w, f)
		case err != nil:
			d.refuse(w, &refusal{http.StatusInternalServerError, "InternalServerException", err.Error()})
		default:
			d.say(w, said)
		}
	})
}

func (d dialect) say(w http.ResponseWriter, said any) {
	w.Header().Set("Content-Type", d.kind)
	if p, ok := said.(plain); ok {
		for name, value := range p.header {
			w.Header().Set(name, value)
		}
		w.WriteHeader(p.status)
		_, _ = w.Write(p.body)
		return
	}
	_ = json.NewEncoder(w).Encode(said) // a caller who left does not hear it
}

func (d dialect) refuse(w http.ResponseWriter, f *refusal) {
	body := map[string]string{d.message: f.message}
	if d.kind == "application/json" {
		w.Header().Set("X-Amzn-ErrorType", f.code)
	} else {
		body["__type"] = f.code
	}
	w.Header().Set("Content-Type", d.kind)
	w.WriteHeader(f.status)
	_ = json.NewEncoder(w).Encode(body)
}

// signature is what Signature Version 4 puts into Authorization: the service of
// its scope and the names of the headers signed.
var (
	signature = regexp.MustCompile(`^AWS4-HMAC-SHA256 Credential=[^/,\s]+/\d{8}/[a-z0-9-]+/([a-z0-9-]+)/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=[0-9a-f]{64}$`)
	instant   = regexp.MustCompile(`^\d{8}T\d{6}Z$`)
)

// signed looks for a signature of the right form and scope.
func (d dialect) signed(r *http.Request) error {
	said := r.Header.Get("Authorization")
	if said == "" {
		return fail(http.StatusForbidden, "MissingAuthenticationTokenException", "Missing Authentication Token")
	}
	parts := signature.FindStringSubmatch(said)
	if parts == nil || !instant.MatchString(r.Header.Get("X-Amz-Date")) {
		return fail(http.StatusForbidden, "IncompleteSignatureException", "The Authorization header or X-Amz-Date has not the form of Signature Version 4.")
	}
	if names := strings.Split(parts[2], ";"); !slices.Contains(names, "host") || !slices.Contains(names, "x-amz-date") {
		return fail(http.StatusForbidden, "IncompleteSignatureException", "host and x-amz-date must be signed.")
	}
	if parts[1] != d.service {
		return fail(http.StatusForbidden, "InvalidSignatureException", "Credential should be scoped to correct service: '%s'.", d.service)
	}
	return nil
}

// biggest is the most bytes of a request that are read.
const biggest = 8 << 20

// read takes the JSON of a request; a code says how the service refuses what is
// none.
func read(r *http.Request, into any, code string) error {
	body, err := io.ReadAll(io.LimitReader(r.Body, biggest))
	if err != nil {
		return errCut
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fail(http.StatusBadRequest, code, "The request is not the JSON of this operation.")
	}
	return nil
}

// operation answers a protocol that names its one operation in a header.
func (d dialect) operation(target string, call func(*http.Request) (any, error)) http.Handler {
	return d.answers(func(r *http.Request) (any, error) {
		if said := r.Header.Get("X-Amz-Target"); said != target || r.Method != http.MethodPost || r.URL.Path != "/" {
			return nil, fail(http.StatusBadRequest, "UnknownOperationException", "This server knows %s only, not %q.", target, said)
		}
		if said := r.Header.Get("Content-Type"); said != d.kind {
			return nil, fail(http.StatusBadRequest, "SerializationException", "The content type is %q, want %q.", said, d.kind)
		}
		return call(r)
	})
}

// unknown answers what a server has no operation for.
func (d dialect) unknown() http.Handler {
	return d.answers(func(r *http.Request) (any, error) {
		return nil, fail(http.StatusNotFound, "UnknownOperationException", "There is no operation %s %s here.", r.Method, r.URL.Path)
	})
}
