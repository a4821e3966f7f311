package gate

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math"
	"net/http"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"

	"github.com/sasae-care/sasae/scripts/host/iam"
	"github.com/sasae-care/sasae/scripts/host/template"
)

// DynamoDB stands before a stand-in for DynamoDB and its streams, at a URL.
func (g *Gate) DynamoDB(endpoint string) (http.Handler, error) {
	to, err := url.Parse(endpoint)
	if err != nil {
		return nil, fmt.Errorf("read the address of DynamoDB: %w", err)
	}
	pass := &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(to) },
		Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
		ErrorLog:  log.New(io.Discard, "", 0), // a client that went away
	}
	return g.before(service{"dynamodb", (*Gate).dynamodb, false, http.StatusBadRequest}, pass), nil
}

// item is one that a request names; of a write all attributes or the key.
type item struct {
	TableName string
	Item, Key map[string]attribute
}

type attribute struct {
	S, N string
	B    []byte
}

// size is that of an item in bytes, as DynamoDB counts it: names and values; a
// number is about half of its digits, and one.
func size(of map[string]attribute) (n int) {
	for name, a := range of {
		n += len(name) + len(a.S) + len(a.B)
		if a.N != "" {
			n += len(a.N)/2 + 1
		}
	}
	return n
}

type dynamoCall struct {
	item
	StreamArn, ShardIterator  string
	KeyConditionExpression    string
	ExpressionAttributeValues map[string]struct{ S string }
	TransactItems             []map[string]item
	ClientRequestToken        string
}

func (g *Gate) dynamodb(r *http.Request, body []byte) (asked, error) {
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	var in dynamoCall
	if err := json.Unmarshal(body, &in); err != nil {
		return asked{}, err
	}
	a := asked{operation: operation}
	switch operation {
	case "GetItem", "PutItem", "DeleteItem":
		return a, a.item(g, operation, in.item, body)
	case "TransactWriteItems":
		a.token = in.ClientRequestToken
		for _, one := range in.TransactItems {
			for what, of := range one {
				if err := a.item(g, what+"Item", of, body); err != nil {
					return a, err
				}
			}
		}
		return a, nil
	case "Query":
		return a, a.query(g, in, body)
	case "ListStreams":
		a.requests = []iam.Request{{Action: "dynamodb:ListStreams", Resource: "*"}}
		return a, nil
	case "DescribeStream", "GetShardIterator", "GetRecords":
		return a, a.stream(g, operation)
	}
	return a, fmt.Errorf("the operation %q is not known here", operation)
}

// item asks for one operation on one item.
func (a *asked) item(g *Gate, operation string, of item, body []byte) error {
	t, err := g.table(of.TableName)
	if err != nil {
		return err
	}
	p := of.Item[t.Partition].S
	if p == "" {
		p = of.Key[t.Partition].S
	}
	switch operation {
	case "GetItem", "PutItem", "DeleteItem":
	default:
		return fmt.Errorf("the operation %q is not known here", operation)
	}
	a.requests = append(a.requests, iam.Request{Action: "dynamodb:" + operation, Resource: t.ARN, Leading: p})
	a.requests = append(a.requests, g.forKey("dynamodb", t.Key, operation != "GetItem")...)
	a.body = counted(body)
	if operation != "GetItem" {
		prefix, _, _ := strings.Cut(p, "#")
		if a.wrote == nil {
			a.wrote = map[string]float64{}
		}
		a.wrote[prefix+"#"] += max(1, math.Ceil(float64(size(of.Item))/1024))
	}
	return nil
}

// byPartition is how this product's driver asks for one partition.
var byPartition = regexp.MustCompile(`^(\w+) = (:\w+)( AND .*)?$`)

