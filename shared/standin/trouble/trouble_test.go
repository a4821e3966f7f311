package trouble_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dynamotypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/pinpointsmsvoicev2"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/standin/trouble"
)

// config is for clients that make each call once, to nobody.
func config(p trouble.Plan) (aws.Config, *trouble.Transport) {
	at := trouble.New(p, nil)
	return aws.Config{
		Region: "ap-northeast-1", BaseEndpoint: aws.String("http://127.0.0.1:1"), HTTPClient: at.Client(),
		Credentials: credentials.NewStaticCredentialsProvider("AKID", "secret", ""),
		Retryer:     func() aws.Retryer { return aws.NopRetryer{} },
	}, at
}

// call is one operation of a service, as an SDK client makes it.
type call func(ctx context.Context, c aws.Config) error

var calls = map[string]call{
	"dynamodb": func(ctx context.Context, c aws.Config) error {
		_, err := dynamodb.NewFromConfig(c).ListTables(ctx, nil)
		return err
	},
	"streams": func(ctx context.Context, c aws.Config) error {
		_, err := dynamodbstreams.NewFromConfig(c).ListStreams(ctx, nil)
		return err
	},
	"s3": func(ctx context.Context, c aws.Config) error {
		_, err := s3.NewFromConfig(c, func(o *s3.Options) { o.UsePathStyle = true }).PutObject(ctx,
			&s3.PutObjectInput{Bucket: aws.String("b"), Key: aws.String("k"), Body: strings.NewReader("x")})
		return err
	},
	"events": func(ctx context.Context, c aws.Config) error {
		_, err := eventbridge.NewFromConfig(c).PutEvents(ctx, &eventbridge.PutEventsInput{Entries: []eventtypes.PutEventsRequestEntry{{}}})
		return err
	},
	"scheduler": func(ctx context.Context, c aws.Config) error {
		_, err := scheduler.NewFromConfig(c).DeleteSchedule(ctx, &scheduler.DeleteScheduleInput{Name: aws.String("n")})
		return err
	},
	"ses": func(ctx context.Context, c aws.Config) error {
		_, err := sesv2.NewFromConfig(c).GetAccount(ctx, nil)
		return err
	},
	"sms-voice": func(ctx context.Context, c aws.Config) error {
		_, err := pinpointsmsvoicev2.NewFromConfig(c).SendTextMessage(ctx, &pinpointsmsvoicev2.SendTextMessageInput{DestinationPhoneNumber: aws.String("+810000000000")})
		return err
	},
	"lambda": func(ctx context.Context, c aws.Config) error {
		_, err := lambda.NewFromConfig(c).Invoke(ctx, &lambda.InvokeInput{FunctionName: aws.String("f")})
		return err
	},
}

func TestEachServiceFailsInItsOwnWords(t *testing.T) {
	for name, want := range map[string]struct {
		throttled string
		status    int
		failed    string
	}{
		"dynamodb":  {"ProvisionedThroughputExceededException", 400, "InternalServerError"},
		"streams":   {"ProvisionedThroughputExceededException", 400, "InternalServerError"},
		"s3":        {"SlowDown", 503, "InternalError"},
		"events":    {"ThrottlingException", 400, "InternalException"},
		"scheduler": {"ThrottlingException", 429, "InternalServerException"},
		"ses":       {"TooManyRequestsException", 429, "InternalServiceErrorException"},
		"sms-voice": {"ThrottlingException", 400, "InternalServerException"},
		"lambda":    {"TooManyRequestsException", 429, "ServiceException"},
	} {
		says := func(bad trouble.Trouble) (string, int) {
			c, _ := config(trouble.Always(bad))
			return code(t, calls[name](t.Context(), c))
		}
		if code, status := says(trouble.Throttle); code != want.throttled || status != want.status {
			t.Errorf("%s is throttled with %d %s", name, status, code)
		}
		if code, status := says(trouble.Fail); code != want.failed || status != 500 {
			t.Errorf("%s fails with %d %s", name, status, code)
		}
		if code, status := says(trouble.Answer(409, "ConflictException", "taken")); code != "ConflictException" || status != 409 {
			t.Errorf("%s has a conflict with %d %s", name, status, code)
		}
	}
}

func code(t *testing.T, err error) (string, int) {
	t.Helper()
	var api smithy.APIError
	var answer *smithyhttp.ResponseError
	if !errors.As(err, &api) || !errors.As(err, &answer) {
		t.Errorf("the client says %v", err)
		return "", 0
	}
	return api.ErrorCode(), answer.HTTPStatusCode()
}

