package api

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"sync"

	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/town"
)

// Call is one request of a known caller. In is the only municipality it can
// reach, and Town its reference data as they are now.
type Call struct {
	App     *app.App
	In      app.Scope
	Town    *town.Directory
	Who     access.Principal
	Action  string
	Request *http.Request
	Body    []byte // of a POST
	key     string // Idempotency-Key
}

// Path is a variable of the route's path.
func (c *Call) Path(name string) string { return c.Request.PathValue(name) }

// Query is a parameter of the query.
func (c *Call) Query(name string) string { return c.Request.URL.Query().Get(name) }

// May asks whether the caller may do the route's action; for what is about no
// case.
func (c *Call) May() error { return access.Can(c.Who, c.Action, nil) }

var caseID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9A-Z]{26}$`) })

// id is the case of the path; what cannot be one is not there.
func (c *Call) id() (string, error) {
	id := c.Path("id")
	if !caseID().MatchString(id) {
		return "", plan.Refuse("not-found")
	}
	return id, nil
}

// Case reads the case of the path, when the caller may do the route's action.
func (c *Call) Case(ctx context.Context) (plan.Case, error) {
	id, err := c.id()
	if err != nil {
		return plan.Case{}, err
	}
	k, err := c.App.Case(ctx, c.In, id)
	if err != nil {
		return plan.Case{}, err
	}
	return k, access.Can(c.Who, c.Action, &k)
}

// Tell makes the answer to a POST from the case as it stands, and from what the
// case remembers of the POST. An answer holds ids, codes and dates only.
type Tell func(k *plan.Case, heard app.Heard) (any, error)

// Change lets decide change the case of the path, when the caller may do the
// route's action on the case as it is committed. The case remembers the caller's
// Idempotency-Key: the same request again changes nothing, and is answered as the
// case stands by then.
func (c *Call) Change(ctx context.Context, decide func(k *plan.Case) error, answer Tell) (Answer, error) {
	id, err := c.id()
	if err != nil {
		return Answer{}, err
	}
	return c.ChangeOf(ctx, id, func(k *plan.Case) error {
		if err := access.Can(c.Who, c.Action, k); err != nil {
			return err
		}
		return decide(k)
	}, answer)
}

// ChangeOf is Change of a case that the caller has found himself allowed to change.
func (c *Call) ChangeOf(ctx context.Context, id string, decide func(k *plan.Case) error, answer Tell) (Answer, error) {
	return c.commit(ctx, c.App.Change, id, http.StatusOK, decide, answer)
}

// Begin opens a new case under id, and answers 201. The caller has asked May. A
// key that opened a case opens it for good: two days later it is answered to who
// may still read the case.
func (c *Call) Begin(ctx context.Context, id string, decide func(k *plan.Case) error, answer Tell) (Answer, error) {
	return c.commit(ctx, c.App.Begin, id, http.StatusCreated, decide, func(k *plan.Case, heard app.Heard) (any, error) {
		if heard.Over(c.App.Now()) {
			if err := access.Can(c.Who, access.Read, k); err != nil {
				return nil, err
			}
		}
		return answer(k, heard)
	})
}

// change is app.App.Change or Begin.
type change func(ctx context.Context, act app.Act, decide func(*plan.Case) error) (plan.Case, error)

func (c *Call) commit(ctx context.Context, do change, id string, status int, decide func(*plan.Case) error, answer Tell) (Answer, error) {
	post := c.App.NewPost(c.In, c.Who.Staff, c.key, []byte(c.asked()))
	k, err := do(ctx, app.Act{In: c.In, Case: id, By: c.Who.Staff, Post: post}, decide)
	if err != nil {
		return Answer{}, err
	}
	body, err := answer(&k, post.Heard)
	return Answer{status, body}, err
}

// asked tells one request from another under the same key.
func (c *Call) asked() string {
	return c.Request.Method + " " + c.Request.URL.Path + "\n" + string(c.Body)
}

// Once is for a POST that changes no case: the first answer is given again to
// the same request. do commits keep(status, body), which keeps that answer,
// together with what it changes; on a conflict it reads and tries again.
func (c *Call) Once(ctx context.Context, do func(keep func(status int, body any) store.Write) error) (Answer, error) {
	reply := app.NewReply(c.In, c.Who.Staff, c.key, []byte(c.asked()))
	if found, err := reply.Find(ctx, c.App); found || err != nil {
		return Answer{reply.Status, reply.Body}, err
	}
	err := do(func(status int, body any) store.Write { return reply.Write(c.App.Now(), status, body) })
	if errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrUnknown) || errors.Is(err, app.ErrBusy) { // the same POST may have been first
		if found, again := reply.Find(ctx, c.App); found {
			return Answer{reply.Status, reply.Body}, again
		}
	}
	return Answer{reply.Status, reply.Body}, err
}

// NewID derives the id of what this POST opens from town, caller and
// Idempotency-Key, so that no key can ever open two.
func (c *Call) NewID() string {
	return c.App.ID("case-id", strings.Join([]string{c.In.Town(), c.Who.Staff, c.key}, "\x00"))
}
