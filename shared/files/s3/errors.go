package s3

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/sasae-care/sasae/shared/files"
)

var errNoVersions = errors.New("the bucket keeps no versions")

// status is the HTTP status of the answer that an error is made of; 0: there
// was none.
func status(err error) int {
	var r *smithyhttp.ResponseError
	if errors.As(err, &r) {
		return r.HTTPStatusCode()
	}
	return 0
}

// code is S3's name of an error; an answer to HEAD has none of its own.
func code(err error) string {
	var e smithy.APIError
	if errors.As(err, &e) {
		return e.ErrorCode()
	}
	return ""
}

// absent tells whether an answer says that there is no such version: none, a
// delete marker (405), or a version id that the store never gave out (400).
func absent(err error) bool {
	switch status(err) {
	case http.StatusNotFound:
		return code(err) != "NoSuchBucket"
	case http.StatusMethodNotAllowed:
		return true
	case http.StatusBadRequest:
		var e smithy.APIError
		return errors.As(err, &e) && e.ErrorCode() == "InvalidArgument" && strings.Contains(e.ErrorMessage(), "version id")
	}
	return false
}

// missing says in the contract's words that a version is not there.
func missing(err error) error {
	if absent(err) {
		return files.ErrNotFound
	}
	return err
}

// taken tells whether a conditional write found the key taken (412) or another
// writer at it (409). It wrote nothing.
func taken(err error) bool {
	return status(err) == http.StatusPreconditionFailed || status(err) == http.StatusConflict
}

// tries watches the tries of one write, because what the last one answered says
// nothing about the ones before.
type tries struct{ unheard bool }

// watch is an option of the call.
func (t *tries) watch(o *sdk.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("WatchTries", t.see), middleware.Before)
	})
}

func (t *tries) see(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	out, meta, err := next.HandleDeserialize(ctx, in)
	if err != nil && !refused(err) {
		t.unheard = true
	}
	return out, meta, err
}

// refused tells whether an answer says that nothing was done.
func refused(err error) bool { return status(err)/100 == 4 || code(err) == "SlowDown" }

// meaning is files.ErrUnknown when a try may have written.
func (t *tries) meaning(err error) error {
	if err != nil && t.unheard {
		return fmt.Errorf("%w: %w", files.ErrUnknown, err)
	}
	return err
}
