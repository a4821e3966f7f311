package sms

import (
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/pinpointsmsvoicev2/types"
	"github.com/aws/smithy-go"

	"github.com/sasae-care/sasae/shared/answer"
	"github.com/sasae-care/sasae/shared/mail"
)

// meaning says what an error of a send leaves us with. An answer is told by its
// code alone: its message may hold the number.
func meaning(err error) error {
	var answer smithy.APIError
	if errors.As(err, &answer) {
		return fmt.Errorf("%w: the service answers %s%s", kind(err), answer.ErrorCode(), reason(err))
	}
	return fmt.Errorf("%w: %w", kind(err), err)
}

// reason is the code within the code, where there is one.
func reason(err error) string {
	var invalid *types.ValidationException
	var conflict *types.ConflictException
	var quota *types.ServiceQuotaExceededException
	switch {
	case errors.As(err, &invalid) && invalid.Reason != "":
		return " " + string(invalid.Reason)
	case errors.As(err, &conflict) && conflict.Reason != "":
		return " " + string(conflict.Reason)
	case errors.As(err, &quota) && quota.Reason != "":
		return " " + string(quota.Reason)
	}
	return ""
}

// person are the conflicts that are about the person's number; the others are
// about how the service is set up for us.
var person = []types.ConflictExceptionReason{
	types.ConflictExceptionReasonDestinationPhoneNumberOptedOut,
	types.ConflictExceptionReasonDestinationPhoneNumberNotVerified,
	types.ConflictExceptionReasonDestinationPhoneNumberBlockedByProtectNumberOverride,
	types.ConflictExceptionReasonDestinationCountryBlockedByProtectConfiguration,
}

// setup are the reasons of a validation that are about how the service is set
// up for us; the others are about the message.
var setup = []types.ValidationExceptionReason{
	types.ValidationExceptionReasonChannelNotEnabled,
	types.ValidationExceptionReasonCountryNotEnabled,
	types.ValidationExceptionReasonInternationalSendingNotSupported,
	types.ValidationExceptionReasonInvalidArn,
	types.ValidationExceptionReasonInvalidIdentityForDestinationCountry,
	types.ValidationExceptionReasonPriceOverThreshold,
	types.ValidationExceptionReasonResourceNotAccessible,
	types.ValidationExceptionReasonSenderIdNotRegistered,
	types.ValidationExceptionReasonSenderIdNotSupported,
	types.ValidationExceptionReasonSenderIdRequiresRegistration,
}

func kind(err error) error {
	var invalid *types.ValidationException
	var conflict *types.ConflictException
	switch {
	case errors.As(err, &invalid) && !slices.Contains(setup, invalid.Reason),
		errors.As(err, &conflict) && slices.Contains(person, conflict.Reason):
		return mail.ErrRefused
	case answer.Declined(err), answer.Unreachable(err):
		return mail.ErrThrottled
	}
	return mail.ErrUnknown
}
