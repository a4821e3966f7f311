package gate_test

import (
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"github.com/sasae-care/sasae/scripts/host/gate"
	"github.com/sasae-care/sasae/scripts/host/iam"
	"github.com/sasae-care/sasae/scripts/host/template"
	"github.com/sasae-care/sasae/shared/standin"
	"github.com/sasae-care/sasae/shared/standin/wire"
	"github.com/sasae-care/sasae/shared/store/dynamo"
)

func stage(t *testing.T) *template.Stage {
	t.Helper()
	golden := filepath.Join("..", "..", "..", "infra", "testdata")
	s, err := template.Read(template.Options{
		Region: "ap-northeast-1", Account: "111122223333", Random: "0A1B2C3D4E5F", Secrets: map[string]string{"Secret": "", "EdgeSecret": ""},
	}, filepath.Join(golden, "data.json"), filepath.Join(golden, "steps.json"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// as is the configuration of a step's function behind a gate.
func as(t *testing.T, s *template.Stage, g *gate.Gate, step, at string) aws.Config {
	t.Helper()
	f, _ := s.Function(step)
	id, secret := g.Key(f.Role)
	return aws.Config{
		Region: "ap-northeast-1", BaseEndpoint: &at, Credentials: credentials.NewStaticCredentialsProvider(id, secret, ""),
		RetryMaxAttempts: 1,
	}
}

func served(t *testing.T, h http.Handler, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	s, err := wire.Serve(h)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s.URL
}

// behind is a table behind a gate, and what was counted there.
func behind(t *testing.T) (s *template.Stage, g *gate.Gate, at string, calls *[]gate.Call) {
	t.Helper()
	d, err := standin.Dynoxide(t.Context())
	standin.Need(t, err)
	t.Cleanup(d.Stop)
	s = stage(t)
	if err := dynamo.Create(t.Context(), dynamodb.NewFromConfig(d.Config()), s.Tables[0].Name); err != nil {
		t.Fatal(err)
	}
	calls = &[]gate.Call{}
	g = gate.New(s, func(c gate.Call) { *calls = append(*calls, c) })
	h, err := g.DynamoDB(d.Endpoint)
	return s, g, served(t, h, err), calls
}

func text(v string) types.AttributeValue { return &types.AttributeValueMemberS{Value: v} }

// put writes an item with a body of so many bytes.
func put(table, p string, bytes int) *types.Put {
	return &types.Put{TableName: &table, Item: map[string]types.AttributeValue{
		"p": text(p), "s": text("1"), "b": &types.AttributeValueMemberB{Value: make([]byte, bytes)}, "v": &types.AttributeValueMemberN{Value: "1"},
	}}
}

// code is the code of an error of AWS.
func code(err error) string {
	var said smithy.APIError
	if errors.As(err, &said) {
		return said.ErrorCode()
	}
	return ""
}

func TestARoleReachesThePartitionsOfItsGrantsAndIsDeniedTheRestAsByAWS(t *testing.T) {
	s, g, at, _ := behind(t)
	table := s.Tables[0].Name
	c := dynamodb.NewFromConfig(as(t, s, g, "notify", at))
	write := func(ps ...string) error {
		var all []types.TransactWriteItem
		for _, p := range ps {
			all = append(all, types.TransactWriteItem{Put: put(table, p, 10)})
		}
		_, err := c.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: all})
		return err
	}
	get := func(p string) error {
		_, err := c.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table, Key: map[string]types.AttributeValue{"p": text(p), "s": text("1")}})
		return err
	}
	list := func(p string) error {
		_, err := c.Query(t.Context(), &dynamodb.QueryInput{TableName: &table, KeyConditionExpression: aws.String("p = :p"), ExpressionAttributeValues: map[string]types.AttributeValue{":p": text(p)}})
		return err
	}
	for what, x := range map[string]struct {
		err  error
		want string
	}{
		"what it may put":          {write("NOTICE#1", "DUE#1"), ""},
		"one it may not put":       {write("NOTICE#2", "CASE#1"), "AccessDeniedException"},
		"what it may get":          {get("NOTICE#1"), ""},
		"what it may list only":    {get("CASE#1"), "AccessDeniedException"},
		"what it may list":         {list("CASE#1"), ""},
		"what it may get only":     {list("BOOK#1"), "AccessDeniedException"},
		"what it may not touch":    {get("LOG#1"), "AccessDeniedException"},
		"an operation of no grant": {func() error { _, err := c.Scan(t.Context(), &dynamodb.ScanInput{TableName: &table}); return err }(), "UnknownOperationException"},
	} {
		if got := code(x.err); got != x.want {
			t.Errorf("%s: %v", what, x.err)
		}
	}
	if err := write("CASE#1"); err == nil || !strings.Contains(err.Error(), "notifyRole") || !strings.Contains(err.Error(), "dynamodb:PutItem") {
		t.Errorf("it says %v", err)
	}
}

