package wire_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sasae-care/sasae/shared/standin/wire"
)

func TestAFunctionIsInvokedByNameOrARNAndItsAnswerComesBack(t *testing.T) {
	l := wire.NewLambda(wire.LambdaOptions{Functions: []string{"inspect"}, Invoke: func(in wire.Invocation) ([]byte, error) {
		if strings.Contains(string(in.Payload), "bad") {
			return nil, errors.New("it fell over")
		}
		return append([]byte("heard "), in.Payload...), nil
	}})
	c := lambda.NewFromConfig(serve(t, l))
	invoke := func(name, payload string, kind types.InvocationType) (*lambda.InvokeOutput, error) {
		return c.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: &name, Payload: []byte(payload), InvocationType: kind})
	}
	for _, name := range []string{"inspect", "inspect:live", "arn:aws:lambda:ap-northeast-1:111122223333:function:inspect"} {
		if out, err := invoke(name, `{"n":1}`, types.InvocationTypeRequestResponse); err != nil || out.StatusCode != 200 || string(out.Payload) != `heard {"n":1}` || out.FunctionError != nil {
			t.Errorf("%s: %v, %+v", name, err, out)
		}
	}
	if out, err := invoke("inspect", `"bad"`, types.InvocationTypeRequestResponse); err != nil || aws.ToString(out.FunctionError) != "Unhandled" || !strings.Contains(string(out.Payload), `"errorMessage":"it fell over"`) {
		t.Errorf("an error of the function: %v, %+v", err, out)
	}
	if out, err := invoke("inspect", `"bad"`, types.InvocationTypeEvent); err != nil || out.StatusCode != 202 || out.FunctionError != nil || len(out.Payload) != 0 {
		t.Errorf("an event: %v, %+v", err, out)
	}
	if out, err := invoke("inspect", `{}`, types.InvocationTypeDryRun); err != nil || out.StatusCode != 204 {
		t.Errorf("a dry run: %v, %+v", err, out)
	}
	var missing *types.ResourceNotFoundException
	if _, err := invoke("inspekt", `{}`, types.InvocationTypeEvent); !errors.As(err, &missing) {
		t.Errorf("another function: %v", err)
	}
	var big *types.RequestTooLargeException
	if _, err := invoke("inspect", strings.Repeat(" ", 6<<20)+"{}", types.InvocationTypeRequestResponse); !errors.As(err, &big) {
		t.Errorf("a big payload: %v", err)
	}
	seen := l.Invocations()
	if len(seen) != 5 || seen[4].Type != "Event" || seen[4].Function != "inspect" {
		t.Errorf("seen were %+v", seen)
	}
}