func (a *asked) query(g *Gate, in dynamoCall, body []byte) error {
	t, err := g.table(in.TableName)
	if err != nil {
		return err
	}
	parts := byPartition.FindStringSubmatch(in.KeyConditionExpression)
	if parts == nil || parts[1] != t.Partition {
		return fmt.Errorf("a query by %q is not known here", in.KeyConditionExpression)
	}
	a.requests = append(a.requests, iam.Request{Action: "dynamodb:Query", Resource: t.ARN, Leading: in.ExpressionAttributeValues[parts[2]].S})
	a.requests = append(a.requests, g.forKey("dynamodb", t.Key, false)...)
	a.body = counted(body)
	return nil
}

// stream: a stand-in's stream has an ARN of its own; a stage has one table.
func (a *asked) stream(g *Gate, operation string) error {
	if len(g.stage.Tables) != 1 {
		return fmt.Errorf("whose stream it is cannot be told of %d tables", len(g.stage.Tables))
	}
	t := g.stage.Tables[0]
	a.requests = append(a.requests, iam.Request{Action: "dynamodb:" + operation, Resource: t.Stream})
	if operation == "GetRecords" {
		a.requests = append(a.requests, g.forKey("dynamodb", t.Key, false)...)
	}
	return nil
}

func (g *Gate) table(name string) (template.Table, error) {
	for _, t := range g.stage.Tables {
		if t.Name == name {
			return t, nil
		}
	}
	return template.Table{}, fmt.Errorf("there is no table %q", name)
}

// forKey is what a service asks of the key of a table or bucket for a caller: to
// read what is encrypted, and to encrypt. Both read a data key before they write
// with it. Sources: Amazon S3 user guide, "Using server-side encryption with AWS
// KMS keys (SSE-KMS)", permissions; Amazon DynamoDB developer guide, "DynamoDB
// encryption at rest: usage notes". No stand-in encrypts: this table is all that
// is known of it here.
func (g *Gate) forKey(service, key string, writes bool) (all []iam.Request) {
	actions := []string{"kms:Decrypt"}
	switch {
	case key == "":
		return nil
	case writes && service == "dynamodb":
		actions = []string{"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"}
	case writes:
		actions = []string{"kms:Decrypt", "kms:GenerateDataKey"}
	}
	via := map[string]string{iam.ViaService: service + "." + g.stage.Region + ".amazonaws.com"}
	for _, action := range actions {
		all = append(all, iam.Request{Action: action, Resource: key, Context: via})
	}
	return all
}

// counted is a request that is answered with what it costs.
func counted(body []byte) []byte {
	var all map[string]json.RawMessage
	if json.Unmarshal(body, &all) != nil {
		return body
	}
	all["ReturnConsumedCapacity"] = json.RawMessage(`"TOTAL"`)
	out, err := json.Marshal(all)
	if err != nil {
		return body
	}
	return out
}

// units are the capacity units that an answer names, of one table or several. What
// a condition refused is paid as if it were written: by the size of what stands
// there, which the answer does not tell, and one unit at least. Source: Amazon
// DynamoDB developer guide, "Working with items: conditional writes".
func units(a asked, body []byte) (read, write float64) {
	type consumed struct{ CapacityUnits float64 }
	var said struct {
		ConsumedCapacity json.RawMessage
		Type             string `json:"__type"`
	}
	if json.Unmarshal(body, &said) != nil {
		return 0, 0
	}
	switch _, refused, _ := strings.Cut(said.Type, "#"); refused {
	case "ConditionalCheckFailedException":
		return 0, a.units()
	case "TransactionCanceledException":
		return 0, 2 * a.units()
	}
	if len(said.ConsumedCapacity) == 0 {
		return 0, 0
	}
	var one consumed
	var all []consumed
	if json.Unmarshal(said.ConsumedCapacity, &one) == nil {
		all = []consumed{one}
	} else if json.Unmarshal(said.ConsumedCapacity, &all) != nil {
		return 0, 0
	}
	sum := 0.0
	for _, c := range all {
		sum += c.CapacityUnits
	}
	if a.operation == "GetItem" || a.operation == "Query" {
		return sum, 0
	}
	return 0, sum
}

// units are those of single writes.
func (a asked) units() (n float64) {
	for _, of := range a.wrote {
		n += of
	}
	return n
}
