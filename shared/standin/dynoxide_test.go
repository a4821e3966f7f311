package standin_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/sasae-care/sasae/shared/standin"
)

func TestAStandInForDynamoDBAnswersUntilItIsStopped(t *testing.T) {
	d, err := standin.Dynoxide(t.Context())
	standin.Need(t, err)
	defer d.Stop()
	client := dynamodb.NewFromConfig(d.Config(), func(o *dynamodb.Options) { o.RetryMaxAttempts = 1 })
	if out, err := client.ListTables(t.Context(), nil); err != nil || len(out.TableNames) != 0 {
		t.Errorf("it holds %v, %v", out, err)
	}
	d.Stop()
	if _, err := client.ListTables(t.Context(), nil); err == nil {
		t.Error("it answers after its end")
	}
}
