package host

import (
	"encoding/json"
	"fmt"
	"time"
)

// FunctionError is what a function answered instead of a result, or what Lambda
// says for one that could not answer.
type FunctionError struct {
	Function string
	Type     string // name of the Go type, or one of Lambda's: Runtime.ExitError, Sandbox.Timedout, …
	Message  string
	Payload  []byte // the JSON object that a caller of Lambda gets: errorType, errorMessage, …
	Said     string // the end of what a worker wrote that ended or was killed

	init, killed bool
}

// Types that Lambda gives.
const (
	typeExit     = "Runtime.ExitError"
	typeTimeout  = "Sandbox.Timedout"
	typeTooLarge = "Function.ResponseSizeTooLarge"
)

// Error implements error.
func (e *FunctionError) Error() string {
	said := ""
	if e.Said != "" {
		said = "; its last words: " + e.Said
	}
	return fmt.Sprintf("function %s: %s: %s%s", e.Function, e.Type, e.Message, said)
}

// Timeout tells whether the function did not answer in time.
func (e *FunctionError) Timeout() bool { return e.Type == typeTimeout }

// answeredError is the error that a function posted.
func answeredError(function string, body []byte) *FunctionError {
	var said struct {
		Type    string `json:"errorType"`
		Message string `json:"errorMessage"`
	}
	if json.Unmarshal(body, &said) != nil {
		return lambdaError(function, "Runtime.Unknown", string(body))
	}
	return &FunctionError{Function: function, Type: said.Type, Message: said.Message, Payload: body}
}

// lambdaError is an error in the words of Lambda.
func lambdaError(function, kind, message string) *FunctionError {
	body, _ := json.Marshal(map[string]string{"errorType": kind, "errorMessage": message}) // strings always marshal
	return &FunctionError{Function: function, Type: kind, Message: message, Payload: body}
}

func timedOut(function, id string, after time.Duration) *FunctionError {
	return lambdaError(function, typeTimeout, fmt.Sprintf("RequestId: %s Error: Task timed out after %.2f seconds", id, after.Seconds()))
}

func initTimedOut(function, id string, after time.Duration) *FunctionError {
	e := lambdaError(function, typeTimeout, fmt.Sprintf("RequestId: %s Error: Init phase timed out after %.2f seconds", id, after.Seconds()))
	e.init = true
	return e
}