func TestACancelledTransactionCarriesItsReasons(t *testing.T) {
	c, _ := config(trouble.Always(trouble.Cancelled("None", "TransactionConflict")))
	_, err := dynamodb.NewFromConfig(c).TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{
		TransactItems: []dynamotypes.TransactWriteItem{{}, {}}})
	var cancelled *dynamotypes.TransactionCanceledException
	if !errors.As(err, &cancelled) || len(cancelled.CancellationReasons) != 2 || aws.ToString(cancelled.CancellationReasons[1].Code) != "TransactionConflict" {
		t.Errorf("the client says %v", err)
	}
}

// heard is a service that notes what reaches it.
func heard(t *testing.T) (address string, bodies *[]string) {
	bodies = &[]string{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		*bodies = append(*bodies, string(b))
		_, _ = io.WriteString(w, "done")
	}))
	t.Cleanup(s.Close)
	return s.URL, bodies
}

func post(ctx context.Context, at *trouble.Transport, url, body string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	answer, err := at.Client().Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	return answer.Status + " " + string(said), err
}

func TestWhatComesAfterHappenedAndTheRestDidNot(t *testing.T) {
	url, bodies := heard(t)
	plans := []trouble.Trouble{nil, trouble.Reset, trouble.After(trouble.Reset), trouble.Unreachable, trouble.After(trouble.Fail), trouble.Throttle, nil}
	at := trouble.New(func(n int, _ *http.Request) trouble.Trouble { return plans[n-1] }, nil)
	for n := range plans {
		said, err := post(t.Context(), at, url, string(rune('a'+n)))
		if fine := err == nil && said == "200 OK done"; fine != (plans[n] == nil) {
			t.Errorf("call %d says %q, %v", n+1, said, err)
		}
	}
	if got := strings.Join(*bodies, ""); got != "aceg" || at.Count() != len(plans) {
		t.Errorf("%q was heard in %d calls, want aceg", got, at.Count())
	}
}

func TestTheNetworkFailsAsARealOneDoes(t *testing.T) {
	address, bodies := heard(t)
	var timeout interface{ Timeout() bool }
	_, err := post(t.Context(), trouble.New(trouble.Always(trouble.Timeout), nil), address, "x")
	if !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Errorf("a timeout says %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	hang := trouble.New(func(int, *http.Request) trouble.Trouble { cancel(); return trouble.Hang }, nil)
	if _, err := post(ctx, hang, address, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("a call that hangs says %v", err)
	}
	if len(*bodies) > 0 {
		t.Errorf("%q was heard", *bodies)
	}
}

func TestAPlanOfOutcomesThrottlesLosesAndLetsThrough(t *testing.T) {
	address, bodies := heard(t)
	outcomes := []fault.Outcome{fault.Fine, fault.NotDone, fault.DoneUnheard, fault.NotDoneUnheard, fault.DoneUnheard, fault.NotDoneUnheard, fault.DoneUnheard, fault.NotDoneUnheard}
	at := trouble.New(trouble.Of(func(n int) fault.Outcome { return outcomes[n-1] }), nil)
	var want []string
	for n, o := range outcomes {
		body := string(rune('a' + n))
		said, err := post(t.Context(), at, address, body)
		if heard := err == nil && strings.HasPrefix(said, "200"); heard != (o == fault.Fine) {
			t.Errorf("outcome %d says %q, %v", o, said, err)
		}
		if throttled := strings.HasPrefix(said, "429"); throttled != (o == fault.NotDone) {
			t.Errorf("outcome %d says %q, %v", o, said, err)
		}
		if o == fault.Fine || o == fault.DoneUnheard {
			want = append(want, body)
		}
	}
	if !slices.Equal(*bodies, want) {
		t.Errorf("%q was heard, want %q", *bodies, want)
	}
}

func TestAPlanForOneOperationLeavesTheOthersAlone(t *testing.T) {
	c, at := config(trouble.Only("DeleteTable", trouble.On(2, trouble.Throttle)))
	client := dynamodb.NewFromConfig(c)
	drop := func() error {
		_, err := client.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: aws.String("t")})
		return err
	}
	var api smithy.APIError // those left alone find nobody
	if err := drop(); errors.As(err, &api) {
		t.Errorf("the first says %v", err)
	}
	if _, err := client.ListTables(t.Context(), nil); errors.As(err, &api) {
		t.Errorf("another operation says %v", err)
	}
	if err := drop(); !errors.As(err, &api) || at.Count() != 3 {
		t.Errorf("the second says %v after %d calls", err, at.Count())
	}
}
