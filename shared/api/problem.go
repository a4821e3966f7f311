package api

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/boot/journal"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/store"
)

// Problem is an error as RFC 9457 has it. Code is stable; docs/reasons.md
// explains it. Nothing in it is about a person.
type Problem struct {
	Type     string   `json:"type"`
	Title    string   `json:"title"`
	Status   int      `json:"status"`
	Detail   string   `json:"detail"`
	Code     string   `json:"code"`
	Reasons  []Reason `json:"reasons,omitempty"`
	Instance string   `json:"instance"` // id of the request
}

// Reason is one of several reasons of a problem.
type Reason struct {
	Code     string `json:"code"`
	Message  string `json:"message,omitempty"`
	Form     string `json:"form,omitempty"`
	Document string `json:"document,omitempty"`
	Field    string `json:"field,omitempty"` // of the body, for example person.birth
}

// Invalid refuses a request with every reason at once. Why is the refusal that
// sums them up; nil: the body has wrong fields.
type Invalid struct {
	Why     *plan.Refusal
	Reasons []Reason
}

func (i *Invalid) Error() string { return "request-invalid" }

// titles by status, in Japanese.
var titles = map[int]string{
	400: "送信内容を読み取れません", 401: "サインインが必要です", 403: "この操作は行えません", 404: "見つかりません",
	405: "この操作は用意されていません", 409: "今の状態では行えません", 413: "送信内容が大きすぎます",
	415: "送信内容の形式が違います", 422: "内容に誤りがあります", 500: "処理できませんでした", 503: "今は処理できません",
}

// special are the codes whose status does not follow from their kind.
var special = map[string]int{
	"unauthenticated": 401, "idempotency-key-missing": 400, "request-malformed": 400, "method-not-allowed": 405,
	"request-too-large": 413, "content-type-wrong": 415, "internal": 500, "unavailable": 503, "record-newer": 503,
}

var statuses = map[plan.RefusalKind]int{plan.Invalid: 422, plan.Conflict: 409, plan.Hidden: 404, plan.Forbidden: 403}

// problemOf decides what an error means.
func problemOf(err error) Problem {
	var refusal *plan.Refusal
	var incomplete *plan.Incomplete
	var invalid *Invalid
	var reasons []Reason
	switch {
	case errors.As(err, &refusal):
	case errors.As(err, &incomplete):
		refusal = plan.Refuse("set-incomplete")
		for _, r := range incomplete.Reasons {
			reasons = append(reasons, Reason{Code: r.Code, Message: r.Message, Form: r.Form, Document: r.Document})
		}
	case errors.As(err, &invalid):
		refusal, reasons = cmp.Or(invalid.Why, plan.Refuse("request-invalid")), invalid.Reasons
	case errors.Is(err, store.ErrThrottled), errors.Is(err, store.ErrUnknown):
		refusal = plan.Refuse("unavailable")
	case errors.Is(err, app.ErrNewer):
		refusal = plan.Refuse("record-newer")
	case errors.Is(err, rules.ErrNoRule):
		refusal = plan.Refuse("rules-missing")
	case errors.Is(err, app.ErrBusy):
		refusal = plan.Refuse("busy")
	default:
		refusal = plan.Refuse("internal")
	}
	status, ok := special[refusal.Code]
	if !ok {
		status = statuses[refusal.Kind]
	}
	return Problem{
		Type: "urn:sasae:problem:" + refusal.Code, Title: titles[status], Status: status,
		Detail: refusal.Detail, Code: refusal.Code, Reasons: reasons,
	}
}

func writeProblem(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	p.Instance = instance(r)
	journal.Problem(r.Context(), p.Instance, p.Status, p.Code, err)
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	switch {
	case p.Status == http.StatusUnauthorized:
		h.Set("WWW-Authenticate", "Bearer")
	case p.Code == "busy" || p.Code == "unavailable":
		h.Set("Retry-After", "1")
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the caller may be gone
}
