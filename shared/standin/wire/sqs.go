package wire

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

// SQSOptions says which queues there are.
type SQSOptions struct {
	Queues []string // their names
	Now    func() time.Time
}

// SQS answers what a reader of Amazon SQS asks: GetQueueUrl, ReceiveMessage,
// DeleteMessage, ChangeMessageVisibility. It is safe for concurrent use.
type SQS struct {
	o      SQSOptions
	mu     sync.Mutex
	queues map[string][]*message
	put    int
}

type message struct {
	id, body   string
	attributes map[string]string
	sent       time.Time
	hidden     time.Time // until then nobody else receives it
	received   int
}

var sqsSays = dialect{"sqs", "application/x-amz-json-1.0", "message"}

// NewSQS is queues with nothing in them.
func NewSQS(o SQSOptions) *SQS {
	q := &SQS{o: o, queues: map[string][]*message{}}
	for _, name := range o.Queues {
		q.queues[name] = nil
	}
	return q
}

// Put puts a message into a queue, as a service does on its own.
func (q *SQS) Put(queue, body string, attributes map[string]string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.put++
	q.queues[queue] = append(q.queues[queue], &message{id: fmt.Sprintf("message-%d", q.put), body: body, attributes: attributes, sent: q.o.Now()})
}

// Held is how many messages a queue has, received or not.
func (q *SQS) Held(queue string) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.queues[queue])
}

// ServeHTTP implements http.Handler.
func (q *SQS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	calls := map[string]func(sqsCall) (any, error){
		"GetQueueUrl": q.url, "ReceiveMessage": q.receive, "DeleteMessage": q.delete, "ChangeMessageVisibility": q.hide,
	}
	name := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AmazonSQS.")
	call, ok := calls[name]
	if !ok {
		sqsSays.unknown().ServeHTTP(w, r)
		return
	}
	sqsSays.operation("AmazonSQS."+name, func(r *http.Request) (any, error) {
		var in sqsCall
		if err := read(r, &in, "InvalidParameterValue"); err != nil {
			return nil, err
		}
		queue := in.QueueName
		if queue == "" {
			queue = path.Base(in.QueueURL)
		}
		q.mu.Lock()
		defer q.mu.Unlock()
		if _, there := q.queues[queue]; !there {
			return nil, fail(http.StatusBadRequest, "com.amazonaws.sqs#QueueDoesNotExist", "The specified queue does not exist.")
		}
		in.QueueName = queue
		return call(in)
	}).ServeHTTP(w, r)
}

// sqsCall is what the calls have, together.
type sqsCall struct {
	QueueName           string
	QueueURL            string `json:"QueueUrl"`
	ReceiptHandle       string
	MaxNumberOfMessages int
	VisibilityTimeout   int
}

func (q *SQS) url(in sqsCall) (any, error) {
	return map[string]string{"QueueUrl": "https://sqs." + Region + ".amazonaws.com/" + Account + "/" + in.QueueName}, nil
}

func (q *SQS) receive(in sqsCall) (any, error) {
	var out []any
	for _, m := range q.queues[in.QueueName] {
		if len(out) == max(in.MaxNumberOfMessages, 1) || m.hidden.After(q.o.Now()) {
			continue
		}
		m.received++
		m.hidden = q.o.Now().Add(time.Duration(in.VisibilityTimeout) * time.Second)
		sum := md5.Sum([]byte(m.body))
		said := map[string]any{
			"MessageId": m.id, "ReceiptHandle": m.id, "Body": m.body, "MD5OfBody": hex.EncodeToString(sum[:]),
			"Attributes": map[string]string{"SentTimestamp": fmt.Sprint(m.sent.UnixMilli()), "ApproximateReceiveCount": fmt.Sprint(m.received)},
		}
		values := map[string]any{}
		for name, v := range m.attributes {
			values[name] = map[string]string{"DataType": "String", "StringValue": v}
		}
		if len(values) > 0 {
			said["MessageAttributes"] = values
		}
		out = append(out, said)
	}
	return map[string]any{"Messages": out}, nil
}

func (q *SQS) delete(in sqsCall) (any, error) {
	var rest []*message
	for _, m := range q.queues[in.QueueName] {
		if m.id != in.ReceiptHandle {
			rest = append(rest, m)
		}
	}
	q.queues[in.QueueName] = rest
	return map[string]any{}, nil
}

func (q *SQS) hide(in sqsCall) (any, error) {
	for _, m := range q.queues[in.QueueName] {
		if m.id == in.ReceiptHandle {
			m.hidden = q.o.Now().Add(time.Duration(in.VisibilityTimeout) * time.Second)
		}
	}
	return map[string]any{}, nil
}
