package trouble

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
)

// manner is how a service words its errors.
type manner struct {
	throttled string // its code
	status    int    // and HTTP status
	failed    string // the code of a 500
	namespace string // before a code in __type
}

// manners by the name under which requests to a service are signed.
var manners = map[string]manner{
	"dynamodb":  {"ProvisionedThroughputExceededException", 400, "InternalServerError", "com.amazonaws.dynamodb.v20120810#"},
	"s3":        {"SlowDown", 503, "InternalError", ""},
	"events":    {"ThrottlingException", 400, "InternalException", ""},
	"sms-voice": {"ThrottlingException", 400, "InternalServerException", "com.amazonaws.pinpointsmsvoicev2#"},
	"scheduler": {"ThrottlingException", 429, "InternalServerException", ""},
	"ses":       {"TooManyRequestsException", 429, "InternalServiceErrorException", ""},
	"lambda":    {"TooManyRequestsException", 429, "ServiceException", ""},
	"kms":       {"ThrottlingException", 400, "KMSInternalException", ""},
}

// mannerOf is that of a request's service, the commonest for an unknown one.
func mannerOf(r *http.Request) manner {
	if m, ok := manners[Service(r)]; ok {
		return m
	}
	return manner{"ThrottlingException", 429, "InternalServerException", ""}
}

// Service is the name under which a request is signed, as "dynamodb", "s3" or
// "ses"; "" when it is not.
func Service(r *http.Request) string {
	scope := r.URL.Query().Get("X-Amz-Credential") // of a signed URL
	if _, after, ok := strings.Cut(r.Header.Get("Authorization"), "Credential="); ok {
		scope, _, _ = strings.Cut(after, ",")
	}
	parts := strings.Split(scope, "/") // key, date, region, service, aws4_request
	if len(parts) != 5 {
		return ""
	}
	return parts[3]
}

// Throttle answers that there are too many requests, as the service words it.
// Nothing happened.
func Throttle(r *http.Request, send http.RoundTripper) (*http.Response, error) {
	m := mannerOf(r)
	return Answer(m.status, m.throttled, "Rate exceeded")(r, send)
}

// Fail answers 500, as the service words it. It may have happened: plan it by
// itself and under After.
func Fail(r *http.Request, send http.RoundTripper) (*http.Response, error) {
	m := mannerOf(r)
	return Answer(500, m.failed, "Internal error")(r, send)
}

// Answer answers with an error of this HTTP status, code and message, in the
// form of the service that the request is for.
func Answer(status int, code, message string) Trouble { return answer(status, code, message, nil) }

// answer adds further members, where the form has a place for them.
func answer(status int, code, message string, more map[string]any) Trouble {
	return func(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
		if Service(r) == "s3" {
			return xmlError(r, status, code, message), nil
		}
		return jsonError(r, status, code, message, more), nil
	}
}

func xmlError(r *http.Request, status int, code, message string) *http.Response {
	var body struct {
		XMLName                  xml.Name `xml:"Error"`
		Code, Message, RequestId string
	}
	body.Code, body.Message, body.RequestId = code, message, requestID
	b, _ := xml.Marshal(body) // three strings
	return response(r, status, "application/xml", xml.Header+string(b))
}

// jsonError names the code in the body for the protocols that have an
// X-Amz-Target, and in a header for the others.
func jsonError(r *http.Request, status int, code, message string, more map[string]any) *http.Response {
	body := map[string]any{"message": message}
	maps.Copy(body, more)
	kind := "application/json"
	named := r.Header.Get("X-Amz-Target") != ""
	if named {
		body["__type"] = mannerOf(r).namespace + code
		kind = r.Header.Get("Content-Type")
	}
	b, _ := json.Marshal(body) // strings, and what this package made
	answer := response(r, status, kind, string(b))
	if !named {
		answer.Header.Set("X-Amzn-ErrorType", code)
	}
	return answer
}

const requestID = "TROUBLE00000000000000000000000000000000000000000000"

// response is an answer to r; one to HEAD has no body.
func response(r *http.Request, status int, kind, body string) *http.Response {
	length := int64(len(body))
	if r.Method == http.MethodHead {
		body = ""
	}
	return &http.Response{
		Status: strconv.Itoa(status) + " " + http.StatusText(status), StatusCode: status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:  http.Header{"Content-Type": {kind}, "X-Amzn-Requestid": {requestID}},
		Body:    io.NopCloser(strings.NewReader(body)),
		Request: r, ContentLength: length,
	}
}