func TestOnlyWhoSignsWithHisOwnSecretIsLetThrough(t *testing.T) {
	s, g, at, _ := behind(t)
	table := s.Tables[0].Name
	ask := func(id, secret string) error {
		c := dynamodb.NewFromConfig(aws.Config{Region: "ap-northeast-1", BaseEndpoint: &at, RetryMaxAttempts: 1, Credentials: credentials.NewStaticCredentialsProvider(id, secret, "")})
		_, err := c.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table, Key: map[string]types.AttributeValue{"p": text("LOG#1"), "s": text("1")}})
		return err
	}
	f, _ := s.Function("upload")
	id, secret := g.Key(f.Role)
	if err := ask(id, secret); err != nil {
		t.Error(err)
	}
	for what, err := range map[string]error{"another secret": ask(id, "another"), "a key of nobody": ask("AKIDNOBODY", secret)} {
		if code(err) != "InvalidSignatureException" {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// The stand-in's units are those of DynamoDB: 1 KB a unit to write, 4 KB to read
// consistently, twice in a transaction.
func TestUnitsAreCountedAsDynamoDBDoes(t *testing.T) {
	s, g, at, calls := behind(t)
	table := s.Tables[0].Name
	c := dynamodb.NewFromConfig(as(t, s, g, "upload", at))
	key := map[string]types.AttributeValue{"p": text("CENTRE#1"), "s": text("1")}
	one := put(table, "CENTRE#1", 3500)
	_, err1 := c.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: one.Item})
	_, err2 := c.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{Put: put(table, "LOG#1", 1500)}, {Put: put(table, "LOG#2", 100)}}})
	_, err3 := c.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table, ConsistentRead: aws.Bool(true), Key: map[string]types.AttributeValue{"p": text("LOG#1"), "s": text("1")}})
	_, err4 := c.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &table, Key: key})
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	absent := aws.String("attribute_not_exists(p)")
	again := put(table, "LOG#1", 1500)
	again.ConditionExpression = absent
	_, err1 = c.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: again.Item, ConditionExpression: absent})
	_, err2 = c.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{Put: again}}})
	if err1 == nil || err2 == nil {
		t.Fatalf("it stands there: %v, %v", err1, err2)
	}
	want := []gate.Call{
		{Operation: "PutItem", Write: 4}, {Operation: "TransactWriteItems", Write: 6}, {Operation: "GetItem", Read: 1}, {Operation: "DeleteItem", Write: 4},
		{Operation: "PutItem", Write: 2}, {Operation: "TransactWriteItems", Write: 4},
	}
	for i, w := range want {
		if got := (*calls)[i]; got.Operation != w.Operation || got.Write != w.Write || got.Read != w.Read {
			t.Errorf("%s: %g read and %g write units, want %g and %g", got.Operation, got.Read, got.Write, w.Read, w.Write)
		}
	}
	if w := (*calls)[1].Wrote; w["LOG#"] != 3 {
		t.Errorf("under LOG# it wrote %v", w)
	}
}

func TestASignedURLIsWorthWhatItsSignerMayAndNothingElse(t *testing.T) {
	v, err := standin.Versity(t.Context())
	standin.Need(t, err)
	t.Cleanup(v.Stop)
	s := stage(t)
	in, _ := s.Bucket("incoming")
	if err := v.Make(t.Context(), standin.Bucket{Name: in.Name}); err != nil {
		t.Fatal(err)
	}
	g := gate.New(s, nil)
	h, err := g.S3(v.Config())
	at := served(t, h, err)
	send := func(step string, change func(string) string) int {
		t.Helper()
		sign := s3.NewPresignClient(s3.NewFromConfig(as(t, s, g, step, at), func(o *s3.Options) { o.UsePathStyle = true }))
		r, err := sign.PresignPutObject(t.Context(), &s3.PutObjectInput{Bucket: &in.Name, Key: aws.String("incoming/432997/" + step)}, s3.WithPresignExpires(time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequestWithContext(t.Context(), r.Method, change(r.URL), strings.NewReader("a plan"))
		if err != nil {
			t.Fatal(err)
		}
		for name := range r.SignedHeader {
			if name != "Host" {
				req.Header.Set(name, r.SignedHeader.Get(name))
			}
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		return resp.StatusCode
	}
	same := func(u string) string { return u }
	for what, x := range map[string]struct {
		got, want int
	}{
		"of who may":       {send("upload", same), 200},
		"of who may not":   {send("inspect", same), 403},
		"for another key":  {send("upload", func(u string) string { return strings.Replace(u, "/upload?", "/other?", 1) }), 403},
		"for a later time": {send("upload", func(u string) string { return strings.Replace(u, "X-Amz-Expires=60", "X-Amz-Expires=3600", 1) }), 403},
	} {
		if x.got != x.want {
			t.Errorf("a URL %s is answered %d, want %d", what, x.got, x.want)
		}
	}
}

func TestWhatNoRequestNeedsIsIdle(t *testing.T) {
	p := iam.Policy{{Action: "a", Resource: "r"}, {Action: "b", Resource: "r"}, {Action: "b", Resource: "*"}, {Action: "c", Resource: "r"}}
	asked := []gate.Asked{{Request: iam.Request{Action: "a", Resource: "r"}}, {Request: iam.Request{Action: "b", Resource: "r"}}}
	var idle []string
	for _, g := range gate.Idle(p, asked) {
		idle = append(idle, g.String())
	}
	if strings.Join(idle, "; ") != "b on r; b on *; c on r" { // each of two that allow the same is not needed
		t.Errorf("idle are %v", idle)
	}
}
