package ses

import (
	"errors"
	"fmt"
	"net"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/smithy-go"

	"github.com/sasae-care/sasae/shared/mail"
)

// meaning says what an error of a send leaves us with. An answer is told by its
// code alone: its message may hold the address.
func meaning(err error) error {
	var answer smithy.APIError
	if errors.As(err, &answer) {
		return fmt.Errorf("%w: SES answers %s", kind(err), answer.ErrorCode())
	}
	return fmt.Errorf("%w: %w", kind(err), err)
}

func kind(err error) error {
	var rejected *types.MessageRejected
	var bad *types.BadRequestException
	switch {
	case errors.As(err, &rejected), errors.As(err, &bad):
		return mail.ErrRefused
	case declined(err), unreachable(err):
		return mail.ErrThrottled
	}
	return mail.ErrUnknown
}

// declined tells whether the service heard the request and did not take it: it
// answered with a 4xx other than that it waited for us in vain.
func declined(err error) bool {
	var answered interface{ HTTPStatusCode() int }
	if !errors.As(err, &answered) {
		return false
	}
	status := answered.HTTPStatusCode()
	return status >= 400 && status < 500 && status != http.StatusRequestTimeout
}

// unreachable tells whether there was no connection, so that nothing was sent.
func unreachable(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}
