package app

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// replyLife is how long the first answer to a POST is kept.
const replyLife = 48 * time.Hour

// Reply is the first answer to a POST that changes no case, under the caller's
// Idempotency-Key. It is written in the commit of the change, so a repeated POST
// gets it again. (What changes a case remembers its POSTs itself: Post.)
type Reply struct {
	Status int
	Body   json.RawMessage

	key     store.Key
	request string // hash of the request
	over    int64  // version of an answer whose time is over and that still stands there
}

// NewReply is the reply to a request of a caller. The request's hash tells the
// same form posted twice from another one under the same key.
func NewReply(in Scope, caller, key string, request []byte) *Reply {
	return &Reply{key: replyKey(in, caller, audit.Sum([]byte(key))[:32]), request: audit.Sum(request)}
}

// kept is what the table holds of a reply.
type kept struct {
	Request string          `json:"request"`
	Status  int             `json:"status"`
	Body    json.RawMessage `json:"body"`
	Expires int64           `json:"expires,omitempty"` // Unix second; a table drops the item then, or later
}

// Find fills the reply with the first answer, if there was one. One whose time
// is over counts as none, whether or not the table has dropped it.
func (r *Reply) Find(ctx context.Context, a *App) (bool, error) {
	r.over = 0
	it, err := a.Store.Get(ctx, r.key)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var k kept
	if err := decode(it.Body, &k); err != nil {
		return false, err
	}
	if k.Expires > 0 && k.Expires <= a.Now().Unix() {
		r.over = it.Version
		return false, nil
	}
	if k.Request != r.request {
		return true, plan.Refuse("idempotency-key-reused")
	}
	r.Status, r.Body = k.Status, k.Body
	return true, nil
}

// Write is the item that keeps an answer.
func (r *Reply) Write(at time.Time, status int, body any) store.Write {
	r.Status, r.Body = status, mustJSON(body)
	expires := at.Add(replyLife).Unix()
	return store.Write{Key: r.key, If: r.over, Body: mustJSON(&kept{r.request, r.Status, r.Body, expires}), Expires: expires}
}
