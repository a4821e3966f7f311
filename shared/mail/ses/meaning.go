package ses

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/smithy-go"

	"github.com/sasae-care/sasae/shared/answer"
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
	case answer.Declined(err), answer.Unreachable(err):
		return mail.ErrThrottled
	}
	return mail.ErrUnknown
}
