package disk

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"

	"github.com/sasae-care/sasae/shared/files"
)

// problem is an answer by RFC 9457: a stable code for programs, and a detail
// that tells a person at an office what to do.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func (p *problem) Error() string { return p.Code }

func newProblem(status int, code, detail string) *problem {
	return &problem{"about:blank", http.StatusText(status), status, code, detail}
}

// All answers that are no success.
var (
	urlInvalid      = newProblem(403, "url-invalid", "このアドレスは正しくないか、途中で変わっています。画面を開き直して、もう一度操作してください。")
	urlExpired      = newProblem(403, "url-expired", "このアドレスの有効期限が切れました。画面を開き直して、もう一度操作してください。")
	bodyDiffers     = newProblem(400, "body-differs", "届いた内容が、選んだファイルと一致しません。ファイルを編集中であれば閉じて、選び直してから送ってください。")
	lengthDiffers   = newProblem(400, "length-differs", "届いた大きさが、選んだファイルと一致しません。通信の状態を確かめ、ファイルを選び直してから送ってください。")
	tooLarge        = newProblem(400, "too-large", "ファイルが大きすぎます。解像度を下げるか、分割してから送ってください。")
	typeDiffers     = newProblem(400, "type-differs", "ファイルの種類が、申請した種類と一致しません。ファイルを選び直してから送ってください。")
	alreadyUploaded = newProblem(412, "already-uploaded", "このファイルはすでに届いています。もう一度送る必要はありません。画面を開き直して確かめてください。")
	fileMissing     = newProblem(400, "file-missing", "ファイルが選ばれていません。ファイルを選んでから送ってください。")
	notFound        = newProblem(404, "not-found", "このファイルはありません。画面を開き直して、新しい版を確かめてください。")
	wrongMethod     = newProblem(405, "method-not-allowed", "この操作はできません。画面を開き直して、もう一度操作してください。")
	storageFailed   = newProblem(500, "storage-failed", "保存できませんでした。しばらく待ってから、もう一度操作してください。続くときは、管理者に知らせてください。")
)

// asProblem decides what an error means to the client.
func asProblem(err error) *problem {
	if p, ok := errors.AsType[*problem](err); ok {
		return p
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return tooLarge
	}
	switch {
	case errors.Is(err, files.ErrConflict):
		return alreadyUploaded
	case errors.Is(err, files.ErrNotFound):
		return notFound
	case errors.Is(err, io.ErrUnexpectedEOF):
		return lengthDiffers
	}
	return storageFailed
}

// drainMost is how much of a refused body is read away, so that a browser still
// sending gets to read the answer. Only holders of a signature are so waited for.
const drainMost = 256 << 20

func refuse(w http.ResponseWriter, r *http.Request, err error) {
	p := asProblem(err)
	if p == storageFailed && r.Context().Err() == nil { // else the client has gone
		slog.ErrorContext(r.Context(), "file request failed", "method", r.Method, "error", err)
	}
	if p != urlInvalid && p != wrongMethod {
		_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, drainMost)) // the answer is decided
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // nobody is left to tell
}
