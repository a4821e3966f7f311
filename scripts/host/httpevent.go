package host

import (
	"encoding/base64"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// httpEvent is a request in payload format 2.0: repeated headers and query
// values joined by commas, cookies apart, the path decoded.
func (h *Host) httpEvent(r *http.Request, key string, params map[string]string, body []byte, id string) events.APIGatewayV2HTTPRequest {
	ip, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		ip = r.RemoteAddr
	}
	e := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: key, RawPath: r.URL.Path, RawQueryString: r.URL.RawQuery,
		Cookies: cookies(r.Header), Headers: headers(r, ip), PathParameters: params,
		RequestContext: h.requestContext(r, key, ip, id),
	}
	if query := r.URL.Query(); len(query) > 0 {
		e.QueryStringParameters = map[string]string{}
		for name, values := range query {
			e.QueryStringParameters[name] = strings.Join(values, ",")
		}
	}
	if e.Body = string(body); len(body) > 0 && !plain(r.Header.Get("Content-Type")) {
		e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	return e
}

func (h *Host) requestContext(r *http.Request, key, ip, id string) events.APIGatewayV2HTTPRequestContext {
	now := time.Now().UTC()
	prefix, _, _ := strings.Cut(r.Host, ".")
	return events.APIGatewayV2HTTPRequestContext{
		RouteKey: key, AccountID: h.o.Account, Stage: "$default", RequestID: id, APIID: "host",
		DomainName: r.Host, DomainPrefix: prefix, Time: now.Format("02/Jan/2006:15:04:05 -0700"), TimeEpoch: now.UnixMilli(),
		HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
			Method: r.Method, Path: r.URL.Path, Protocol: r.Proto, SourceIP: ip, UserAgent: r.UserAgent(),
		},
	}
}

// headers are in lower case; what API Gateway adds is added.
func headers(r *http.Request, ip string) map[string]string {
	out := map[string]string{"host": r.Host, "x-forwarded-proto": "https", "x-forwarded-port": "443"}
	for name, values := range r.Header {
		out[strings.ToLower(name)] = strings.Join(values, ",")
	}
	delete(out, "cookie")
	via := r.Header.Values("X-Forwarded-For")
	out["x-forwarded-for"] = strings.Join(append(via, ip), ", ")
	return out
}

func cookies(h http.Header) (all []string) {
	for _, line := range h.Values("Cookie") {
		for one := range strings.SplitSeq(line, ";") {
			if one = strings.TrimSpace(one); one != "" {
				all = append(all, one)
			}
		}
	}
	return all
}
