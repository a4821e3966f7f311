package standin

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// webhooks receives what versitygw tells of its objects and passes it on as S3
// through EventBridge would.
//
//	webhook → versions of that ETag → envelope → fate → Bucket.Heard
//
// What differs from S3, seen with v1.8.0:
//
//   - at its start it sends {"Event":"s3:TestEvent"} and ends when nobody takes
//     it: the receiver starts first;
//   - event names begin with "s3:";
//   - the version is null but for copies, the ETag is quoted, a key is not
//     URL-encoded (as in EventBridge, unlike in S3's own notifications);
//   - a copy is said to have 0 bytes;
//   - a form upload names no key at all, because the key is not in its path;
//   - the time is in the machine's zone;
//   - it waits 3 seconds for an answer, and does not look at it.
//
// So key, version and size are looked up by the ETag. An event whose version
// has been deleted meanwhile is dropped.
type webhooks struct {
	client   *s3.Client
	listener net.Listener
	server   *http.Server
	ctx      context.Context // ends with the receiver
	end      context.CancelFunc
	work     sync.WaitGroup

	mu      sync.Mutex
	buckets map[string]*heardBucket
}

// heardBucket is a bucket somebody listens to.
type heardBucket struct {
	Bucket
	n    int             // events so far
	told map[string]bool // key and version of each
}

// listenForWebhooks starts a receiver.
func listenForWebhooks(client *s3.Client) (*webhooks, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for webhooks: %w", err)
	}
	h := &webhooks{client: client, listener: l, buckets: map[string]*heardBucket{}}
	h.ctx, h.end = context.WithCancel(context.Background())
	h.server = &http.Server{Handler: http.HandlerFunc(h.receive), ReadHeaderTimeout: time.Minute}
	h.work.Go(func() { _ = h.server.Serve(l) }) // ends by stop
	return h, nil
}

func (h *webhooks) url() string { return "http://" + h.listener.Addr().String() }

func (h *webhooks) add(b Bucket) {
	if b.Heard == nil {
		return
	}
	if b.Fate == nil {
		b.Fate = func(int) Fate { return Fate{} }
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.buckets[b.Name] = &heardBucket{Bucket: b, told: map[string]bool{}}
}

// stop waits for what is being received, and drops what is late.
func (h *webhooks) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = h.server.Shutdown(ctx) // the server that calls has ended
	h.end()
	h.work.Wait()
}

// webhook is the part of a webhook that is used.
type webhook struct {
	Records []webhookRecord
}

type webhookRecord struct {
	Time string `json:"eventTime"`
	Name string `json:"eventName"`
	S3   struct {
		Bucket struct {
			Name string `json:"name"`
		} `json:"bucket"`
		Object struct {
			Key       string `json:"key"`
			ETag      string `json:"eTag"`
			Sequencer string `json:"sequencer"`
		} `json:"object"`
	} `json:"s3"`
}

// receive answers at once; what follows may take its time.
func (h *webhooks) receive(w http.ResponseWriter, r *http.Request) {
	var n webhook
	if err := json.NewDecoder(r.Body).Decode(&n); err != nil {
		http.Error(w, "no notification", http.StatusBadRequest)
		return
	}
	for _, rec := range n.Records { // a test event has none
		if _, created := createdBy[rec.Name]; created {
			h.work.Go(func() { h.pass(rec, rec.S3.Object.Key == "") })
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// patience is how long a webhook is waited for: it is sent once, and whoever sends
// it gives up after 3 seconds.
const patience = 10 * time.Second

// put tells of an object that was put and of which no webhook came.
func (h *webhooks) put(bucket, key, etag string, at time.Time) {
	rec := webhookRecord{Name: "s3:ObjectCreated:Put", Time: at.UTC().Format(time.RFC3339)}
	rec.S3.Bucket.Name, rec.S3.Object.Key, rec.S3.Object.ETag = bucket, key, etag
	h.work.Go(func() {
		select {
		case <-h.ctx.Done():
		case <-time.After(patience):
			h.pass(rec, true)
		}
	})
}

// pass gives the event of each version that a record is about to whoever
// listens; or only of those that were not told of.
func (h *webhooks) pass(rec webhookRecord, untold bool) {
	h.mu.Lock()
	b := h.buckets[rec.S3.Bucket.Name]
	h.mu.Unlock()
	if b == nil {
		return
	}
	for _, v := range h.found(rec) {
		if f, first := h.fate(b, v, untold); first {
			h.deliver(b.Heard, rec.event(v), f)
		}
	}
}

// found looks for the versions of a record for a while: a list that is made while
// other objects come and go may fail, or lack one. What was deleted meanwhile is
// looked for in vain.
func (h *webhooks) found(rec webhookRecord) []types.ObjectVersion {
	for wait := 20 * time.Millisecond; wait < 2*time.Second; wait *= 2 {
		if all := h.versions(rec); len(all) > 0 {
			return all
		}
		select {
		case <-h.ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
	return nil
}

// versions are those that a record may be about: the newest of its key with its
// ETag, or all with its ETag when it names no key.
func (h *webhooks) versions(rec webhookRecord) (out []types.ObjectVersion) {
	o := rec.S3.Object
	pages := s3.NewListObjectVersionsPaginator(h.client, &s3.ListObjectVersionsInput{Bucket: &rec.S3.Bucket.Name, Prefix: &o.Key})
	for pages.HasMorePages() {
		page, err := pages.NextPage(h.ctx)
		if err != nil {
			return nil
		}
		for _, v := range page.Versions {
			if aws.ToString(v.ETag) != o.ETag || o.Key != "" && aws.ToString(v.Key) != o.Key {
				continue
			}
			if out = append(out, v); o.Key != "" {
				return out // newest first
			}
		}
	}
	return out
}

// fate decides what becomes of the next event of a bucket; or only of one that was
// not told of.
func (h *webhooks) fate(b *heardBucket, v types.ObjectVersion, untold bool) (Fate, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	id := aws.ToString(v.Key) + "?" + aws.ToString(v.VersionId)
	if untold && b.told[id] {
		return Fate{}, false
	}
	b.told[id] = true
	b.n++
	return b.Fate(b.n), true
}

func (h *webhooks) deliver(heard func([]byte), raw []byte, f Fate) {
	if f.Lost {
		return
	}
	select {
	case <-h.ctx.Done():
		return
	case <-time.After(f.After):
	}
	heard(raw)
	if f.Doubled {
		heard(raw)
	}
}

// createdBy is how S3 calls the reason of an event, by its name here.
var createdBy = map[string]string{
	"s3:ObjectCreated:Put":                     "PutObject",
	"s3:ObjectCreated:Post":                    "POST Object",
	"s3:ObjectCreated:Copy":                    "CopyObject",
	"s3:ObjectCreated:CompleteMultipartUpload": "CompleteMultipartUpload",
}
