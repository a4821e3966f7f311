package boot

import (
	"errors"

	"github.com/aws/aws-lambda-go/lambda/messages"

	"github.com/sasae-care/sasae/shared/boot/journal"
)

// reply is an error as Lambda keeps it with the delivery: the stable code as
// its type, and words that may leave the wall.
func reply(err error) error {
	var f *journal.Failure
	if !errors.As(err, &f) {
		code, _ := journal.Meaning(err)
		return messages.InvokeResponse_Error{Type: code, Message: code + ": " + journal.Say(err)}
	}
	return messages.InvokeResponse_Error{Type: f.Code, Message: f.Error()}
}
